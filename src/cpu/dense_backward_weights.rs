//! Twin of `shaders/dense_backward_weights.wgsl`.

use super::Memory;
use super::product::{Matrix, product};
use crate::kernel::DenseBackwardWeights;

pub(super) fn run(call: &DenseBackwardWeights, memory: &mut Memory) {
    let DenseBackwardWeights { x, dy, dw, db } = *call;
    memory.write(dw, |out, memory| {
        product(
            Matrix::new(memory.read(x), x.stride).transposed(),
            Matrix::new(memory.read(dy), dy.stride),
            out,
            [x.stride as usize, x.rows as usize, dy.stride as usize],
        );
    });
    memory.write(db, |out, memory| {
        out.fill(0.0);
        for row in memory.read(dy).chunks_exact(dy.stride as usize) {
            for (sum, value) in out.iter_mut().zip(row) {
                *sum += value;
            }
        }
    });
}
