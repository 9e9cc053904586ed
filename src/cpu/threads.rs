//! Work in parts that know nothing of each other, on all cores. A part's numbers are the same whichever thread makes
//! them. In the page `crew.rs` takes this file's place.

use super::Memory;
use crate::plan::{Program, Tensor};
use rayon::prelude::*;

/// Has `work` fill each part of `out`, `size` words long (the last one may be shorter), given its number.
pub fn in_parts(out: &mut [f32], size: usize, work: impl Fn(usize, &mut [f32]) + Sync) {
    out.par_chunks_mut(size).enumerate().for_each(|(number, part)| work(number, part));
}

/// The same for what each member of a crew needs whole.
pub fn in_own_parts(out: &mut [f32], size: usize, work: impl Fn(usize, &mut [f32]) + Sync) {
    in_parts(out, size, work);
}

/// What the members of a crew would have to be told of an executor. Threads share its memory.
#[derive(Debug)]
pub struct Mirror;

#[expect(clippy::unused_self, reason = "the page's mirror has something to tell")]
impl Mirror {
    /// Nobody has to make another.
    pub fn new() -> Self {
        Self
    }

    /// A program was kept.
    pub fn prepare(&mut self, _: &Program) {}

    /// Words were written.
    pub fn write(&self, _: Tensor, _: &[u32]) {}

    /// Nobody has to join.
    pub fn join(&mut self, _: &Memory, _: &[Program]) {}

    /// Does `work`, which runs a program some times.
    pub fn run(&mut self, _: usize, _: u32, work: impl FnOnce()) {
        work();
    }
}
