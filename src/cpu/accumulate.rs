//! Twin of `shaders/accumulate.wgsl`.

use super::Memory;
use crate::kernel::Accumulate;

pub(super) fn run(call: &Accumulate, memory: &mut Memory) {
    memory.write(call.y, |y, memory| {
        for (y, x) in y.iter_mut().zip(memory.read(call.x)) {
            *y += x;
        }
    });
}
