//! From a model to its plan.

use super::layers::{Classes, Network, Pass, Placed, Rows, Slot, activation_after, backward, forward};
use super::nearest::{Nearest, Searched};
use super::{BufferSpec, Layout, Program, STATE_WORDS, Tensor};
use crate::kernel::{
    Accumulate, AdversarialLoss, Call, Gather, Noise, Prior, RING_STEPS, ReconstructionLoss, Record,
    Reparameterize, ReparameterizeBackward, Source, Sparsity, TERMS, Tally, Term, Update,
};
use crate::model::{Activation, Code, Model, Reduction};
use crate::settings::{Optimizer, Reconstruction};
use crate::view::GRID_RANGE;

/// Test images that are measured at a time.
pub const CHUNK_ROWS: u32 = 256;
/// Learning rate of a discriminator as a multiple of the autoencoder's.
const DISCRIMINATOR_PACE: f32 = 0.5;
/// Codes in the largest decoded grid.
pub const MAX_GRID_CODES: u32 = *GRID_RANGE.end() * *GRID_RANGE.end();

/// Codes of the visitor's that are decoded at a time.
pub const SHEET_ROWS: u32 = 40;

/// Rows of the probe: single images and codes that the visitor asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probes {
    /// Images that are encoded and decoded.
    pub images: u32,
    /// Codes that are decoded: those of the images, then one of the visitor's choice.
    pub codes: u32,
}

/// Ten images: a drawn digit with eight test digits, or one under each class; and one code under the pointer.
pub const PROBES: Probes = Probes { images: 10, codes: 11 };

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
    /// The optimiser's running means: of the gradients, of their squares.
    pub moments: [Tensor; 2],
    /// The state that steps read and move on.
    pub state: Tensor,
    /// Training images, four bytes a word.
    pub train_images: Tensor,
    /// Test images, four bytes a word.
    pub test_images: Tensor,
    /// Labels of the training images, four bytes a word.
    pub train_labels: Tensor,
    /// Labels of the test images, four bytes a word.
    pub test_labels: Tensor,
    /// A training step.
    pub step: Step,
    /// The measurement of the test set.
    pub measure: Measure,
    /// The nearest training codes of each test code.
    pub nearest: Nearest,
    /// Single images and codes.
    pub probe: Probe,
    /// The decoded grid.
    pub grid: Grid,
    /// The sheet of codes that the visitor plays with; always decoded whole.
    pub sheet: Grid,
}

/// A training step.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its calls.
    pub program: Program,
    /// The images of the batch, `[batch, pixels]`.
    pub batch: Tensor,
    /// Mean terms of the loss in the latest steps, `[RING_STEPS, TERMS]` without padding.
    pub ring: Tensor,
}

/// The measurement of the test set, a chunk at a time.
#[derive(Clone, Debug)]
pub struct Measure {
    /// The calls for the chunk at the cursor.
    pub program: Program,
    /// `[1, TERMS]`: sums of the terms of the loss over the test images measured so far.
    pub sums: Tensor,
    /// The same of the program of squared errors.
    pub squares: Tensor,
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
    /// Class of each code, `[1, PROBES.codes]`: a whole number.
    pub classes: Tensor,
    /// What the network makes of them before it encodes them; the images themselves, or noisy or smaller ones.
    pub input: Tensor,
    /// Their codes: μ and log σ², or the codes themselves where they are plain.
    pub codes: Tensor,
    /// Codes to decode, `[PROBES.codes, latent]`: the images', then a free one.
    pub z: Tensor,
    /// Logits of the codes.
    pub logits: Tensor,
    /// `[TERMS, PROBES.images]`: terms of the loss of the images.
    pub losses: Tensor,
    /// What each stage of the model's [`crate::model::outline`] makes of the images and codes, part after part.
    pub stages: Vec<Tensor>,
    /// Judges the codes, where there is a discriminator; its stages are the last.
    pub judge: Program,
}

/// Codes that are decoded in one go, with room for as many as there are rows.
#[derive(Clone, Debug)]
pub struct Grid {
    /// Decodes all codes.
    program: Program,
    /// Codes, `[rows, latent]`.
    pub codes: Tensor,
    /// Class of each code, `[1, rows]`: a whole number.
    pub classes: Tensor,
    /// Their logits, `[rows, pixels]`.
    pub logits: Tensor,
}

impl Measure {
    /// As [`Self::program`], with the squared error of the reconstruction at μ, summed over pixels, in place of
    /// the reconstruction term; its sums go to [`Self::squares`].
    pub fn squared_error(&self) -> Program {
        let mut program = self.program.clone();
        for call in &mut program.calls {
            match call {
                Call::Reparameterize(call) => call.noise = Noise::None,
                Call::ReconstructionLoss(call) => {
                    (call.kind, call.scale) = (Reconstruction::SquaredError, 1.0);
                }
                Call::Tally(call) => call.sums = self.squares,
                _ => {}
            }
        }
        program
    }
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
                Call::AppendClass(call) => (&mut call.x, &mut call.y),
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
        let [_, words] = network.ends;
        layout.buffers[buffer.0].words = words;
        let parameters = Tensor { buffer, offset: 0, rows: 1, width: words, stride: words };
        let gradients = layout.words("gradients", words);
        let moments = ["first moment", "second moment"].map(|name| layout.words(name, words));
        let state = layout.words("state", STATE_WORDS);
        let image_words = |images: u32| (images * model.input.numbers()).div_ceil(4);
        let train_images = layout.words("training images", image_words(sizes.train_images));
        let test_images = layout.words("test images", image_words(sizes.test_images));
        let train_labels = layout.words("training labels", sizes.train_images.div_ceil(4));
        let test_labels = layout.words("test labels", sizes.test_images.div_ceil(4));
        let mut compiler = Compiler { layout, network, model, sizes, state, parameters, gradients, moments };
        let step = compiler.step(train_images, train_labels);
        let (measure, encode, codes) = compiler.measure(test_images, test_labels);
        let (images, labels, count) = (train_images, train_labels, sizes.train_images);
        let searched = Searched { images, labels, count, codes, state };
        let nearest = Nearest::new(&mut compiler.layout, encode, measure.mu, &searched);
        let probe = compiler.probe();
        let grid = compiler.grid("grid codes", MAX_GRID_CODES);
        let sheet = compiler.grid("sheet codes", SHEET_ROWS);
        Self {
            buffers: compiler.layout.buffers,
            slots: compiler.network.slots,
            parameters,
            gradients,
            moments,
            state,
            train_images,
            test_images,
            train_labels,
            test_labels,
            step,
            measure,
            nearest,
            probe,
            grid,
            sheet,
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
    parameters: Tensor,
    gradients: Tensor,
    moments: [Tensor; 2],
}

impl Compiler<'_> {
    fn step(&mut self, images: Tensor, labels: Tensor) -> Step {
        let mut program = Program::default();
        let (batch, rows) = self.gather(&mut program, images, labels, Source::Batch);
        let losses = self.losses(batch.rows);
        // The codes, and room for as many drawn from the prior where a discriminator compares them.
        let adversarial = !self.network.discriminator.is_empty();
        let codes = if adversarial { 2 * batch.rows } else { batch.rows };
        let z = self.layout.matrix("samples", codes, self.model.latent());
        let place = (z.first_rows(batch.rows), term(losses, Term::Kl));
        let through = self.through(&mut program, batch, rows, place);
        let dlogits = self.reconstruction_loss(&mut program, through.logits(), batch, losses);
        let deception = adversarial.then(|| self.judge(&mut program, &through, z, rows, losses));
        self.backward(&mut program, &through, dlogits, deception);
        let [of_autoencoder, end] = self.network.ends;
        self.update(&mut program, (0, of_autoencoder), 1.0);
        if adversarial {
            self.update(&mut program, (of_autoencoder, end), DISCRIMINATOR_PACE);
        }
        let ring = self.layout.words("losses of steps", RING_STEPS * TERMS);
        program.calls.push(Call::Record(Record { losses, ring, state: self.state }));
        Step { program, batch, ring }
    }

    /// The discriminator tells codes from numbers drawn from the prior: its loss and the gradients of its
    /// parameters. Returns the gradient by the codes of what the encoder pays it.
    fn judge(
        &mut self,
        program: &mut Program,
        through: &Through,
        z: Tensor,
        rows: Rows,
        losses: Tensor,
    ) -> Tensor {
        let (batch, state) = (losses.width, self.state);
        program.calls.push(Call::Prior(Prior { state, z, first: batch }));
        let outputs = self.chain(program, Part::Discriminator, z, rows, None);
        let logits = last(&outputs, z);
        let dlogits = self.layout.matrix("gradient", logits.rows, logits.width);
        let dgenerator = self.layout.matrix("gradient", batch, logits.width);
        let (generator, discriminator) = (term(losses, Term::Generator), term(losses, Term::Discriminator));
        let call = AdversarialLoss { logits, state, dlogits, dgenerator, generator, discriminator };
        program.calls.push(Call::AdversarialLoss(call));
        let (layout, network) = (&mut self.layout, &self.network);
        let layers = network.discriminator.as_slice();
        let own = (Some(self.gradients.buffer), false);
        backward(program, layout, (layers, &outputs), (z, Activation::Identity), dlogits, own);
        let of_images: Vec<Tensor> = outputs.iter().map(|output| output.first_rows(batch)).collect();
        let code = (through.sampled.z, activation_after(&network.encoder));
        backward(program, layout, (layers, &of_images), code, dgenerator, (None, true))
    }

    /// Moves the parameters between two words against their gradients.
    fn update(&mut self, program: &mut Program, (from, to): (u32, u32), pace: f32) {
        let part = |tensor: Tensor| Tensor { offset: from, width: to - from, stride: to - from, ..tensor };
        program.calls.push(Call::Update(Update {
            gradients: part(self.gradients),
            state: self.state,
            parameters: part(self.parameters),
            first_moment: part(self.moments[0]),
            second_moment: part(self.moments[1]),
            rule: self.sizes.optimizer,
            pace,
        }));
    }

    /// The measurement of the test set; its first calls, which encode a chunk; and where that leaves the codes.
    fn measure(&mut self, images: Tensor, labels: Tensor) -> (Measure, Program, Tensor) {
        let mut program = Program::default();
        let (chunk, rows) = self.gather(&mut program, images, labels, Source::Chunk);
        let losses = self.losses(chunk.rows);
        let z = self.layout.matrix("samples", chunk.rows, self.model.latent());
        let kl = term(losses, Term::Kl);
        let (_, sampled) = self.encode(&mut program, chunk, rows, (z, kl));
        let encode = program.clone();
        let logits = last(&self.chain(&mut program, Part::Decoder, sampled.z, rows, None), z);
        if let Some(weight) = self.sparsity() {
            let dcodes = self.layout.matrix("gradient", z.rows, z.width);
            program.calls.push(Call::Sparsity(Sparsity { codes: z, dcodes, penalty: kl, weight }));
        }
        self.reconstruction_loss(&mut program, logits, chunk, losses);
        let sums = self.layout.words("sums", TERMS);
        let squares = self.layout.words("sums of squares", TERMS);
        let mu = self.layout.matrix("test codes", self.sizes.test_images, self.model.latent());
        let (codes, state) = (sampled.codes, self.state);
        program.calls.push(Call::Tally(Tally { losses, codes, sums, mu, state }));
        (Measure { program, sums, squares, mu }, encode, codes)
    }

    fn probe(&mut self) -> Probe {
        let [mut encode, mut decode, mut judge] = [(); 3].map(|()| Program::default());
        let images = self.layout.matrix("probed images", PROBES.images, self.model.input.numbers());
        let classes = self.layout.words("classes of probes", PROBES.codes);
        let rows = Rows { noise: Noise::None, classes: Classes::Given(classes) };
        let z = self.layout.matrix("probed codes", PROBES.codes, self.model.latent());
        let losses = self.losses(PROBES.images);
        let place = (z.first_rows(PROBES.images), term(losses, Term::Kl));
        let (encoded, sampled) = self.encode(&mut encode, images, rows, place);
        let decoded = self.chain(&mut decode, Part::Decoder, z, rows, None);
        let judged = self.chain(&mut judge, Part::Discriminator, z, rows, None);
        let logits = last(&decoded, z);
        self.reconstruction_loss(&mut decode, logits.first_rows(PROBES.images), images, losses);
        let (input, codes) = (encoded.x, sampled.codes);
        let stages = [vec![images], encoded.prepared, encoded.outputs, vec![z], decoded, judged].concat();
        Probe { encode, decode, images, classes, input, codes, z, logits, losses, stages, judge }
    }

    fn grid(&mut self, name: &'static str, rows: u32) -> Grid {
        let mut program = Program::default();
        let codes = self.layout.matrix(name, rows, self.model.latent());
        let classes = self.layout.words("classes of codes", rows);
        let rows = Rows { noise: Noise::None, classes: Classes::Given(classes) };
        let decoded = self.chain(&mut program, Part::Decoder, codes, rows, None);
        Grid { program, codes, classes, logits: last(&decoded, codes) }
    }

    /// Unpacks a batch of training images or a chunk of test images; tells what else is given to its rows.
    fn gather(
        &mut self,
        program: &mut Program,
        images: Tensor,
        labels: Tensor,
        source: Source,
    ) -> (Tensor, Rows) {
        let (rows, count, noise) = match source {
            Source::Batch => (self.sizes.batch, self.sizes.train_images, Noise::Training),
            Source::Chunk => (CHUNK_ROWS, self.sizes.test_images, Noise::Test),
        };
        let x = self.layout.matrix("images", rows, self.model.input.numbers());
        program.calls.push(Call::Gather(Gather { images, state: self.state, x, count, source }));
        (x, Rows { noise, classes: Classes::OfImages { labels, count, source } })
    }

    /// Runs `x` through a part of the network; its last output goes `into` a tensor that is there already.
    fn chain(
        &mut self,
        program: &mut Program,
        part: Part,
        x: Tensor,
        rows: Rows,
        into: Option<Tensor>,
    ) -> Vec<Tensor> {
        let (name, layers): (_, &[Placed]) = match part {
            Part::Prepare => ("input", &self.network.prepare),
            Part::Encoder => ("encoder", &self.network.encoder),
            Part::Code => ("codes", self.network.gaussian.as_slice()),
            Part::Decoder => ("decoder", &self.network.decoder),
            Part::Discriminator => ("discriminator", &self.network.discriminator),
        };
        let layout = &mut self.layout;
        forward(&mut Pass { program, layout, name, state: self.state, rows, into }, x, layers)
    }

    /// From images to their codes: the encoder's input and outputs, and what the code is made of. z and KL go to
    /// their `place`.
    fn encode(
        &mut self,
        program: &mut Program,
        images: Tensor,
        rows: Rows,
        place: (Tensor, Tensor),
    ) -> (Encoded, Sampled) {
        let (z, kl) = place;
        let prepared = self.chain(program, Part::Prepare, images, rows, None);
        let x = last(&prepared, images);
        if self.network.gaussian.is_none() {
            let outputs = self.chain(program, Part::Encoder, x, rows, Some(z));
            return (Encoded { prepared, x, outputs }, Sampled { codes: z, z, kl });
        }
        let outputs = self.chain(program, Part::Encoder, x, rows, None);
        let codes = last(&self.chain(program, Part::Code, last(&outputs, x), rows, None), x);
        let (state, noise) = (self.state, rows.noise);
        program.calls.push(Call::Reparameterize(Reparameterize { codes, state, z, kl, noise }));
        (Encoded { prepared, x, outputs }, Sampled { codes, z, kl })
    }

    /// Through the whole network.
    fn through(
        &mut self,
        program: &mut Program,
        images: Tensor,
        rows: Rows,
        place: (Tensor, Tensor),
    ) -> Through {
        let (encoded, sampled) = self.encode(program, images, rows, place);
        let decoded = self.chain(program, Part::Decoder, sampled.z, rows, None);
        Through { encoded, sampled, decoded }
    }

    /// Back through the whole network; `deception` is a further gradient by the codes.
    fn backward(
        &mut self,
        program: &mut Program,
        through: &Through,
        dlogits: Tensor,
        deception: Option<Tensor>,
    ) {
        let Through { encoded, sampled: Sampled { codes, z, kl }, decoded } = through;
        let Network { encoder, gaussian, decoder, .. } = self.network.clone();
        let gradients = Some(self.gradients.buffer);
        // A plain code is the output of the encoder's last layer, whose ReLU, if it has one, masks the gradient.
        let of_code = if gaussian.is_some() { Activation::Identity } else { activation_after(&encoder) };
        let parts = (decoder.as_slice(), decoded.as_slice());
        let dz = backward(program, &mut self.layout, parts, (*z, of_code), dlogits, (gradients, true));
        if let Some(weight) = self.sparsity() {
            program.calls.push(Call::Sparsity(Sparsity { codes: *z, dcodes: dz, penalty: *kl, weight }));
        }
        if let Some(x) = deception {
            program.calls.push(Call::Accumulate(Accumulate { x, y: dz }));
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

    /// Room for the terms of the loss of `images` images.
    fn losses(&mut self, images: u32) -> Tensor {
        self.layout.rows_apart("losses", TERMS, images)
    }

    /// Adds the reconstruction term of each image to their losses; returns the gradient by the logits.
    fn reconstruction_loss(
        &mut self,
        program: &mut Program,
        logits: Tensor,
        x: Tensor,
        losses: Tensor,
    ) -> Tensor {
        let dlogits = self.layout.matrix("gradient", logits.rows, logits.width);
        let loss = term(losses, Term::Reconstruction);
        let kind = self.sizes.reconstruction;
        let scale = match self.model.reduction {
            Reduction::Sum => 1.0,
            Reduction::Mean => 1.0 / logits.width as f32,
        };
        let call = ReconstructionLoss { logits, x, dlogits, loss, kind, scale };
        program.calls.push(Call::ReconstructionLoss(call));
        dlogits
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
    /// Mean and log-variance, of a code that has them.
    Code,
    Decoder,
    Discriminator,
}

/// What was made of the images before, the last of it being the encoder's input, and the output of each of its
/// layers.
struct Encoded {
    prepared: Vec<Tensor>,
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

/// A term's row of a tensor of losses.
fn term(losses: Tensor, term: Term) -> Tensor {
    losses.row(term as u32)
}

/// The last output of a chain of layers, or its input where it has none.
fn last(outputs: &[Tensor], input: Tensor) -> Tensor {
    outputs.last().copied().unwrap_or(input)
}
