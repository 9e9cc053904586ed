//! Call of `shaders/sparsity.wgsl`.

use super::{Access, Dispatch, Shader, WORKGROUP};
use crate::plan::Tensor;
use serde::{Deserialize, Serialize};

/// The L1 penalty `weight·Σ|code|` of each row, and the gradient of its mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sparsity {
    /// `[rows, latent]`.
    pub codes: Tensor,
    /// In and out: `[rows, latent]`, to which the gradient is added.
    pub dcodes: Tensor,
    /// Out: `[1, rows]`.
    pub penalty: Tensor,
    /// Weight of the penalty.
    pub weight: f32,
}

impl Sparsity {
    pub(super) fn dispatch(&self) -> Dispatch {
        Dispatch {
            shader: Shader { name: "sparsity", pieces: &[wgsl!("sparsity")] },
            constants: vec![
                ("ROWS", f64::from(self.codes.rows)),
                ("GROUPS", f64::from(self.codes.stride / 4)),
                ("WEIGHT", f64::from(self.weight)),
            ],
            bindings: vec![
                (self.codes, Access::Read),
                (self.dcodes, Access::Write),
                (self.penalty, Access::Write),
            ],
            workgroups: [self.codes.rows.div_ceil(WORKGROUP), 1, 1],
            product: None,
        }
    }
}
