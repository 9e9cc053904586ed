//! Call of `shaders/dense_backward_weights.wgsl`.

use super::{Access, Dispatch, Shader, product_workgroups};
use crate::plan::Tensor;

/// `dw = xᵀ·dy`, `db = Σ_rows dy`.
#[derive(Clone, Debug, PartialEq)]
pub struct DenseBackwardWeights {
    /// `[rows, inputs]`.
    pub x: Tensor,
    /// `[rows, outputs]`.
    pub dy: Tensor,
    /// Out: `[inputs, outputs]`, rows padded to a multiple of four like x's columns.
    pub dw: Tensor,
    /// Out: `[1, outputs]`.
    pub db: Tensor,
}

impl DenseBackwardWeights {
    pub(super) fn dispatch(&self) -> Dispatch {
        Dispatch {
            shader: Shader {
                name: "dense_backward_weights",
                pieces: &[include_str!("../../shaders/dense_backward_weights.wgsl")],
            },
            constants: vec![
                ("ROWS", f64::from(self.x.rows)),
                ("INPUTS", f64::from(self.x.stride / 4)),
                ("OUTPUTS", f64::from(self.dy.stride / 4)),
            ],
            bindings: vec![
                (self.x, Access::Read),
                (self.dy, Access::Read),
                (self.dw, Access::Write),
                (self.db, Access::Write),
            ],
            workgroups: product_workgroups(self.x.stride, self.dy.stride),
        }
    }
}
