//! Twin of `shaders/record.wgsl`.

use super::Memory;
use crate::kernel::{RING_STEPS, Record, TERMS};

pub(super) fn run(call: &Record, memory: &mut Memory) {
    let Record { losses, ring, state: state_tensor } = *call;
    let mut state = memory.state(state_tensor);
    let (batch, terms) = (losses.width as usize, TERMS as usize);
    memory.write(ring, |ring, memory| {
        let slot = &mut ring[(state.step % RING_STEPS) as usize * terms..][..terms];
        let rows = memory.read(losses).chunks_exact(losses.stride as usize);
        for (value, row) in slot.iter_mut().zip(rows) {
            *value = row[..batch].iter().sum::<f32>() / batch as f32;
        }
    });
    state.step += 1;
    memory.set_state(state_tensor, state);
}
