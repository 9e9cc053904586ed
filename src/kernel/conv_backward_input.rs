//! Call of `shaders/conv_backward_input.wgsl`.

use super::{Access, CONVOLUTION, ConvGeometry, Dispatch, Product, Shader, Variant};
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
        let bindings = vec![
            (self.dy, Access::Read),
            (self.w, Access::Read),
            // Without a mask the binding is not read; any tensor will do.
            (self.h.unwrap_or(self.dy), Access::Read),
            (self.dx, Access::Write),
        ];
        let ConvGeometry { input, output, kernel, stride, .. } = self.geometry;
        let product = Product {
            rows: self.dx.rows.div_ceil(4) * input.height.div_ceil(stride) * input.width.div_ceil(stride),
            columns: input.channels.div_ceil(4),
            terms: (kernel.div_ceil(stride).pow(2) * output.channels).div_ceil(4),
            slices: stride * stride,
            variant: Variant::Medium,
        };
        let pieces = &[CONVOLUTION, wgsl!("conv_backward_input")];
        Dispatch::product(Shader { name: "conv_backward_input", pieces }, constants, bindings, product)
    }
}
