//! Snapshots: all that training has changed, out and in.

use super::Trainer;
use super::parameters::{from_torch, to_torch};
use crate::gpu::GpuError;
use crate::share::snapshot::Snapshot;
use crate::view::View;

impl Trainer {
    /// A snapshot of the network as it stands. Its recipe has the changes that are still to come, and its view is the
    /// usual one.
    ///
    /// # Errors
    /// The GPU's fault.
    pub async fn snapshot(&self) -> Result<Snapshot, GpuError> {
        let [first, second] = self.plan.moments;
        let words = self.executor.read_all([self.plan.parameters, first, second]).await?;
        Ok(Snapshot {
            recipe: self.recipe.clone(),
            view: View::default(),
            steps: self.recipe.steps,
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
