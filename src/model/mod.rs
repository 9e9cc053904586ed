//! Networks as pure data: layers, shapes, named parameters and how each is initialised. Knows no GPU.
//!
//! A network prepares its input from an image, encodes it, makes a code of what the encoder gives, and decodes
//! the code to one logit a pixel. `presets` holds the lesson's networks.

mod initialise;
mod outline;
mod parameters;
mod presets;
mod shape;

pub use initialise::initial_values;
pub use outline::{Part, Stage, outline};
pub use parameters::{Order, ParameterShape, Role, parameter_shapes};
pub use presets::preset;
pub use shape::{Padding, Shape};

use serde::{Deserialize, Serialize};

/// What a layer does to its outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Activation {
    /// Nothing: the outputs are means, log-variances, codes or logits.
    Identity,
    /// max(0, x).
    Relu,
}

/// A layer of a network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Layer {
    /// `y = activation(x·W + b)` on all numbers of the picture, W of shape `[inputs, outputs]`.
    Dense {
        /// Width of y.
        outputs: u32,
        /// What is done to y.
        activation: Activation,
    },
    /// A convolution with square kernels.
    Conv {
        /// Channels of y.
        channels: u32,
        /// Side of the kernel.
        kernel: u32,
        /// Pixels from one place of the kernel to the next.
        stride: u32,
        /// What lies beyond the edges.
        padding: Padding,
        /// What is done to y.
        activation: Activation,
    },
    /// The largest of each 2×2 pixels; odd sides are padded at the far edge (7 → 4).
    MaxPool,
    /// Each pixel twice in both directions.
    Upsample,
    /// The numbers of a flat code as a picture.
    Reshape(Shape),
    /// The mean of each `factor × factor` pixels.
    AveragePool {
        /// Side of what becomes one pixel.
        factor: u32,
    },
    /// The one-hot class of each picture, put after its numbers.
    Label {
        /// Classes that there are.
        classes: u32,
    },
    /// clamp(x + mean + deviation·n, 0, 1), n standard normal.
    Corrupt {
        /// Mean of the noise.
        mean: f32,
        /// Standard deviation of the noise.
        deviation: f32,
        /// Whether training draws it anew for every batch, and not once for each image.
        fresh: bool,
    },
}

impl Layer {
    /// The shape that the layer makes of `input`.
    pub fn output(&self, input: Shape) -> Shape {
        match *self {
            Self::Dense { outputs, .. } => Shape { height: 1, width: 1, channels: outputs },
            Self::Conv { channels, kernel, stride, padding, .. } => {
                let side = |length| padding.output(length, kernel, stride);
                Shape { height: side(input.height), width: side(input.width), channels }
            }
            Self::MaxPool => {
                Shape { height: input.height.div_ceil(2), width: input.width.div_ceil(2), ..input }
            }
            Self::Upsample => Shape { height: 2 * input.height, width: 2 * input.width, ..input },
            Self::Reshape(shape) => shape,
            Self::AveragePool { factor } => {
                Shape { height: input.height / factor, width: input.width / factor, ..input }
            }
            Self::Label { classes } => Shape { height: 1, width: 1, channels: input.numbers() + classes },
            Self::Corrupt { .. } => input,
        }
    }
}

/// What a code is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum Code {
    /// The encoder's outputs as they are, with a penalty of `sparsity` times the sum of their magnitudes.
    Plain {
        /// Weight of the L1 penalty, 0 for none.
        sparsity: f32,
    },
    /// A sample of a normal distribution whose mean and log-variance two dense layers make of the encoder's
    /// outputs.
    Gaussian {
        /// Numbers in the code.
        latent: u32,
    },
    /// The encoder's outputs as they are; a second network learns to tell them from numbers drawn from N(0, I),
    /// and the encoder learns to be taken for such (Makhzani et al., 2015).
    Adversarial {
        /// From a code to one logit: that it was drawn.
        discriminator: Vec<Layer>,
    },
}

impl Code {
    /// Whether codes are to be standard normal, so that one knows where to sample.
    pub fn has_prior(&self) -> bool {
        !matches!(self, Self::Plain { .. })
    }
}

/// How the reconstruction term is taken over the pixels of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reduction {
    /// Summed: nats per image.
    Sum,
    /// Their mean: nats per pixel.
    Mean,
}

/// An autoencoder.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Size of an image.
    pub input: Shape,
    /// From an image to what the encoder is given; has no parameters.
    pub prepare: Vec<Layer>,
    /// From there to the layer before the code.
    pub encoder: Vec<Layer>,
    /// What the code is.
    pub code: Code,
    /// From a code to the logits of an image.
    pub decoder: Vec<Layer>,
    /// How the reconstruction term is taken.
    pub reduction: Reduction,
}

impl Model {
    /// Shape of what `layers` make of `input`.
    pub fn shape_after(layers: &[Layer], input: Shape) -> Shape {
        layers.iter().fold(input, |shape, layer| layer.output(shape))
    }

    /// Shape of the encoder's outputs.
    pub fn encoded_shape(&self) -> Shape {
        Self::shape_after(&self.encoder, Self::shape_after(&self.prepare, self.input))
    }

    /// Shape of a code.
    pub fn code_shape(&self) -> Shape {
        match &self.code {
            Code::Plain { .. } | Code::Adversarial { .. } => self.encoded_shape(),
            Code::Gaussian { latent } => Shape { height: 1, width: 1, channels: *latent },
        }
    }

    /// Numbers in a code.
    pub fn latent(&self) -> u32 {
        self.code_shape().numbers()
    }

    /// Classes that the network is given with each image, 0 for none.
    pub fn classes(&self) -> u32 {
        let of = |layer: &Layer| match layer {
            Layer::Label { classes } => *classes,
            _ => 0,
        };
        self.encoder.iter().chain(&self.decoder).map(of).max().unwrap_or(0)
    }

    /// Trainable parameters.
    pub fn parameter_count(&self) -> u32 {
        parameter_shapes(self).iter().map(ParameterShape::count).sum()
    }
}
