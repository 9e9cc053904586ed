//! Work in parts that know nothing of each other: natively on all cores, in the page one after the other. A part's
//! numbers are the same whichever thread makes them.

/// Has `work` fill each part of `out`, `size` words long (the last one may be shorter), given its number.
#[cfg(not(target_arch = "wasm32"))]
pub fn in_parts(out: &mut [f32], size: usize, work: impl Fn(usize, &mut [f32]) + Sync) {
    use rayon::prelude::*;
    out.par_chunks_mut(size).enumerate().for_each(|(number, part)| work(number, part));
}

/// Has `work` fill each part of `out`, `size` words long (the last one may be shorter), given its number.
#[cfg(target_arch = "wasm32")]
pub fn in_parts(out: &mut [f32], size: usize, work: impl Fn(usize, &mut [f32])) {
    out.chunks_mut(size).enumerate().for_each(|(number, part)| work(number, part));
}
