//! The kernels as data: one small file each with the kernel's tensors, constants and workgroup counts. The
//! WGSL text is under `shaders/` and the twin under `src/cpu/`, both by the same name.

mod accumulate;
mod adversarial_loss;
mod append_class;
mod append_label;
mod average_pool;
mod conv;
mod conv_backward_input;
mod conv_backward_weights;
mod corrupt;
mod dense;
mod dense_backward_input;
mod dense_backward_weights;
mod gather;
mod max_pool;
mod max_pool_backward;
mod neighbours;
mod prior;
mod product;
mod reconstruction_loss;
mod record;
mod reduce_rows;
mod reparameterize;
mod reparameterize_backward;
mod sparsity;
mod take_columns;
mod tally;
mod update;
mod upsample;
mod upsample_backward;

pub use accumulate::Accumulate;
pub use adversarial_loss::AdversarialLoss;
pub use append_class::AppendClass;
pub use append_label::AppendLabel;
pub use average_pool::AveragePool;
pub use conv::{Conv, ConvGeometry};
pub use conv_backward_input::ConvBackwardInput;
pub use conv_backward_weights::ConvBackwardWeights;
pub use corrupt::Corrupt;
pub use dense::Dense;
pub use dense_backward_input::DenseBackwardInput;
pub use dense_backward_weights::DenseBackwardWeights;
pub use gather::{Gather, Source};
pub use max_pool::MaxPool;
pub use max_pool_backward::MaxPoolBackward;
pub use neighbours::{NEIGHBOURS, Neighbours};
pub use prior::Prior;
pub use product::{Product, Variant};
pub use reconstruction_loss::ReconstructionLoss;
pub use record::{RING_STEPS, Record, TERMS, Term};
pub use reduce_rows::ReduceRows;
pub use reparameterize::{Noise, Reparameterize};
pub use reparameterize_backward::ReparameterizeBackward;
pub use sparsity::Sparsity;
pub use take_columns::TakeColumns;
pub use tally::Tally;
pub use update::Update;
pub use upsample::Upsample;
pub use upsample_backward::UpsampleBackward;

use crate::plan::Tensor;
use serde::{Deserialize, Serialize};

/// One call of a kernel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Call {
    /// Images of a batch or of a chunk, unpacked.
    Gather(Gather),
    /// A dense layer forward.
    Dense(Dense),
    /// Gradient of a dense layer's inputs.
    DenseBackwardInput(DenseBackwardInput),
    /// Gradient of a dense layer's weights and bias.
    DenseBackwardWeights(DenseBackwardWeights),
    /// A convolution forward.
    Conv(Conv),
    /// Gradient of a convolution's inputs.
    ConvBackwardInput(ConvBackwardInput),
    /// Gradient of a convolution's weights and bias, by slices of the batch.
    ConvBackwardWeights(ConvBackwardWeights),
    /// Slices of a gradient added.
    ReduceRows(ReduceRows),
    /// A sample of the code and its KL divergence.
    Reparameterize(Reparameterize),
    /// Gradient of the code's mean and log-variance.
    ReparameterizeBackward(ReparameterizeBackward),
    /// Reconstruction term and its gradient.
    ReconstructionLoss(ReconstructionLoss),
    /// End of a training step: losses into the ring, step moved on.
    Record(Record),
    /// End of a test chunk: losses summed, codes kept, cursor moved on.
    Tally(Tally),
    /// Nearest training codes kept.
    Neighbours(Neighbours),
    /// Losses of a discriminator and of the encoder that it judges.
    AdversarialLoss(AdversarialLoss),
    /// A second gradient added to the first.
    Accumulate(Accumulate),
    /// Codes drawn from the prior.
    Prior(Prior),
    /// Parameters moved against their gradients.
    Update(Update),
    /// A class given for each row, put after its numbers.
    AppendClass(AppendClass),
    /// The label of each row's image, put after its numbers.
    AppendLabel(AppendLabel),
    /// Pictures made smaller by means.
    AveragePool(AveragePool),
    /// Noise on the input.
    Corrupt(Corrupt),
    /// The greatest of each 2×2 window.
    MaxPool(MaxPool),
    /// Gradient of a max-pool's inputs.
    MaxPoolBackward(MaxPoolBackward),
    /// L1 penalty on a code and its gradient.
    Sparsity(Sparsity),
    /// Gradient of the first columns.
    TakeColumns(TakeColumns),
    /// Every pixel four times.
    Upsample(Upsample),
    /// Gradient of an up-sampling's inputs.
    UpsampleBackward(UpsampleBackward),
}

impl Call {
    /// What the GPU is asked to do.
    pub fn dispatch(&self) -> Dispatch {
        match self {
            Self::Gather(call) => call.dispatch(),
            Self::Dense(call) => call.dispatch(),
            Self::DenseBackwardInput(call) => call.dispatch(),
            Self::DenseBackwardWeights(call) => call.dispatch(),
            Self::Conv(call) => call.dispatch(),
            Self::ConvBackwardInput(call) => call.dispatch(),
            Self::ConvBackwardWeights(call) => call.dispatch(),
            Self::ReduceRows(call) => call.dispatch(),
            Self::Reparameterize(call) => call.dispatch(),
            Self::ReparameterizeBackward(call) => call.dispatch(),
            Self::ReconstructionLoss(call) => call.dispatch(),
            Self::AdversarialLoss(call) => call.dispatch(),
            Self::Accumulate(call) => call.dispatch(),
            Self::Prior(call) => call.dispatch(),
            Self::Record(call) => call.dispatch(),
            Self::Tally(call) => call.dispatch(),
            Self::Neighbours(call) => call.dispatch(),
            Self::Update(call) => call.dispatch(),
            Self::AppendClass(call) => call.dispatch(),
            Self::AppendLabel(call) => call.dispatch(),
            Self::AveragePool(call) => call.dispatch(),
            Self::Corrupt(call) => call.dispatch(),
            Self::MaxPool(call) => call.dispatch(),
            Self::MaxPoolBackward(call) => call.dispatch(),
            Self::Sparsity(call) => call.dispatch(),
            Self::TakeColumns(call) => call.dispatch(),
            Self::Upsample(call) => call.dispatch(),
            Self::UpsampleBackward(call) => call.dispatch(),
        }
    }

    /// Rows, terms and columns of the matrix product that the call is, if it is one.
    pub fn matrix_product(&self) -> Option<[u32; 3]> {
        match self {
            Self::Dense(call) => Some([call.x.rows, call.x.width, call.y.width]),
            Self::DenseBackwardInput(call) => Some([call.dy.rows, call.dy.width, call.dx.width]),
            Self::DenseBackwardWeights(call) => Some([call.x.width, call.x.rows, call.dy.width]),
            Self::Conv(call) => Some(call.geometry.matrix_product(call.x.rows)),
            Self::ConvBackwardInput(call) => Some(call.geometry.matrix_product(call.dx.rows)),
            Self::ConvBackwardWeights(call) => Some(call.geometry.matrix_product(call.x.rows)),
            _ => None,
        }
    }
}

/// A kernel's WGSL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shader {
    /// Name of the kernel and of its file.
    pub name: &'static str,
    /// Its text, in the pieces that are put one after the other.
    pub pieces: &'static [&'static str],
}

/// How a kernel uses a tensor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// It only reads it.
    Read,
    /// It reads or writes it.
    Write,
}

/// A kernel call as a GPU sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Dispatch {
    /// Text of the kernel.
    pub shader: Shader,
    /// Values of its `override` constants.
    pub constants: Vec<(&'static str, f64)>,
    /// Tensors by rising binding number, in group 0.
    pub bindings: Vec<(Tensor, Access)>,
    /// Workgroups in x, y and z.
    pub workgroups: [u32; 3],
    /// The product that it is, if it is one in blocks.
    pub product: Option<Product>,
}

impl Dispatch {
    /// A call that is a product.
    fn product(
        shader: Shader,
        constants: Vec<(&'static str, f64)>,
        bindings: Vec<(Tensor, Access)>,
        product: Product,
    ) -> Self {
        let workgroups = product.workgroups();
        Self { shader, constants, bindings, workgroups, product: Some(product) }
    }

    /// The same call, its product spread over invocations in another way.
    #[must_use]
    pub fn spread(self, variant: Variant) -> Self {
        match self.product {
            Some(product) => {
                Self::product(self.shader, self.constants, self.bindings, Product { variant, ..product })
            }
            None => self,
        }
    }

    /// The kernel's name and the product's size in blocks, if it is a product.
    pub fn product_name(&self) -> Option<String> {
        let Product { rows, columns, terms, .. } = self.product?;
        Some(format!("{}-{rows}x{terms}x{columns}", self.shader.name))
    }

    /// Its WGSL.
    pub fn source(&self) -> String {
        let text = self.shader.pieces.concat();
        match self.product {
            // Browsers want it said that subgroups are used; wgpu's own compiler does not know the word.
            Some(product) if product.variant == Variant::Quads && cfg!(target_arch = "wasm32") => {
                format!("enable subgroups;\n{text}{}", product.text())
            }
            Some(product) => text + &product.text(),
            None => text,
        }
    }
}

/// Invocations in a workgroup of the kernels that own one item an invocation; `WORKGROUP` in WGSL.
const WORKGROUP: u32 = 64;

/// Workgroups for `items` items, one an invocation, folded into rows so that neither count passes WebGPU's
/// limit of 65,535.
fn workgroups_for(items: u32) -> [u32; 3] {
    let groups = items.div_ceil(WORKGROUP);
    let columns = groups.min(ROW_OF_WORKGROUPS);
    [columns, groups.div_ceil(columns.max(1)), 1]
}

/// Workgroups in a full row; `ROW_OF_WORKGROUPS` in WGSL.
const ROW_OF_WORKGROUPS: u32 = 4096;

const RANDOM: &str = wgsl!("shared/random");
const STATE: &str = wgsl!("shared/state");
const INDEX: &str = wgsl!("shared/index");
const ORDER: &str = wgsl!("shared/order");
const CONVOLUTION: &str = wgsl!("shared/convolution");
const PICTURE: &str = wgsl!("shared/picture");
const SINGLE: &str = wgsl!("shared/single");
const QUADRUPLE: &str = wgsl!("shared/quadruple");

/// The shader of a kernel over pictures of a [`Shape`](crate::model::Shape), and how many channels an
/// invocation owns: four where the channels are a multiple of four, else one.
macro_rules! picture_shader {
    ($name:literal, $shape:expr) => {{
        const TEXT: &str = wgsl!($name);
        if $shape.channels.is_multiple_of(4) {
            let pieces = &[super::INDEX, super::QUADRUPLE, super::PICTURE, TEXT];
            (super::Shader { name: $name, pieces }, 4)
        } else {
            let pieces = &[super::INDEX, super::SINGLE, super::PICTURE, TEXT];
            (super::Shader { name: $name, pieces }, 1)
        }
    }};
}
use picture_shader;
