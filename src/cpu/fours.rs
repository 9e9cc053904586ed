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

/// Adds the products of four runs with a panel of eight columns. The 4×8 sums are named, so that they stay in registers.
#[inline]
pub fn add_products(sums: [f32x4; 8], runs: [&[f32]; 4], panel: &[[f32; 8]]) -> [f32x4; 8] {
    let [mut s00, mut s01, mut s10, mut s11, mut s20, mut s21, mut s30, mut s31] = sums;
    let [r0, r1, r2, r3] = runs;
    for ((((b, a0), a1), a2), a3) in panel.iter().zip(r0).zip(r1).zip(r2).zip(r3) {
        let [a0, a1, a2, a3] = [a0, a1, a2, a3].map(|a| f32x4::splat(*a));
        let [b0, b1] = halves(b);
        s00 += a0 * b0;
        s01 += a0 * b1;
        s10 += a1 * b0;
        s11 += a1 * b1;
        s20 += a2 * b0;
        s21 += a2 * b1;
        s30 += a3 * b0;
        s31 += a3 * b1;
    }
    [s00, s01, s10, s11, s20, s21, s30, s31]
}

/// Eight numbers as two registers.
#[inline]
pub fn halves([a, b, c, d, e, f, g, h]: &[f32; 8]) -> [f32x4; 2] {
    [f32x4::new([*a, *b, *c, *d]), f32x4::new([*e, *f, *g, *h])]
}
