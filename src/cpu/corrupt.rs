//! Twin of `shaders/corrupt.wgsl`.

use super::Memory;
use super::order::images_of;
use crate::kernel::Corrupt;
use crate::random::normal;

pub(super) fn run(call: &Corrupt, memory: &mut Memory) {
    let Corrupt { x, state, y, mean, deviation, stream, fixed } = *call;
    let state = memory.state(state);
    let image_of = fixed.map(|(count, source)| images_of(source, state, count, y.rows));
    let step = if fixed.is_some() { 0 } else { state.step };
    memory.write(y, |out, memory| {
        out.fill(0.0);
        let rows = memory.read(x).chunks_exact(x.stride as usize);
        for ((row, x), y) in (0..).zip(rows).zip(out.chunks_exact_mut(y.stride as usize)) {
            let first = image_of.as_ref().map_or(row, |image_of| image_of(row)) * call.y.width;
            for ((element, y), x) in (first..).zip(y).zip(x).take(call.y.width as usize) {
                let noise = normal(state.seed, stream, step, element);
                *y = (x + mean + deviation * noise).clamp(0.0, 1.0);
            }
        }
    });
}
