"""The dense VAE of this project, written a second time in JAX: makes the tensors that the Rust tests compare
one training step and twenty losses with.

Run it in this folder; it writes vae-<loss>-<optimizer>.safetensors beside itself, the same bytes every time:

    pip install "jax[cpu]==0.10.2" optax==0.2.8 safetensors==0.8.0 numpy==2.4.6
    python vae.py

Nothing is shared with the Rust code. The random generator is written again in numpy from its definition, so
weights, batches and noise are drawn independently; gradients come from jax.grad and updates from optax, in
float64, so that what differs is the rounding of the code under test.

Each file holds, under PyTorch's names and layouts ([outputs, inputs]):
    images              [40, 7, 7] u8, the data set, in the order that the batch order refers to
    batch, epsilon      [7, 49] and [7, 3], pixels in 0..1 and latent noise of the first step
    before/<parameter>, gradient/<parameter>, after/<parameter>    the first step
    losses              [20, 3], total, reconstruction and KL (not weighted) of every step, before its update
and, as metadata `recipe`, the settings as the fragment of a link.
"""

import jax
import jax.numpy as jnp
import numpy as np
import optax
from safetensors.numpy import save_file

jax.config.update("jax_enable_x64", True)

IMAGES, SIDE, HIDDEN, LATENT, BATCH, STEPS = 40, 7, 13, 3, 7, 20
PIXELS = SIDE * SIDE
SEED, LEARNING_RATE = 20, 0.01
WEIGHTS, ORDER, NOISE = 1, 2, 3  # streams of the generator

# name, inputs, outputs; each has a weight and a bias, numbered in this order
LAYERS = [
    ("encoder.0", PIXELS, HIDDEN),
    ("mu", HIDDEN, LATENT),
    ("log_var", HIDDEN, LATENT),
    ("decoder.0", LATENT, HIDDEN),
    ("decoder.2", HIDDEN, PIXELS),
]


# The random generator


@np.errstate(over="ignore")  # u32 words wrap around
def pcg4d(seed, stream, step, element):
    """Jarzynski and Olano, "Hash Functions for GPU Rendering" (2020): u32 words, broadcast; returns [4, ...]."""
    words = np.broadcast_arrays(*(np.asarray(word, np.uint32) for word in (seed, stream, step, element)))
    x, y, z, w = (word * np.uint32(1664525) + np.uint32(1013904223) for word in words)

    def mix(x, y, z, w):
        x = x + y * w
        y = y + z * x
        z = z + x * y
        w = w + y * z
        return x, y, z, w

    x, y, z, w = mix(x, y, z, w)
    x, y, z, w = (word ^ (word >> np.uint32(16)) for word in (x, y, z, w))
    return np.stack(mix(x, y, z, w))


def uniform(bits):
    """In [0, 1), from the upper 24 bits."""
    return (bits >> np.uint32(8)).astype(np.float32) * np.float32(2**-24)


def normal(seed, stream, step, element):
    """Box and Muller (1958), in float32."""
    a, b, _, _ = pcg4d(seed, stream, step, element)
    above_zero = ((a >> np.uint32(8)) + np.uint32(1)).astype(np.float32) * np.float32(2**-24)
    angle = np.float32(2 * np.pi) * uniform(b)
    return np.sqrt(np.float32(-2) * np.log(above_zero)) * np.cos(angle)


def shuffled(count, seed, epoch, position):
    """Image at a position of an epoch: a Feistel network of four rounds, walked until it lands in 0..count."""
    half = -(-max(2, (count - 1).bit_length()) // 2)
    mask = (1 << half) - 1
    place = position
    while True:
        left, right = place >> half, place & mask
        for turn in range(4):
            word = int(pcg4d(seed, ORDER, epoch, turn << 28 | right)[0])
            left, right = right, left ^ (word & mask)
        place = left << half | right
        if place < count:
            return place


# The model


def initial_parameters():
    """Glorot-uniform weights, drawn in the order of an [inputs, outputs] matrix; zero biases."""
    parameters = {}
    for layer, (name, inputs, outputs) in enumerate(LAYERS):
        limit = np.sqrt(np.float32(6 / (inputs + outputs)))
        element = np.arange(inputs * outputs, dtype=np.uint32)
        draws = uniform(pcg4d(SEED, WEIGHTS, 2 * layer, element)[0])
        weight = ((np.float32(2) * draws - np.float32(1)) * limit).reshape(inputs, outputs)
        parameters[f"{name}.weight"] = jnp.asarray(weight.T, jnp.float64)
        parameters[f"{name}.bias"] = jnp.zeros(outputs)
    return parameters


def linear(parameters, name, x):
    return x @ parameters[f"{name}.weight"].T + parameters[f"{name}.bias"]


def losses(parameters, x, epsilon, loss, beta):
    """Total, reconstruction and KL; means over the batch of sums over pixels and over the code."""
    hidden = jax.nn.relu(linear(parameters, "encoder.0", x))
    mu, log_var = linear(parameters, "mu", hidden), linear(parameters, "log_var", hidden)
    z = mu + jnp.exp(log_var / 2) * epsilon
    logits = linear(parameters, "decoder.2", jax.nn.relu(linear(parameters, "decoder.0", z)))
    if loss == "bce":
        each = optax.sigmoid_binary_cross_entropy(logits, x)
    else:
        each = (jax.nn.sigmoid(logits) - x) ** 2
    reconstruction = each.sum(axis=1).mean()
    kl = (-0.5 * (1 + log_var - mu**2 - jnp.exp(log_var)).sum(axis=1)).mean()
    total = reconstruction + beta * kl
    return total, jnp.stack([total, reconstruction, kl])


def optimizer_named(name):
    if name == "adam":
        return optax.adam(LEARNING_RATE, b1=0.9, b2=0.999, eps=1e-8)
    return optax.rmsprop(LEARNING_RATE, decay=0.9, eps=1e-8, eps_in_sqrt=False)


# The training


def blots(random, side=SIDE):
    """[IMAGES, side, side] u8: a round blot of random size on each, with something to learn in its place."""
    place = np.arange(side)
    y, x = (random.uniform(1, side - 2, (IMAGES, 1, 1)) for _ in range(2))
    radius = random.uniform(1, 2.5, (IMAGES, 1, 1))
    distance = np.hypot(place[:, None] - y, place - x)
    return (255 * np.clip(radius + 0.5 - distance, 0, 1)).astype(np.uint8)


def draw_batch(images, step):
    """Pixels [BATCH, PIXELS] and noise [BATCH, LATENT] of a step; an epoch's last partial batch is dropped."""
    per_epoch = IMAGES // BATCH
    epoch, first = step // per_epoch, step % per_epoch * BATCH
    rows = [shuffled(IMAGES, SEED, epoch, first + row) for row in range(BATCH)]
    x = images[rows].reshape(BATCH, PIXELS).astype(np.float32) / np.float32(255)
    element = np.arange(BATCH * LATENT, dtype=np.uint32).reshape(BATCH, LATENT)
    return x, normal(SEED, NOISE, step, element)


def train(images, loss, optimizer_name, beta):
    parameters = initial_parameters()
    optimizer = optimizer_named(optimizer_name)
    state = optimizer.init(parameters)
    gradient = jax.jit(jax.grad(lambda p, x, e: losses(p, x, e, loss, beta), has_aux=True))

    tensors = {"images": images}
    trace = []
    for step in range(STEPS):
        x, epsilon = draw_batch(images, step)
        gradients, terms = gradient(parameters, x.astype(np.float64), epsilon.astype(np.float64))
        updates, state = optimizer.update(gradients, state, parameters)
        updated = optax.apply_updates(parameters, updates)
        if step == 0:
            tensors |= {"batch": x, "epsilon": epsilon}
            for when, values in [("before", parameters), ("gradient", gradients), ("after", updated)]:
                tensors |= {f"{when}/{name}": value for name, value in values.items()}
        parameters = updated
        trace.append(terms)
    tensors["losses"] = np.stack(trace)
    return tensors


def save(name, tensors, recipe):
    """Saves in float32, the images in u8; a single entry of metadata, since several have no fixed order."""
    stored = {
        key: np.ascontiguousarray(value, np.uint8 if key == "images" else np.float32)
        for key, value in tensors.items()
    }
    save_file(stored, name, metadata={"recipe": recipe})


def main():
    images = blots(np.random.default_rng(7))
    for loss, optimizer, beta in [
        ("bce", "adam", 1),
        ("bce", "rmsprop", 0.5),
        ("mse", "adam", 0.5),
        ("mse", "rmsprop", 1),
    ]:
        tensors = train(images, loss, optimizer, beta)
        recipe = (
            f"v=1&model=vae&latent={LATENT}&hidden={HIDDEN}&loss={loss}&beta={beta}&optimizer={optimizer}"
            f"&rate={LEARNING_RATE}&batch={BATCH}&seed={SEED}&steps={STEPS}&end"
        )
        save(f"vae-{loss}-{optimizer}.safetensors", tensors, recipe)
        first, last = tensors["losses"][0], tensors["losses"][-1]
        print(f"{loss} {optimizer} β {beta}: total, reconstruction, KL {first} → {last}")


if __name__ == "__main__":
    main()
