//! Twin of `shaders/dense.wgsl`.

use super::Memory;
use super::fours::activate;
use super::product::{Matrix, product};
use crate::kernel::Dense;
use wide::f32x4;

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
            for (value, bias) in row.as_chunks_mut().0.iter_mut().zip(bias.as_chunks().0) {
                *value = activate(activation, f32x4::new(*value) + f32x4::new(*bias)).to_array();
            }
        }
    });
}
