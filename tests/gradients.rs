//! Every backward pass of the twins by finite differences. Each test takes a scalar of a kernel's outputs,
//! moves one input at a time a little to both sides, and compares the slope with what the backward kernel says.
//! Sums are taken in double precision; inputs are random, so that none sits on the kink of a `ReLU`.

mod common;

use common::close;
use common::slopes::{check, memory, weighted_sum};
use latent_playground::cpu::{self, Memory};
use latent_playground::kernel::{
    AdversarialLoss, AppendClass, Call, Dense, DenseBackwardInput, DenseBackwardWeights, MaxPool,
    MaxPoolBackward, Noise, ReconstructionLoss, Reparameterize, ReparameterizeBackward, Sparsity,
    TakeColumns, Upsample, UpsampleBackward,
};
use latent_playground::model::{Activation, Shape};
use latent_playground::plan::{Layout, STATE_WORDS, State, Tensor, padded};
use latent_playground::settings::Reconstruction;

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

/// Fills a tensor with numbers of both signs, a tenth apart and none near 0, so that a nudge changes no order.
fn spread(memory: &mut Memory, tensor: Tensor) {
    for (index, word) in memory.words_mut(tensor).iter_mut().enumerate() {
        let inside = (index as u32 % tensor.stride) < tensor.width;
        *word = if inside { (index * 89 % 211) as f32 / 10.0 - 10.05 } else { 0.0 };
    }
}

#[test]
fn max_pool() {
    for channels in [3, 4] {
        let shape = Shape { height: 5, width: 3, channels };
        let mut layout = Layout::default();
        let x = layout.matrix("x", 2, shape.numbers());
        let y = layout.matrix("y", 2, 3 * 2 * channels);
        let dy = layout.matrix("dy", 2, 3 * 2 * channels);
        let dx = layout.matrix("dx", 2, shape.numbers());
        let mut memory = memory(&layout, &[dy]);
        spread(&mut memory, x);
        let backward = MaxPoolBackward { dy, x, dx, shape, relu: false };
        cpu::run(&Call::MaxPoolBackward(backward), &mut memory);
        check(&mut memory, (x, dx), 1e-3, |memory| {
            cpu::run(&Call::MaxPool(MaxPool { x, y, shape }), memory);
            weighted_sum(memory, y, dy)
        });
    }
}

#[test]
fn max_pool_after_a_relu() {
    let shape = Shape { height: 5, width: 3, channels: 3 };
    let mut layout = Layout::default();
    let before = layout.matrix("before", 2, shape.numbers());
    let x = layout.matrix("x", 2, shape.numbers());
    let y = layout.matrix("y", 2, 18);
    let dy = layout.matrix("dy", 2, 18);
    let dx = layout.matrix("dx", 2, shape.numbers());
    let mut memory = memory(&layout, &[dy]);
    spread(&mut memory, before);
    let rectify = |memory: &mut Memory| {
        let rectified: Vec<f32> = memory.read(before).iter().map(|value| value.max(0.0)).collect();
        memory.words_mut(x).copy_from_slice(&rectified);
    };
    rectify(&mut memory);
    let backward = MaxPoolBackward { dy, x, dx, shape, relu: true };
    cpu::run(&Call::MaxPoolBackward(backward), &mut memory);
    check(&mut memory, (before, dx), 1e-3, |memory| {
        rectify(memory);
        cpu::run(&Call::MaxPool(MaxPool { x, y, shape }), memory);
        weighted_sum(memory, y, dy)
    });
}

#[test]
fn up_sampling() {
    let shape = Shape { height: 3, width: 2, channels: 3 };
    let mut layout = Layout::default();
    let before = layout.matrix("before", 2, shape.numbers());
    let x = layout.matrix("x", 2, shape.numbers());
    let y = layout.matrix("y", 2, 4 * shape.numbers());
    let dy = layout.matrix("dy", 2, 4 * shape.numbers());
    let dx = layout.matrix("dx", 2, shape.numbers());
    for relu in [false, true] {
        let mut memory = memory(&layout, &[dy]);
        spread(&mut memory, before);
        let activate = |memory: &mut Memory| {
            let lowest = if relu { 0.0 } else { f32::MIN };
            let activated: Vec<f32> = memory.read(before).iter().map(|value| value.max(lowest)).collect();
            memory.words_mut(x).copy_from_slice(&activated);
        };
        activate(&mut memory);
        let backward = UpsampleBackward { dy, h: relu.then_some(x), dx, shape };
        cpu::run(&Call::UpsampleBackward(backward), &mut memory);
        check(&mut memory, (before, dx), 1e-3, |memory| {
            activate(memory);
            cpu::run(&Call::Upsample(Upsample { x, y, shape }), memory);
            weighted_sum(memory, y, dy)
        });
    }
}

#[test]
fn numbers_before_a_class() {
    let mut layout = Layout::default();
    let x = layout.matrix("x", 3, 5);
    let classes = layout.matrix("classes", 1, 3);
    let y = layout.matrix("y", 3, 15);
    let dy = layout.matrix("dy", 3, 15);
    let dx = layout.matrix("dx", 3, 5);
    let mut memory = memory(&layout, &[x, dy]);
    memory.words_mut(classes)[..3].copy_from_slice(&[0.0, 9.0, 4.0]);
    cpu::run(&Call::TakeColumns(TakeColumns { dy, dx }), &mut memory);
    check(&mut memory, (x, dx), 1e-3, |memory| {
        cpu::run(&Call::AppendClass(AppendClass { x, classes, y }), memory);
        weighted_sum(memory, y, dy)
    });
}

#[test]
fn sparsity_penalty() {
    let mut layout = Layout::default();
    let codes = layout.matrix("codes", 3, 5);
    let dcodes = layout.matrix("dcodes", 3, 5);
    let others = layout.matrix("others", 3, 5);
    let penalty = layout.matrix("penalty", 1, 3);
    let mut memory = memory(&layout, &[codes, others]);
    let from_elsewhere = memory.read(others).to_vec();
    memory.words_mut(dcodes).copy_from_slice(&from_elsewhere);
    let call = Call::Sparsity(Sparsity { codes, dcodes, penalty, weight: 0.4 });
    cpu::run(&call, &mut memory);
    check(&mut memory, (codes, dcodes), 1e-3, |memory| {
        // On a copy: the call adds to the gradient that is being checked.
        let mut copy = memory.clone();
        cpu::run(&call, &mut copy);
        let mean = copy.read(penalty).iter().map(|value| f64::from(*value)).sum::<f64>() / 3.0;
        mean + weighted_sum(&copy, codes, others)
    });
}

#[test]
fn reconstruction_terms() {
    for kind in [Reconstruction::BinaryCrossEntropy, Reconstruction::SquaredError] {
        let mut layout = Layout::default();
        let logits = layout.matrix("logits", 3, 13);
        let x = layout.matrix("x", 3, 13);
        let dlogits = layout.matrix("dlogits", 3, 13);
        let loss = layout.matrix("loss", 1, 3);
        let call =
            Call::ReconstructionLoss(ReconstructionLoss { logits, x, dlogits, loss, kind, scale: 1.0 });
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
        State { step: 4, seed: 5, beta, learning_rate: 0.1, cursor: 0, fresh_at: 0, unused: [0; 2] },
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

#[test]
fn adversarial_losses() {
    let mut layout = Layout::default();
    let logits = layout.matrix("logits", 10, 1);
    let dlogits = layout.matrix("dlogits", 10, 1);
    let dgenerator = layout.matrix("dgenerator", 5, 1);
    let (generator, discriminator) = (layout.words("generator", 5), layout.words("discriminator", 5));
    let state = layout.words("state", STATE_WORDS);
    let call = AdversarialLoss { logits, state, dlogits, dgenerator, generator, discriminator };
    let call = Call::AdversarialLoss(call);
    let mut memory = memory(&layout, &[logits]);
    let beta = 0.7;
    memory.set_state(state, State { beta, ..bytemuck::Zeroable::zeroed() });
    cpu::run(&call, &mut memory);
    // On a copy: the call writes the gradients that are being checked.
    let mean = |memory: &Memory, losses: Tensor| {
        let mut copy = memory.clone();
        cpu::run(&call, &mut copy);
        copy.read(losses)[..5].iter().map(|loss| f64::from(*loss)).sum::<f64>() / 5.0
    };
    check(&mut memory, (logits, dlogits), 1e-3, |memory| mean(memory, discriminator));
    check(&mut memory, (logits.first_rows(5), dgenerator), 1e-3, |memory| {
        f64::from(beta) * mean(memory, generator)
    });
}
