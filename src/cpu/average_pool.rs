//! Twin of `shaders/average_pool.wgsl`.

use super::Memory;
use super::picture::{pixel, pixels};
use crate::kernel::AveragePool;

pub(super) fn run(call: &AveragePool, memory: &mut Memory) {
    let AveragePool { x, y, shape, factor } = *call;
    let side = factor as usize;
    memory.write(y, |out, memory| {
        out.fill(0.0);
        let rows = memory.read(x).chunks_exact(x.stride as usize);
        for (x, y) in rows.zip(out.chunks_exact_mut(y.stride as usize)) {
            let pooled = pixels(shape.height / factor, shape.width / factor);
            for (y, [h, w]) in y.chunks_exact_mut(shape.channels as usize).zip(pooled) {
                for [i, j] in pixels(factor, factor) {
                    let term = &x[pixel(shape, side * h + i, side * w + j)];
                    for (sum, x) in y.iter_mut().zip(term) {
                        *sum += x;
                    }
                }
                for sum in y.iter_mut() {
                    *sum /= (factor * factor) as f32;
                }
            }
        }
    });
}
