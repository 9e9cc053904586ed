//! Where each layer's parameters lie in the one buffer that holds them all, and the calls that a chain of
//! layers needs forward and backward.

use super::{ALIGNMENT, BufferId, Layout, Program, Tensor, padded};
use crate::kernel::{
    AppendClass, AppendLabel, AveragePool, Call, Conv, ConvBackwardInput, ConvBackwardWeights, ConvGeometry,
    Corrupt, Dense, DenseBackwardInput, DenseBackwardWeights, MaxPool, MaxPoolBackward, Noise, ReduceRows,
    Source, TakeColumns, Upsample, UpsampleBackward,
};
use crate::model::{Activation, Code, Layer, Model, ParameterShape, Shape, parameter_shapes};
use crate::random::{NOISE, TEST_NOISE};

/// Where a named parameter lies: element (i, j) is at word `offset + i·stride + j` of the parameter buffer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Name, role and logical shape `[inputs, outputs]`.
    pub shape: ParameterShape,
    /// Word of the first element.
    pub offset: u32,
    /// Words from one row to the next.
    pub stride: u32,
}

impl Slot {
    /// Words of all elements, row by row.
    pub fn words(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.shape.inputs).flat_map(move |i| {
            (0..self.shape.outputs).map(move |j| (self.offset + i * self.stride + j) as usize)
        })
    }
}

/// A layer with its input's shape and its parameters' places.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    layer: Layer,
    input: Shape,
    /// Weights and bias, of a layer that has them.
    parameters: Option<(Tensor, Tensor)>,
}

impl Placed {
    /// What was done to the layer's outputs last.
    fn activation(&self, of_input: Activation) -> Activation {
        match self.layer {
            Layer::Dense { activation, .. } | Layer::Conv { activation, .. } => activation,
            Layer::Reshape(_) | Layer::Label { .. } => of_input,
            _ => Activation::Identity,
        }
    }
}

/// All layers of a network.
#[derive(Clone, Debug)]
pub(super) struct Network {
    pub prepare: Vec<Placed>,
    pub encoder: Vec<Placed>,
    /// The mean and the log-variance as one layer of twice the width, each half padded.
    pub gaussian: Option<Placed>,
    pub decoder: Vec<Placed>,
    /// Of a network with an adversarial code.
    pub discriminator: Vec<Placed>,
    pub slots: Vec<Slot>,
    /// Words of the autoencoder's parameters, which come first, and of all.
    pub ends: [u32; 2],
}

impl Network {
    pub fn place(model: &Model, buffer: BufferId) -> Self {
        let shapes = parameter_shapes(model).into_iter();
        let mut placer = Placer { buffer, words: 0, slots: Vec::new(), shapes };
        let prepare = placer.chain(model.input, &model.prepare);
        let encoder_input = Model::shape_after(&model.prepare, model.input);
        let encoder = placer.chain(encoder_input, &model.encoder);
        let gaussian = match &model.code {
            Code::Plain { .. } | Code::Adversarial { .. } => None,
            &Code::Gaussian { latent } => {
                let input = model.encoded_shape();
                let parameters = Some(placer.parameters(input.numbers(), latent, 2));
                let outputs = 2 * padded(latent);
                let layer = Layer::Dense { outputs, activation: Activation::Identity };
                Some(Placed { layer, input, parameters })
            }
        };
        let decoder = placer.chain(model.code_shape(), &model.decoder);
        let of_autoencoder = placer.end();
        let discriminator = match &model.code {
            Code::Adversarial { discriminator } => placer.chain(model.code_shape(), discriminator),
            _ => Vec::new(),
        };
        let ends = [of_autoencoder, placer.end()];
        Self { prepare, encoder, gaussian, decoder, discriminator, slots: placer.slots, ends }
    }
}

/// Places layers one after the other in the parameter buffer.
struct Placer {
    buffer: BufferId,
    words: u32,
    slots: Vec<Slot>,
    shapes: std::vec::IntoIter<ParameterShape>,
}

impl Placer {
    /// Where the next tensor would lie.
    fn end(&self) -> u32 {
        self.words.next_multiple_of(ALIGNMENT)
    }

    fn tensor(&mut self, rows: u32, width: u32) -> Tensor {
        let offset = self.end();
        let tensor = Tensor { buffer: self.buffer, offset, rows, width, stride: padded(width) };
        self.words = offset + tensor.words();
        tensor
    }

    /// Weights and bias of a layer whose outputs are `parts` parameters side by side, each of `outputs` padded
    /// columns.
    fn parameters(&mut self, inputs: u32, outputs: u32, parts: u32) -> (Tensor, Tensor) {
        let width = if parts == 1 { outputs } else { parts * padded(outputs) };
        let (w, b) = (self.tensor(padded(inputs), width), self.tensor(1, width));
        for part in 0..parts {
            for tensor in [w, b] {
                let shape = self.shapes.next().expect("a shape for every parameter of the model");
                let offset = tensor.offset + part * padded(outputs);
                self.slots.push(Slot { shape, offset, stride: tensor.stride });
            }
        }
        (w, b)
    }

    fn chain(&mut self, input: Shape, layers: &[Layer]) -> Vec<Placed> {
        let mut shape = input;
        layers
            .iter()
            .map(|layer| {
                let input = shape;
                shape = layer.output(input);
                let parameters = match *layer {
                    Layer::Dense { outputs, .. } => Some(self.parameters(input.numbers(), outputs, 1)),
                    Layer::Conv { channels, kernel, .. } => {
                        Some(self.parameters(kernel * kernel * input.channels, channels, 1))
                    }
                    _ => None,
                };
                Placed { layer: *layer, input, parameters }
            })
            .collect()
    }
}

/// What was done last to the outputs of a chain of layers.
pub(super) fn activation_after(layers: &[Placed]) -> Activation {
    layers.iter().fold(Activation::Identity, |activation, placed| placed.activation(activation))
}

/// What a pass gives to each row beside its numbers.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    /// Noise on the input and on the code.
    pub noise: Noise,
    /// Class, for a network that is given one.
    pub classes: Classes,
}

/// Where the class of each row comes from.
#[derive(Clone, Copy)]
pub(super) enum Classes {
    /// The labels of the images, as these were gathered.
    OfImages { labels: Tensor, count: u32, source: Source },
    /// Class numbers, `[1, rows]`.
    Given(Tensor),
}

/// What a forward pass through a chain of layers needs beside the layers.
pub(super) struct Pass<'a> {
    pub program: &'a mut Program,
    pub layout: &'a mut Layout,
    /// Name of the buffers that it makes.
    pub name: &'static str,
    pub state: Tensor,
    /// What is given to each row beside its numbers.
    pub rows: Rows,
    /// Where the last layer's output goes, if not into a tensor of its own.
    pub into: Option<Tensor>,
}

/// Runs `x` through layers; returns the output of each.
pub(super) fn forward(pass: &mut Pass<'_>, mut x: Tensor, layers: &[Placed]) -> Vec<Tensor> {
    let mut outputs = Vec::with_capacity(layers.len());
    for (index, placed) in layers.iter().enumerate() {
        let into = pass.into.filter(|_| index + 1 == layers.len());
        x = forward_layer(pass, x, placed, into);
        outputs.push(x);
    }
    outputs
}

fn forward_layer(pass: &mut Pass<'_>, x: Tensor, placed: &Placed, into: Option<Tensor>) -> Tensor {
    let Placed { layer, input, parameters } = *placed;
    if matches!(layer, Layer::Reshape(_)) {
        return x;
    }
    let y = match into {
        Some(y) => y,
        None => pass.layout.matrix(pass.name, x.rows, layer.output(input).numbers()),
    };
    let call = match (layer, parameters) {
        (Layer::Dense { activation, .. }, Some((w, b))) => Call::Dense(Dense { x, w, b, y, activation }),
        (Layer::Conv { channels, kernel, stride, padding, activation }, Some((w, b))) => {
            let geometry = ConvGeometry::new(input, channels, kernel, stride, padding);
            Call::Conv(Conv { x, w, b, y, geometry, activation })
        }
        (Layer::MaxPool, _) => Call::MaxPool(MaxPool { x, y, shape: input }),
        (Layer::Upsample, _) => Call::Upsample(Upsample { x, y, shape: input }),
        (Layer::AveragePool { factor }, _) => Call::AveragePool(AveragePool { x, y, shape: input, factor }),
        (Layer::Corrupt { mean, deviation, fresh }, _) => {
            let (state, training) = (pass.state, pass.rows.noise == Noise::Training);
            let stream = if training { NOISE } else { TEST_NOISE };
            let images = match pass.rows.classes {
                Classes::OfImages { count, source, .. } => (count, source),
                Classes::Given(_) => (1, Source::Chunk),
            };
            let fixed = (!training || !fresh).then_some(images);
            Call::Corrupt(Corrupt { x, state, y, mean, deviation, stream, fixed })
        }
        (Layer::Label { .. }, _) => match pass.rows.classes {
            Classes::OfImages { labels, count, source } => {
                Call::AppendLabel(AppendLabel { x, labels, state: pass.state, y, count, source })
            }
            Classes::Given(classes) => Call::AppendClass(AppendClass { x, classes, y }),
        },
        (Layer::Dense { .. } | Layer::Conv { .. } | Layer::Reshape(_), _) => {
            unreachable!("layers with parameters were given them, and a reshape has returned")
        }
    };
    pass.program.calls.push(call);
    y
}

/// Runs the gradient `dy` of the last output back through layers, with the outputs of all but the last, that
/// were given `x`, writing parameter gradients into buffer `gradients` if there is one. Returns the gradient by
/// `x` if `wants_input`; it is masked by `x_activation`, the activation that made x.
pub(super) fn backward(
    program: &mut Program,
    layout: &mut Layout,
    (layers, outputs): (&[Placed], &[Tensor]),
    (x, x_activation): (Tensor, Activation),
    mut dy: Tensor,
    (gradients, wants_input): (Option<BufferId>, bool),
) -> Tensor {
    let mut inputs = vec![(x, x_activation)];
    for (placed, y) in layers.iter().zip(outputs) {
        let (_, activation) = inputs[inputs.len() - 1];
        inputs.push((*y, placed.activation(activation)));
    }
    for (index, placed) in layers.iter().enumerate().rev() {
        let (x, activation) = inputs[index];
        let Placed { layer, input, parameters } = *placed;
        if let (Some((w, b)), Some(buffer)) = (parameters, gradients) {
            let (dw, db) = (Tensor { buffer, ..w }, Tensor { buffer, ..b });
            if let Layer::Conv { channels, kernel, stride, padding, .. } = layer {
                let geometry = ConvGeometry::new(input, channels, kernel, stride, padding);
                let [slices, width] = ConvBackwardWeights::partial_size(&geometry, x.rows);
                let partial = layout.matrix("slices of a gradient", slices, width);
                let slice = ConvBackwardWeights { x, dy, partial, geometry };
                program.calls.push(Call::ConvBackwardWeights(slice));
                program.calls.push(Call::ReduceRows(ReduceRows { partial, dw, db }));
            } else {
                program.calls.push(Call::DenseBackwardWeights(DenseBackwardWeights { x, dy, dw, db }));
            }
        }
        // Below the first layer with parameters, only who asked for the gradient by x has a use for it.
        let unused = !wants_input && layers[..index].iter().all(|below| below.parameters.is_none());
        if unused || matches!(layer, Layer::Reshape(_)) {
            continue;
        }
        let dx = layout.matrix("gradient", x.rows, x.width);
        let relu = activation == Activation::Relu;
        let h = relu.then_some(x);
        program.calls.push(match (layer, parameters) {
            (Layer::Dense { .. }, Some((w, _))) => {
                Call::DenseBackwardInput(DenseBackwardInput { dy, w, h, dx })
            }
            (Layer::Conv { channels, kernel, stride, padding, .. }, Some((w, _))) => {
                let geometry = ConvGeometry::new(input, channels, kernel, stride, padding);
                Call::ConvBackwardInput(ConvBackwardInput { dy, w, h, dx, geometry })
            }
            (Layer::MaxPool, _) => Call::MaxPoolBackward(MaxPoolBackward { dy, x, dx, shape: input, relu }),
            (Layer::Upsample, _) => Call::UpsampleBackward(UpsampleBackward { dy, h, dx, shape: input }),
            (Layer::Label { .. }, _) => Call::TakeColumns(TakeColumns { dy, dx }),
            _ => unreachable!("only layers that prepare the input have no gradient"),
        });
        dy = dx;
    }
    dy
}
