//! The reconstruction error over a part of the test set: enough to compare parameters that differ a little.

use super::Trainer;
use crate::gpu::GpuError;
use crate::kernel::Term;
use crate::plan::CHUNK_ROWS;

impl Trainer {
    /// Mean reconstruction term of the first test images, nats; `images` of them, rounded up to whole chunks. The
    /// measurement of the whole set begins anew.
    ///
    /// # Errors
    /// The GPU's fault.
    pub async fn reconstruction_of(&mut self, images: u32) -> Result<f32, GpuError> {
        let (_, test_images) = self.image_counts();
        let chunks = images.min(test_images).div_ceil(CHUNK_ROWS);
        self.restart_measure();
        for chunk in 0..chunks {
            self.measure_from(chunk * CHUNK_ROWS).await?;
        }
        let sums = self.executor.read(self.plan.measure.sums).await?;
        Ok(sums[Term::Reconstruction as usize] / test_images.min(chunks * CHUNK_ROWS) as f32)
    }
}
