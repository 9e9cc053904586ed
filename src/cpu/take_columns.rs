//! Twin of `shaders/take_columns.wgsl`.

use super::Memory;
use crate::kernel::TakeColumns;

pub(super) fn run(call: &TakeColumns, memory: &mut Memory) {
    let TakeColumns { dy, dx } = *call;
    let width = dx.width as usize;
    memory.write(dx, |out, memory| {
        out.fill(0.0);
        let rows = memory.read(dy).chunks_exact(dy.stride as usize);
        for (dy, dx) in rows.zip(out.chunks_exact_mut(dx.stride as usize)) {
            dx[..width].copy_from_slice(&dy[..width]);
        }
    });
}
