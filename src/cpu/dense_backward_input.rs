//! Twin of `shaders/dense_backward_input.wgsl`.

use super::Memory;
use super::fours::mask;
use super::product::{Matrix, product};
use crate::kernel::DenseBackwardInput;

pub(super) fn run(call: &DenseBackwardInput, memory: &mut Memory) {
    let DenseBackwardInput { dy, w, h, dx } = *call;
    memory.write(dx, |out, memory| {
        product(
            Matrix::new(memory.read(dy), dy.stride),
            Matrix::new(memory.read(w), w.stride).transposed(),
            out,
            [dy.rows as usize, dy.stride as usize, dx.stride as usize],
        );
        if let Some(h) = h {
            mask(out, memory.read(h));
        }
    });
}
