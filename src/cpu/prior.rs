//! Twin of `shaders/prior.wgsl`.

use super::Memory;
use crate::kernel::Prior;
use crate::random::{PRIOR, normal};

pub(super) fn run(call: &Prior, memory: &mut Memory) {
    let Prior { state, z, first } = *call;
    let state = memory.state(state);
    memory.write(z, |out, _| {
        let stride = z.stride as usize;
        let drawn = &mut out[first as usize * stride..];
        drawn.fill(0.0);
        for (row, numbers) in drawn.chunks_exact_mut(stride).enumerate() {
            for (column, number) in numbers[..z.width as usize].iter_mut().enumerate() {
                let element = row as u32 * z.width + column as u32;
                *number = normal(state.seed, PRIOR, state.step, element);
            }
        }
    });
}
