// jax-js, on WebGPU and in WebAssembly; a step is one compiled function. An array that is passed on is used up,
// `.ref` keeps it.

import { blockUntilReady, defaultDevice, init, jit, lax, nn, numpy as np, random, tree, valueAndGrad } from '@jax-js/jax';
import { CHUNK, GRID, TEST_IMAGES, codes, images, weights } from './networks.js';

/** Each device has a frame of its own: with both in one page, training takes WebGPU for either. */
export async function sides() {
  const found = await Promise.all(['webgpu', 'wasm'].map(async (device) => {
    const frame = document.createElement('iframe');
    frame.src = `?jax=${device}`;
    await new Promise((loaded) => { frame.onload = loaded; document.body.append(frame); });
    const open = await frame.contentWindow.jax;
    return open && { name: `jax-js, ${device}`, about: '0.1.25', open };
  }));
  return found.filter(Boolean);
}

/** What a frame offers: tasks on its device, or nothing where that is missing. */
export async function alone(device) {
  return (await init(device)).includes(device) ? (task) => open(device, task) : null;
}

const crossEntropy = (logits, x) =>
  nn.relu(logits.ref).sub(logits.ref.mul(x)).add(np.log1p(np.exp(np.absolute(logits).neg())));

// Pictures are [rows, channels, height, width].
function pool(x) {
  let [rows, channels, height, width] = x.shape;
  if (height % 2) {
    x = np.pad(x, [[0, 0], [0, 0], [0, 1], [0, 1]]);
    [height, width] = [height + 1, width + 1];
  }
  return x.reshape([rows, channels, height / 2, 2, width / 2, 2]).max([3, 5]);
}

function twice(x) {
  const [rows, channels, height, width] = x.shape;
  const spread = np.broadcastTo(x.reshape([rows, channels, height, 1, width, 1]), [rows, channels, height, 2, width, 2]);
  return spread.reshape([rows, channels, 2 * height, 2 * width]);
}

/** The parts of a network with weights `w`. */
function network(model, w) {
  const dense = (x, name) => np.matmul(x, w[`${name}.w`]).add(w[`${name}.b`]);
  const conv = (x, name, padding = 'SAME') => {
    const b = w[`${name}.b`];
    return lax.conv(x, w[`${name}.w`], [1, 1], padding).add(b.reshape([1, b.shape[0], 1, 1]));
  };
  const relu = (...args) => nn.relu(conv(...args));
  const pooled = (x) => ['in1', 'in2', 'in3'].reduce((picture, name) => pool(relu(picture, name)), x);
  const raised = (x) => conv(twice(relu(twice(relu(twice(relu(x, 'out1')), 'out2')), 'out3', 'VALID')), 'out4');
  const picture = (x) => x.reshape([x.shape[0], 1, 28, 28]);
  const flat = (x) => x.reshape([x.shape[0], x.size / x.shape[0]]);
  const hidden = model === 'vae' ? (x) => nn.relu(dense(x, 'encode')) : (x) => flat(pooled(picture(x)));
  return {
    mean: (x) => dense(hidden(x), 'mean'),
    gaussian: (x) => { const h = hidden(x); return [dense(h.ref, 'mean'), dense(h, 'log_var')]; },
    decode: (z) => {
      const h = nn.relu(dense(z, 'decode'));
      return model === 'vae' ? dense(h, 'logits') : flat(raised(h.reshape([h.shape[0], 8, 4, 4])));
    },
    through: (x) => flat(raised(pooled(picture(x)))),
  };
}

function loss(model) {
  return (w, x, key) => {
    const parts = network(model, w);
    if (model === 'autoencoder') {
      key.dispose();
      return crossEntropy(parts.through(x.ref), x).mean();
    }
    const [mean, logVar] = parts.gaussian(x.ref);
    const z = mean.ref.add(np.exp(logVar.ref.mul(0.5)).mul(random.normal(key, mean.shape)));
    const kl = logVar.ref.add(1).sub(np.square(mean)).sub(np.exp(logVar)).sum(1).mul(-0.5);
    return crossEntropy(parts.decode(z), x).sum(1).add(kl).mean();
  };
}

/** A step of Adam: weights, both moments, the powers of both rates and the key go in and come out, with the loss. */
function adam(model, names) {
  return jit((w, m, v, powers, key, x) => {
    const keys = random.split(key, 2);
    const next = keys.ref.slice(0);
    const [value, slopes] = valueAndGrad(loss(model))(tree.ref(w), x, keys.slice(1));
    const first = powers.ref.slice(0).mul(0.9);
    const second = powers.slice(1).mul(0.999);
    const of = (power) => np.reciprocal(power.ref.neg().add(1));
    const [scale, width] = [of(first), of(second)];
    const after = { w: {}, m: {}, v: {} };
    for (const name of names) {
      after.m[name] = m[name].mul(0.9).add(slopes[name].ref.mul(0.1));
      after.v[name] = v[name].mul(0.999).add(np.square(slopes[name]).mul(0.001));
      const root = np.sqrt(after.v[name].ref.mul(width.ref)).add(1e-7);
      after.w[name] = w[name].sub(after.m[name].ref.mul(scale.ref).div(root).mul(1e-3));
    }
    scale.dispose();
    width.dispose();
    return [after.w, after.m, after.v, np.stack([first, second]), next, value];
  });
}

async function open(device, { work, model, batch, latent, shape }) {
  defaultDevice(device);
  if (work === 'product') {
    const [rows, inner, columns] = shape;
    const [a, b] = [random.uniform(random.key(1), [rows, inner]), random.uniform(random.key(2), [inner, columns])];
    await blockUntilReady([a, b]);
    const product = jit((a, b) => np.matmul(a, b));
    return { work: (times) => repeated(device, times, () => product(a.ref, b.ref)), close: () => { a.dispose(); b.dispose(); } };
  }
  const [w, m, v] = [{}, {}, {}];
  for (const { name, shape, values } of weights(model, latent)) {
    const tensor = np.array(values).reshape(shape);
    w[name] = shape.length === 4 ? tensor.transpose([3, 2, 0, 1]) : tensor;
    m[name] = np.zeros(w[name].shape);
    v[name] = np.zeros(w[name].shape);
  }
  if (work === 'train') return training(device, model, { w, m, v }, np.array(images(batch)).reshape([batch, 784]));
  const given = work === 'grid' ? np.array(codes(GRID, latent)).reshape([GRID, latent]) : np.array(images(CHUNK)).reshape([CHUNK, 784]);
  await blockUntilReady([w, given]);
  const names = ({ grid: ['decode', 'logits'], encode: ['encode', 'mean'] })[work].flatMap((name) => [`${name}.w`, `${name}.b`]);
  const used = Object.fromEntries(names.map((name) => [name, w[name]]));
  const part = jit((used, x) => network(model, used)[work === 'grid' ? 'decode' : 'mean'](x));
  const many = work === 'grid' ? 1 : TEST_IMAGES / CHUNK;
  return { work: (times) => repeated(device, times * many, () => part(tree.ref(used), given.ref)), close: () => tree.dispose([w, m, v, given]) };
}

async function training(device, model, { w, m, v }, x) {
  let [powers, key, value] = [np.array([1, 1]), random.key(7), undefined];
  await blockUntilReady([w, m, v, x]);
  const step = adam(model, Object.keys(w));
  return {
    async work(times) {
      defaultDevice(device);
      for (let time = 0; time < times; time++) {
        value?.dispose();
        [w, m, v, powers, key, value] = step(w, m, v, powers, key, x.ref);
      }
      await blockUntilReady([w, m, v, value]);
    },
    close: () => tree.dispose([w, m, v, powers, key, value, x]),
  };
}

/** It computes nothing that is thrown away before it is waited for, so results are kept until then. */
async function repeated(device, times, once) {
  defaultDevice(device);
  const results = Array.from({ length: times }, once);
  await blockUntilReady(results);
  results.forEach((result) => result.dispose());
}
