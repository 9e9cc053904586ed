//! The search for the fastest kernels, a trial at a time.

use super::Trainer;
use crate::executor::Executor;
use crate::gpu::{GpuError, Tuner};

impl Trainer {
    /// Tries one more variant of a product on the GPU; the fastest is used from then on. Returns whether there is
    /// more to try. A step was trained before, so that there are numbers to try with. `clock` tells milliseconds.
    ///
    /// # Errors
    /// The GPU's fault, if it has one.
    pub async fn try_variant(&mut self, clock: &impl Fn() -> f64) -> Result<bool, GpuError> {
        let Executor::Gpu(executor) = &mut self.executor else { return Ok(false) };
        let tuner = self.tuner.get_or_insert_with(|| {
            let grid = self.programs.grid.map(|(rows, _)| self.plan.grid.decode(rows));
            let programs = [&self.plan.step.program, &self.plan.measure.program].into_iter().chain(&grid);
            Tuner::new(programs, executor.gpu())
        });
        tuner.try_one(executor, clock).await?;
        Ok(!tuner.is_done())
    }
}
