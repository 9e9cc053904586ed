//! Call of `shaders/conv_backward_input.wgsl`.

use super::conv::tiles;
use super::{Access, ConvGeometry, Dispatch, INDEX, Shader, workgroups_for};
use crate::plan::Tensor;
use serde::{Deserialize, Serialize};

/// `dx = (dy * wᵀ) ⊙ [h > 0]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConvBackwardInput {
    /// `[rows, output.numbers()]`.
    pub dy: Tensor,
    /// `[kernel · kernel · input channels, output channels]`.
    pub w: Tensor,
    /// `[rows, input.numbers()]`, output of the `ReLU` that made the layer's inputs, if one did.
    pub h: Option<Tensor>,
    /// Out: `[rows, input.numbers()]`.
    pub dx: Tensor,
    /// Which input pixels an output pixel sees.
    pub geometry: ConvGeometry,
}

impl ConvBackwardInput {
    pub(super) fn dispatch(&self) -> Dispatch {
        let mut constants = self.geometry.constants(self.dx.rows);
        constants.push(("MASKED", f64::from(u8::from(self.h.is_some()))));
        Dispatch {
            shader: Shader {
                name: "conv_backward_input",
                pieces: &[INDEX, include_str!("../../shaders/conv_backward_input.wgsl")],
            },
            constants,
            bindings: vec![
                (self.dy, Access::Read),
                (self.w, Access::Read),
                // Without a mask the binding is not read; any tensor will do.
                (self.h.unwrap_or(self.dy), Access::Read),
                (self.dx, Access::Write),
            ],
            workgroups: workgroups_for(tiles(self.dx.rows, self.geometry.input)),
            product: None,
        }
    }
}
