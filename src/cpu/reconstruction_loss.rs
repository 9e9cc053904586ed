//! Twin of `shaders/reconstruction_loss.wgsl`.

use super::Memory;
use crate::kernel::ReconstructionLoss;
use crate::settings::Reconstruction;
use wide::f32x4;

pub(super) fn run(call: &ReconstructionLoss, memory: &mut Memory) {
    let ReconstructionLoss { logits, x, dlogits, loss, kind, scale } = *call;
    let (stride, width) = (logits.stride as usize, logits.width as usize);
    let weight = f32x4::splat(scale / logits.rows as f32);
    memory.write(dlogits, |gradients, memory| {
        memory.write(loss, |losses, memory| {
            let rows = memory.read(logits).chunks_exact(stride).zip(memory.read(x).chunks_exact(stride));
            let outputs = gradients.chunks_exact_mut(stride).zip(losses);
            for ((logits, x), (gradients, loss)) in rows.zip(outputs) {
                let mut sum = f32x4::ZERO;
                let inputs = logits.as_chunks::<4>().0.iter().zip(x.as_chunks::<4>().0);
                for (group, ((l, x), gradient)) in inputs.zip(gradients.as_chunks_mut::<4>().0).enumerate() {
                    let (mut value, mut slope) = pixels(f32x4::new(*l), f32x4::new(*x), kind);
                    if 4 * group + 4 > width {
                        let inside =
                            f32x4::new([0, 1, 2, 3].map(|i| f32::from(u8::from(4 * group + i < width))));
                        (value, slope) = (value * inside, slope * inside);
                    }
                    sum += value;
                    *gradient = (slope * weight).to_array();
                }
                *loss = sum.reduce_add() * scale;
            }
        });
    });
}

/// Losses of pixels with logits `l` and targets `x`, and their derivatives by `l`.
#[inline]
fn pixels(l: f32x4, x: f32x4, kind: Reconstruction) -> (f32x4, f32x4) {
    let e = (-l.abs()).exp();
    let p = l.simd_ge(f32x4::ZERO).select(f32x4::ONE, e) / (f32x4::ONE + e);
    let difference = p - x;
    match kind {
        Reconstruction::BinaryCrossEntropy => {
            (l.max(f32x4::ZERO) - l * x + (f32x4::ONE + e).ln(), difference)
        }
        Reconstruction::SquaredError => (difference * difference, 2.0 * difference * p * (f32x4::ONE - p)),
    }
}
