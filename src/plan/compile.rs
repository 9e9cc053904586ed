//! From a model to its plan.

use super::layers::{Network, Slot, backward, forward};
use super::{BufferSpec, Layout, Program, STATE_WORDS, Tensor};
use crate::kernel::{
    Call, Gather, Noise, RING_STEPS, ReconstructionLoss, Record, Reparameterize, ReparameterizeBackward, Source,
    Tally, Update,
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
    /// Running mean of the gradients.
    pub first_moment: Tensor,
    /// Running mean of their squares.
    pub second_moment: Tensor,
    /// The state that steps read and move on.
    pub state: Tensor,
    /// Training images, four bytes a word.
    pub train_images: Tensor,
    /// Test images, four bytes a word.
    pub test_images: Tensor,
    /// Mean losses of the latest steps, `[RING_STEPS, 2]` without padding.
    pub ring: Tensor,
    /// Sums of reconstruction and KL over the test images measured so far.
    pub sums: Tensor,
    /// μ of all test images, `[test images, latent]`.
    pub test_mu: Tensor,
    /// The images of the step's batch, `[batch, pixels]`.
    pub batch: Tensor,
    /// μ and log σ² of the batch.
    pub batch_codes: Tensor,
    /// The samples of the batch.
    pub batch_z: Tensor,
    /// One training step.
    pub step: Program,
    /// Measures the chunk of test images at the cursor.
    pub measure: Program,
    /// Images to probe, `[PROBES.images, pixels]`.
    pub probe_images: Tensor,
    /// Their μ and log σ².
    pub probe_codes: Tensor,
    /// Codes to decode, `[PROBES.codes, latent]`: the images' μ, then a free one.
    pub probe_z: Tensor,
    /// Logits of the codes.
    pub probe_logits: Tensor,
    /// Reconstruction terms of the probed images.
    pub probe_loss: Tensor,
    /// KL divergences of the probed images.
    pub probe_kl: Tensor,
    /// Encodes the probe's images.
    pub probe_encode: Program,
    /// Decodes the probe's codes.
    pub probe_decode: Program,
    /// Codes of the grid, `[MAX_GRID_CODES, latent]`.
    pub grid_codes: Tensor,
    /// Logits of the grid, `[MAX_GRID_CODES, pixels]`.
    pub grid_logits: Tensor,
    grid: Program,
}

impl Plan {
    /// Compiles a model.
    pub fn new(model: &Model, sizes: Sizes) -> Self {
        let mut layout = Layout::default();
        let buffer = layout.buffer("parameters", 0);
        let network = Network::place(model, buffer);
        layout.buffers[buffer.0].words = network.words;
        let parameters =
            Tensor { buffer, offset: 0, rows: 1, width: network.words, stride: network.words };
        let gradients = layout.words("gradients", network.words);
        let first_moment = layout.words("first moment", network.words);
        let second_moment = layout.words("second moment", network.words);
        let state = layout.words("state", STATE_WORDS);
        let image_words = |images: u32| (images * model.pixels).div_ceil(4);
        let train_images = layout.words("training images", image_words(sizes.train_images));
        let test_images = layout.words("test images", image_words(sizes.test_images));
        let ring = layout.words("losses", RING_STEPS * 2);

        let mut step = Program::default();
        let batch = layout.matrix("batch", sizes.batch, model.pixels);
        step.calls.push(Call::Gather(Gather {
            images: train_images,
            state,
            x: batch,
            count: sizes.train_images,
            source: Source::Batch,
        }));
        let pass = Pass::forward(&mut step, &mut layout, &network, model, (batch, state), Noise::Training);
        let (dlogits, reconstruction) =
            reconstruction_loss(&mut step, &mut layout, pass.logits(), batch, sizes.reconstruction);
        pass.backward(&mut step, &mut layout, &network, (batch, state), dlogits, gradients);
        step.calls.push(Call::Update(Update {
            gradients,
            state,
            parameters,
            first_moment,
            second_moment,
            rule: sizes.optimizer,
        }));
        step.calls.push(Call::Record(Record { reconstruction, kl: pass.kl, ring, state }));

        let mut measure = Program::default();
        let chunk = layout.matrix("chunk", CHUNK_ROWS, model.pixels);
        let sums = layout.words("sums", 2);
        let test_mu = layout.matrix("test codes", sizes.test_images, model.latent);
        measure.calls.push(Call::Gather(Gather {
            images: test_images,
            state,
            x: chunk,
            count: sizes.test_images,
            source: Source::Chunk,
        }));
        let chunk_pass = Pass::forward(&mut measure, &mut layout, &network, model, (chunk, state), Noise::Test);
        let (_, chunk_loss) =
            reconstruction_loss(&mut measure, &mut layout, chunk_pass.logits(), chunk, sizes.reconstruction);
        measure.calls.push(Call::Tally(Tally {
            reconstruction: chunk_loss,
            kl: chunk_pass.kl,
            codes: chunk_pass.codes,
            sums,
            mu: test_mu,
            state,
        }));

        let mut probe_encode = Program::default();
        let probe_images = layout.matrix("probed images", PROBES.images, model.pixels);
        let probe_z = layout.matrix("probed codes", PROBES.codes, model.latent);
        let encoded = forward(&mut probe_encode, &mut layout, "probe", probe_images, &network.encoder);
        let before_code = *encoded.last().unwrap_or(&probe_images);
        let probe_codes = forward(&mut probe_encode, &mut layout, "probe", before_code, &[network.code])[0];
        let probe_kl = layout.words("probe KL", PROBES.images);
        probe_encode.calls.push(Call::Reparameterize(Reparameterize {
            codes: probe_codes,
            state,
            z: probe_z.first_rows(PROBES.images),
            kl: probe_kl,
            noise: Noise::None,
        }));
        let mut probe_decode = Program::default();
        let decoded = forward(&mut probe_decode, &mut layout, "probe", probe_z, &network.decoder);
        let probe_logits = *decoded.last().unwrap_or(&probe_z);
        let (_, probe_loss) = reconstruction_loss(
            &mut probe_decode,
            &mut layout,
            probe_logits.first_rows(PROBES.images),
            probe_images,
            sizes.reconstruction,
        );

        let mut grid = Program::default();
        let grid_codes = layout.matrix("grid codes", MAX_GRID_CODES, model.latent);
        let decoded = forward(&mut grid, &mut layout, "grid", grid_codes, &network.decoder);
        let grid_logits = *decoded.last().unwrap_or(&grid_codes);

        Self {
            buffers: layout.buffers,
            slots: network.slots,
            parameters,
            gradients,
            first_moment,
            second_moment,
            state,
            train_images,
            test_images,
            ring,
            sums,
            test_mu,
            batch,
            batch_codes: pass.codes,
            batch_z: pass.z,
            step,
            measure,
            probe_images,
            probe_codes,
            probe_z,
            probe_logits,
            probe_loss,
            probe_kl,
            probe_encode,
            probe_decode,
            grid_codes,
            grid_logits,
            grid,
        }
    }

    /// Decodes the first `rows` of `grid_codes`.
    pub fn decode_grid(&self, rows: u32) -> Program {
        let mut program = self.grid.clone();
        for call in &mut program.calls {
            if let Call::Dense(dense) = call {
                dense.x = dense.x.first_rows(rows);
                dense.y = dense.y.first_rows(rows);
            }
        }
        program
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
    fn forward(
        program: &mut Program,
        layout: &mut Layout,
        network: &Network,
        model: &Model,
        (x, state): (Tensor, Tensor),
        noise: Noise,
    ) -> Self {
        let encoded = forward(program, layout, "encoder", x, &network.encoder);
        let before_code = *encoded.last().unwrap_or(&x);
        let codes = forward(program, layout, "codes", before_code, &[network.code])[0];
        let z = layout.matrix("samples", x.rows, model.latent);
        let kl = layout.words("KL", x.rows);
        program.calls.push(Call::Reparameterize(Reparameterize { codes, state, z, kl, noise }));
        let decoded = forward(program, layout, "decoder", z, &network.decoder);
        Self { encoded, codes, z, kl, decoded }
    }

    fn logits(&self) -> Tensor {
        *self.decoded.last().unwrap_or(&self.z)
    }

    fn backward(
        &self,
        program: &mut Program,
        layout: &mut Layout,
        network: &Network,
        (x, state): (Tensor, Tensor),
        dlogits: Tensor,
        gradients: Tensor,
    ) {
        let gradients = gradients.buffer;
        let code = (self.z, Activation::Identity);
        let dz =
            backward(program, layout, &network.decoder, code, &self.decoded, dlogits, (gradients, true));
        let dcodes = layout.matrix("gradient", self.codes.rows, self.codes.width);
        program.calls.push(Call::ReparameterizeBackward(ReparameterizeBackward {
            dz,
            codes: self.codes,
            z: self.z,
            state,
            dcodes,
        }));
        let mut layers = network.encoder.clone();
        layers.push(network.code);
        let image = (x, Activation::Identity);
        backward(program, layout, &layers, image, &self.encoded, dcodes, (gradients, false));
    }
}

/// Adds the reconstruction term; returns the gradient by the logits and the term of each image.
fn reconstruction_loss(
    program: &mut Program,
    layout: &mut Layout,
    logits: Tensor,
    x: Tensor,
    kind: Reconstruction,
) -> (Tensor, Tensor) {
    let dlogits = layout.matrix("gradient", logits.rows, logits.width);
    let loss = layout.words("reconstruction", logits.rows);
    program.calls.push(Call::ReconstructionLoss(ReconstructionLoss { logits, x, dlogits, loss, kind }));
    (dlogits, loss)
}
