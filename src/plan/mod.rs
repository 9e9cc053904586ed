//! A model compiled to lists of kernel calls over named tensors, as data: the training step, the measuring of
//! the test set, the decoding of codes. An executor runs them; a plan can be printed and read.

mod compile;
mod layers;
mod memory;
mod nearest;
mod state;

pub use compile::{
    CHUNK_ROWS, Grid, MAX_GRID_CODES, Measure, PROBES, Plan, Probe, Probes, SHEET_ROWS, Sizes, Step,
};
pub use layers::Slot;
pub use memory::{ALIGNMENT, BufferId, BufferSpec, Layout, Tensor, padded};
pub use nearest::Nearest;
pub use state::{STATE_WORDS, State};

use crate::kernel::Call;
use serde::{Deserialize, Serialize};

/// A list of kernel calls that run one after the other.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Program {
    /// The calls, in order.
    pub calls: Vec<Call>,
}
