//! Twin of `shaders/upsample_backward.wgsl`.

use super::Memory;
use super::picture::{pixels, window};
use crate::kernel::UpsampleBackward;
use crate::model::Shape;

pub(super) fn run(call: &UpsampleBackward, memory: &mut Memory) {
    let UpsampleBackward { dy, h, dx, shape } = *call;
    let doubled = Shape { height: 2 * shape.height, width: 2 * shape.width, ..shape };
    memory.write(dx, |out, memory| {
        out.fill(0.0);
        let rows = memory.read(dy).chunks_exact(dy.stride as usize);
        for (dy, dx) in rows.zip(out.chunks_exact_mut(dx.stride as usize)) {
            let inputs = pixels(shape.height, shape.width);
            for (dx, [h, w]) in dx.chunks_exact_mut(shape.channels as usize).zip(inputs) {
                let [a, b, c, d] = window(doubled, 2 * h, 2 * w).map(|pixel| &dy[pixel]);
                for (channel, dx) in dx.iter_mut().enumerate() {
                    *dx = (a[channel] + b[channel]) + (c[channel] + d[channel]);
                }
            }
        }
        if let Some(h) = h {
            for (value, h) in out.iter_mut().zip(memory.read(h)) {
                if *h <= 0.0 {
                    *value = 0.0;
                }
            }
        }
    });
}
