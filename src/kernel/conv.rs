//! Call of `shaders/conv.wgsl` and `conv_thin.wgsl`, and the geometry that the three kernels of a convolution share.

use super::{Access, CONVOLUTION, Dispatch, Product, Shader, Variant};
use crate::model::{Activation, Padding, Shape};
use crate::plan::Tensor;
use serde::{Deserialize, Serialize};

/// Which input pixels an output pixel of a convolution sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConvGeometry {
    /// The input's size.
    pub input: Shape,
    /// The output's size.
    pub output: Shape,
    /// The kernel's height and width.
    pub kernel: u32,
    /// Input pixels from one output pixel to the next.
    pub stride: u32,
    /// Rows of zeros before the first input row.
    pub top: u32,
    /// Columns of zeros before the first input column.
    pub left: u32,
}

impl ConvGeometry {
    /// The geometry of a convolution to `channels` channels. With [`Padding::Valid`] the input is at least as
    /// large as the kernel.
    pub fn new(input: Shape, channels: u32, kernel: u32, stride: u32, padding: Padding) -> Self {
        let along = |size: u32| {
            let output = padding.output(size, kernel, stride);
            let missing = ((output - 1) * stride + kernel).saturating_sub(size);
            (output, missing / 2)
        };
        let ((height, top), (width, left)) = (along(input.height), along(input.width));
        Self { input, output: Shape { height, width, channels }, kernel, stride, top, left }
    }

    /// Rows, terms and columns of the matrix product that it is for `rows` images.
    pub(super) fn matrix_product(&self, rows: u32) -> [u32; 3] {
        let Self { input, output, kernel, .. } = self;
        [rows * output.height * output.width, kernel * kernel * input.channels, output.channels]
    }

    /// Rows of the matrix of weights, without its padding.
    pub fn inputs(&self) -> u32 {
        self.kernel * self.kernel * self.input.channels
    }

    /// Whether it has one output channel and input channels in fours; then kernels of their own leave no column idle.
    pub(super) fn is_thin(&self) -> bool {
        self.output.channels == 1 && self.input.channels.is_multiple_of(4)
    }

    /// The `override` constants that the three kernels share.
    pub(super) fn constants(&self, rows: u32) -> Vec<(&'static str, f64)> {
        [
            ("ROWS", rows),
            ("HEIGHT", self.input.height),
            ("WIDTH", self.input.width),
            ("INPUTS", self.input.channels),
            ("OUT_HEIGHT", self.output.height),
            ("OUT_WIDTH", self.output.width),
            ("OUTPUTS", self.output.channels),
            ("KERNEL", self.kernel),
            ("STRIDE", self.stride),
            ("TOP", self.top),
            ("LEFT", self.left),
        ]
        .map(|(name, value)| (name, f64::from(value)))
        .to_vec()
    }
}

/// `y = activation(x * w + b)`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conv {
    /// `[rows, input.numbers()]`.
    pub x: Tensor,
    /// `[kernel · kernel · input channels, output channels]`, rows padded to a multiple of four with zeros.
    pub w: Tensor,
    /// `[1, output channels]`.
    pub b: Tensor,
    /// Out: `[rows, output.numbers()]`.
    pub y: Tensor,
    /// Which input pixels an output pixel sees.
    pub geometry: ConvGeometry,
    /// What is done to y.
    pub activation: Activation,
}

impl Conv {
    pub(super) fn dispatch(&self) -> Dispatch {
        let mut constants = self.geometry.constants(self.y.rows);
        constants.push(("RELU", f64::from(u8::from(self.activation == Activation::Relu))));
        let bindings = vec![
            (self.x, Access::Read),
            (self.w, Access::Read),
            (self.b, Access::Read),
            (self.y, Access::Write),
        ];
        let ConvGeometry { output, kernel, stride, .. } = self.geometry;
        let fours = self.y.rows.div_ceil(4);
        let (shader, [rows, columns, terms]) = if self.geometry.is_thin() {
            let shader = Shader { name: "conv_thin", pieces: &[CONVOLUTION, wgsl!("conv_thin")] };
            let seen = kernel * (kernel + 3 * stride) * self.geometry.input.channels / 4;
            (shader, [fours * output.height * output.width.div_ceil(4), 1, seen])
        } else {
            let shader = Shader { name: "conv", pieces: &[CONVOLUTION, wgsl!("conv")] };
            let seen = self.geometry.inputs().div_ceil(4);
            (shader, [fours * output.height * output.width, output.channels.div_ceil(4), seen])
        };
        let product = Product { rows, columns, terms, slices: 1, variant: Variant::Medium };
        Dispatch::product(shader, constants, bindings, product)
    }
}
