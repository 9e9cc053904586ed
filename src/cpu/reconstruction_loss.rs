//! Twin of `shaders/reconstruction_loss.wgsl`.

use super::Memory;
use crate::kernel::ReconstructionLoss;
use crate::settings::Reconstruction;

pub(super) fn run(call: &ReconstructionLoss, memory: &mut Memory) {
    let ReconstructionLoss { logits, x, dlogits, loss, kind, scale } = *call;
    let (stride, width) = (logits.stride as usize, logits.width as usize);
    memory.write(dlogits, |gradients, memory| {
        memory.write(loss, |losses, memory| {
            gradients.fill(0.0);
            for (row, loss) in losses.iter_mut().enumerate().take(logits.rows as usize) {
                let cells = row * stride..row * stride + width;
                let inputs = memory.read(logits)[cells.clone()].iter().zip(&memory.read(x)[cells.clone()]);
                *loss = 0.0;
                for ((l, x), gradient) in inputs.zip(&mut gradients[cells]) {
                    let (value, slope) = pixel(*l, *x, kind);
                    *loss += value;
                    *gradient = slope * (scale / logits.rows as f32);
                }
                *loss *= scale;
            }
        });
    });
}

/// Loss of a pixel with logit `l` and target `x`, and its derivative by `l`.
fn pixel(l: f32, x: f32, kind: Reconstruction) -> (f32, f32) {
    let e = (-l.abs()).exp();
    let p = if l >= 0.0 { 1.0 } else { e } / (1.0 + e);
    let difference = p - x;
    match kind {
        Reconstruction::BinaryCrossEntropy => (l.max(0.0) - l * x + (1.0 + e).ln(), difference),
        Reconstruction::SquaredError => (difference * difference, 2.0 * difference * p * (1.0 - p)),
    }
}
