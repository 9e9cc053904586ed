"""The other networks of this project in JAX, small: convolutional, denoising, sparse, conditional and adversarial
ones. Makes
the tensors that the Rust tests compare one training step and ten losses with.

Run it in this folder; it writes autoencoder-<case>.safetensors beside itself, the same bytes every time:

    pip install "jax[cpu]==0.10.2" optax==0.2.8 safetensors==0.8.0 numpy==2.4.6
    python autoencoder.py

Generator, order of batches and blots are those of vae.py; nothing is shared with the Rust code. Gradients come
from jax.grad and updates from optax, in float64, so that what differs is the rounding of the code under test.

Each file holds, under PyTorch's names and layouts ([outputs, inputs], [outputs, inputs, height, width]), where
the modules of an nn.Sequential count Conv2d, Linear, ReLU, MaxPool2d(2, ceil_mode=True) and Upsample each:
    images              [40, side, side] u8, the data set, in the order that the batch order refers to
    labels              [40] u8, a class of each, where the network is given them
    batch, input        [7, side²], pixels in 0..1 of the first step, and what the encoder was fed
    epsilon             [7, 3], latent noise of the first step, where there is any
    before/<parameter>, gradient/<parameter>, after/<parameter>    the first step
    prior               [7, 3], numbers drawn from N(0, 1) for the discriminator, where there is one
    adversarial         [10, 2], the generator's and the discriminator's loss of every step, where there are any
    losses              [10, 3], total, reconstruction, and KL or L1 penalty (not weighted) of every step, before
                        its update
and, as metadata `case`, what was trained, as JSON.
"""

import json

import jax
import jax.numpy as jnp
import numpy as np
import optax
from safetensors.numpy import save_file

from vae import BATCH, IMAGES, LEARNING_RATE, NOISE, SEED, WEIGHTS, blots, normal, pcg4d, shuffled, uniform

STEPS, LATENT, CLASSES = 10, 3, 10
INPUT_NOISE, PRIOR = 5, 9  # streams of the generator
DISCRIMINATOR_PACE = 0.5  # rate of the discriminator as a multiple of the autoencoder's

# A layer is its kind and, where it has any, its outputs and padding; convolutions are 3×3.
RELU, POOL, UP = ("relu",), ("pool",), ("up",)


def conv(channels, padding="same"):
    return ("conv", channels, padding)


def linear(outputs):
    return ("linear", outputs)


CONVOLUTIONS = {
    "side": 8,
    "encoder": [conv(4), RELU, POOL, conv(4), RELU, POOL],
    "decoder": [conv(4), RELU, UP, conv(4), RELU, UP, conv(1)],
}
MEAN_OVER_PIXELS, SUM_OVER_PIXELS = "mean over pixels", "sum over pixels"
CASES = {
    "conv": CONVOLUTIONS | {"reduction": MEAN_OVER_PIXELS},
    # 14 → 7 → 4 and 4 → 8 → 16 → 14, as the lesson's network has it
    "conv-odd": {
        "side": 14,
        "encoder": [conv(4), RELU, POOL, conv(3), RELU, POOL],
        "decoder": [conv(3), RELU, UP, conv(4), RELU, UP, conv(5, "valid"), RELU, conv(1)],
        "reduction": MEAN_OVER_PIXELS,
    },
    "denoise": CONVOLUTIONS | {"noise": {"mean": 0.5, "deviation": 0.5}, "reduction": MEAN_OVER_PIXELS},
    "sparse": {
        "side": 7,
        "encoder": [linear(13), RELU],
        "decoder": [linear(49)],
        "sparsity": 0.01,
        "reduction": MEAN_OVER_PIXELS,
    },
    # a VAE whose encoder and decoder are both given the one-hot label, after their other inputs
    "label": {
        "side": 7,
        "encoder": [linear(13), RELU],
        "latent": LATENT,
        "classes": CLASSES,
        "decoder": [linear(13), RELU, linear(49)],
        "beta": 1,
        "reduction": SUM_OVER_PIXELS,
    },
    # two optimisers, whose gradients are taken at the same parameters
    "adversarial": {
        "side": 7,
        "encoder": [linear(13), RELU, linear(LATENT)],
        "decoder": [linear(13), RELU, linear(49)],
        "discriminator": [linear(9), RELU, linear(1)],
        "beta": 1,
        "reduction": SUM_OVER_PIXELS,
    },
}


# The networks


def initial_parameters(case):
    """Glorot-uniform weights, drawn in the order of an [inputs, outputs] matrix, the inputs of a convolution
    being [height, width, channels]; zero biases. Parameters are numbered in the order of the network."""
    parameters = {}

    def add(name, outputs, inputs, side=None):
        taps = 1 if side is None else side * side
        limit = np.sqrt(np.float32(6 / (taps * inputs + taps * outputs)))
        element = np.arange(taps * inputs * outputs, dtype=np.uint32)
        draws = uniform(pcg4d(SEED, WEIGHTS, len(parameters), element)[0])
        weight = (np.float32(2) * draws - np.float32(1)) * limit
        if side is None:
            weight = weight.reshape(inputs, outputs).T
        else:
            weight = weight.reshape(side, side, inputs, outputs).transpose(3, 2, 0, 1)
        parameters[f"{name}.weight"] = jnp.asarray(weight, jnp.float64)
        parameters[f"{name}.bias"] = jnp.zeros(outputs)

    def add_layers(name, layers, inputs):
        for index, (kind, *numbers) in enumerate(layers):
            if kind in ("conv", "linear"):
                add(f"{name}.{index}", numbers[0], inputs, 3 if kind == "conv" else None)
                inputs = numbers[0]
        return inputs

    classes = case.get("classes", 0)
    width = 1 if case["encoder"][0][0] == "conv" else case["side"] ** 2
    width = add_layers("encoder", case["encoder"], width + classes)
    if "latent" in case:
        add("mu", case["latent"], width)
        add("log_var", case["latent"], width)
        width = case["latent"]
    add_layers("decoder", case["decoder"], width + classes)
    add_layers("discriminator", case.get("discriminator", []), width)
    return parameters


def dense(parameters, name, x):
    return x @ parameters[f"{name}.weight"].T + parameters[f"{name}.bias"]


def run_layers(parameters, name, layers, x):
    """x is [rows, numbers] for dense layers and [rows, height, width, channels] for convolutions."""
    for index, (kind, *numbers) in enumerate(layers):
        if kind == "linear":
            x = dense(parameters, f"{name}.{index}", x)
        elif kind == "conv":
            weight, bias = (parameters[f"{name}.{index}.{part}"] for part in ("weight", "bias"))
            layout = ("NHWC", "OIHW", "NHWC")
            padding = numbers[1].upper()
            x = bias + jax.lax.conv_general_dilated(x, weight, (1, 1), padding, dimension_numbers=layout)
        elif kind == "relu":
            x = jax.nn.relu(x)
        elif kind == "pool":
            window = (1, 2, 2, 1)
            x = jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, window, window, "SAME")
        else:
            x = x.repeat(2, axis=1).repeat(2, axis=2)
    return x


def losses(parameters, case, target, x, label, epsilon):
    """Total, reconstruction, and KL or penalty; means over the batch."""
    side = case["side"]
    if case["encoder"][0][0] == "conv":
        x = x.reshape(-1, side, side, 1)
    if label is not None:
        x = jnp.concatenate([x, label], axis=1)
    code = run_layers(parameters, "encoder", case["encoder"], x)
    beside, weight = 0.0, 0
    if "latent" in case:
        mu, log_var = dense(parameters, "mu", code), dense(parameters, "log_var", code)
        code = mu + jnp.exp(log_var / 2) * epsilon
        beside = (-0.5 * (1 + log_var - mu**2 - jnp.exp(log_var)).sum(axis=1)).mean()
        weight = case["beta"]
    if "sparsity" in case:
        beside, weight = jnp.abs(code).sum(axis=1).mean(), case["sparsity"]
    if label is not None:
        code = jnp.concatenate([code, label], axis=1)
    logits = run_layers(parameters, "decoder", case["decoder"], code).reshape(-1, side * side)
    each = optax.sigmoid_binary_cross_entropy(logits, target)
    reduce = jnp.mean if case["reduction"] == MEAN_OVER_PIXELS else jnp.sum
    reconstruction = reduce(each, axis=1).mean()
    total = reconstruction + weight * beside
    return total, jnp.stack([total, reconstruction, beside])


def adversarial_losses(parameters, case, x, prior):
    """What the encoder pays the discriminator and what the discriminator pays; means over the batch."""
    code = run_layers(parameters, "encoder", case["encoder"], x)
    of_image, drawn = (
        run_layers(parameters, "discriminator", case["discriminator"], codes)[:, 0] for codes in (code, prior)
    )
    generator = jax.nn.softplus(-of_image).mean()
    discriminator = (jax.nn.softplus(of_image) + jax.nn.softplus(-drawn)).mean()
    return generator, discriminator


# The training


def draw_batch(case, images, labels, step):
    """What a step is given: target and input [BATCH, pixels], and label [BATCH, classes] and latent noise
    [BATCH, latent] or None; an epoch's last partial batch is dropped."""
    per_epoch = IMAGES // BATCH
    epoch, first = step // per_epoch, step % per_epoch * BATCH
    rows = [shuffled(IMAGES, SEED, epoch, first + row) for row in range(BATCH)]

    def noise(stream, width):
        return normal(SEED, stream, step, np.arange(BATCH * width, dtype=np.uint32).reshape(BATCH, width))

    target = images[rows].reshape(BATCH, -1).astype(np.float32) / np.float32(255)
    x = target
    if "noise" in case:
        mean, deviation = np.float32(case["noise"]["mean"]), np.float32(case["noise"]["deviation"])
        x = np.clip(target + mean + deviation * noise(INPUT_NOISE, target.shape[1]), 0, 1)
    label = np.eye(case["classes"])[labels[rows]] if "classes" in case else None
    epsilon = noise(NOISE, case["latent"]) if "latent" in case else None
    return target, x, label, epsilon


def double(value):
    return None if value is None else value.astype(np.float64)


def train(case, images, labels):
    if "discriminator" in case:
        return train_adversarial(case, images)
    parameters = initial_parameters(case)
    optimizer = adam(1)
    state = optimizer.init(parameters)
    gradient = jax.jit(jax.grad(lambda p, *batch: losses(p, case, *batch), has_aux=True))

    tensors = {"images": images} | ({"labels": labels} if "classes" in case else {})
    trace = []
    for step in range(STEPS):
        batch = draw_batch(case, images, labels, step)
        gradients, terms = gradient(parameters, *map(double, batch))
        updates, state = optimizer.update(gradients, state, parameters)
        updated = optax.apply_updates(parameters, updates)
        if step == 0:
            target, x, _, epsilon = batch
            tensors |= {"batch": target, "input": x} | ({} if epsilon is None else {"epsilon": epsilon})
            for when, values in [("before", parameters), ("gradient", gradients), ("after", updated)]:
                tensors |= {f"{when}/{name}": value for name, value in values.items()}
        parameters = updated
        trace.append(terms)
    tensors["losses"] = np.stack(trace)
    return tensors


def part(parameters, *names):
    """The parameters of some parts of the network."""
    return {name: value for name, value in parameters.items() if name.split(".")[0] in names}


def train_adversarial(case, images):
    parameters = initial_parameters(case)
    optimizers = adam(1), adam(DISCRIMINATOR_PACE)
    players = ("encoder", "decoder"), ("discriminator",)
    states = [one.init(part(parameters, *names)) for one, names in zip(optimizers, players)]

    def of_autoencoder(own, others, target, prior):
        both = others | own
        generator, _ = adversarial_losses(both, case, target, prior)
        return losses(both, case, target, target, None, None)[0] + case["beta"] * generator

    def of_discriminator(own, others, target, prior):
        return adversarial_losses(others | own, case, target, prior)[1]

    slopes = [jax.jit(jax.grad(loss)) for loss in (of_autoencoder, of_discriminator)]
    tensors = {"images": images}
    trace, adversarial = [], []
    for step in range(STEPS):
        target, _, _, _ = draw_batch(case, images, None, step)
        element = np.arange(BATCH * LATENT, dtype=np.uint32).reshape(BATCH, LATENT)
        prior = normal(SEED, PRIOR, step, element)
        batch = double(target), double(prior)
        trace.append(losses(parameters, case, batch[0], batch[0], None, None)[1])
        adversarial.append(jnp.stack(adversarial_losses(parameters, case, *batch)))
        gradients, updated = {}, {}
        for which, names in enumerate(players):
            own = part(parameters, *names)
            slope = slopes[which](own, parameters, *batch)
            updates, states[which] = optimizers[which].update(slope, states[which], own)
            gradients |= slope
            updated |= optax.apply_updates(own, updates)
        if step == 0:
            tensors |= {"batch": target, "input": target, "prior": prior}
            for when, values in [("before", parameters), ("gradient", gradients), ("after", updated)]:
                tensors |= {f"{when}/{name}": value for name, value in values.items()}
        parameters = updated
    tensors["losses"], tensors["adversarial"] = np.stack(trace), np.stack(adversarial)
    return tensors


def adam(pace):
    return optax.adam(pace * LEARNING_RATE, b1=0.9, b2=0.999, eps=1e-8)


def save(name, tensors, case):
    """Saves in float32, images and labels in u8; one entry of metadata, since several have no fixed order."""
    stored = {
        key: np.ascontiguousarray(value, np.uint8 if key in ("images", "labels") else np.float32)
        for key, value in tensors.items()
    }
    save_file(stored, name, metadata={"case": json.dumps(case, sort_keys=True)})


def main():
    common = {"seed": SEED, "rate": LEARNING_RATE, "batch": BATCH, "steps": STEPS, "optimizer": "adam"}
    for name, case in CASES.items():
        random = np.random.default_rng(7)
        images = blots(random, case["side"])
        labels = random.integers(0, CLASSES, IMAGES, np.uint8)
        tensors = train(case, images, labels)
        save(f"autoencoder-{name}.safetensors", tensors, {"name": name} | case | common)
        first, last = tensors["losses"][0], tensors["losses"][-1]
        print(f"{name}: total, reconstruction, beside it {first} → {last}")


if __name__ == "__main__":
    main()
