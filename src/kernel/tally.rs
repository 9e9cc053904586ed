//! Call of `shaders/tally.wgsl`.

use super::{Access, Dispatch, STATE, Shader};
use crate::plan::Tensor;

/// Adds a chunk's losses to the test set's sums, keeps its codes, and moves the cursor on.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally {
    /// `[1, rows]`: reconstruction term of each image.
    pub reconstruction: Tensor,
    /// `[1, rows]`: KL divergence of each image.
    pub kl: Tensor,
    /// `[rows, μ | log σ²]`, or plain codes `[rows, latent]`.
    pub codes: Tensor,
    /// In and out: sums of reconstruction and KL over the images so far.
    pub sums: Tensor,
    /// Out: `[count, latent]`: μ of all test images.
    pub mu: Tensor,
    /// In and out: the state.
    pub state: Tensor,
}

impl Tally {
    pub(super) fn dispatch(&self) -> Dispatch {
        Dispatch {
            shader: Shader { name: "tally", pieces: &[STATE, include_str!("../../shaders/tally.wgsl")] },
            constants: vec![
                ("COUNT", f64::from(self.mu.rows)),
                ("ROWS", f64::from(self.codes.rows)),
                ("STRIDE", f64::from(self.mu.stride)),
                ("CODES_STRIDE", f64::from(self.codes.stride)),
            ],
            bindings: vec![
                (self.reconstruction, Access::Read),
                (self.kl, Access::Read),
                (self.codes, Access::Read),
                (self.sums, Access::Write),
                (self.mu, Access::Write),
                (self.state, Access::Write),
            ],
            workgroups: [1, 1],
        }
    }
}
