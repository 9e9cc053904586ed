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
  return Promise.all(['gpu', 'cpu'].map(async (executor) => {
    const side = await Side.open(executor === 'gpu');
    return { name: `ours, ${executor}`, about: side.name(), open: (task) => open(side, task) };
  }));
}

async function open(side, { work, model, batch, latent, shape }) {
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
