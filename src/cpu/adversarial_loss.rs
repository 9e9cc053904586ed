//! Twin of `shaders/adversarial_loss.wgsl`.

use super::Memory;
use crate::kernel::AdversarialLoss;
use crate::plan::Tensor;

pub(super) fn run(call: &AdversarialLoss, memory: &mut Memory) {
    let AdversarialLoss { logits, state, dlogits, dgenerator, generator, discriminator } = *call;
    let beta = memory.state(state).beta;
    let batch = dgenerator.rows as usize;
    let stride = logits.stride as usize;
    let logits: Vec<f32> = memory.read(logits).chunks_exact(stride).map(|row| row[0]).collect();
    let (of_images, drawn) = logits.split_at(batch);
    let scale = 1.0 / batch as f32;
    let pairs = of_images.iter().zip(drawn);
    fill(memory, discriminator, 1, pairs.map(|(l, r)| softplus(*l) + softplus(-r)));
    fill(memory, generator, 1, of_images.iter().map(|l| softplus(-l)));
    fill(memory, dgenerator, stride, of_images.iter().map(|l| -beta * scale * sigmoid(-l)));
    let of_discriminator = of_images.iter().map(|l| scale * sigmoid(*l));
    fill(memory, dlogits, stride, of_discriminator.chain(drawn.iter().map(|r| -scale * sigmoid(-r))));
}

/// Puts a value into the first of each `stride` words of a tensor.
fn fill(memory: &mut Memory, tensor: Tensor, stride: usize, values: impl Iterator<Item = f32>) {
    for (words, value) in memory.words_mut(tensor).chunks_exact_mut(stride).zip(values) {
        words.fill(0.0);
        words[0] = value;
    }
}

/// log(1 + exp x).
fn softplus(x: f32) -> f32 {
    x.max(0.0) + (1.0 + (-x.abs()).exp()).ln()
}

fn sigmoid(x: f32) -> f32 {
    let e = (-x.abs()).exp();
    if x >= 0.0 { 1.0 / (1.0 + e) } else { e / (1.0 + e) }
}
