//! Twin of `shaders/upsample.wgsl`.

use super::Memory;
use super::parts::in_parts;
use super::picture::{pixel, pixels};
use crate::kernel::Upsample;

pub(super) fn run(call: &Upsample, memory: &mut Memory) {
    let Upsample { x, y, shape } = *call;
    memory.write(y, |out, memory| {
        let images = memory.read(x);
        in_parts(out, y.stride as usize, |image, out| {
            let x = &images[image * x.stride as usize..];
            let (out, padding) = out.split_at_mut(y.width as usize);
            let copies = pixels(2 * shape.height, 2 * shape.width);
            for (y, [h, w]) in out.chunks_exact_mut(shape.channels as usize).zip(copies) {
                y.copy_from_slice(&x[pixel(shape, h / 2, w / 2)]);
            }
            padding.fill(0.0);
        });
    });
}
