//! The nearest training codes of each test code.

use super::{CHUNK_ROWS, Layout, Program, Tensor};
use crate::kernel::{Call, NEIGHBOURS, Neighbours};

/// Multiplications in a comparison: some tens of milliseconds of a slow device.
const MULTIPLICATIONS: u32 = 1 << 26;

/// The search for the nearest training codes, a chunk of training images at a time.
#[derive(Clone, Debug)]
pub struct Nearest {
    /// Encodes the chunk of training images at the cursor, in the memory of the measurement of the test set.
    pub encode: Program,
    /// Compares the chunk with the test codes, each program with a block of them.
    pub compare: Vec<Program>,
    /// Squared distances of each test code's nearest training codes so far, `[test images, NEIGHBOURS]`.
    pub distances: Tensor,
    /// Labels of the same training images, `[test images, NEIGHBOURS]`, −1 where there is none yet.
    pub classes: Tensor,
}

/// What is searched.
pub(super) struct Searched {
    /// Training images, four bytes a word.
    pub images: Tensor,
    /// Their labels, four bytes a word.
    pub labels: Tensor,
    /// How many there are.
    pub count: u32,
    /// Where a chunk's codes lie once it is encoded.
    pub codes: Tensor,
    /// The state.
    pub state: Tensor,
}

impl Nearest {
    /// A search for the codes of `test`, with the program that encodes a chunk of test images.
    pub(super) fn new(layout: &mut Layout, mut encode: Program, test: Tensor, searched: &Searched) -> Self {
        let Searched { images, labels, count, codes, state } = *searched;
        for call in &mut encode.calls {
            match call {
                Call::Gather(call) => (call.images, call.count) = (images, count),
                Call::AppendLabel(call) => (call.labels, call.count) = (labels, count),
                _ => {}
            }
        }
        let distances = layout.matrix("distances of neighbours", test.rows, NEIGHBOURS);
        let classes = layout.matrix("classes of neighbours", test.rows, NEIGHBOURS);
        let block = (MULTIPLICATIONS / CHUNK_ROWS / test.stride).max(1).next_multiple_of(super::ALIGNMENT);
        let compare = (0..test.rows).step_by(block as usize).map(|first| {
            let part = |tensor: Tensor| tensor.rows_from(first, block.min(test.rows - first));
            let (distances, classes) = (part(distances), part(classes));
            let call =
                Neighbours { test: part(test), train: codes, labels, state, distances, classes, count };
            Program { calls: vec![Call::Neighbours(call)] }
        });
        Self { encode, compare: compare.collect(), distances, classes }
    }
}
