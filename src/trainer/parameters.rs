//! Parameters in and out, with PyTorch's names and layouts.

use super::Trainer;
use crate::gpu::GpuError;
use crate::plan::Slot;
use crate::share::checkpoint::NamedTensor;

impl Trainer {
    /// All parameters in PyTorch's layouts.
    ///
    /// # Errors
    /// The GPU's fault.
    pub async fn parameters(&self) -> Result<Vec<NamedTensor>, GpuError> {
        let words = self.executor.read(self.plan.parameters).await?;
        Ok(self.plan.slots.iter().map(|slot| to_torch(slot, &words)).collect())
    }

    /// Their gradients in the last step.
    ///
    /// # Errors
    /// The GPU's fault.
    pub async fn gradients(&self) -> Result<Vec<NamedTensor>, GpuError> {
        let words = self.executor.read(self.plan.gradients).await?;
        Ok(self.plan.slots.iter().map(|slot| to_torch(slot, &words)).collect())
    }

    /// Names and shapes that [`Self::set_parameters`] takes, in its order.
    pub fn parameter_shapes(&self) -> Vec<(String, Vec<usize>)> {
        self.plan.slots.iter().map(|slot| (slot.shape.name.clone(), slot.shape.torch_shape())).collect()
    }

    /// Puts parameters in place of those that stand; the optimiser's moments stay.
    ///
    /// # Panics
    /// Where names, order or sizes are not those of [`Self::parameter_shapes`].
    pub fn set_parameters(&mut self, tensors: &[NamedTensor]) {
        self.leave_neighbours();
        let words = from_torch(&self.plan.slots, tensors, self.plan.parameters.width);
        self.executor.write(self.plan.parameters, bytemuck::cast_slice(&words));
    }

    /// Puts parameters that the recipe made in `steps` steps in place of the new ones. Training goes on from there,
    /// the optimiser's moments at zero.
    ///
    /// # Panics
    /// As [`Self::set_parameters`].
    pub fn continue_from(&mut self, steps: u32, tensors: &[NamedTensor]) {
        self.set_parameters(tensors);
        self.recipe.steps = steps;
        self.fresh_at = steps;
    }
}

/// `count` words that hold the parameters' numbers in the plan's layout.
pub(super) fn from_torch(slots: &[Slot], tensors: &[NamedTensor], count: u32) -> Vec<f32> {
    assert_eq!(tensors.len(), slots.len(), "one tensor a parameter");
    let mut words = vec![0.0_f32; count as usize];
    for (slot, tensor) in slots.iter().zip(tensors) {
        assert_eq!(slot.shape.name, tensor.name, "parameters in the plan's order");
        let places: Vec<usize> = slot.words().collect();
        for (place, value) in slot.shape.torch_order().into_iter().zip(&tensor.values) {
            words[places[place]] = *value;
        }
    }
    words
}

/// A parameter in PyTorch's layout, out of words in the plan's.
pub(super) fn to_torch(slot: &Slot, words: &[f32]) -> NamedTensor {
    let places: Vec<usize> = slot.words().collect();
    NamedTensor {
        name: slot.shape.name.clone(),
        shape: slot.shape.torch_shape(),
        values: slot.shape.torch_order().into_iter().map(|place| words[places[place]]).collect(),
    }
}
