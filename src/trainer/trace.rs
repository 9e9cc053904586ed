//! A training step with all its numbers, for whoever wants to check it with another library.

use super::Trainer;
use super::training::unpadded;
use crate::gpu::GpuError;
use crate::model::Code;
use crate::random::{LATENT, PRIOR, normal};
use crate::share::checkpoint::NamedTensor;

impl Trainer {
    /// Trains one step and returns `batch` `[B, pixels]`, `epsilon` `[B, latent]` (of a code that has noise),
    /// `before/…`, `gradient/…` and `after/…` of every parameter, and `loss`, `reconstruction` and `kl`. With a
    /// discriminator also `prior` `[B, latent]`, `generator` and `discriminator`.
    ///
    /// # Errors
    /// The GPU's fault.
    pub async fn trace_step(&mut self) -> Result<Vec<NamedTensor>, GpuError> {
        let (step, seed) = (self.steps(), self.recipe().settings.seed);
        let before = self.parameters().await?;
        let loss = self.train(1).await?[0];
        let (batch, latent) = (self.plan.step.batch, self.model().latent());
        let pixels = unpadded(&self.executor.read(batch).await?, batch.stride, batch.width);
        let matrix = |name: &str, width: u32, values| NamedTensor {
            name: name.to_owned(),
            shape: vec![batch.rows as usize, width as usize],
            values,
        };
        let scalar =
            |name: &str, value| NamedTensor { name: name.to_owned(), shape: vec![1], values: vec![value] };
        let mut trace = vec![
            matrix("batch", batch.width, pixels),
            scalar("loss", loss.total),
            scalar("reconstruction", loss.reconstruction),
            scalar("kl", loss.kl),
        ];
        if matches!(self.model().code, Code::Gaussian { .. }) {
            let epsilon =
                (0..batch.rows * latent).map(|element| normal(seed, LATENT, step, element)).collect();
            trace.push(matrix("epsilon", latent, epsilon));
        }
        let gradients = self.gradients().await?;
        let after = self.parameters().await?;
        if matches!(self.model().code, Code::Adversarial { .. }) {
            trace.push(scalar("generator", loss.generator));
            trace.push(scalar("discriminator", loss.discriminator));
            let drawn = (0..batch.rows * latent).map(|element| normal(seed, PRIOR, step, element)).collect();
            trace.push(matrix("prior", latent, drawn));
        }
        for (prefix, tensors) in [("before", before), ("gradient", gradients), ("after", after)] {
            trace.extend(
                tensors
                    .into_iter()
                    .map(|tensor| NamedTensor { name: format!("{prefix}/{}", tensor.name), ..tensor }),
            );
        }
        Ok(trace)
    }
}
