//! From a model to its plan.

use super::layers::{Network, Slot, backward, forward};
use super::{BufferId, BufferSpec, Layout, Program, STATE_WORDS, Tensor};
use crate::kernel::{
    Call, Gather, Noise, RING_STEPS, ReconstructionLoss, Record, Reparameterize, ReparameterizeBackward,
    Source, Tally, Update,
};
use crate::model::{Activation, Model};
use crate::settings::{Optimizer, Reconstruction};
use crate::view::GRID_RANGE;

/// Test images that are measured at a time.
pub const CHUNK_ROWS: u32 = 256;
/// Codes in the largest decoded grid.
pub const MAX_GRID_CODES: u32 = *GRID_RANGE.end() * *GRID_RANGE.end();

/// Rows of the probe: single images and codes that the visitor asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probes {
    /// Images that are encoded and decoded.
    pub images: u32,
    /// Codes that are decoded: those of the images, then one of the visitor's choice.
    pub codes: u32,
}

/// One drawn digit, eight test digits, and one code under the pointer.
pub const PROBES: Probes = Probes { images: 9, codes: 10 };

/// What a plan depends on beside the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Images in a step.
    pub batch: u32,
    /// Training images.
    pub train_images: u32,
    /// Test images.
    pub test_images: u32,
    /// Reconstruction term.
    pub reconstruction: Reconstruction,
    /// Update rule.
    pub optimizer: Optimizer,
}

/// A model compiled for an executor.
#[derive(Clone, Debug)]
pub struct Plan {
    /// All buffers.
    pub buffers: Vec<BufferSpec>,
    /// Where each parameter lies in `parameters` (and its gradient in `gradients`).
    pub slots: Vec<Slot>,
    /// All parameters.
    pub parameters: Tensor,
    /// Their gradients.
    pub gradients: Tensor,
    /// The state that steps read and move on.
    pub state: Tensor,
    /// Training images, four bytes a word.
    pub train_images: Tensor,
    /// Test images, four bytes a word.
    pub test_images: Tensor,
    /// A training step.
    pub step: Step,
    /// The measurement of the test set.
    pub measure: Measure,
    /// Single images and codes.
    pub probe: Probe,
    /// The decoded grid.
    pub grid: Grid,
}

/// A training step.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its calls.
    pub program: Program,
    /// The images of the batch, `[batch, pixels]`.
    pub batch: Tensor,
    /// Mean losses of the latest steps, `[RING_STEPS, 2]` without padding.
    pub ring: Tensor,
}

/// The measurement of the test set, a chunk at a time.
#[derive(Clone, Debug)]
pub struct Measure {
    /// The calls for the chunk at the cursor.
    pub program: Program,
    /// Sums of reconstruction and KL over the test images measured so far.
    pub sums: Tensor,
    /// μ of all test images, `[test images, latent]`.
    pub mu: Tensor,
}

/// Single images and codes that the visitor asks about.
#[derive(Clone, Debug)]
pub struct Probe {
    /// Encodes the images.
    pub encode: Program,
    /// Decodes the codes.
    pub decode: Program,
    /// Images, `[PROBES.images, pixels]`.
    pub images: Tensor,
    /// Their μ and log σ².
    pub codes: Tensor,
    /// Codes to decode, `[PROBES.codes, latent]`: the images' μ, then a free one.
    pub z: Tensor,
    /// Logits of the codes.
    pub logits: Tensor,
    /// Reconstruction terms of the images.
    pub reconstruction: Tensor,
    /// KL divergences of the images.
    pub kl: Tensor,
}

/// The decoded grid.
#[derive(Clone, Debug)]
pub struct Grid {
    /// Decodes all codes.
    program: Program,
    /// Codes, `[MAX_GRID_CODES, latent]`.
    pub codes: Tensor,
    /// Their logits, `[MAX_GRID_CODES, pixels]`.
    pub logits: Tensor,
}

impl Grid {
    /// Decodes the first `rows` of the codes.
    pub fn decode(&self, rows: u32) -> Program {
        let mut program = self.program.clone();
        for call in &mut program.calls {
            if let Call::Dense(dense) = call {
                dense.x = dense.x.first_rows(rows);
                dense.y = dense.y.first_rows(rows);
            }
        }
        program
    }
}

impl Plan {
    /// Compiles a model.
    pub fn new(model: &Model, sizes: Sizes) -> Self {
        let mut layout = Layout::default();
        let buffer = layout.buffer("parameters", 0);
        let network = Network::place(model, buffer);
        let words = network.words;
        layout.buffers[buffer.0].words = words;
        let parameters = Tensor { buffer, offset: 0, rows: 1, width: words, stride: words };
        let gradients = layout.words("gradients", words);
        let state = layout.words("state", STATE_WORDS);
        let image_words = |images: u32| (images * model.pixels).div_ceil(4);
        let train_images = layout.words("training images", image_words(sizes.train_images));
        let test_images = layout.words("test images", image_words(sizes.test_images));
        let mut compiler = Compiler { layout, network, model, sizes, state };
        let step = compiler.step(train_images, parameters, gradients);
        let measure = compiler.measure(test_images);
        let probe = compiler.probe();
        let grid = compiler.grid();
        Self {
            buffers: compiler.layout.buffers,
            slots: compiler.network.slots,
            parameters,
            gradients,
            state,
            train_images,
            test_images,
            step,
            measure,
            probe,
            grid,
        }
    }
}

/// A plan in the making.
struct Compiler<'a> {
    layout: Layout,
    network: Network,
    model: &'a Model,
    sizes: Sizes,
    state: Tensor,
}

impl Compiler<'_> {
    fn step(&mut self, images: Tensor, parameters: Tensor, gradients: Tensor) -> Step {
        let mut program = Program::default();
        let batch = self.gather(&mut program, images, Source::Batch);
        let pass = self.pass(&mut program, batch, Noise::Training);
        let (dlogits, reconstruction) = self.reconstruction_loss(&mut program, pass.logits(), batch);
        self.backward(&mut program, batch, &pass, dlogits, gradients.buffer);
        program.calls.push(Call::Update(Update {
            gradients,
            state: self.state,
            parameters,
            first_moment: self.layout.words("first moment", parameters.width),
            second_moment: self.layout.words("second moment", parameters.width),
            rule: self.sizes.optimizer,
        }));
        let ring = self.layout.words("losses", RING_STEPS * 2);
        program.calls.push(Call::Record(Record { reconstruction, kl: pass.kl, ring, state: self.state }));
        Step { program, batch, ring }
    }

    fn measure(&mut self, images: Tensor) -> Measure {
        let mut program = Program::default();
        let chunk = self.gather(&mut program, images, Source::Chunk);
        let pass = self.pass(&mut program, chunk, Noise::Test);
        let (_, reconstruction) = self.reconstruction_loss(&mut program, pass.logits(), chunk);
        let sums = self.layout.words("sums", 2);
        let mu = self.layout.matrix("test codes", self.sizes.test_images, self.model.latent);
        let (kl, codes, state) = (pass.kl, pass.codes, self.state);
        program.calls.push(Call::Tally(Tally { reconstruction, kl, codes, sums, mu, state }));
        Measure { program, sums, mu }
    }

    fn probe(&mut self) -> Probe {
        let (mut encode, mut decode) = (Program::default(), Program::default());
        let images = self.layout.matrix("probed images", PROBES.images, self.model.pixels);
        let z = self.layout.matrix("probed codes", PROBES.codes, self.model.latent);
        let (_, codes) = self.encode(&mut encode, images);
        let kl = self.layout.words("KL", PROBES.images);
        encode.calls.push(Call::Reparameterize(Reparameterize {
            codes,
            state: self.state,
            z: z.first_rows(PROBES.images),
            kl,
            noise: Noise::None,
        }));
        let decoded = forward(&mut decode, &mut self.layout, "probe", z, &self.network.decoder);
        let logits = last(&decoded, z);
        let (_, reconstruction) =
            self.reconstruction_loss(&mut decode, logits.first_rows(PROBES.images), images);
        Probe { encode, decode, images, codes, z, logits, reconstruction, kl }
    }

    fn grid(&mut self) -> Grid {
        let mut program = Program::default();
        let codes = self.layout.matrix("grid codes", MAX_GRID_CODES, self.model.latent);
        let decoded = forward(&mut program, &mut self.layout, "grid", codes, &self.network.decoder);
        Grid { program, codes, logits: last(&decoded, codes) }
    }

    /// Unpacks a batch of training images or a chunk of test images.
    fn gather(&mut self, program: &mut Program, images: Tensor, source: Source) -> Tensor {
        let (rows, count) = match source {
            Source::Batch => (self.sizes.batch, self.sizes.train_images),
            Source::Chunk => (CHUNK_ROWS, self.sizes.test_images),
        };
        let x = self.layout.matrix("images", rows, self.model.pixels);
        program.calls.push(Call::Gather(Gather { images, state: self.state, x, count, source }));
        x
    }

    /// From images to the mean and log-variance of their codes; returns the encoder's outputs too.
    fn encode(&mut self, program: &mut Program, x: Tensor) -> (Vec<Tensor>, Tensor) {
        let encoded = forward(program, &mut self.layout, "encoder", x, &self.network.encoder);
        let code = forward(program, &mut self.layout, "codes", last(&encoded, x), &[self.network.code]);
        (encoded, code[0])
    }

    /// Through the whole network.
    fn pass(&mut self, program: &mut Program, x: Tensor, noise: Noise) -> Pass {
        let (encoded, codes) = self.encode(program, x);
        let z = self.layout.matrix("samples", x.rows, self.model.latent);
        let kl = self.layout.words("KL", x.rows);
        program.calls.push(Call::Reparameterize(Reparameterize { codes, state: self.state, z, kl, noise }));
        let decoded = forward(program, &mut self.layout, "decoder", z, &self.network.decoder);
        Pass { encoded, codes, z, kl, decoded }
    }

    /// Back through the whole network.
    fn backward(
        &mut self,
        program: &mut Program,
        x: Tensor,
        pass: &Pass,
        dlogits: Tensor,
        gradients: BufferId,
    ) {
        let code = (pass.z, Activation::Identity);
        let decoder = (self.network.decoder.as_slice(), pass.decoded.as_slice());
        let dz = backward(program, &mut self.layout, decoder, code, dlogits, (gradients, true));
        let dcodes = self.layout.matrix("gradient", pass.codes.rows, pass.codes.width);
        program.calls.push(Call::ReparameterizeBackward(ReparameterizeBackward {
            dz,
            codes: pass.codes,
            z: pass.z,
            state: self.state,
            dcodes,
        }));
        let mut layers = self.network.encoder.clone();
        layers.push(self.network.code);
        let encoder = (layers.as_slice(), pass.encoded.as_slice());
        let image = (x, Activation::Identity);
        backward(program, &mut self.layout, encoder, image, dcodes, (gradients, false));
    }

    /// Adds the reconstruction term; returns the gradient by the logits and the term of each image.
    fn reconstruction_loss(&mut self, program: &mut Program, logits: Tensor, x: Tensor) -> (Tensor, Tensor) {
        let dlogits = self.layout.matrix("gradient", logits.rows, logits.width);
        let loss = self.layout.words("reconstruction", logits.rows);
        let kind = self.sizes.reconstruction;
        program.calls.push(Call::ReconstructionLoss(ReconstructionLoss { logits, x, dlogits, loss, kind }));
        (dlogits, loss)
    }
}

/// Tensors of a forward pass through the whole network.
struct Pass {
    encoded: Vec<Tensor>,
    codes: Tensor,
    z: Tensor,
    kl: Tensor,
    decoded: Vec<Tensor>,
}

impl Pass {
    fn logits(&self) -> Tensor {
        last(&self.decoded, self.z)
    }
}

/// The last output of a chain of layers, or its input where it has none.
fn last(outputs: &[Tensor], input: Tensor) -> Tensor {
    outputs.last().copied().unwrap_or(input)
}
