//! Twin of `shaders/max_pool_backward.wgsl`.

use super::Memory;
use super::fours::{load, store};
use super::parts::in_parts;
use super::picture::{pixels, window};
use crate::kernel::MaxPoolBackward;
use wide::f32x4;

pub(super) fn run(call: &MaxPoolBackward, memory: &mut Memory) {
    let MaxPoolBackward { dy, x, dx, shape, relu } = *call;
    let channels = shape.channels as usize;
    memory.write(dx, |out, memory| {
        let (gradients, images) = (memory.read(dy), memory.read(x));
        in_parts(out, dx.stride as usize, |image, out| {
            let dy = &gradients[image * dy.stride as usize..];
            let x = &images[image * x.stride as usize..];
            let pooled = pixels(shape.height.div_ceil(2), shape.width.div_ceil(2));
            for (dy, [h, w]) in dy.chunks_exact(channels).zip(pooled) {
                let corners = window(shape, 2 * h, 2 * w).map(|pixel| pixel.start);
                for first in (0..channels).step_by(4) {
                    let group = first..channels.min(first + 4);
                    let cells = corners.map(|corner| corner + group.start..corner + group.end);
                    let numbers = cells.clone().map(|cells| load(&x[cells]));
                    let shares = shares(numbers, load(&dy[group]), relu);
                    // A pixel outside is an earlier one inside: the earlier one's share is written last.
                    for (cells, share) in cells.into_iter().zip(shares).rev() {
                        store(&mut out[cells], share);
                    }
                }
            }
            out[dx.width as usize..].fill(0.0);
        });
    });
}

/// What each pixel of a window gets of its gradient: the first of the greatest all, the others nothing.
#[inline]
fn shares([a, b, c, d]: [f32x4; 4], gradient: f32x4, relu: bool) -> [f32x4; 4] {
    let most = a.fast_max(b).fast_max(c.fast_max(d));
    let mut left = if relu { gradient & most.simd_gt(f32x4::ZERO) } else { gradient };
    [a, b, c, d].map(|number| {
        let wins = number.simd_eq(most);
        let share = left & wins;
        left &= !wins;
        share
    })
}
