//! Call of `shaders/record.wgsl`.

use super::{Access, Dispatch, STATE, Shader};
use crate::plan::Tensor;
use serde::{Deserialize, Serialize};

/// Steps whose losses the ring holds; no more are made between two looks at it.
pub const RING_STEPS: u32 = 1024;

/// Terms of a loss: those of [`Term`].
pub const TERMS: u32 = 4;

/// A term of the loss, by its row in a tensor of losses `[TERMS, images]`. Rows that a network has no use for
/// are zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// Reconstruction.
    Reconstruction,
    /// KL divergence, or the penalty on a plain code.
    Kl,
    /// What the encoder pays for codes that the discriminator tells from the prior's.
    Generator,
    /// What the discriminator pays for those that it does not tell.
    Discriminator,
}

/// Puts the batch's mean losses into the ring and moves the step on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// `[TERMS, batch]`: the terms of the loss of each image.
    pub losses: Tensor,
    /// Out: `[RING_STEPS, TERMS]` without padding, the row of step s is s mod [`RING_STEPS`].
    pub ring: Tensor,
    /// In and out: the state.
    pub state: Tensor,
}

impl Record {
    pub(super) fn dispatch(&self) -> Dispatch {
        Dispatch {
            shader: Shader { name: "record", pieces: &[STATE, wgsl!("record")] },
            constants: vec![
                ("BATCH", f64::from(self.losses.width)),
                ("STRIDE", f64::from(self.losses.stride)),
                ("RING_STEPS", f64::from(RING_STEPS)),
            ],
            bindings: vec![
                (self.losses, Access::Read),
                (self.ring, Access::Write),
                (self.state, Access::Write),
            ],
            workgroups: [1, 1, 1],
            product: None,
        }
    }
}
