//! Call of `shaders/dense_backward_input.wgsl`.

use super::{Access, Dispatch, Product, Shader, Variant};
use crate::plan::Tensor;
use serde::{Deserialize, Serialize};

/// `dx = (dy·wᵀ) ⊙ [h > 0]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DenseBackwardInput {
    /// `[rows, outputs]`.
    pub dy: Tensor,
    /// `[inputs, outputs]`.
    pub w: Tensor,
    /// `[rows, inputs]`, output of the `ReLU` that made the layer's inputs, if one did.
    pub h: Option<Tensor>,
    /// Out: `[rows, inputs]`.
    pub dx: Tensor,
}

impl DenseBackwardInput {
    pub(super) fn dispatch(&self) -> Dispatch {
        let pieces = &[wgsl!("dense_backward_input")];
        let constants = vec![
            ("ROWS", f64::from(self.dx.rows)),
            ("INPUTS", f64::from(self.dx.stride / 4)),
            ("OUTPUTS", f64::from(self.dy.stride / 4)),
            ("MASKED", f64::from(u8::from(self.h.is_some()))),
        ];
        let bindings = vec![
            (self.dy, Access::Read),
            (self.w, Access::Read),
            // Without a mask the binding is not read; any tensor will do.
            (self.h.unwrap_or(self.dy), Access::Read),
            (self.dx, Access::Write),
        ];
        let product = Product {
            rows: self.dx.rows.div_ceil(4),
            columns: self.dx.stride / 4,
            terms: self.dy.stride / 4,
            slices: 1,
            variant: Variant::Medium,
        };
        Dispatch::product(Shader { name: "dense_backward_input", pieces }, constants, bindings, product)
    }
}
