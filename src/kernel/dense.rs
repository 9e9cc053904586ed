//! Call of `shaders/dense.wgsl`.

use super::{Access, Dispatch, Shader, product_workgroups};
use crate::model::Activation;
use crate::plan::Tensor;

/// `y = activation(x·w + b)`.
#[derive(Clone, Debug, PartialEq)]
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
        Dispatch {
            shader: Shader { name: "dense", pieces: &[include_str!("../../shaders/dense.wgsl")] },
            constants: vec![
                ("ROWS", f64::from(self.y.rows)),
                ("INPUTS", f64::from(self.x.stride / 4)),
                ("OUTPUTS", f64::from(self.y.stride / 4)),
                ("RELU", f64::from(u8::from(self.activation == Activation::Relu))),
            ],
            bindings: vec![
                (self.x, Access::Read),
                (self.w, Access::Read),
                (self.b, Access::Read),
                (self.y, Access::Write),
            ],
            workgroups: product_workgroups(self.y.rows, self.y.stride),
        }
    }
}
