// Our side: the page's trainer on the GPU and on the CPU.

/** The module's exports, once Trunk's script has started it. */
function started() {
  return new Promise((resolve) => {
    if (globalThis.wasmBindings) {
      resolve(globalThis.wasmBindings);
    } else {
      addEventListener('TrunkApplicationStarted', () => resolve(globalThis.wasmBindings), { once: true });
    }
  });
}

export async function sides() {
  const { Side } = await started();
  const [gpu, cpu] = await Promise.all([Side.open(true), Side.open(false)]);
  const side = (name, side, shared) => ({ name, about: side.name(), open: (task) => open(side, task, shared) });
  return [
    side('ours, gpu', gpu, false),
    side('ours, one worker, cpu', cpu, false),
    side('ours, cpu', cpu, true),
  ];
}

/** Milliseconds in which an executor finds out whether two workers are faster. */
const TRIAL = 1500;

/** Starts a second worker, which shares what is done from then on. */
async function share() {
  const { hire, complete } = await started();
  hire(new Worker('./hand.js', { type: 'module' }));
  while (!complete()) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function open(side, task, isShared) {
  if (!isShared) {
    return made(side, task);
  }
  await share();
  const { work, close } = await made(side, task);
  const start = performance.now();
  while (performance.now() - start < TRIAL) {
    await work(4);
  }
  const { dismiss } = await started();
  return { work, close: () => { close(); dismiss(); } };
}

async function made(side, { work, model, batch, latent, shape }) {
  if (work === 'product') {
    const product = await side.product(...shape);
    return { work: (times) => product.run(times), close: () => product.free() };
  }
  const network = await side.network(model, batch, latent);
  const works = {
    train: (times) => network.train(times),
    grid: (times) => network.grid(times),
    encode: (times) => network.encode(10_000 * times),
  };
  return { work: works[work], close: () => network.free() };
}
