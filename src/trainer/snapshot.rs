//! Snapshots: all that training has changed, out and in.

use super::Trainer;
use super::parameters::{from_torch, to_torch};
use crate::gpu::GpuError;
use crate::settings::Recipe;
use crate::share::snapshot::Snapshot;

impl Trainer {
    /// A snapshot of the network as it stands.
    ///
    /// # Errors
    /// The GPU's fault.
    pub async fn snapshot(&self) -> Result<Snapshot, GpuError> {
        let [first, second] = self.plan.moments;
        let words = self.executor.read_all([self.plan.parameters, first, second]).await?;
        let steps = self.recipe.steps;
        let last_change = self.recipe.changes.last().map_or(0, |change| change.step);
        Ok(Snapshot {
            recipe: Recipe { steps: steps.max(last_change), ..self.recipe.clone() },
            steps,
            fresh_at: self.fresh_at,
            tensors: words.map(|words| self.plan.slots.iter().map(|slot| to_torch(slot, &words)).collect()),
        })
    }

    /// Puts a snapshot in place of a network that was made of its recipe: training goes on as if it had never
    /// stopped.
    ///
    /// # Panics
    /// Where the snapshot is of another network.
    pub fn restore(&mut self, snapshot: &Snapshot) {
        let [parameters, first, second] = &snapshot.tensors;
        self.set_parameters(parameters);
        for (tensor, moments) in self.plan.moments.into_iter().zip([first, second]) {
            let words = from_torch(&self.plan.slots, moments, tensor.width);
            self.executor.write(tensor, bytemuck::cast_slice(&words));
        }
        self.recipe.steps = snapshot.steps;
        self.fresh_at = snapshot.fresh_at;
    }
}
