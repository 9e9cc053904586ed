//! Twin of `shaders/conv_backward_input.wgsl`: the correlation of dy, its pixels a stride apart, with the kernel
//! turned by half a turn and transposed.

use super::Memory;
use super::fours::mask;
use super::parts::in_parts;
use super::plane::{PICTURES, Plane, Weights};
use crate::kernel::ConvBackwardInput;
use crate::model::Activation;

pub(super) fn run(call: &ConvBackwardInput, memory: &mut Memory) {
    let ConvBackwardInput { dy, w, h, dx, geometry } = *call;
    let (input, output, kernel) = (geometry.input, geometry.output, geometry.kernel);
    memory.write(dx, |out, memory| {
        let matrix = memory.read(w);
        let outputs = output.channels as usize;
        let taps = (kernel * kernel) as usize;
        let weights = Weights::new(taps * outputs, input.channels as usize, |row, channel| {
            let tap = taps - 1 - row / outputs;
            matrix[(tap * input.channels as usize + channel) * w.stride as usize + row % outputs]
        });
        let first = [kernel - 1 - geometry.top, kernel - 1 - geometry.left];
        let images = memory.read(dy);
        in_parts(out, PICTURES * dx.stride as usize, |part, out| {
            let mut plane = Plane::new(kernel, 1, output.channels, [input.height, input.width]);
            let images = images.chunks_exact(dy.stride as usize).skip(PICTURES * part);
            for (image, out) in images.zip(out.chunks_exact_mut(dx.stride as usize)) {
                plane.place(&image[..dy.width as usize], output.width, first, geometry.stride);
                let (out, padding) = out.split_at_mut(dx.width as usize);
                plane.correlate(&weights, Activation::Identity, out);
                padding.fill(0.0);
            }
        });
        if let Some(h) = h {
            mask(out, memory.read(h));
        }
    });
}
