// The networks for the peers: their weights by name, and numbers to train them on.

const HIDDEN = 512;

const dense = (name, inputs, outputs) => [
  { name: `${name}.w`, shape: [inputs, outputs], reach: Math.sqrt(6 / (inputs + outputs)) },
  { name: `${name}.b`, shape: [outputs], reach: 0 },
];

// 3×3, [height, width, inputs, outputs].
const conv = (name, inputs, outputs) => [
  { name: `${name}.w`, shape: [3, 3, inputs, outputs], reach: Math.sqrt(6 / (9 * (inputs + outputs))) },
  { name: `${name}.b`, shape: [outputs], reach: 0 },
];

const CONVOLUTIONS = [
  ...conv('in1', 1, 16), ...conv('in2', 16, 8), ...conv('in3', 8, 8),
  ...conv('out1', 8, 8), ...conv('out2', 8, 8), ...conv('out3', 8, 16), ...conv('out4', 16, 1),
];

/** Weights of a network: name, shape and values. */
export function weights(model, latent) {
  const specs = {
    vae: [
      ...dense('encode', 784, HIDDEN), ...dense('mean', HIDDEN, latent), ...dense('log_var', HIDDEN, latent),
      ...dense('decode', latent, HIDDEN), ...dense('logits', HIDDEN, 784),
    ],
    autoencoder: CONVOLUTIONS,
    'vae-conv': [...CONVOLUTIONS, ...dense('mean', 128, latent), ...dense('log_var', 128, latent), ...dense('decode', latent, 128)],
  };
  return specs[model].map(({ name, shape, reach }) => ({ name, shape, values: numbers(shape, reach) }));
}

/** Uniform numbers from -reach to reach. */
function numbers(shape, reach) {
  const size = shape.reduce((product, side) => product * side, 1);
  return Float32Array.from({ length: size }, () => reach * (2 * Math.random() - 1));
}

/** Images from 0 to 1; what they show makes no difference to the time. */
export function images(count) {
  return Float32Array.from({ length: count * 784 }, () => Math.max(0, 5 * Math.random() - 4));
}

/** Codes of the decoded grid. */
export function codes(count, latent) {
  return numbers([count, latent], 2);
}

export const GRID = 400;
export const TEST_IMAGES = 10_000;
/** Images encoded at a time. */
export const CHUNK = 1000;
