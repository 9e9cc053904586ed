//! Where each layer's parameters lie in the one buffer that holds them all, and the calls that a chain of
//! layers needs forward and backward.

use super::{ALIGNMENT, BufferId, Layout, Program, Tensor, padded};
use crate::kernel::{Call, Dense, DenseBackwardInput, DenseBackwardWeights};
use crate::model::{Activation, Layer, Model, ParameterShape, Role, parameter_shapes};

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

/// A dense layer with its parameters' places.
#[derive(Clone, Copy, Debug)]
pub(super) struct DenseLayer {
    pub w: Tensor,
    pub b: Tensor,
    pub activation: Activation,
}

/// All layers of a network.
#[derive(Clone, Debug)]
pub(super) struct Network {
    pub encoder: Vec<DenseLayer>,
    /// The mean and the log-variance as one layer of twice the width, each half padded.
    pub code: DenseLayer,
    pub decoder: Vec<DenseLayer>,
    pub slots: Vec<Slot>,
    /// Words of the parameter buffer.
    pub words: u32,
}

/// Places layers one after the other in the parameter buffer.
struct Placer {
    buffer: BufferId,
    words: u32,
    slots: Vec<Slot>,
    shapes: std::vec::IntoIter<ParameterShape>,
}

impl Placer {
    fn tensor(&mut self, rows: u32, width: u32) -> Tensor {
        let offset = self.words.next_multiple_of(ALIGNMENT);
        let tensor = Tensor { buffer: self.buffer, offset, rows, width, stride: padded(width) };
        self.words = offset + tensor.words();
        tensor
    }

    /// A layer whose outputs are `parts` parameters side by side, each of `outputs` padded columns.
    fn dense(&mut self, inputs: u32, outputs: u32, parts: u32, activation: Activation) -> DenseLayer {
        let width = if parts == 1 { outputs } else { parts * padded(outputs) };
        let w = self.tensor(padded(inputs), width);
        let b = self.tensor(1, width);
        for part in 0..parts {
            for (tensor, role) in [(w, Role::Weight), (b, Role::Bias)] {
                let shape = self.shapes.next().expect("a shape for every parameter of the model");
                debug_assert_eq!(shape.role, role);
                let offset = tensor.offset + part * padded(outputs);
                self.slots.push(Slot { shape, offset, stride: tensor.stride });
            }
        }
        DenseLayer { w, b, activation }
    }

    fn chain(&mut self, inputs: u32, layers: &[Layer]) -> (Vec<DenseLayer>, u32) {
        let mut width = inputs;
        let placed = layers
            .iter()
            .map(|layer| {
                let Layer::Dense { outputs, activation } = *layer;
                let placed = self.dense(width, outputs, 1, activation);
                width = outputs;
                placed
            })
            .collect();
        (placed, width)
    }
}

impl Network {
    pub fn place(model: &Model, buffer: BufferId) -> Self {
        let shapes = parameter_shapes(model).into_iter();
        let mut placer = Placer { buffer, words: 0, slots: Vec::new(), shapes };
        let (encoder, code_inputs) = placer.chain(model.pixels, &model.encoder);
        let code = placer.dense(code_inputs, model.latent, 2, Activation::Identity);
        let (decoder, _) = placer.chain(model.latent, &model.decoder);
        Self { encoder, code, decoder, slots: placer.slots, words: placer.words.next_multiple_of(ALIGNMENT) }
    }
}

/// Runs `x` through layers; returns the output of each.
pub(super) fn forward(
    program: &mut Program,
    layout: &mut Layout,
    name: &'static str,
    mut x: Tensor,
    layers: &[DenseLayer],
) -> Vec<Tensor> {
    let mut outputs = Vec::with_capacity(layers.len());
    for layer in layers {
        let y = layout.matrix(name, x.rows, layer.w.width);
        program.calls.push(Call::Dense(Dense { x, w: layer.w, b: layer.b, y, activation: layer.activation }));
        outputs.push(y);
        x = y;
    }
    outputs
}

/// Runs the gradient `dy` of the last output back through layers, with the outputs of all but the last, that
/// were given `x`, writing parameter gradients into buffer `gradients`. Returns the gradient by `x` if
/// `wants_input`; it is masked by `x_activation`, the activation that made x.
pub(super) fn backward(
    program: &mut Program,
    layout: &mut Layout,
    (layers, outputs): (&[DenseLayer], &[Tensor]),
    (x, x_activation): (Tensor, Activation),
    mut dy: Tensor,
    (gradients, wants_input): (BufferId, bool),
) -> Tensor {
    for (index, layer) in layers.iter().enumerate().rev() {
        let (input, activation) = match index {
            0 => (x, x_activation),
            _ => (outputs[index - 1], layers[index - 1].activation),
        };
        program.calls.push(Call::DenseBackwardWeights(DenseBackwardWeights {
            x: input,
            dy,
            dw: Tensor { buffer: gradients, ..layer.w },
            db: Tensor { buffer: gradients, ..layer.b },
        }));
        if index > 0 || wants_input {
            let dx = layout.matrix("gradient", input.rows, input.width);
            let h = (activation == Activation::Relu).then_some(input);
            program.calls.push(Call::DenseBackwardInput(DenseBackwardInput { dy, w: layer.w, h, dx }));
            dy = dx;
        }
    }
    dy
}
