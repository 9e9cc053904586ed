//! Twin of `shaders/reduce_rows.wgsl`.

use super::Memory;
use crate::kernel::ReduceRows;

pub(super) fn run(call: &ReduceRows, memory: &mut Memory) {
    let ReduceRows { partial, dw, db } = *call;
    for (out, first) in [(dw, 0), (db, dw.words() as usize)] {
        memory.write(out, |out, memory| {
            out.fill(0.0);
            for row in memory.read(partial).chunks_exact(partial.stride as usize) {
                for (sum, value) in out.iter_mut().zip(&row[first..]) {
                    *sum += value;
                }
            }
        });
    }
}
