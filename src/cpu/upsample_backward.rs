//! Twin of `shaders/upsample_backward.wgsl`.

use super::Memory;
use super::fours::{load, mask, store};
use super::parts::in_parts;
use super::picture::{pixels, window};
use crate::kernel::UpsampleBackward;
use crate::model::Shape;

pub(super) fn run(call: &UpsampleBackward, memory: &mut Memory) {
    let UpsampleBackward { dy, h, dx, shape } = *call;
    let doubled = Shape { height: 2 * shape.height, width: 2 * shape.width, ..shape };
    let channels = shape.channels as usize;
    memory.write(dx, |out, memory| {
        let gradients = memory.read(dy);
        in_parts(out, dx.stride as usize, |image, out| {
            let dy = &gradients[image * dy.stride as usize..];
            let (out, padding) = out.split_at_mut(dx.width as usize);
            let inputs = pixels(shape.height, shape.width);
            for (dx, [h, w]) in out.chunks_exact_mut(channels).zip(inputs) {
                let corners = window(doubled, 2 * h, 2 * w).map(|pixel| &dy[pixel]);
                for first in (0..channels).step_by(4) {
                    let [a, b, c, d] = corners.map(|corner| load(&corner[first..]));
                    store(&mut dx[first..], (a + b) + (c + d));
                }
            }
            padding.fill(0.0);
        });
        if let Some(h) = h {
            mask(out, memory.read(h));
        }
    });
}
