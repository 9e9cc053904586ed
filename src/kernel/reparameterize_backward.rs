//! Call of `shaders/reparameterize_backward.wgsl`.

use super::{Access, Dispatch, INDEX, STATE, Shader, workgroups_for};
use crate::plan::Tensor;
use serde::{Deserialize, Serialize};

/// Gradient of the mean loss by μ and log σ², through the sample and through β KL.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReparameterizeBackward {
    /// `[rows, latent]`: gradient by z.
    pub dz: Tensor,
    /// `[rows, μ | log σ²]`.
    pub codes: Tensor,
    /// `[rows, latent]`: the sample.
    pub z: Tensor,
    /// The state.
    pub state: Tensor,
    /// Out: `[rows, μ | log σ²]`.
    pub dcodes: Tensor,
}

impl ReparameterizeBackward {
    pub(super) fn dispatch(&self) -> Dispatch {
        Dispatch {
            shader: Shader {
                name: "reparameterize_backward",
                pieces: &[INDEX, STATE, wgsl!("reparameterize_backward")],
            },
            constants: vec![("ROWS", f64::from(self.z.rows)), ("STRIDE", f64::from(self.z.stride))],
            bindings: vec![
                (self.dz, Access::Read),
                (self.codes, Access::Read),
                (self.z, Access::Read),
                (self.state, Access::Read),
                (self.dcodes, Access::Write),
            ],
            workgroups: workgroups_for(self.z.words()),
            product: None,
        }
    }
}
