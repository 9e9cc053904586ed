//! Every kernel against its twin on the CPU, on random inputs of odd sizes.

mod common;

use common::bench::Bench;
use common::{close, gpu};
use latent_playground::cpu::{self, Memory};

use latent_playground::kernel::{
    Accumulate, AdversarialLoss, AppendClass, AppendLabel, AveragePool, Call, Corrupt, Dense,
    DenseBackwardInput, DenseBackwardWeights, Gather, MaxPool, MaxPoolBackward, NEIGHBOURS, Neighbours,
    Noise, Prior, RING_STEPS, ReconstructionLoss, Record, Reparameterize, ReparameterizeBackward, Source,
    Sparsity, TERMS, TakeColumns, Tally, Update, Upsample, UpsampleBackward,
};
use latent_playground::model::{Activation, Shape};
use latent_playground::plan::{State, Tensor, padded};
use latent_playground::random::{NOISE, Order, TEST_NOISE};
use latent_playground::settings::{Optimizer, Reconstruction};
use safetensors::SafeTensors;
use std::collections::{BTreeMap, BTreeSet};

const BATCHES: [u32; 3] = [1, 7, 128];

/// Widths that are no multiple of four, of a tile of eight columns, or of a workgroup's 64.
const WIDTHS: [u32; 4] = [1, 13, 50, 131];

/// Sizes of pictures, odd and even, with channels that are and that are not a multiple of four.
const SHAPES: [Shape; 6] = [
    Shape { height: 7, width: 7, channels: 8 },
    Shape { height: 7, width: 5, channels: 3 },
    Shape { height: 8, width: 12, channels: 1 },
    Shape { height: 1, width: 1, channels: 5 },
    Shape { height: 3, width: 1, channels: 1 },
    Shape { height: 14, width: 14, channels: 16 },
];

fn state() -> State {
    State { step: 17, seed: 99, beta: 0.7, learning_rate: 0.01, cursor: 5, fresh_at: 9, unused: [0; 2] }
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
fn max_pools_agree() {
    let gpu = gpu();
    for rows in BATCHES {
        for shape in SHAPES {
            let mut bench = Bench::default();
            let x = bench.random(rows, shape.numbers());
            let y = bench.result(rows, pooled(shape).numbers());
            bench.compare(&gpu, &Call::MaxPool(MaxPool { x, y, shape }), &[y], 0.0);
        }
    }
}

#[test]
fn gradients_of_max_pools_agree_where_numbers_are_equal_too() {
    let gpu = gpu();
    for rows in BATCHES {
        for shape in SHAPES {
            for relu in [false, true] {
                let mut bench = Bench::default();
                let dy = bench.random(rows, pooled(shape).numbers());
                let x = bench.coarse(rows, shape.numbers());
                let dx = bench.result(rows, shape.numbers());
                let call = Call::MaxPoolBackward(MaxPoolBackward { dy, x, dx, shape, relu });
                bench.compare(&gpu, &call, &[dx], 0.0);
            }
        }
    }
}

#[test]
fn up_samplings_agree() {
    let gpu = gpu();
    for rows in BATCHES {
        for shape in SHAPES {
            let mut bench = Bench::default();
            let x = bench.random(rows, shape.numbers());
            let y = bench.result(rows, 4 * shape.numbers());
            bench.compare(&gpu, &Call::Upsample(Upsample { x, y, shape }), &[y], 0.0);
        }
    }
}

#[test]
fn gradients_of_up_samplings_agree() {
    let gpu = gpu();
    for rows in BATCHES {
        for shape in SHAPES {
            for masked in [false, true] {
                let mut bench = Bench::default();
                let dy = bench.random(rows, 4 * shape.numbers());
                let h = masked.then(|| bench.coarse(rows, shape.numbers()));
                let dx = bench.result(rows, shape.numbers());
                let call = Call::UpsampleBackward(UpsampleBackward { dy, h, dx, shape });
                bench.compare(&gpu, &call, &[dx], 1e-6);
            }
        }
    }
}

#[test]
fn average_pools_agree() {
    let gpu = gpu();
    for rows in BATCHES {
        for shape in SHAPES.into_iter().filter(|shape| shape.height.min(shape.width) >= 4) {
            for factor in [2, 4] {
                let mut bench = Bench::default();
                let x = bench.random(rows, shape.numbers());
                let small = Shape { height: shape.height / factor, width: shape.width / factor, ..shape };
                let y = bench.result(rows, small.numbers());
                let call = Call::AveragePool(AveragePool { x, y, shape, factor });
                bench.compare(&gpu, &call, &[y], 2e-6);
            }
        }
    }
}

fn pooled(shape: Shape) -> Shape {
    Shape { height: shape.height.div_ceil(2), width: shape.width.div_ceil(2), ..shape }
}

/// What a twin makes of the given inputs.
fn twin(bench: &Bench, call: &Call, result: Tensor) -> Vec<f32> {
    let mut memory = Memory::new(&bench.layout.buffers);
    for (tensor, words) in &bench.contents {
        memory.words_mut(*tensor).copy_from_slice(words);
    }
    cpu::run(call, &mut memory);
    memory.read(result).to_vec()
}

#[test]
fn outside_an_odd_picture_is_nothing_that_could_win() {
    let shape = Shape { height: 3, width: 3, channels: 1 };
    let mut bench = Bench::default();
    let x = bench.layout.matrix("x", 1, 9);
    bench.contents.push((x, vec![-9.0, -8.0, -7.0, -6.0, -5.0, -4.0, -3.0, -2.0, -1.0, 0.0, 0.0, 0.0]));
    let y = bench.result(1, 4);
    let found = twin(&bench, &Call::MaxPool(MaxPool { x, y, shape }), y);
    assert_eq!(found.bits(), [-5.0, -4.0, -2.0, -1.0].bits());
}

#[test]
fn of_equal_numbers_the_first_gets_the_gradient() {
    let shape = Shape { height: 2, width: 4, channels: 1 };
    let mut bench = Bench::default();
    let x = bench.layout.matrix("x", 1, 8);
    bench.contents.push((x, vec![1.0, 3.0, 2.0, 2.0, 3.0, 3.0, 2.0, 2.0]));
    let dy = bench.layout.matrix("dy", 1, 2);
    bench.contents.push((dy, vec![10.0, 20.0, 0.0, 0.0]));
    let dx = bench.result(1, 8);
    let call = Call::MaxPoolBackward(MaxPoolBackward { dy, x, dx, shape, relu: true });
    assert_eq!(twin(&bench, &call, dx).bits(), [0.0, 10.0, 20.0, 0.0, 0.0, 0.0, 0.0, 0.0].bits());
}

/// Numbers by their bits, to be compared exactly.
trait Bits {
    fn bits(&self) -> Vec<u32>;
}

impl<T: AsRef<[f32]>> Bits for T {
    fn bits(&self) -> Vec<u32> {
        self.as_ref().iter().map(|value| value.to_bits()).collect()
    }
}

#[test]
fn noisy_inputs_agree() {
    let gpu = gpu();
    for (rows, width) in BATCHES.into_iter().zip([784, 49, 13]) {
        let images = [Source::Batch, Source::Chunk].map(|source| Some((300, source)));
        for (stream, fixed) in [(NOISE, None), (NOISE, images[0]), (TEST_NOISE, images[1])] {
            let mut bench = Bench::default();
            let x = bench.random(rows, width);
            let state = bench.state(state());
            let y = bench.result(rows, width);
            let corrupt = Corrupt { x, state, y, mean: 0.3, deviation: 0.5, stream, fixed };
            bench.compare(&gpu, &Call::Corrupt(corrupt), &[y], 2e-4);
        }
    }
}

#[test]
fn noise_is_fresh_in_every_batch_and_of_an_image_the_same_at_every_step() {
    let noisy = |state: State, fixed: Option<(u32, Source)>| {
        let mut bench = Bench::default();
        let x = bench.layout.matrix("x", 7, 52);
        bench.contents.push((x, vec![0.5; 7 * 52]));
        let state = bench.state(state);
        let y = bench.result(7, 52);
        let stream = if fixed.is_some() { TEST_NOISE } else { NOISE };
        let corrupt = Corrupt { x, state, y, mean: 0.0, deviation: 0.1, stream, fixed };
        twin(&bench, &Call::Corrupt(corrupt), y).bits()
    };
    let later = State { step: 18, ..state() };
    let test = Some((1, Source::Chunk));
    assert_ne!(noisy(state(), None), noisy(later, None));
    assert_eq!(noisy(state(), test), noisy(later, test));
    // Image 7 is row 2 of the chunk at 5 and row 0 of the chunk at 7.
    let next = State { cursor: 7, ..state() };
    assert_eq!(noisy(state(), test)[2 * 52..], noisy(next, test)[..5 * 52]);
}

#[test]
fn noise_of_an_image_follows_it_from_epoch_to_epoch() {
    let (images, batch) = (8, 4);
    let noise_of = |step: u32| {
        let state_of_step = State { step, ..state() };
        let mut bench = Bench::default();
        let x = bench.layout.matrix("x", batch, 52);
        bench.contents.push((x, vec![0.5; (batch * 52) as usize]));
        let (state, y) = (bench.state(state_of_step), bench.result(batch, 52));
        let fixed = Some((images, Source::Batch));
        let corrupt = Corrupt { x, state, y, mean: 0.0, deviation: 0.1, stream: NOISE, fixed };
        let order = Order::new(images);
        let (epoch, first) = (step / (images / batch), step % (images / batch) * batch);
        let seen = (first..first + batch).map(|place| order.image(state_of_step.seed, epoch, place));
        seen.zip(twin(&bench, &Call::Corrupt(corrupt), y).bits().chunks(52).map(<[u32]>::to_vec))
            .collect::<Vec<_>>()
    };
    let epoch = |steps: [u32; 2]| steps.into_iter().flat_map(noise_of).collect::<BTreeMap<u32, Vec<u32>>>();
    assert_eq!(epoch([0, 1]), epoch([2, 3]));
    assert_eq!(epoch([0, 1]).into_values().collect::<BTreeSet<_>>().len(), images as usize);
}

#[test]
fn noise_is_that_of_the_reference() {
    let file = format!("{}/tests/reference/autoencoder-denoise.safetensors", env!("CARGO_MANIFEST_DIR"));
    let file = std::fs::read(file).expect("a stored reference");
    let tensors = SafeTensors::deserialize(&file).expect("a whole file");
    let stored = |name| bytemuck::pod_collect_to_vec(tensors.tensor(name).expect("a stored tensor").data());
    let (batch, input): (Vec<f32>, Vec<f32>) = (stored("batch"), stored("input"));
    let mut bench = Bench::default();
    let x = bench.layout.matrix("x", 7, 64);
    bench.contents.push((x, batch));
    let state = bench.state(State { step: 0, seed: 20, ..state() });
    let y = bench.result(7, 64);
    let corrupt = Corrupt { x, state, y, mean: 0.5, deviation: 0.5, stream: NOISE, fixed: None };
    let found = twin(&bench, &Call::Corrupt(corrupt), y);
    for (found, wanted) in found.iter().zip(&input) {
        assert!(close(*found, *wanted, 1e-5), "{found}, not {wanted}");
    }
}

#[test]
fn labels_put_after_numbers_agree() {
    let gpu = gpu();
    for (batch, width) in BATCHES.into_iter().zip([49, 3, 16]) {
        for source in [Source::Batch, Source::Chunk] {
            for count in [9, 300] {
                let mut bench = Bench::default();
                let x = bench.random(batch, width);
                let labels = bench.labels(count);
                let state = bench.state(state());
                let y = bench.result(batch, width + 10);
                let call = Call::AppendLabel(AppendLabel { x, labels, state, y, count, source });
                bench.compare(&gpu, &call, &[y], 0.0);
            }
        }
    }
}

#[test]
fn a_label_is_that_of_the_image_in_its_row() {
    for source in [Source::Batch, Source::Chunk] {
        let (count, batch) = (29, 7);
        let mut bench = Bench::default();
        // Images of one pixel that says the label.
        let images = bench.labels(count);
        let state = bench.state(state());
        let x = bench.result(batch, 1);
        let gathered = twin(&bench, &Call::Gather(Gather { images, state, x, count, source }), x);
        let y = bench.result(batch, 11);
        let call = Call::AppendLabel(AppendLabel { x, labels: images, state, y, count, source });
        let found = twin(&bench, &call, y);
        for (pixel, row) in gathered.chunks_exact(4).zip(found.chunks_exact(12)) {
            let label = (pixel[0] * 255.0).round() as usize;
            assert_eq!(row[1..11].iter().sum::<f32>().to_bits(), 1.0_f32.to_bits());
            assert_eq!(row[1 + label].to_bits(), 1.0_f32.to_bits(), "label {label} of {row:?}");
        }
    }
}

#[test]
fn classes_put_after_numbers_agree() {
    let gpu = gpu();
    for (rows, width) in BATCHES.into_iter().zip([49, 3, 16]) {
        let mut bench = Bench::default();
        let x = bench.random(rows, width);
        let classes = bench.layout.matrix("classes", 1, rows);
        // Class 10 has no column.
        let given = (0..classes.words()).map(|row| (row % 11) as f32).collect();
        bench.contents.push((classes, given));
        let y = bench.result(rows, width + 10);
        bench.compare(&gpu, &Call::AppendClass(AppendClass { x, classes, y }), &[y], 0.0);
    }
}

#[test]
fn first_columns_agree() {
    let gpu = gpu();
    for rows in BATCHES {
        for width in WIDTHS {
            let mut bench = Bench::default();
            let dy = bench.random(rows, width + 10);
            let dx = bench.result(rows, width);
            bench.compare(&gpu, &Call::TakeColumns(TakeColumns { dy, dx }), &[dx], 0.0);
        }
    }
}

#[test]
fn sparsity_penalties_and_their_gradients_agree() {
    let gpu = gpu();
    for rows in BATCHES {
        for latent in [1, 2, 13, 128] {
            let mut bench = Bench::default();
            let codes = bench.coarse(rows, latent);
            let dcodes = bench.random(rows, latent);
            let penalty = bench.result(1, rows);
            // The tail of the penalties' row is not theirs to write.
            let penalty_only = Tensor { stride: rows, ..penalty };
            let sparsity = Sparsity { codes, dcodes, penalty: penalty_only, weight: 0.3 };
            bench.compare(&gpu, &Call::Sparsity(sparsity), &[dcodes, penalty], 1e-5);
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
                let call = Call::ReconstructionLoss(ReconstructionLoss {
                    logits,
                    x,
                    dlogits,
                    loss,
                    kind,
                    scale: 1.0,
                });
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
    let call = Call::ReconstructionLoss(ReconstructionLoss { logits, x, dlogits, loss, kind, scale: 1.0 });
    bench.compare(&gpu, &call, &[dlogits, loss], 2e-5);
}

#[test]
fn recorded_losses_and_the_next_step_agree() {
    let gpu = gpu();
    for batch in BATCHES {
        let mut bench = Bench::default();
        let losses = bench.losses(batch);
        let ring = bench.result(1, RING_STEPS * TERMS);
        let state = bench.state(State { step: RING_STEPS + 3, ..state() });
        let call = Call::Record(Record { losses, ring, state });
        bench.compare(&gpu, &call, &[ring, state], 1e-5);
    }
}

#[test]
fn tallies_of_whole_and_of_partial_chunks_agree() {
    let gpu = gpu();
    for (rows, count) in [(7, 40), (7, 9), (128, 131)] {
        for latent in [1, 2, 13] {
            let mut bench = Bench::default();
            let losses = bench.losses(rows);
            let codes = bench.random(rows, 2 * padded(latent));
            let sums = bench.random(1, TERMS);
            let mu = bench.result(count, latent);
            let state = bench.state(state());
            let call = Call::Tally(Tally { losses, codes, sums, mu, state });
            bench.compare(&gpu, &call, &[sums, mu, state], 1e-5);
        }
    }
}

#[test]
fn nearest_neighbours_agree_from_chunk_to_chunk_and_where_they_tie() {
    let gpu = gpu();
    for (tests, rows, latent) in [(1, 1, 1), (7, 9, 2), (67, 128, 13), (131, 10, 64)] {
        for cursor in [0, 5] {
            for coarse in [false, true] {
                let mut bench = Bench::default();
                let codes = |bench: &mut Bench, rows, width| {
                    if coarse { bench.coarse(rows, width) } else { bench.random(rows, width) }
                };
                let test = codes(&mut bench, tests, latent);
                // What lies after a code, its log-variance, is no part of it.
                let train = codes(&mut bench, rows, padded(latent) + 4);
                let words = &mut bench.contents.last_mut().expect("just filled").1;
                for row in words.chunks_exact_mut(train.stride as usize) {
                    row[latent as usize..padded(latent) as usize].fill(0.0);
                }
                let labels = bench.labels(cursor + rows - rows / 8);
                let state = bench.state(State { cursor, ..state() });
                let distances = bench.result(tests, NEIGHBOURS);
                for row in bench.contents.last_mut().expect("just made").1.chunks_exact_mut(12) {
                    row.copy_from_slice(&[0.5, 1.0, 1.0, 2.0, 3.0, 4.5, 8.0, 1e9, 1e9, f32::MAX, 0.0, 0.0]);
                }
                let classes = bench.result(tests, NEIGHBOURS);
                let count = cursor + rows - rows / 8;
                let call = Neighbours { test, train, labels, state, distances, classes, count };
                bench.compare(&gpu, &Call::Neighbours(call), &[distances, classes], 1e-5);
            }
        }
    }
}

#[test]
fn the_nearest_come_first_and_of_equal_ones_the_earlier() {
    let mut bench = Bench::default();
    let test = bench.random(1, 1);
    let train = bench.random(5, 1);
    for (tensor, words) in &mut bench.contents {
        words.fill(0.0);
        let codes: &[f32] = if tensor.rows == 1 { &[1.0] } else { &[3.0, 0.0, 2.0, f32::NAN, 1.5] };
        for (row, code) in words.chunks_exact_mut(4).zip(codes) {
            row[0] = *code;
        }
    }
    let labels = bench.labels(5);
    let state = bench.state(State { cursor: 0, ..state() });
    let (distances, classes) = (bench.result(1, NEIGHBOURS), bench.result(1, NEIGHBOURS));
    let kinds: Vec<f32> =
        bytemuck::cast_slice::<_, u8>(&bench.contents[2].1).iter().map(|b| f32::from(*b)).collect();
    let mut memory = bench.memory();
    let call = Neighbours { test, train, labels, state, distances, classes, count: 5 };
    cpu::run(&Call::Neighbours(call), &mut memory);
    assert_eq!(memory.read(distances)[..5], [0.25, 1.0, 1.0, 4.0, f32::MAX]);
    assert_eq!(memory.read(classes)[..5], [kinds[4], kinds[1], kinds[2], kinds[0], -1.0]);
}

#[test]
fn updates_agree_at_the_first_step_and_later() {
    let gpu = gpu();
    for rule in [Optimizer::Adam, Optimizer::RmsProp] {
        for step in [0, 1, 500, 100_000] {
            let mut bench = Bench::default();
            let words = 4 * 1013;
            let gradients = bench.random(1, words);
            let state = bench.state(State { step, fresh_at: step.min(9), ..state() });
            let parameters = bench.random(1, words);
            let first_moment = bench.random(1, words);
            let second_moment = bench.random(1, words);
            for word in &mut bench.contents.last_mut().expect("just filled").1 {
                *word = word.abs();
            }
            let pace = if step == 1 { 0.5 } else { 1.0 };
            let call = Call::Update(Update {
                gradients,
                state,
                parameters,
                first_moment,
                second_moment,
                rule,
                pace,
            });
            bench.compare(&gpu, &call, &[parameters, first_moment, second_moment], 2e-5);
        }
    }
}

#[test]
fn codes_drawn_from_the_prior_agree_and_leave_the_others() {
    let gpu = gpu();
    for (batch, latent) in BATCHES.into_iter().zip([2, 3, 16]) {
        let mut bench = Bench::default();
        let z = bench.random(2 * batch, latent);
        let state = bench.state(state());
        bench.compare(&gpu, &Call::Prior(Prior { state, z, first: batch }), &[z], 2e-5);
    }
}

#[test]
fn adversarial_losses_and_their_gradients_agree() {
    let gpu = gpu();
    for batch in BATCHES {
        let mut bench = Bench::default();
        let logits = bench.random(2 * batch, 1);
        // Far logits must not overflow.
        let words = &mut bench.contents.last_mut().expect("just filled").1;
        words[0] = 200.0;
        let last = words.len() - 4;
        words[last] = -1e30;
        let dlogits = bench.result(2 * batch, 1);
        let dgenerator = bench.result(batch, 1);
        let losses = bench.losses(batch);
        let (generator, discriminator) = (losses.row(2), losses.row(3));
        let state = bench.state(state());
        let call = AdversarialLoss { logits, state, dlogits, dgenerator, generator, discriminator };
        bench.compare(&gpu, &Call::AdversarialLoss(call), &[dlogits, dgenerator, losses], 2e-5);
    }
}

#[test]
fn accumulated_gradients_agree() {
    let gpu = gpu();
    for (rows, width) in BATCHES.into_iter().zip([2, 3, 131]) {
        let mut bench = Bench::default();
        let (x, y) = (bench.random(rows, width), bench.random(rows, width));
        bench.compare(&gpu, &Call::Accumulate(Accumulate { x, y }), &[y], 0.0);
    }
}
