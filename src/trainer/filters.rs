//! The weights of the first layer.

use super::Trainer;
use crate::filters::Filters;
use crate::gpu::GpuError;
use crate::model::{Model, Role};
use crate::plan::Tensor;

impl Trainer {
    /// What the units of the first layer from `first` on look for.
    ///
    /// # Errors
    /// The GPU's fault.
    pub async fn filters(&self, first: u32) -> Result<Filters, GpuError> {
        let (slot, model) = (&self.plan.slots[0], self.model());
        let side = match slot.shape.role {
            Role::Kernel { side } => side,
            Role::Weight(_) | Role::Bias(_) => Model::shape_after(&model.prepare, model.input).width,
        };
        let all = self.plan.parameters;
        let (rows, stride) = (side * side, slot.stride);
        let matrix = Tensor { offset: all.offset + slot.offset, rows, width: stride, stride, ..all };
        let words = self.executor.read(matrix).await?;
        Ok(Filters::of(&words, stride as usize, slot.shape.outputs, side, first))
    }
}
