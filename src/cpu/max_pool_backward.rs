//! Twin of `shaders/max_pool_backward.wgsl`.

use super::Memory;
use super::picture::{pixels, window};
use crate::kernel::MaxPoolBackward;

pub(super) fn run(call: &MaxPoolBackward, memory: &mut Memory) {
    let MaxPoolBackward { dy, x, dx, shape, relu } = *call;
    memory.write(dx, |out, memory| {
        out.fill(0.0);
        let rows = memory.read(dy).chunks_exact(dy.stride as usize);
        let rows = rows.zip(memory.read(x).chunks_exact(x.stride as usize));
        for ((dy, x), dx) in rows.zip(out.chunks_exact_mut(dx.stride as usize)) {
            let pooled = pixels(shape.height.div_ceil(2), shape.width.div_ceil(2));
            for (dy, [h, w]) in dy.chunks_exact(shape.channels as usize).zip(pooled) {
                let corners = window(shape, 2 * h, 2 * w).map(|pixel| pixel.start);
                for (channel, dy) in dy.iter().enumerate() {
                    let mut winner = corners[0] + channel;
                    for corner in &corners[1..] {
                        if x[corner + channel] > x[winner] {
                            winner = corner + channel;
                        }
                    }
                    dx[winner] = if relu && x[winner] <= 0.0 { 0.0 } else { *dy };
                }
            }
        }
    });
}
