// TensorFlow.js, on WebGPU and in WebAssembly with a thread for each core.

import { CHUNK, GRID, TEST_IMAGES, codes, images, weights } from './networks.js';

const MODULES = '/rivals/node_modules/@tensorflow/';

async function script(path) {
  const element = document.createElement('script');
  element.src = MODULES + path;
  const loaded = new Promise((resolve, reject) => { element.onload = resolve; element.onerror = () => reject(new Error(`no ${path}`)); });
  document.head.append(element);
  return loaded;
}

export async function sides() {
  await script('tfjs/dist/tf.min.js');
  await script('tfjs-backend-webgpu/dist/tf-backend-webgpu.min.js');
  await script('tfjs-backend-wasm/dist/tf-backend-wasm.min.js');
  tf.wasm.setWasmPaths(`${MODULES}tfjs-backend-wasm/dist/`);
  const cores = navigator.hardwareConcurrency;
  // It starts no more threads than half of the cores that the browser names.
  Object.defineProperty(navigator, 'hardwareConcurrency', { configurable: true, get: () => 2 * cores });
  tf.wasm.setThreadsCount(cores);
  const found = [];
  for (const backend of ['webgpu', 'wasm']) {
    if (await tf.setBackend(backend)) {
      found.push({ name: `TensorFlow.js, ${backend}`, about: tf.version.tfjs, open: (task) => open(backend, task) });
    }
  }
  Object.defineProperty(navigator, 'hardwareConcurrency', { configurable: true, get: () => cores });
  addMissingGradient();
  return found;
}

// The WebAssembly backend has no gradient of a convolution's weights: a product for each of the nine taps does it.
function addMissingGradient() {
  if (tf.getKernel('Conv2DBackpropFilter', 'wasm')) return;
  const kernelFunc = ({ inputs: { x, dy }, attrs: { pad, filterShape } }) => tf.tidy(() => {
    const [height, width, inputs, outputs] = filterShape;
    const [rows, down, across] = dy.shape;
    const edge = pad === 'same' ? 1 : 0;
    const padded = edge ? tf.pad(x, [[0, 0], [edge, edge], [edge, edge], [0, 0]]) : x;
    const right = tf.reshape(dy, [-1, outputs]);
    const taps = [];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const left = tf.reshape(tf.slice(padded, [0, y, x, 0], [rows, down, across, inputs]), [-1, inputs]);
        taps.push(tf.matMul(left, right, true, false));
      }
    }
    return tf.reshape(tf.stack(taps), filterShape);
  });
  tf.registerKernel({ kernelName: 'Conv2DBackpropFilter', backendName: 'wasm', kernelFunc });
}

const crossEntropy = (logits, x) =>
  tf.add(tf.sub(tf.relu(logits), tf.mul(logits, x)), tf.log1p(tf.exp(tf.neg(tf.abs(logits)))));

/** The parts of a network with weights `w`. */
function network(model, w) {
  const dense = (x, name, activation) => tf.fused.matMul({ a: x, b: w[`${name}.w`], bias: w[`${name}.b`], activation });
  const conv = (x, name, pad = 'same', activation = 'relu') =>
    tf.fused.conv2d({ x, filter: w[`${name}.w`], bias: w[`${name}.b`], strides: 1, pad, activation });
  const twice = (x) => tf.image.resizeNearestNeighbor(x, [2 * x.shape[1], 2 * x.shape[2]]);
  const pooled = (x) => ['in1', 'in2', 'in3'].reduce((picture, name) => tf.maxPool(conv(picture, name), 2, 2, 'same'), x);
  const raised = (x) => conv(twice(conv(twice(conv(twice(conv(x, 'out1')), 'out2')), 'out3', 'valid')), 'out4', 'same', undefined);
  const picture = (x) => tf.reshape(x, [-1, 28, 28, 1]);
  const flat = (x) => tf.reshape(x, [x.shape[0], -1]);
  const hidden = model === 'vae' ? (x) => dense(x, 'encode', 'relu') : (x) => flat(pooled(picture(x)));
  return {
    mean: (x) => dense(hidden(x), 'mean'),
    gaussian: (x) => { const h = hidden(x); return [dense(h, 'mean'), dense(h, 'log_var')]; },
    decode: (z) => model === 'vae'
      ? dense(dense(z, 'decode', 'relu'), 'logits')
      : flat(raised(tf.reshape(dense(z, 'decode', 'relu'), [-1, 4, 4, 8]))),
    through: (x) => flat(raised(pooled(picture(x)))),
  };
}

function loss(model, parts, x) {
  if (model === 'autoencoder') return tf.mean(crossEntropy(parts.through(x), x));
  const [mean, logVar] = parts.gaussian(x);
  const z = tf.add(mean, tf.mul(tf.exp(tf.mul(logVar, 0.5)), tf.randomNormal(mean.shape)));
  const kl = tf.mul(-0.5, tf.sum(tf.sub(tf.sub(tf.add(1, logVar), tf.square(mean)), tf.exp(logVar)), 1));
  return tf.mean(tf.add(tf.sum(crossEntropy(parts.decode(z), x), 1), kl));
}

async function open(backend, { work, model, batch, latent, shape }) {
  const here = async (times, once) => {
    await tf.setBackend(backend);
    let last;
    for (let time = 0; time < times; time++) {
      last?.dispose();
      last = once();
    }
    await last.data();
    last.dispose();
  };
  await tf.setBackend(backend);
  if (work === 'product') {
    const [rows, inner, columns] = shape;
    const [a, b] = [tf.randomUniform([rows, inner]), tf.randomUniform([inner, columns])];
    return { work: (times) => here(times, () => tf.matMul(a, b)), close: () => tf.dispose([a, b]) };
  }
  const w = Object.fromEntries(weights(model, latent).map(({ name, shape, values }) => [name, tf.variable(tf.tensor(values, shape))]));
  const parts = network(model, w);
  const counts = { train: batch, encode: CHUNK, grid: GRID };
  const given = work === 'grid' ? tf.tensor(codes(GRID, latent), [GRID, latent]) : tf.tensor(images(counts[work]), [counts[work], 784]);
  const optimizer = tf.train.adam(1e-3);
  const works = {
    train: (times) => here(times, () => optimizer.minimize(() => loss(model, parts, given), true)),
    grid: (times) => here(times, () => tf.tidy(() => parts.decode(given))),
    encode: (times) => here(times * TEST_IMAGES / CHUNK, () => tf.tidy(() => parts.mean(given))),
  };
  return { work: works[work], close: () => { tf.dispose([w, given]); optimizer.dispose(); } };
}
