//! Twin of `shaders/dense.wgsl`.

use super::Memory;
use super::product::{Matrix, product};
use crate::kernel::Dense;
use crate::model::Activation;

pub(super) fn run(call: &Dense, memory: &mut Memory) {
    let Dense { x, w, b, y, activation } = *call;
    memory.write(y, |out, memory| {
        product(
            Matrix::new(memory.read(x), x.stride),
            Matrix::new(memory.read(w), w.stride),
            out,
            [x.rows as usize, x.stride as usize, y.stride as usize],
        );
        let bias = memory.read(b);
        for row in out.chunks_exact_mut(y.stride as usize) {
            for (value, bias) in row.iter_mut().zip(bias) {
                *value += bias;
                if activation == Activation::Relu {
                    *value = value.max(0.0);
                }
            }
        }
    });
}
