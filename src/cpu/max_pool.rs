//! Twin of `shaders/max_pool.wgsl`.

use super::Memory;
use super::picture::{pixels, window};
use crate::kernel::MaxPool;

pub(super) fn run(call: &MaxPool, memory: &mut Memory) {
    let MaxPool { x, y, shape } = *call;
    memory.write(y, |out, memory| {
        out.fill(0.0);
        let rows = memory.read(x).chunks_exact(x.stride as usize);
        for (x, y) in rows.zip(out.chunks_exact_mut(y.stride as usize)) {
            let pooled = pixels(shape.height.div_ceil(2), shape.width.div_ceil(2));
            for (y, [h, w]) in y.chunks_exact_mut(shape.channels as usize).zip(pooled) {
                let [a, b, c, d] = window(shape, 2 * h, 2 * w).map(|pixel| &x[pixel]);
                for (channel, y) in y.iter_mut().enumerate() {
                    *y = a[channel].max(b[channel]).max(c[channel].max(d[channel]));
                }
            }
        }
    });
}
