//! Twin of `shaders/upsample.wgsl`.

use super::Memory;
use super::picture::{pixel, pixels};
use crate::kernel::Upsample;

pub(super) fn run(call: &Upsample, memory: &mut Memory) {
    let Upsample { x, y, shape } = *call;
    memory.write(y, |out, memory| {
        out.fill(0.0);
        let rows = memory.read(x).chunks_exact(x.stride as usize);
        for (x, y) in rows.zip(out.chunks_exact_mut(y.stride as usize)) {
            let copies = pixels(2 * shape.height, 2 * shape.width);
            for (y, [h, w]) in y.chunks_exact_mut(shape.channels as usize).zip(copies) {
                y.copy_from_slice(&x[pixel(shape, h / 2, w / 2)]);
            }
        }
    });
}
