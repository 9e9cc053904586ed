//! The parameters of a network: names as in PyTorch's `nn.Sequential`, shapes, and what each is.

use super::{Activation, Layer, Model};

/// What a parameter does in its layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Multiplies the inputs: `[inputs, outputs]`.
    Weight,
    /// Is added to the outputs: `[1, outputs]`.
    Bias,
}

/// A named parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterShape {
    /// PyTorch's name, as in `encoder.0.weight`.
    pub name: String,
    /// What it does.
    pub role: Role,
    /// Inputs of the layer (1 for a bias).
    pub inputs: u32,
    /// Outputs of the layer.
    pub outputs: u32,
}

impl ParameterShape {
    /// Numbers in the parameter.
    pub fn count(&self) -> u32 {
        self.inputs * self.outputs
    }

    /// Its shape in PyTorch: `[outputs, inputs]` for a weight, `[outputs]` for a bias.
    pub fn torch_shape(&self) -> Vec<usize> {
        match self.role {
            Role::Weight => vec![self.outputs as usize, self.inputs as usize],
            Role::Bias => vec![self.outputs as usize],
        }
    }
}

/// The parameters of a network in the order of its layers: encoder, mean, log-variance, decoder; weight before
/// bias.
pub fn parameter_shapes(model: &Model) -> Vec<ParameterShape> {
    let mut shapes = Vec::new();
    let code_inputs = chain(&mut shapes, "encoder", model.pixels, &model.encoder);
    dense(&mut shapes, "mu", code_inputs, model.latent);
    dense(&mut shapes, "log_var", code_inputs, model.latent);
    chain(&mut shapes, "decoder", model.latent, &model.decoder);
    shapes
}

/// Adds the parameters of a chain of layers; returns the width that it ends with. Activations count as modules
/// of their own, as in `nn.Sequential`.
fn chain(shapes: &mut Vec<ParameterShape>, name: &str, inputs: u32, layers: &[Layer]) -> u32 {
    let (mut width, mut module) = (inputs, 0);
    for layer in layers {
        let Layer::Dense { outputs, activation } = *layer;
        dense(shapes, &format!("{name}.{module}"), width, outputs);
        module += if activation == Activation::Identity { 1 } else { 2 };
        width = outputs;
    }
    width
}

fn dense(shapes: &mut Vec<ParameterShape>, name: &str, inputs: u32, outputs: u32) {
    shapes.push(ParameterShape { name: format!("{name}.weight"), role: Role::Weight, inputs, outputs });
    shapes.push(ParameterShape { name: format!("{name}.bias"), role: Role::Bias, inputs: 1, outputs });
}
