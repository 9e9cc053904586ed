//! Networks as pure data: layers, shapes, named parameters and how each is initialised. Knows no GPU.
//!
//! A network is an encoder that ends in the mean and the log-variance of a code, and a decoder that ends in
//! one logit a pixel. `presets` holds the lesson's networks.

mod initialise;
mod parameters;
mod presets;

pub use initialise::initial_values;
pub use parameters::{ParameterShape, Role, parameter_shapes};
pub use presets::preset;

/// What a layer does to its outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// Nothing: the outputs are means, log-variances or logits.
    Identity,
    /// max(0, x).
    Relu,
}

/// A layer of an encoder or decoder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// `y = activation(x·W + b)`, W of shape `[inputs, outputs]`.
    Dense {
        /// Width of y.
        outputs: u32,
        /// What is done to y.
        activation: Activation,
    },
}

/// A variational autoencoder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// Pixels of an image.
    pub pixels: u32,
    /// From an image to the layer before the code.
    pub encoder: Vec<Layer>,
    /// Numbers in a code.
    pub latent: u32,
    /// From a code to the logits of an image.
    pub decoder: Vec<Layer>,
}

impl Model {
    /// Trainable parameters.
    pub fn parameter_count(&self) -> u32 {
        parameter_shapes(self).iter().map(ParameterShape::count).sum()
    }
}
