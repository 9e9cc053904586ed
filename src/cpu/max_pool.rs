//! Twin of `shaders/max_pool.wgsl`.

use super::Memory;
use super::fours::{load, store};
use super::parts::in_parts;
use super::picture::{pixels, window};
use crate::kernel::MaxPool;

pub(super) fn run(call: &MaxPool, memory: &mut Memory) {
    let MaxPool { x, y, shape } = *call;
    let channels = shape.channels as usize;
    memory.write(y, |out, memory| {
        let images = memory.read(x);
        in_parts(out, y.stride as usize, |image, out| {
            let x = &images[image * x.stride as usize..];
            let (out, padding) = out.split_at_mut(y.width as usize);
            let pooled = pixels(shape.height.div_ceil(2), shape.width.div_ceil(2));
            for (y, [h, w]) in out.chunks_exact_mut(channels).zip(pooled) {
                let corners = window(shape, 2 * h, 2 * w).map(|pixel| &x[pixel]);
                for first in (0..channels).step_by(4) {
                    let [a, b, c, d] = corners.map(|corner| load(&corner[first..]));
                    store(&mut y[first..], a.fast_max(b).fast_max(c.fast_max(d)));
                }
            }
            padding.fill(0.0);
        });
    });
}
