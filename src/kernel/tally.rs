//! Call of `shaders/tally.wgsl`.

use super::{Access, Dispatch, STATE, Shader};
use crate::plan::Tensor;
use serde::{Deserialize, Serialize};

/// Adds a chunk's losses to the test set's sums, keeps its codes, and moves the cursor on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// `[TERMS, rows]`: the terms of the loss of each image.
    pub losses: Tensor,
    /// `[rows, μ | log σ²]`, or plain codes `[rows, latent]`.
    pub codes: Tensor,
    /// In and out: `[1, TERMS]`: sums of the terms over the images so far.
    pub sums: Tensor,
    /// Out: `[count, latent]`: μ of all test images.
    pub mu: Tensor,
    /// In and out: the state.
    pub state: Tensor,
}

impl Tally {
    pub(super) fn dispatch(&self) -> Dispatch {
        Dispatch {
            shader: Shader { name: "tally", pieces: &[STATE, wgsl!("tally")] },
            constants: vec![
                ("COUNT", f64::from(self.mu.rows)),
                ("ROWS", f64::from(self.codes.rows)),
                ("STRIDE", f64::from(self.mu.stride)),
                ("CODES_STRIDE", f64::from(self.codes.stride)),
                ("LOSSES_STRIDE", f64::from(self.losses.stride)),
            ],
            bindings: vec![
                (self.losses, Access::Read),
                (self.codes, Access::Read),
                (self.sums, Access::Write),
                (self.mu, Access::Write),
                (self.state, Access::Write),
            ],
            workgroups: [1, 1, 1],
            product: None,
        }
    }
}
