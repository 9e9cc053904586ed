//! Call of `shaders/dense_backward_weights.wgsl`.

use super::{Access, Dispatch, Product, Shader, Variant};
use crate::plan::Tensor;
use serde::{Deserialize, Serialize};

/// `dw = xᵀ·dy`, `db = Σ_rows dy`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
        let pieces = &[wgsl!("dense_backward_weights")];
        let constants = vec![
            ("ROWS", f64::from(self.x.rows)),
            ("INPUTS", f64::from(self.x.stride / 4)),
            ("OUTPUTS", f64::from(self.dy.stride / 4)),
        ];
        let bindings = vec![
            (self.x, Access::Read),
            (self.dy, Access::Read),
            (self.dw, Access::Write),
            (self.db, Access::Write),
        ];
        let product = Product {
            rows: self.x.stride / 4,
            columns: self.dy.stride / 4,
            terms: self.x.rows.div_ceil(4),
            slices: 1,
            variant: Variant::Medium,
        };
        Dispatch::product(Shader { name: "dense_backward_weights", pieces }, constants, bindings, product)
    }
}
