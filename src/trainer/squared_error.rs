//! The squared error of the test images, whatever loss the network is trained with: what its reconstructions are
//! compared by with others'.

use super::Trainer;
use crate::gpu::GpuError;
use crate::kernel::Term;

impl Trainer {
    /// Goes on to the next chunk of test images; after the last, their squared error at μ, pixels counting from 0
    /// to 1: summed over pixels, mean over images. The next call begins anew.
    ///
    /// # Errors
    /// The GPU's fault.
    pub async fn squared_error_chunk(&mut self) -> Result<Option<f32>, GpuError> {
        let program = *self
            .programs
            .squared_error
            .get_or_insert_with(|| self.executor.prepare(&self.plan.measure.squared_error()));
        let means = self.test_chunk(program, self.plan.measure.squares, self.squared).await?;
        self.squared = self.after_chunk(self.squared);
        Ok(means.map(|means| means[Term::Reconstruction as usize]))
    }

    /// Begins the squared error anew.
    pub fn restart_squared_error(&mut self) {
        self.squared = 0;
    }

    /// The squared error of the whole test set with the parameters as they stand, as
    /// [`Self::squared_error_chunk`] counts it.
    ///
    /// # Errors
    /// The GPU's fault.
    pub async fn squared_error(&mut self) -> Result<f32, GpuError> {
        self.restart_squared_error();
        loop {
            if let Some(error) = self.squared_error_chunk().await? {
                return Ok(error);
            }
        }
    }
}
