"""The dense VAE as a PyTorch module: loads what this project saves.

    pip install torch safetensors numpy
    python module.py FILE.safetensors
"""

import sys

import torch
from safetensors.torch import load_file
from torch import nn


class VAE(nn.Module):
    def __init__(self, pixels=784, hidden=512, latent=2):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(pixels, hidden), nn.ReLU())
        self.mu, self.log_var = nn.Linear(hidden, latent), nn.Linear(hidden, latent)
        self.decoder = nn.Sequential(nn.Linear(latent, hidden), nn.ReLU(), nn.Linear(hidden, pixels))

    def forward(self, x):
        hidden = self.encoder(x)
        mu, log_var = self.mu(hidden), self.log_var(hidden)
        z = mu + torch.exp(log_var / 2) * torch.randn_like(mu)
        return self.decoder(z), mu, log_var  # logits of the pixels; sigmoid gives the picture


def load(path):
    parameters = load_file(path)
    hidden, pixels = parameters["encoder.0.weight"].shape
    model = VAE(pixels, hidden, latent=parameters["mu.bias"].numel())
    model.load_state_dict(parameters)
    return model


if __name__ == "__main__":
    print(load(sys.argv[1]))
