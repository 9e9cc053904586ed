//! From a model to its plan.

use super::layers::{Network, Pass, Slot, activation_after, backward, forward};
use super::{BufferId, BufferSpec, Layout, Program, STATE_WORDS, Tensor};
use crate::kernel::{
    Call, Gather, Noise, RING_STEPS, ReconstructionLoss, Record, Reparameterize, ReparameterizeBackward,
    Source, Sparsity, Tally, Update,
};
use crate::model::{Activation, Code, Model, Reduction};
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
    /// What the network makes of them before it encodes them; the images themselves, or noisy or smaller ones.
    pub input: Tensor,
    /// Their codes: μ and log σ², or the codes themselves where they are plain.
    pub codes: Tensor,
    /// Codes to decode, `[PROBES.codes, latent]`: the images', then a free one.
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
            let (x, y) = match call {
                Call::Dense(call) => (&mut call.x, &mut call.y),
                Call::Conv(call) => (&mut call.x, &mut call.y),
                Call::MaxPool(call) => (&mut call.x, &mut call.y),
                Call::Upsample(call) => (&mut call.x, &mut call.y),
                _ => unreachable!("a decoder has no other layers"),
            };
            (*x, *y) = (x.first_rows(rows), y.first_rows(rows));
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
        let image_words = |images: u32| (images * model.input.numbers()).div_ceil(4);
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
        let through = self.through(&mut program, batch, Noise::Training);
        let (dlogits, reconstruction) = self.reconstruction_loss(&mut program, through.logits(), batch);
        self.backward(&mut program, &through, dlogits, gradients.buffer);
        program.calls.push(Call::Update(Update {
            gradients,
            state: self.state,
            parameters,
            first_moment: self.layout.words("first moment", parameters.width),
            second_moment: self.layout.words("second moment", parameters.width),
            rule: self.sizes.optimizer,
        }));
        let ring = self.layout.words("losses", RING_STEPS * 2);
        let (kl, state) = (through.sampled.kl, self.state);
        program.calls.push(Call::Record(Record { reconstruction, kl, ring, state }));
        Step { program, batch, ring }
    }

    fn measure(&mut self, images: Tensor) -> Measure {
        let mut program = Program::default();
        let chunk = self.gather(&mut program, images, Source::Chunk);
        let through = self.through(&mut program, chunk, Noise::Test);
        if let Some(weight) = self.sparsity() {
            let dcodes = self.layout.matrix("gradient", through.sampled.z.rows, through.sampled.z.width);
            program.calls.push(Call::Sparsity(Sparsity {
                codes: through.sampled.z,
                dcodes,
                penalty: through.sampled.kl,
                weight,
            }));
        }
        let (_, reconstruction) = self.reconstruction_loss(&mut program, through.logits(), chunk);
        let sums = self.layout.words("sums", 2);
        let mu = self.layout.matrix("test codes", self.sizes.test_images, self.model.latent());
        let (kl, codes, state) = (through.sampled.kl, through.sampled.codes, self.state);
        program.calls.push(Call::Tally(Tally { reconstruction, kl, codes, sums, mu, state }));
        Measure { program, sums, mu }
    }

    fn probe(&mut self) -> Probe {
        let (mut encode, mut decode) = (Program::default(), Program::default());
        let images = self.layout.matrix("probed images", PROBES.images, self.model.input.numbers());
        let z = self.layout.matrix("probed codes", PROBES.codes, self.model.latent());
        let kl = self.layout.words("KL", PROBES.images);
        let code = (z.first_rows(PROBES.images), kl);
        let (encoded, sampled) = self.encode(&mut encode, images, Noise::None, Some(code));
        let logits = last(&self.chain(&mut decode, Part::Decoder, z, Noise::None, None), z);
        let (_, reconstruction) =
            self.reconstruction_loss(&mut decode, logits.first_rows(PROBES.images), images);
        let (input, codes) = (encoded.x, sampled.codes);
        Probe { encode, decode, images, input, codes, z, logits, reconstruction, kl }
    }

    fn grid(&mut self) -> Grid {
        let mut program = Program::default();
        let codes = self.layout.matrix("grid codes", MAX_GRID_CODES, self.model.latent());
        let decoded = self.chain(&mut program, Part::Decoder, codes, Noise::None, None);
        Grid { program, codes, logits: last(&decoded, codes) }
    }

    /// Unpacks a batch of training images or a chunk of test images.
    fn gather(&mut self, program: &mut Program, images: Tensor, source: Source) -> Tensor {
        let (rows, count) = match source {
            Source::Batch => (self.sizes.batch, self.sizes.train_images),
            Source::Chunk => (CHUNK_ROWS, self.sizes.test_images),
        };
        let x = self.layout.matrix("images", rows, self.model.input.numbers());
        program.calls.push(Call::Gather(Gather { images, state: self.state, x, count, source }));
        x
    }

    /// Runs `x` through a part of the network; its last output goes `into` a tensor that is there already.
    fn chain(
        &mut self,
        program: &mut Program,
        part: Part,
        x: Tensor,
        noise: Noise,
        into: Option<Tensor>,
    ) -> Vec<Tensor> {
        let (name, layers) = match part {
            Part::Prepare => ("input", &self.network.prepare),
            Part::Encoder => ("encoder", &self.network.encoder),
            Part::Decoder => ("decoder", &self.network.decoder),
        };
        let fixed_noise = noise != Noise::Training;
        let layout = &mut self.layout;
        forward(&mut Pass { program, layout, name, state: self.state, fixed_noise, into }, x, layers)
    }

    /// From images to their codes: the encoder's input and outputs, and what the code is made of. With `code`, z
    /// and KL go there.
    fn encode(
        &mut self,
        program: &mut Program,
        images: Tensor,
        noise: Noise,
        code: Option<(Tensor, Tensor)>,
    ) -> (Encoded, Sampled) {
        let x = last(&self.chain(program, Part::Prepare, images, noise, None), images);
        let kl = code.map_or_else(|| self.layout.words("KL", images.rows), |(_, kl)| kl);
        let Some(gaussian) = self.network.gaussian else {
            let outputs = self.chain(program, Part::Encoder, x, noise, code.map(|(z, _)| z));
            let z = last(&outputs, x);
            return (Encoded { x, outputs }, Sampled { codes: z, z, kl });
        };
        let outputs = self.chain(program, Part::Encoder, x, noise, None);
        let before_code = last(&outputs, x);
        let (layout, state) = (&mut self.layout, self.state);
        let mut pass = Pass { program, layout, name: "codes", state, fixed_noise: true, into: None };
        let codes = forward(&mut pass, before_code, &[gaussian])[0];
        let z = match code {
            Some((z, _)) => z,
            None => self.layout.matrix("samples", images.rows, self.model.latent()),
        };
        program.calls.push(Call::Reparameterize(Reparameterize { codes, state, z, kl, noise }));
        (Encoded { x, outputs }, Sampled { codes, z, kl })
    }

    /// Through the whole network.
    fn through(&mut self, program: &mut Program, images: Tensor, noise: Noise) -> Through {
        let (encoded, sampled) = self.encode(program, images, noise, None);
        let decoded = self.chain(program, Part::Decoder, sampled.z, noise, None);
        Through { encoded, sampled, decoded }
    }

    /// Back through the whole network.
    fn backward(&mut self, program: &mut Program, through: &Through, dlogits: Tensor, gradients: BufferId) {
        let Through { encoded, sampled: Sampled { codes, z, kl }, decoded } = through;
        let Network { encoder, gaussian, decoder, .. } = self.network.clone();
        // A plain code is the output of the encoder's last layer, whose ReLU, if it has one, masks the gradient.
        let of_code = if gaussian.is_some() { Activation::Identity } else { activation_after(&encoder) };
        let parts = (decoder.as_slice(), decoded.as_slice());
        let dz = backward(program, &mut self.layout, parts, (*z, of_code), dlogits, (gradients, true));
        if let Some(weight) = self.sparsity() {
            program.calls.push(Call::Sparsity(Sparsity { codes: *z, dcodes: dz, penalty: *kl, weight }));
        }
        let (mut layers, mut dy) = (encoder, dz);
        if let Some(gaussian) = gaussian {
            let dcodes = self.layout.matrix("gradient", codes.rows, codes.width);
            program.calls.push(Call::ReparameterizeBackward(ReparameterizeBackward {
                dz,
                codes: *codes,
                z: *z,
                state: self.state,
                dcodes,
            }));
            layers.push(gaussian);
            dy = dcodes;
        }
        let parts = (layers.as_slice(), encoded.outputs.as_slice());
        let image = (encoded.x, Activation::Identity);
        backward(program, &mut self.layout, parts, image, dy, (gradients, false));
    }

    /// Adds the reconstruction term; returns the gradient by the logits and the term of each image.
    fn reconstruction_loss(&mut self, program: &mut Program, logits: Tensor, x: Tensor) -> (Tensor, Tensor) {
        let dlogits = self.layout.matrix("gradient", logits.rows, logits.width);
        let loss = self.layout.words("reconstruction", logits.rows);
        let kind = self.sizes.reconstruction;
        let scale = match self.model.reduction {
            Reduction::Sum => 1.0,
            Reduction::Mean => 1.0 / logits.width as f32,
        };
        let call = ReconstructionLoss { logits, x, dlogits, loss, kind, scale };
        program.calls.push(Call::ReconstructionLoss(call));
        (dlogits, loss)
    }

    /// Weight of the penalty on the code, if there is one.
    fn sparsity(&self) -> Option<f32> {
        match self.model.code {
            Code::Plain { sparsity } if sparsity > 0.0 => Some(sparsity),
            _ => None,
        }
    }
}

/// A part of the network.
#[derive(Clone, Copy)]
enum Part {
    Prepare,
    Encoder,
    Decoder,
}

/// The encoder's input, and the output of each of its layers.
struct Encoded {
    x: Tensor,
    outputs: Vec<Tensor>,
}

/// A code: what it is made of, its numbers, and the second term of the loss.
#[derive(Clone, Copy)]
struct Sampled {
    codes: Tensor,
    z: Tensor,
    kl: Tensor,
}

/// Tensors of a forward pass through the whole network.
struct Through {
    encoded: Encoded,
    sampled: Sampled,
    decoded: Vec<Tensor>,
}

impl Through {
    fn logits(&self) -> Tensor {
        last(&self.decoded, self.sampled.z)
    }
}

/// The last output of a chain of layers, or its input where it has none.
fn last(outputs: &[Tensor], input: Tensor) -> Tensor {
    outputs.last().copied().unwrap_or(input)
}
