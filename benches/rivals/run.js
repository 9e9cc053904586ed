// Times every case on every side, round by round in turn, so that what else the machine does falls on all alike.
// The answer is `globalThis.result`, once it is there; `?rivals` asks the peers too.

/** Milliseconds that a measurement takes at least, where one repeat takes less. */
const LONG_ENOUGH = 300;
const ROUNDS = 5;
/** Milliseconds from which on a side is measured in two rounds only. */
const TOO_LONG = 2000;

const PRODUCT = [128, 784, 512];
const CASES = [
  { name: 'dense VAE, batch 128, latent 2', work: 'train', model: 'vae', batch: 128, latent: 2 },
  { name: 'dense VAE, batch 128, latent 16', work: 'train', model: 'vae', batch: 128, latent: 16 },
  { name: 'dense VAE, batch 512, latent 2', work: 'train', model: 'vae', batch: 512, latent: 2 },
  { name: 'dense VAE, batch 512, latent 16', work: 'train', model: 'vae', batch: 512, latent: 16 },
  { name: 'convolutional autoencoder, batch 128', work: 'train', model: 'autoencoder', batch: 128, latent: 2 },
  { name: 'convolutional VAE, batch 128, latent 2', work: 'train', model: 'vae-conv', batch: 128, latent: 2 },
  { name: 'grid of 20×20 decoded', work: 'grid', model: 'vae', batch: 128, latent: 2 },
  { name: '10,000 images encoded', work: 'encode', model: 'vae', batch: 128, latent: 2 },
  { name: `product ${PRODUCT.join('×')}`, work: 'product', shape: PRODUCT },
];

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

async function timed(work, times) {
  const start = performance.now();
  await work(times);
  return (performance.now() - start) / times;
}

/** Prepares a case on a side: how it is done, and how often in a measurement. */
async function prepared(side, task) {
  const { work, close } = await side.open(task);
  await work(1);
  const once = await timed(work, 1);
  return { side, work, close, times: Math.max(1, Math.min(100, Math.round(LONG_ENOUGH / once))), took: [] };
}

async function measured(task, sides) {
  const ready = [], results = [];
  for (const side of sides) {
    try {
      ready.push(await prepared(side, task));
    } catch (error) {
      results.push({ case: task.name, side: side.name, error: String(error).slice(0, 300) });
    }
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const one of ready.filter(({ took }) => round < 2 || took[0] < TOO_LONG)) {
      one.took.push(await timed(one.work, one.times));
    }
  }
  for (const { side, close, took } of ready) {
    close();
    const milliseconds = median(took);
    const result = { case: task.name, side: side.name, milliseconds, least: Math.min(...took), most: Math.max(...took) };
    if (task.shape) {
      result.gflops = task.shape.reduce((product, size) => product * size, 2) / milliseconds / 1e6;
    }
    results.push(result);
  }
  return results;
}

async function main() {
  const asked = new URLSearchParams(location.search);
  const modules = ['./ours.js', ...(asked.has('rivals') ? ['./tensorflow.js', './jax.js'] : [])];
  const sides = [];
  for (const module of modules) {
    sides.push(...await (await import(module)).sides());
  }
  const wanted = CASES.filter((task) => task.name.includes(asked.get('only') ?? ''));
  const results = [];
  for (const task of wanted) {
    globalThis.progress = task.name;
    results.push(...await measured(task, sides));
  }
  return { agent: navigator.userAgent, cores: navigator.hardwareConcurrency, sides: sides.map(({ name, about }) => ({ name, about })), results };
}

const device = new URLSearchParams(location.search).get('jax');
if (device) {
  globalThis.jax = import('./jax.js').then((module) => module.alone(device));
} else {
  main().then(
    (result) => { globalThis.result = result; },
    (error) => { globalThis.result = { error: String(error) }; },
  );
}
