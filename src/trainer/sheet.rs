//! The sheet: codes of the visitor's, decoded and read back.

use super::Trainer;
use super::picture::picture;
use super::training::{padded_rows, unpadded};
use crate::gpu::GpuError;
use crate::plan::SHEET_ROWS;

impl Trainer {
    /// Decodes codes, `[count, latent]`, for a network that is given classes each of its own of `classes`, to pictures of a byte a pixel, one after the other; [`SHEET_ROWS`] at a
    /// time, whatever the count, so that nothing is compiled while the visitor plays.
    ///
    /// # Errors
    /// The GPU's fault.
    pub async fn decode_sheet(&mut self, codes: &[f32], classes: &[u8]) -> Result<Vec<u8>, GpuError> {
        let (target, given, logits) =
            (self.plan.sheet.codes, self.plan.sheet.classes, self.plan.sheet.logits);
        let latent = self.model().latent();
        let mut pictures = Vec::new();
        let parts = codes.chunks((SHEET_ROWS * latent) as usize);
        for (part, classes) in parts.zip(classes.chunks(SHEET_ROWS as usize)) {
            self.executor.write(target, bytemuck::cast_slice(&padded_rows(part, target)));
            self.write_classes(given, classes);
            self.executor.run(self.programs.sheet, 1);
            let words = self.executor.read(logits.first_rows(part.len() as u32 / latent)).await?;
            pictures.extend(picture(&unpadded(&words, logits.stride, logits.width)));
        }
        Ok(pictures)
    }
}
