//! ONNX: encoder and decoder as two files that other programs run. Pictures are `[N, channels, height, width]`, as
//! the standard's convolutions want them; codes are `[N, latent]` with their numbers in the order
//! `[height, width, channels]`, as everywhere in this program.

mod proto;

use super::checkpoint::NamedTensor;
use crate::kernel::ConvGeometry;
use crate::model::{Activation, Code, Layer, Model, Shape, parameter_shapes};
use crate::sentence::{Sentence, sentence};
use prost::Message;
use proto::{Attribute, Entry, Graph, Node, OperatorSet, Tensor, Value};
use thiserror::Error;

/// Version of the operators, those of ONNX 1.12 (2022).
const OPERATORS: i64 = 17;
/// Version of the format that came with them.
const FORMAT: i64 = 8;

/// A network as two ONNX files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Onnx {
    /// From `image` `[N, channels, height, width]`, 0 to 1, to `mu` and `log_var`, or to `code`: `[N, latent]`.
    /// A network that is given classes takes `class` `[N, classes]` too, one-hot.
    pub encoder: Vec<u8>,
    /// From `code` `[N, latent]`, and `class`, to `image` `[N, channels, height, width]`, 0 to 1.
    pub decoder: Vec<u8>,
}

/// Why a network is not exported.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", Sentence::from(self))]
pub enum OnnxError {
    /// The parameters are of another network.
    WrongParameter {
        /// Name of the first that is wrong.
        name: String,
    },
}

impl From<&OnnxError> for Sentence {
    fn from(error: &OnnxError) -> Self {
        let OnnxError::WrongParameter { name } = error;
        sentence!("onnx.wrong_parameter", name)
    }
}

/// The files of `model` with `parameters`, in the order of [`parameter_shapes`], and with `recipe` (a link's
/// fragment, say) in their metadata, under the key `recipe`.
///
/// # Errors
/// If the parameters are not those of the model.
pub fn write(model: &Model, parameters: &[NamedTensor], recipe: &str) -> Result<Onnx, OnnxError> {
    for (number, shape) in parameter_shapes(model).iter().enumerate() {
        let fits = |tensor: &NamedTensor| {
            tensor.name == shape.name
                && tensor.shape == shape.torch_shape()
                && tensor.values.len() == shape.count() as usize
        };
        if !parameters.get(number).is_some_and(fits) {
            return Err(OnnxError::WrongParameter { name: shape.name.clone() });
        }
    }
    let mut layers = parameters.as_chunks().0.iter();
    Ok(Onnx {
        encoder: file(encoder(model, &mut layers), &encoder_text(model), recipe),
        decoder: file(decoder(model, &mut layers), "A code becomes a picture, 0 to 1.", recipe),
    })
}

fn file(graph: Graph, text: &str, recipe: &str) -> Vec<u8> {
    let model = proto::Model {
        ir_version: FORMAT,
        producer_name: env!("CARGO_PKG_NAME").to_owned(),
        producer_version: env!("CARGO_PKG_VERSION").to_owned(),
        doc_string: text.to_owned(),
        graph: Some(graph),
        opset_import: vec![OperatorSet { version: OPERATORS }],
        metadata: vec![Entry { key: "recipe".to_owned(), value: recipe.to_owned() }],
    };
    model.encode_to_vec()
}

fn encoder_text(model: &Model) -> String {
    let noise = model.prepare.iter().find_map(|layer| match layer {
        Layer::Corrupt { mean, deviation, .. } => Some(format!(
            " It was trained on noisy pictures, clamp(x + {mean} + {deviation}·n, 0, 1) with n standard normal; \
             the noise is not part of this file."
        )),
        _ => None,
    });
    format!("A picture, 0 to 1, becomes a code.{}", noise.unwrap_or_default())
}

fn encoder(model: &Model, layers: &mut Layers) -> Graph {
    let mut builder = Builder::new("encoder", Value::batch("image", &picture(model.input)), model.input);
    builder.chain(&model.prepare, layers);
    builder.chain(&model.encoder, layers);
    match &model.code {
        Code::Plain { .. } | Code::Adversarial { .. } => {
            builder.rows();
            builder.output("code", &[model.latent()]);
        }
        Code::Gaussian { latent } => {
            builder.flatten();
            let hidden = builder.value.clone();
            for name in ["mu", "log_var"] {
                builder.value.clone_from(&hidden);
                builder.dense(layers, *latent);
                builder.output(name, &[*latent]);
            }
        }
    }
    builder.graph
}

fn decoder(model: &Model, layers: &mut Layers) -> Graph {
    let code = model.code_shape();
    let mut builder = Builder::new("decoder", Value::batch("code", &[code.numbers()]), code);
    if code.height * code.width > 1 {
        builder.rows_to_picture(code);
    }
    builder.chain(&model.decoder, layers);
    if let Some(Layer::Dense { .. }) = model.decoder.last() {
        builder.rows_to_picture(model.input);
    }
    builder.node("Sigmoid", &[], vec![]);
    builder.output("image", &picture(model.input));
    builder.graph
}

/// Lengths of a picture's axes after the batch's.
fn picture(shape: Shape) -> [u32; 3] {
    [shape.channels, shape.height, shape.width]
}

/// Weight and bias of each layer that has them, in order; they have been found right.
type Layers<'a> = std::slice::Iter<'a, [NamedTensor; 2]>;

/// A graph that grows at its end.
struct Builder {
    graph: Graph,
    /// Name of what its last node makes.
    value: String,
    /// Shape of that, without the batch.
    shape: Shape,
}

impl Builder {
    fn new(name: &str, input: Value, shape: Shape) -> Self {
        let value = input.name.clone();
        let graph = Graph { name: name.to_owned(), inputs: vec![input], ..Graph::default() };
        Self { graph, value, shape }
    }

    /// Adds a node that takes the last one's value and the `others`.
    fn node(&mut self, operator: &str, others: &[String], attributes: Vec<Attribute>) {
        let inputs = [std::slice::from_ref(&self.value), others].concat();
        self.value = format!("{}_{}", operator.to_lowercase(), self.graph.nodes.len());
        let outputs = vec![self.value.clone()];
        self.graph.nodes.push(Node { inputs, outputs, operator: operator.to_owned(), attributes });
    }

    /// Adds a constant.
    fn constant(&mut self, tensor: Tensor) -> String {
        let name = tensor.name.clone();
        self.graph.constants.push(tensor);
        name
    }

    /// Makes what the last node makes an output of the graph, under this name.
    fn output(&mut self, name: &str, lengths: &[u32]) {
        if let Some(node) = self.graph.nodes.last_mut() {
            node.outputs = vec![name.to_owned()];
        }
        self.graph.outputs.push(Value::batch(name, lengths));
    }

    fn chain(&mut self, chain: &[Layer], layers: &mut Layers) {
        for (index, layer) in chain.iter().enumerate() {
            let output = layer.output(self.shape);
            match *layer {
                Layer::Dense { outputs, activation } => {
                    self.flatten();
                    self.dense(layers, outputs);
                    self.activation(activation);
                }
                Layer::Conv { channels, kernel, stride, padding, activation } => {
                    let geometry = ConvGeometry::new(self.shape, channels, kernel, stride, padding);
                    self.conv(layers, &geometry);
                    self.activation(activation);
                }
                Layer::MaxPool => {
                    let odd = [self.shape.height % 2, self.shape.width % 2];
                    self.pool("MaxPool", 2, [0, 0, odd[0], odd[1]]);
                }
                Layer::AveragePool { factor } => self.pool("AveragePool", factor, [0; 4]),
                Layer::Upsample => self.upsample(),
                // A dense layer before it makes its numbers in PyTorch's order.
                Layer::Reshape(shape) if index > 0 && matches!(chain[index - 1], Layer::Dense { .. }) => {
                    self.reshape(&picture(shape));
                }
                Layer::Reshape(shape) => self.rows_to_picture(shape),
                Layer::Label { classes } => self.label(classes),
                Layer::Corrupt { .. } => {}
            }
            self.shape = output;
        }
    }

    fn dense(&mut self, layers: &mut Layers, outputs: u32) {
        let constants = self.weight_and_bias(layers);
        self.node("Gemm", &constants, vec![Attribute::of_int("transB", 1)]);
        self.shape = Shape { height: 1, width: 1, channels: outputs };
    }

    fn conv(&mut self, layers: &mut Layers, geometry: &ConvGeometry) {
        let ConvGeometry { input, output, kernel, stride, top, left } = *geometry;
        // What the last place of the kernel needs beyond the far edge.
        let far = |input: u32, output: u32, near: u32| {
            ((output - 1) * stride + kernel).saturating_sub(input + near)
        };
        let pads = [top, left, far(input.height, output.height, top), far(input.width, output.width, left)];
        let constants = self.weight_and_bias(layers);
        let attributes = vec![
            Attribute::of_ints("kernel_shape", [kernel; 2]),
            Attribute::of_ints("strides", [stride; 2]),
            Attribute::of_ints("pads", pads),
        ];
        self.node("Conv", &constants, attributes);
    }

    /// Weight and bias of the next layer, under PyTorch's names.
    fn weight_and_bias(&mut self, layers: &mut Layers) -> Vec<String> {
        let pair = layers.next().map_or(&[][..], |pair| pair);
        pair.iter()
            .map(|tensor| self.constant(Tensor::floats(&tensor.name, &tensor.shape, &tensor.values)))
            .collect()
    }

    fn activation(&mut self, activation: Activation) {
        if activation == Activation::Relu {
            self.node("Relu", &[], vec![]);
        }
    }

    fn pool(&mut self, operator: &str, side: u32, pads: [u32; 4]) {
        let attributes = vec![
            Attribute::of_ints("kernel_shape", [side; 2]),
            Attribute::of_ints("strides", [side; 2]),
            Attribute::of_ints("pads", pads),
        ];
        self.node(operator, &[], attributes);
    }

    fn upsample(&mut self) {
        let name = format!("scales_{}", self.graph.nodes.len());
        let scales = self.constant(Tensor::floats(&name, &[4], &[1.0, 1.0, 2.0, 2.0]));
        let attributes = vec![
            Attribute::of_text("mode", "nearest"),
            Attribute::of_text("nearest_mode", "floor"),
            Attribute::of_text("coordinate_transformation_mode", "asymmetric"),
        ];
        // An empty name stands for the region of interest, which is not given.
        self.node("Resize", &[String::new(), scales], attributes);
    }

    /// Puts the one-hot class after the numbers.
    fn label(&mut self, classes: u32) {
        self.rows();
        self.graph.inputs.push(Value::batch("class", &[classes]));
        self.node("Concat", &["class".to_owned()], vec![Attribute::of_int("axis", 1)]);
    }

    /// A picture's numbers in a row, in PyTorch's order, as the weights of a dense layer have them.
    fn flatten(&mut self) {
        if self.shape.height * self.shape.width > 1 {
            self.node("Flatten", &[], vec![]);
        }
    }

    /// A picture's numbers in a row, in this program's order.
    fn rows(&mut self) {
        if self.shape.height * self.shape.width > 1 {
            self.node("Transpose", &[], vec![Attribute::of_ints("perm", [0, 2, 3, 1])]);
            self.node("Flatten", &[], vec![]);
        }
    }

    /// The picture of numbers that are in this program's order.
    fn rows_to_picture(&mut self, shape: Shape) {
        self.reshape(&[shape.height, shape.width, shape.channels]);
        self.node("Transpose", &[], vec![Attribute::of_ints("perm", [0, 3, 1, 2])]);
        self.shape = shape;
    }

    fn reshape(&mut self, lengths: &[u32]) {
        let lengths: Vec<i64> =
            std::iter::once(-1).chain(lengths.iter().map(|length| i64::from(*length))).collect();
        let name = format!("shape_{}", self.graph.nodes.len());
        let shape = self.constant(Tensor::ints(&name, &lengths));
        self.node("Reshape", &[shape], vec![]);
    }
}
