//! Every kernel against its twin on the CPU, on random inputs of odd sizes.

mod common;

use common::{close, gpu, numbers};
use latent_playground::cpu::{self, Memory};
use latent_playground::gpu::{Gpu, GpuExecutor};
use latent_playground::kernel::{
    Call, Dense, DenseBackwardInput, DenseBackwardWeights, Gather, Noise, RING_STEPS, ReconstructionLoss,
    Record, Reparameterize, ReparameterizeBackward, Source, Tally, Update,
};
use latent_playground::model::Activation;
use latent_playground::plan::{Layout, Program, STATE_WORDS, State, Tensor, padded};
use latent_playground::settings::{Optimizer, Reconstruction};

const BATCHES: [u32; 3] = [1, 7, 128];

/// Widths that are no multiple of four, of a tile of eight columns, or of a workgroup's 64.
const WIDTHS: [u32; 4] = [1, 13, 50, 131];

/// A call's memory while it is set up.
#[derive(Default)]
struct Bench {
    layout: Layout,
    contents: Vec<(Tensor, Vec<f32>)>,
    salt: u32,
}

impl Bench {
    /// A tensor of standard normal numbers whose padding is zero.
    fn random(&mut self, rows: u32, width: u32) -> Tensor {
        let tensor = self.layout.matrix("random", rows, width);
        self.fill(tensor);
        tensor
    }

    fn fill(&mut self, tensor: Tensor) {
        self.salt += 1;
        let mut words = numbers(tensor.words() as usize, self.salt);
        for (index, word) in words.iter_mut().enumerate() {
            if index as u32 % tensor.stride >= tensor.width {
                *word = 0.0;
            }
        }
        self.contents.push((tensor, words));
    }

    /// Weights `[inputs, outputs]` whose rows are padded to a multiple of four, with zeros.
    fn weights(&mut self, inputs: u32, outputs: u32) -> Tensor {
        let tensor = self.random(padded(inputs), outputs);
        let words = &mut self.contents.last_mut().expect("just filled").1;
        words[(inputs * tensor.stride) as usize..].fill(0.0);
        tensor
    }

    /// A tensor for results, filled with numbers that must be overwritten.
    fn result(&mut self, rows: u32, width: u32) -> Tensor {
        let tensor = self.layout.matrix("result", rows, width);
        self.contents.push((tensor, vec![-77.0; tensor.words() as usize]));
        tensor
    }

    fn state(&mut self, state: State) -> Tensor {
        let tensor = self.layout.words("state", STATE_WORDS);
        self.contents.push((tensor, bytemuck::cast_slice(bytemuck::bytes_of(&state)).to_vec()));
        tensor
    }

    fn bytes(&mut self, count: u32) -> Tensor {
        let tensor = self.layout.words("bytes", count.div_ceil(4));
        let words = (0..tensor.words()).map(|word| f32::from_bits(word.wrapping_mul(2_654_435_761)));
        self.contents.push((tensor, words.collect()));
        tensor
    }

    /// Runs the call on both sides and compares `results`.
    fn compare(self, gpu: &Gpu, call: &Call, results: &[Tensor], tolerance: f32) {
        let mut memory = Memory::new(&self.layout.buffers);
        let mut executor =
            pollster::block_on(GpuExecutor::new(gpu, &self.layout.buffers)).expect("buffers for the call");
        for (tensor, words) in &self.contents {
            memory.words_mut(*tensor).copy_from_slice(words);
            executor.write(*tensor, bytemuck::cast_slice(words));
        }
        cpu::run(call, &mut memory);
        let program = executor.prepare(&Program { calls: vec![call.clone()] });
        executor.run(program, 1);
        for (number, result) in results.iter().enumerate() {
            let [found] = pollster::block_on(executor.read_all([*result])).expect("a result");
            for (index, (gpu, cpu)) in found.iter().zip(memory.read(*result)).enumerate() {
                assert!(
                    close(*gpu, *cpu, tolerance) || gpu.to_bits() == cpu.to_bits(),
                    "result {number} of {call:?} at {index}: GPU {gpu}, CPU {cpu}"
                );
            }
        }
    }
}

fn state() -> State {
    State { step: 17, seed: 99, beta: 0.7, learning_rate: 0.01, cursor: 5, unused: [0; 3] }
}

#[test]
fn gather_unpacks_the_same_images() {
    let gpu = gpu();
    for (batch, pixels) in BATCHES.into_iter().zip([49, 784, 13]) {
        for source in [Source::Batch, Source::Chunk] {
            for count in [9, 300] {
                let mut bench = Bench::default();
                let images = bench.bytes(count * pixels);
                let state = bench.state(state());
                let x = bench.result(batch, pixels);
                let call = Call::Gather(Gather { images, state, x, count, source });
                bench.compare(&gpu, &call, &[x], 1e-6);
            }
        }
    }
}

#[test]
fn dense_layers_agree() {
    let gpu = gpu();
    for rows in BATCHES {
        for (inputs, outputs) in WIDTHS.into_iter().zip(WIDTHS.into_iter().rev()) {
            for activation in [Activation::Identity, Activation::Relu] {
                let mut bench = Bench::default();
                let x = bench.random(rows, inputs);
                let w = bench.weights(inputs, outputs);
                let b = bench.random(1, outputs);
                let y = bench.result(rows, outputs);
                bench.compare(&gpu, &Call::Dense(Dense { x, w, b, y, activation }), &[y], 2e-5);
            }
        }
    }
}

#[test]
fn gradients_of_dense_inputs_agree() {
    let gpu = gpu();
    for rows in BATCHES {
        for (inputs, outputs) in WIDTHS.into_iter().zip(WIDTHS.into_iter().rev()) {
            for masked in [false, true] {
                let mut bench = Bench::default();
                let dy = bench.random(rows, outputs);
                let w = bench.weights(inputs, outputs);
                let h = masked.then(|| bench.random(rows, inputs));
                let dx = bench.result(rows, inputs);
                let call = Call::DenseBackwardInput(DenseBackwardInput { dy, w, h, dx });
                bench.compare(&gpu, &call, &[dx], 2e-5);
            }
        }
    }
}

#[test]
fn gradients_of_dense_weights_agree() {
    let gpu = gpu();
    for rows in BATCHES {
        for (inputs, outputs) in WIDTHS.into_iter().zip(WIDTHS.into_iter().rev()) {
            let mut bench = Bench::default();
            let x = bench.random(rows, inputs);
            let dy = bench.random(rows, outputs);
            let dw = bench.result(padded(inputs), outputs);
            let db = bench.result(1, outputs);
            let call = Call::DenseBackwardWeights(DenseBackwardWeights { x, dy, dw, db });
            bench.compare(&gpu, &call, &[dw, db], 2e-5);
        }
    }
}

#[test]
fn samples_and_divergences_agree() {
    let gpu = gpu();
    for rows in BATCHES {
        for latent in [1, 2, 3, 13, 64] {
            for noise in [Noise::None, Noise::Training, Noise::Test] {
                let mut bench = Bench::default();
                let codes = bench.random(rows, 2 * padded(latent));
                let state = bench.state(state());
                let z = bench.result(rows, latent);
                let kl = bench.result(1, rows);
                // The tail of the divergences' row is not theirs to write.
                let kl_only = Tensor { stride: rows, ..kl };
                let call = Call::Reparameterize(Reparameterize { codes, state, z, kl: kl_only, noise });
                bench.compare(&gpu, &call, &[z, kl], 2e-4);
            }
        }
    }
}

#[test]
fn gradients_of_codes_agree() {
    let gpu = gpu();
    for rows in BATCHES {
        for latent in [1, 2, 3, 13, 64] {
            let mut bench = Bench::default();
            let dz = bench.random(rows, latent);
            let codes = bench.random(rows, 2 * padded(latent));
            let z = bench.random(rows, latent);
            let state = bench.state(state());
            let dcodes = bench.result(rows, 2 * padded(latent));
            let call = Call::ReparameterizeBackward(ReparameterizeBackward { dz, codes, z, state, dcodes });
            bench.compare(&gpu, &call, &[dcodes], 2e-5);
        }
    }
}

#[test]
fn reconstruction_losses_and_their_gradients_agree() {
    let gpu = gpu();
    for rows in BATCHES {
        for pixels in [13, 49, 784] {
            for kind in [Reconstruction::BinaryCrossEntropy, Reconstruction::SquaredError] {
                let mut bench = Bench::default();
                let logits = bench.random(rows, pixels);
                let x = bench.random(rows, pixels);
                let dlogits = bench.result(rows, pixels);
                let loss = bench.result(1, rows);
                let call = Call::ReconstructionLoss(ReconstructionLoss { logits, x, dlogits, loss, kind });
                bench.compare(&gpu, &call, &[dlogits, loss], 2e-5);
            }
        }
    }
}

#[test]
fn huge_logits_give_finite_losses() {
    let gpu = gpu();
    let mut bench = Bench::default();
    let logits = bench.layout.matrix("logits", 1, 8);
    bench.contents.push((logits, vec![-1e4, 1e4, -90.0, 90.0, -1e30, 1e30, 0.0, 30.0]));
    let x = bench.layout.matrix("x", 1, 8);
    bench.contents.push((x, vec![0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.5, 0.25]));
    let dlogits = bench.result(1, 8);
    let loss = bench.result(1, 1);
    let kind = Reconstruction::BinaryCrossEntropy;
    let call = Call::ReconstructionLoss(ReconstructionLoss { logits, x, dlogits, loss, kind });
    bench.compare(&gpu, &call, &[dlogits, loss], 2e-5);
}

#[test]
fn recorded_losses_and_the_next_step_agree() {
    let gpu = gpu();
    for batch in BATCHES {
        let mut bench = Bench::default();
        let reconstruction = bench.random(1, batch);
        let kl = bench.random(1, batch);
        let ring = bench.result(1, RING_STEPS * 2);
        let state = bench.state(State { step: RING_STEPS + 3, ..state() });
        let call = Call::Record(Record { reconstruction, kl, ring, state });
        bench.compare(&gpu, &call, &[ring, state], 1e-5);
    }
}

#[test]
fn tallies_of_whole_and_of_partial_chunks_agree() {
    let gpu = gpu();
    for (rows, count) in [(7, 40), (7, 9), (128, 131)] {
        for latent in [1, 2, 13] {
            let mut bench = Bench::default();
            let reconstruction = bench.random(1, rows);
            let kl = bench.random(1, rows);
            let codes = bench.random(rows, 2 * padded(latent));
            let sums = bench.random(1, 2);
            let mu = bench.result(count, latent);
            let state = bench.state(state());
            let call = Call::Tally(Tally { reconstruction, kl, codes, sums, mu, state });
            bench.compare(&gpu, &call, &[sums, mu, state], 1e-5);
        }
    }
}

#[test]
fn updates_agree_at_the_first_step_and_later() {
    let gpu = gpu();
    for rule in [Optimizer::Adam, Optimizer::RmsProp] {
        for step in [0, 1, 500, 100_000] {
            let mut bench = Bench::default();
            let words = 4 * 1013;
            let gradients = bench.random(1, words);
            let state = bench.state(State { step, ..state() });
            let parameters = bench.random(1, words);
            let first_moment = bench.random(1, words);
            let second_moment = bench.random(1, words);
            for word in &mut bench.contents.last_mut().expect("just filled").1 {
                *word = word.abs();
            }
            let call =
                Call::Update(Update { gradients, state, parameters, first_moment, second_moment, rule });
            bench.compare(&gpu, &call, &[parameters, first_moment, second_moment], 2e-5);
        }
    }
}
