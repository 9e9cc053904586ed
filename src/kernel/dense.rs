//! Call of `shaders/dense.wgsl`.

use super::{Access, Dispatch, Product, Shader, Variant};
use crate::model::Activation;
use crate::plan::Tensor;
use serde::{Deserialize, Serialize};

/// `y = activation(x·w + b)`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dense {
    /// `[rows, inputs]`.
    pub x: Tensor,
    /// `[inputs, outputs]`.
    pub w: Tensor,
    /// `[1, outputs]`.
    pub b: Tensor,
    /// Out: `[rows, outputs]`.
    pub y: Tensor,
    /// What is done to y.
    pub activation: Activation,
}

impl Dense {
    pub(super) fn dispatch(&self) -> Dispatch {
        let pieces = &[wgsl!("dense")];
        let constants = vec![
            ("ROWS", f64::from(self.y.rows)),
            ("INPUTS", f64::from(self.x.stride / 4)),
            ("OUTPUTS", f64::from(self.y.stride / 4)),
            ("RELU", f64::from(u8::from(self.activation == Activation::Relu))),
        ];
        let bindings = vec![
            (self.x, Access::Read),
            (self.w, Access::Read),
            (self.b, Access::Read),
            (self.y, Access::Write),
        ];
        let product = Product {
            rows: self.y.rows.div_ceil(4),
            columns: self.y.stride / 4,
            terms: self.x.stride / 4,
            slices: 1,
            variant: Variant::Medium,
        };
        Dispatch::product(Shader { name: "dense", pieces }, constants, bindings, product)
    }
}
