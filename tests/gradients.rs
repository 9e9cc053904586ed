//! Every backward pass of the twins by finite differences. Each test takes a scalar of a kernel's outputs,
//! moves one input at a time a little to both sides, and compares the slope with what the backward kernel says.
//! Sums are taken in double precision; inputs are random, so that none sits on the kink of a `ReLU`.

mod common;

use common::{close, numbers};
use latent_playground::cpu::{self, Memory};
use latent_playground::kernel::{
    Call, Dense, DenseBackwardInput, DenseBackwardWeights, Noise, ReconstructionLoss, Reparameterize,
    ReparameterizeBackward,
};
use latent_playground::model::Activation;
use latent_playground::plan::{Layout, STATE_WORDS, State, Tensor, padded};
use latent_playground::settings::Reconstruction;

/// How far an input is moved to each side.
const NUDGE: f32 = 4e-3;

/// Memory with the named tensors filled with random numbers, their padding zero.
fn memory(layout: &Layout, filled: &[Tensor]) -> Memory {
    let mut memory = Memory::new(&layout.buffers);
    for (salt, tensor) in filled.iter().enumerate() {
        let values = numbers(tensor.words() as usize, salt as u32);
        for (index, word) in memory.words_mut(*tensor).iter_mut().enumerate() {
            if (index as u32 % tensor.stride) < tensor.width {
                *word = values[index];
            }
        }
    }
    memory
}

/// Compares `gradient` with the slope of `scalar` by every number of `input`.
fn check(
    memory: &mut Memory,
    (input, gradient): (Tensor, Tensor),
    tolerance: f32,
    scalar: impl Fn(&mut Memory) -> f64,
) {
    let claimed = memory.read(gradient).to_vec();
    for (index, claimed) in claimed.iter().enumerate() {
        if index as u32 % input.stride >= input.width {
            assert_eq!(claimed.to_bits(), 0, "the gradient's padding is zero");
            continue;
        }
        let mut at = |nudge: f32| {
            let value = memory.read(input)[index];
            memory.words_mut(input)[index] = value + nudge;
            let result = scalar(memory);
            memory.words_mut(input)[index] = value;
            result
        };
        let slope = ((at(NUDGE) - at(-NUDGE)) / (2.0 * f64::from(NUDGE))) as f32;
        assert!(close(*claimed, slope, tolerance), "at {index}: {claimed} but {slope}");
    }
}

/// Σ a ⊙ b in double precision.
fn weighted_sum(memory: &Memory, a: Tensor, b: Tensor) -> f64 {
    memory.read(a).iter().zip(memory.read(b)).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
}

#[test]
fn dense_layer() {
    let mut layout = Layout::default();
    let x = layout.matrix("x", 5, 7);
    let w = layout.matrix("w", padded(7), 6);
    let b = layout.matrix("b", 1, 6);
    let y = layout.matrix("y", 5, 6);
    let dy = layout.matrix("dy", 5, 6);
    let dx = layout.matrix("dx", 5, 7);
    let dw = layout.matrix("dw", padded(7), 6);
    let db = layout.matrix("db", 1, 6);
    let forward = Call::Dense(Dense { x, w, b, y, activation: Activation::Identity });
    let mut memory = memory(&layout, &[x, w.first_rows(7), b, dy]);
    cpu::run(&Call::DenseBackwardInput(DenseBackwardInput { dy, w, h: None, dx }), &mut memory);
    cpu::run(&Call::DenseBackwardWeights(DenseBackwardWeights { x, dy, dw, db }), &mut memory);
    let scalar = |memory: &mut Memory| {
        cpu::run(&forward, memory);
        weighted_sum(memory, y, dy)
    };
    check(&mut memory, (x, dx), 1e-3, scalar);
    check(&mut memory, (w.first_rows(7), dw.first_rows(7)), 1e-3, scalar);
    check(&mut memory, (b, db), 1e-3, scalar);
}

#[test]
fn two_dense_layers_with_a_relu_between() {
    let mut layout = Layout::default();
    let x = layout.matrix("x", 3, 5);
    let (w1, b1) = (layout.matrix("w1", padded(5), 9), layout.matrix("b1", 1, 9));
    let h = layout.matrix("h", 3, 9);
    let (w2, b2) = (layout.matrix("w2", padded(9), 4), layout.matrix("b2", 1, 4));
    let y = layout.matrix("y", 3, 4);
    let dy = layout.matrix("dy", 3, 4);
    let dh = layout.matrix("dh", 3, 9);
    let (dw1, db1) = (layout.matrix("dw1", padded(5), 9), layout.matrix("db1", 1, 9));
    let first = Call::Dense(Dense { x, w: w1, b: b1, y: h, activation: Activation::Relu });
    let second = Call::Dense(Dense { x: h, w: w2, b: b2, y, activation: Activation::Identity });
    let mut memory = memory(&layout, &[x, w1.first_rows(5), b1, w2.first_rows(9), b2, dy]);
    cpu::run(&first, &mut memory);
    cpu::run(&Call::DenseBackwardInput(DenseBackwardInput { dy, w: w2, h: Some(h), dx: dh }), &mut memory);
    cpu::run(&Call::DenseBackwardWeights(DenseBackwardWeights { x, dy: dh, dw: dw1, db: db1 }), &mut memory);
    let scalar = |memory: &mut Memory| {
        cpu::run(&first, memory);
        cpu::run(&second, memory);
        weighted_sum(memory, y, dy)
    };
    check(&mut memory, (w1.first_rows(5), dw1.first_rows(5)), 2e-3, scalar);
    check(&mut memory, (b1, db1), 2e-3, scalar);
}

#[test]
fn reconstruction_terms() {
    for kind in [Reconstruction::BinaryCrossEntropy, Reconstruction::SquaredError] {
        let mut layout = Layout::default();
        let logits = layout.matrix("logits", 3, 13);
        let x = layout.matrix("x", 3, 13);
        let dlogits = layout.matrix("dlogits", 3, 13);
        let loss = layout.matrix("loss", 1, 3);
        let call = Call::ReconstructionLoss(ReconstructionLoss { logits, x, dlogits, loss, kind });
        let mut memory = memory(&layout, &[logits, x]);
        cpu::run(&call, &mut memory);
        let gradient = memory.clone();
        check(&mut memory, (logits, dlogits), 1e-3, |memory| {
            cpu::run(&call, memory);
            let sum: f64 = memory.read(loss).iter().map(|value| f64::from(*value)).sum();
            // The gradient that is checked is the one of before the nudge.
            memory.words_mut(dlogits).copy_from_slice(gradient.read(dlogits));
            sum / 3.0
        });
    }
}

#[test]
fn reparameterisation_and_kl() {
    let (rows, latent, beta) = (4, 3, 0.6_f32);
    let mut layout = Layout::default();
    // The mean and the log-variance are padded each, so the check runs over both halves by itself.
    let codes = layout.matrix("codes", rows, 2 * padded(latent));
    let state_tensor = layout.words("state", STATE_WORDS);
    let z = layout.matrix("z", rows, latent);
    let kl = layout.matrix("kl", 1, rows);
    let dz = layout.matrix("dz", rows, latent);
    let dcodes = layout.matrix("dcodes", rows, 2 * padded(latent));
    let forward =
        Call::Reparameterize(Reparameterize { codes, state: state_tensor, z, kl, noise: Noise::Training });
    let mut memory = memory(&layout, &[codes, dz]);
    for (index, word) in memory.words_mut(codes).iter_mut().enumerate() {
        if index as u32 % padded(latent) >= latent {
            *word = 0.0;
        }
    }
    memory.set_state(
        state_tensor,
        State { step: 4, seed: 5, beta, learning_rate: 0.1, cursor: 0, unused: [0; 3] },
    );
    cpu::run(&forward, &mut memory);
    let backward = ReparameterizeBackward { dz, codes, z, state: state_tensor, dcodes };
    cpu::run(&Call::ReparameterizeBackward(backward), &mut memory);
    check(&mut memory, (codes, dcodes), 1e-3, |memory| {
        cpu::run(&forward, memory);
        let divergence: f64 = memory.read(kl).iter().map(|value| f64::from(*value)).sum();
        weighted_sum(memory, z, dz) + f64::from(beta) * divergence / f64::from(rows)
    });
}

#[test]
fn kl_is_zero_for_a_standard_normal_and_grows_as_the_formula_says() {
    let mut layout = Layout::default();
    let codes = layout.matrix("codes", 2, 8);
    let state = layout.words("state", STATE_WORDS);
    let z = layout.matrix("z", 2, 2);
    let kl = layout.matrix("kl", 1, 2);
    let mut memory = Memory::new(&layout.buffers);
    memory.words_mut(codes)[8..].copy_from_slice(&[1.5, -0.5, 0.0, 0.0, 0.7, -0.2, 0.0, 0.0]);
    let call = Call::Reparameterize(Reparameterize { codes, state, z, kl, noise: Noise::None });
    cpu::run(&call, &mut memory);
    let term = |mu: f32, log_var: f32| -0.5 * (1.0 + log_var - mu * mu - log_var.exp());
    assert_eq!(memory.read(kl)[0].to_bits() << 1, 0);
    assert!(close(memory.read(kl)[1], term(1.5, 0.7) + term(-0.5, -0.2), 1e-6));
}
