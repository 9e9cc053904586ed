//! Numbers four at a time, where rows are not padded to fours.

use crate::model::Activation;
use wide::f32x4;

/// The first four numbers, or as many as there are and zeros.
#[inline]
pub fn load(numbers: &[f32]) -> f32x4 {
    if let Some(four) = numbers.first_chunk() {
        return f32x4::new(*four);
    }
    let mut four = [0.0; 4];
    four[..numbers.len()].copy_from_slice(numbers);
    f32x4::new(four)
}

/// Writes four numbers, or as many as there is room for.
#[inline]
pub fn store(numbers: &mut [f32], four: f32x4) {
    if let Some(target) = numbers.first_chunk_mut() {
        *target = four.to_array();
    } else {
        numbers.copy_from_slice(&four.to_array()[..numbers.len()]);
    }
}

/// What an activation makes of four numbers.
#[inline]
pub fn activate(activation: Activation, four: f32x4) -> f32x4 {
    match activation {
        Activation::Identity => four,
        Activation::Relu => four.fast_max(f32x4::ZERO),
    }
}

/// Zeroes the gradients of those outputs `h` of a ReLU that are not above 0.
pub fn mask(gradients: &mut [f32], h: &[f32]) {
    for (gradient, h) in gradients.as_chunks_mut::<4>().0.iter_mut().zip(h.as_chunks::<4>().0) {
        *gradient = (f32x4::new(*gradient) & f32x4::new(*h).simd_gt(f32x4::ZERO)).to_array();
    }
}
