//! Twin of `shaders/tally.wgsl`.

use super::Memory;
use crate::kernel::Tally;

pub(super) fn run(call: &Tally, memory: &mut Memory) {
    let Tally { losses, codes, sums, mu, state: state_tensor } = *call;
    let mut state = memory.state(state_tensor);
    let first = state.cursor.min(mu.rows);
    let rows = codes.rows.min(mu.rows - first) as usize;
    memory.write(sums, |sums, memory| {
        let terms = memory.read(losses).chunks_exact(losses.stride as usize);
        for (sum, term) in sums.iter_mut().zip(terms) {
            *sum += term[..rows].iter().sum::<f32>();
        }
    });
    memory.write(mu, |out, memory| {
        let stride = mu.stride as usize;
        let kept = out[first as usize * stride..].chunks_exact_mut(stride);
        for (target, code) in kept.zip(memory.read(codes).chunks_exact(codes.stride as usize)).take(rows) {
            target.copy_from_slice(&code[..stride]);
        }
    });
    state.cursor += codes.rows;
    memory.set_state(state_tensor, state);
}
