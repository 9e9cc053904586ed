//! Call of `shaders/record.wgsl`.

use super::{Access, Dispatch, STATE, Shader};
use crate::plan::Tensor;

/// Steps whose losses the ring holds; no more are made between two looks at it.
pub const RING_STEPS: u32 = 1024;

/// Puts the batch's mean losses into the ring and moves the step on.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// `[1, batch]`: reconstruction term of each image.
    pub reconstruction: Tensor,
    /// `[1, batch]`: KL divergence of each image.
    pub kl: Tensor,
    /// Out: `[RING_STEPS, 2]` without padding, the row of step s is s mod [`RING_STEPS`].
    pub ring: Tensor,
    /// In and out: the state.
    pub state: Tensor,
}

impl Record {
    pub(super) fn dispatch(&self) -> Dispatch {
        Dispatch {
            shader: Shader { name: "record", pieces: &[STATE, include_str!("../../shaders/record.wgsl")] },
            constants: vec![
                ("BATCH", f64::from(self.reconstruction.width)),
                ("RING_STEPS", f64::from(RING_STEPS)),
            ],
            bindings: vec![
                (self.reconstruction, Access::Read),
                (self.kl, Access::Read),
                (self.ring, Access::Write),
                (self.state, Access::Write),
            ],
            workgroups: [1, 1],
        }
    }
}
