//! What single stages of the network made of an image that was probed.

use super::Trainer;
use crate::gpu::GpuError;
use crate::inspection::Output;
use crate::model::outline;

impl Trainer {
    /// The output of stage `stage`, counted over all parts of the network's [`outline`], for image `row` of the last
    /// probe; none where there is no such stage. The decoder's last is a picture from 0 to 1.
    ///
    /// # Errors
    /// The GPU's fault.
    pub async fn output(&mut self, stage: u32, row: u32) -> Result<Option<Output>, GpuError> {
        let shapes =
            outline(self.model()).into_iter().flat_map(|(_, stages)| stages).map(|stage| stage.output);
        let probe = &self.plan.probe;
        let Some((shape, &tensor)) = shapes.zip(&probe.stages).nth(stage as usize) else { return Ok(None) };
        if !probe.judge.calls.is_empty() {
            let judge = self.programs.probe_judge.get_or_insert_with(|| self.executor.prepare(&probe.judge));
            self.executor.run(*judge, 1);
        }
        let is_picture = tensor == probe.logits;
        let mut values = self.executor.read(tensor.row(row)).await?;
        values.truncate(tensor.width as usize);
        if is_picture {
            for value in &mut values {
                *value = 1.0 / (1.0 + (-*value).exp());
            }
        }
        let shape = if is_picture { self.model().input } else { shape };
        Ok(Some(Output::new(stage, shape, &values)))
    }
}
