//! Single images and codes that the visitor asks about, and the decoded grid.

use super::Trainer;
use super::picture::picture;
use super::training::{padded_rows, unpadded};
use crate::executor::Executor;
use crate::gpu::GpuError;
use crate::kernel::Term;
use crate::model::Code;
use crate::plan::{PROBES, Probe, Tensor};

/// What the network makes of an image.
#[derive(Clone, Debug, PartialEq)]
pub struct Probed {
    /// What the encoder was given, a byte a pixel.
    pub input: Vec<u8>,
    /// Reconstruction at μ, a byte a pixel.
    pub output: Vec<u8>,
    /// Mean of the code.
    pub mu: Vec<f32>,
    /// Standard deviation of the code, empty where it has none.
    pub sigma: Vec<f32>,
    /// Reconstruction term at μ, nats.
    pub reconstruction: f32,
    /// KL divergence, nats.
    pub kl: f32,
}

impl Trainer {
    /// Encodes and decodes at most [`PROBES`]`.images` images of a byte a pixel. A network that is given classes is
    /// given `classes`, one an image.
    ///
    /// # Errors
    /// The GPU's fault.
    pub async fn probe(&mut self, images: &[&[u8]], classes: &[u8]) -> Result<Vec<Probed>, GpuError> {
        let Probe { images: target, classes: given, input, codes, logits, losses, .. } = self.plan.probe;
        let mut rows = vec![0.0_f32; target.words() as usize];
        for (row, image) in rows.chunks_exact_mut(target.stride as usize).zip(images) {
            for (value, byte) in row.iter_mut().zip(*image) {
                *value = f32::from(*byte) / 255.0;
            }
        }
        self.executor.write(target, bytemuck::cast_slice(&rows));
        self.write_classes(given, classes);
        self.executor.run(self.programs.probe_encode, 1);
        self.executor.run(self.programs.probe_decode, 1);
        let tensors = [input, codes, logits, losses];
        let [input_words, codes_words, logits_words, losses_words] = self.executor.read_all(tensors).await?;
        let loss = |term: Term, row: usize| losses_words[term as usize * losses.stride as usize + row];
        let latent = self.model().latent() as usize;
        let stride = codes.stride as usize;
        Ok((0..images.len().min(PROBES.images as usize))
            .map(|row| {
                let code = &codes_words[row * stride..][..stride];
                // Only a code with a variance has a second half for it.
                let log_var = match self.model().code {
                    Code::Plain { .. } | Code::Adversarial { .. } => &[],
                    Code::Gaussian { .. } => &code[stride / 2..][..latent],
                };
                let pixels = &logits_words[row * logits.stride as usize..][..logits.width as usize];
                let given = &input_words[row * input.stride as usize..][..input.width as usize];
                Probed {
                    input: given.iter().map(|value| (255.0 * value).round() as u8).collect(),
                    output: picture(pixels),
                    mu: code[..latent].to_vec(),
                    sigma: log_var.iter().map(|log_var| (0.5 * log_var).exp()).collect(),
                    reconstruction: loss(Term::Reconstruction, row),
                    kl: loss(Term::Kl, row),
                }
            })
            .collect())
    }

    /// The class under which a network that is given classes describes an image best: with the smallest loss.
    ///
    /// # Errors
    /// The GPU's fault.
    pub async fn classify(&mut self, image: &[u8]) -> Result<u8, GpuError> {
        let classes: Vec<u8> = (0..self.model().classes().min(PROBES.images) as u8).collect();
        let probed = self.probe(&vec![image; classes.len()], &classes).await?;
        let loss = |class: &u8| probed[usize::from(*class)].reconstruction + probed[usize::from(*class)].kl;
        Ok(classes.into_iter().min_by(|a, b| loss(a).total_cmp(&loss(b))).unwrap_or_default())
    }

    /// Tells the executor the class of each row, if the network is given any.
    pub(super) fn write_classes(&mut self, tensor: Tensor, classes: &[u8]) {
        if self.model().classes() > 0 {
            let numbers: Vec<f32> = classes.iter().copied().map(f32::from).collect();
            self.executor.write(tensor, bytemuck::cast_slice(&numbers));
        }
    }

    /// Decodes one code, of class `class` for a network that is given one, to a picture, a byte a pixel.
    ///
    /// # Errors
    /// The GPU's fault.
    pub async fn decode(&mut self, code: &[f32], class: u8) -> Result<Vec<u8>, GpuError> {
        let (z, logits) = (self.plan.probe.z, self.plan.probe.logits);
        let free = PROBES.codes - 1;
        self.write_classes(self.plan.probe.classes, &[class; PROBES.codes as usize]);
        let row = |tensor: Tensor| Tensor { offset: tensor.offset + free * tensor.stride, rows: 1, ..tensor };
        self.executor.write(row(z), bytemuck::cast_slice(code));
        self.executor.run(self.programs.probe_decode, 1);
        let words = self.executor.read(row(logits)).await?;
        Ok(picture(&words[..logits.width as usize]))
    }

    /// Decodes a grid of codes, `[rows, latent]`, all of class `class` for a network that is given one, at most [`crate::plan::MAX_GRID_CODES`] rows, into the grid's
    /// tensor; the pictures stay where the executor has them.
    pub fn decode_grid(&mut self, codes: &[f32], class: u8) {
        let latent = self.model().latent();
        let rows = codes.len() as u32 / latent;
        let target = self.plan.grid.codes.first_rows(rows);
        self.executor.write(target, bytemuck::cast_slice(&padded_rows(codes, target)));
        self.write_classes(self.plan.grid.classes, &vec![class; rows as usize]);
        let program = match self.programs.grid {
            Some((prepared_rows, program)) if prepared_rows == rows => program,
            _ => self.executor.prepare(&self.plan.grid.decode(rows)),
        };
        self.programs.grid = Some((rows, program));
        self.executor.run(program, 1);
    }

    /// Logits of the decoded grid, and the executor that has them.
    pub fn grid_logits(&self) -> (&Executor, Tensor) {
        let rows = self.programs.grid.map_or(0, |(rows, _)| rows);
        (&self.executor, self.plan.grid.logits.first_rows(rows))
    }

    /// Pictures of the decoded grid, a byte a pixel, one after the other.
    ///
    /// # Errors
    /// The GPU's fault.
    pub async fn grid_pictures(&self) -> Result<Vec<u8>, GpuError> {
        let (executor, logits) = self.grid_logits();
        let words = executor.read(logits).await?;
        Ok(picture(&unpadded(&words, logits.stride, logits.width)))
    }
}
