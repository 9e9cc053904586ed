//! The parameters of a network: names as in PyTorch's `nn.Sequential`, shapes, and what each is.

use super::{Activation, Code, Layer, Model, Shape};

/// What a parameter does in its layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Multiplies the inputs of a dense layer: `[inputs, outputs]`.
    Weight(Order),
    /// Multiplies what lies under a convolution's kernel: `[kernel, kernel, channels, outputs]`.
    Kernel {
        /// Side of the kernel.
        side: u32,
    },
    /// Is added to the outputs.
    Bias(Order),
}

/// Pictures that a dense layer takes or makes. Here their numbers are in the order `[height, width, channels]`;
/// PyTorch flattens them as `[channels, height, width]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// The picture that the layer is given, if it is one.
    pub inputs: Option<Shape>,
    /// The picture that its outputs become, if they do.
    pub outputs: Option<Shape>,
}

/// A named parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterShape {
    /// PyTorch's name, as in `encoder.0.weight`.
    pub name: String,
    /// What it does.
    pub role: Role,
    /// Rows of its matrix: inputs of a dense layer, numbers under a kernel, 1 for a bias.
    pub inputs: u32,
    /// Columns of its matrix: outputs or channels.
    pub outputs: u32,
}

impl ParameterShape {
    /// Numbers in the parameter.
    pub fn count(&self) -> u32 {
        self.inputs * self.outputs
    }

    /// Its shape in PyTorch.
    pub fn torch_shape(&self) -> Vec<usize> {
        let (inputs, outputs) = (self.inputs as usize, self.outputs as usize);
        match self.role {
            Role::Weight(_) => vec![outputs, inputs],
            Role::Kernel { side } => {
                let side = side as usize;
                vec![outputs, inputs / (side * side), side, side]
            }
            Role::Bias(_) => vec![outputs],
        }
    }

    /// Where each number of PyTorch's layout lies in the row-by-row matrix `[inputs, outputs]`.
    pub fn torch_order(&self) -> Vec<usize> {
        let (inputs, outputs) = (self.inputs as usize, self.outputs as usize);
        match self.role {
            Role::Bias(order) => flattened(order.outputs, outputs).collect(),
            Role::Weight(order) => flattened(order.outputs, outputs)
                .flat_map(|output| flattened(order.inputs, inputs).map(move |input| input * outputs + output))
                .collect(),
            Role::Kernel { side } => {
                let side = side as usize;
                let channels = inputs / (side * side);
                (0..outputs)
                    .flat_map(|output| {
                        (0..channels).flat_map(move |channel| {
                            (0..side * side).map(move |place| (place * channels + channel) * outputs + output)
                        })
                    })
                    .collect()
            }
        }
    }
}

/// The numbers of a picture in PyTorch's order, by their place in ours; of what is no picture, as they are.
fn flattened(shape: Option<Shape>, count: usize) -> impl Iterator<Item = usize> {
    let channels = shape.map_or(1, |shape| shape.channels as usize);
    let pixels = count / channels;
    (0..channels).flat_map(move |channel| (0..pixels).map(move |pixel| pixel * channels + channel))
}

/// The parameters of a network in the order of its layers: encoder, mean, log-variance, decoder, discriminator;
/// weight before bias.
pub fn parameter_shapes(model: &Model) -> Vec<ParameterShape> {
    let mut shapes = Vec::new();
    let encoder_input = Model::shape_after(&model.prepare, model.input);
    chain(&mut shapes, "encoder", encoder_input, &model.encoder);
    if let Code::Gaussian { latent } = model.code {
        let encoded = model.encoded_shape();
        let order = Order { inputs: picture(encoded), outputs: None };
        dense(&mut shapes, "mu", encoded.numbers(), latent, order);
        dense(&mut shapes, "log_var", encoded.numbers(), latent, order);
    }
    chain(&mut shapes, "decoder", model.code_shape(), &model.decoder);
    if let Code::Adversarial { discriminator } = &model.code {
        chain(&mut shapes, "discriminator", model.code_shape(), discriminator);
    }
    shapes
}

/// A shape whose numbers PyTorch would flatten in another order than we.
fn picture(shape: Shape) -> Option<Shape> {
    (shape.height * shape.width > 1 && shape.channels > 1).then_some(shape)
}

/// Adds the parameters of a chain of layers. Activations, pools and the like count as modules of their own, as in
/// `nn.Sequential`; so does the flattening before a dense layer. A label is put to the numbers outside it.
fn chain(shapes: &mut Vec<ParameterShape>, name: &str, input: Shape, layers: &[Layer]) {
    let (mut shape, mut module) = (input, 0);
    for (index, layer) in layers.iter().enumerate() {
        if index > 0 && matches!(layer, Layer::Dense { .. }) && shape.height * shape.width > 1 {
            module += 1;
        }
        let name = format!("{name}.{module}");
        let activation = match *layer {
            Layer::Dense { outputs, activation } => {
                let made = match layers.get(index + 1) {
                    Some(Layer::Reshape(shape)) => picture(*shape),
                    _ => None,
                };
                let order = Order { inputs: picture(shape), outputs: made };
                dense(shapes, &name, shape.numbers(), outputs, order);
                activation
            }
            Layer::Conv { channels, kernel, activation, .. } => {
                let inputs = kernel * kernel * shape.channels;
                weight_and_bias(
                    shapes,
                    &name,
                    Role::Kernel { side: kernel },
                    Order::default(),
                    [inputs, channels],
                );
                activation
            }
            _ => Activation::Identity,
        };
        module += match layer {
            Layer::Label { .. } => 0,
            _ if activation == Activation::Relu => 2,
            _ => 1,
        };
        shape = layer.output(shape);
    }
}

fn dense(shapes: &mut Vec<ParameterShape>, name: &str, inputs: u32, outputs: u32, order: Order) {
    weight_and_bias(shapes, name, Role::Weight(order), order, [inputs, outputs]);
}

fn weight_and_bias(
    shapes: &mut Vec<ParameterShape>,
    name: &str,
    role: Role,
    order: Order,
    [inputs, outputs]: [u32; 2],
) {
    shapes.push(ParameterShape { name: format!("{name}.weight"), role, inputs, outputs });
    let role = Role::Bias(order);
    shapes.push(ParameterShape { name: format!("{name}.bias"), role, inputs: 1, outputs });
}
