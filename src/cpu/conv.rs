//! Twin of `shaders/conv.wgsl`.

use super::Memory;
use super::parts::in_parts;
use super::plane::{PICTURES, Plane, Weights};
use crate::kernel::Conv;

pub(super) fn run(call: &Conv, memory: &mut Memory) {
    let Conv { x, w, b, y, geometry, activation } = *call;
    let output = geometry.output;
    let channels = output.channels as usize;
    memory.write(y, |out, memory| {
        let matrix = memory.read(w);
        let weights = Weights::new(geometry.inputs() as usize, channels, |row, column| {
            matrix[row * w.stride as usize + column]
        })
        .with_bias(memory.read(b));
        let size = [output.height, output.width];
        let images = memory.read(x);
        in_parts(out, PICTURES * y.stride as usize, |part, out| {
            let mut plane = Plane::new(geometry.kernel, geometry.stride, geometry.input.channels, size);
            let images = images.chunks_exact(x.stride as usize).skip(PICTURES * part);
            for (image, out) in images.zip(out.chunks_exact_mut(y.stride as usize)) {
                let picture = &image[..x.width as usize];
                plane.place(picture, geometry.input.width, [geometry.top, geometry.left], 1);
                let (out, padding) = out.split_at_mut(y.width as usize);
                plane.correlate(&weights, activation, out);
                padding.fill(0.0);
            }
        });
    });
}
