//! Twin of `shaders/corrupt.wgsl`.

use super::Memory;
use crate::kernel::Corrupt;
use crate::random::normal;

pub(super) fn run(call: &Corrupt, memory: &mut Memory) {
    let Corrupt { x, state, y, mean, deviation, stream, fixed } = *call;
    let state = memory.state(state);
    let (step, first) = if fixed { (0, state.cursor) } else { (state.step, 0) };
    memory.write(y, |out, memory| {
        out.fill(0.0);
        let rows = memory.read(x).chunks_exact(x.stride as usize);
        for (row, (x, y)) in rows.zip(out.chunks_exact_mut(y.stride as usize)).enumerate() {
            for (column, (y, x)) in y.iter_mut().zip(x).take(call.y.width as usize).enumerate() {
                let element = (first + row as u32) * call.y.width + column as u32;
                let noise = normal(state.seed, stream, step, element);
                *y = (x + mean + deviation * noise).clamp(0.0, 1.0);
            }
        }
    });
}
