//! Twin of `shaders/record.wgsl`.

use super::Memory;
use crate::kernel::{RING_STEPS, Record};

pub(super) fn run(call: &Record, memory: &mut Memory) {
    let Record { reconstruction, kl, ring, state: state_tensor } = *call;
    let mut state = memory.state(state_tensor);
    let batch = reconstruction.width as usize;
    memory.write(ring, |ring, memory| {
        let slot = &mut ring[(state.step % RING_STEPS) as usize * 2..][..2];
        for (value, terms) in slot.iter_mut().zip([reconstruction, kl]) {
            *value = memory.read(terms)[..batch].iter().sum::<f32>() / batch as f32;
        }
    });
    state.step += 1;
    memory.set_state(state_tensor, state);
}
