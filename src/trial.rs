//! Which executor trains a network faster: both do the dearest work of its step for a moment, on blank images, and
//! a watch tells. The rest of the step takes little time and, on a GPU, many more pipelines.

use crate::executor::{Executor, Hardware};
use crate::gpu::{Gpu, GpuError};
use crate::kernel::Call;
use crate::message::ExecutorKind;
use crate::model::Model;
use crate::plan::{Plan, Program, Sizes};
use crate::settings::Settings;
use serde::{Deserialize, Serialize};
use std::mem::discriminant;

/// Milliseconds that an executor is timed for, once it has done the work.
const MOMENT: f64 = 80.0;
/// Times that the work is done in a run at most.
const MOST_TIMES: u32 = 16;
/// Images of a step at most.
const MOST_IMAGES: u32 = 128;
/// How many times as fast an executor must be to win for every network.
const CLEARLY: f32 = 4.0;

/// Milliseconds that the same work took on each executor: each kind of product of a step once, its largest.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    /// On the GPU.
    pub gpu: f32,
    /// On the CPU.
    pub cpu: f32,
}

impl Trial {
    /// Times both executors, the CPU first; `now` tells milliseconds.
    ///
    /// # Errors
    /// The GPU's fault.
    pub async fn hold(
        gpu: &Gpu,
        model: &Model,
        settings: &Settings,
        now: fn() -> f64,
    ) -> Result<Self, GpuError> {
        let Settings { batch, reconstruction, optimizer, .. } = *settings;
        let batch = batch.min(MOST_IMAGES);
        let sizes = Sizes { batch, train_images: batch, test_images: 1, reconstruction, optimizer };
        let plan = Plan::new(model, sizes);
        let work = dearest(&plan.step.program);
        let cpu = milliseconds(&Hardware::Cpu, &plan, &work, now).await?;
        let gpu = milliseconds(&Hardware::Gpu(gpu.clone()), &plan, &work, now).await?;
        Ok(Self { gpu, cpu })
    }

    /// The faster executor.
    pub fn winner(self) -> ExecutorKind {
        if self.cpu < self.gpu { ExecutorKind::Cpu } else { ExecutorKind::Gpu }
    }

    /// Whether it is so much faster that it will be for other networks too.
    pub fn is_clear(self) -> bool {
        self.cpu.max(self.gpu) > CLEARLY * self.cpu.min(self.gpu)
    }
}

/// The largest matrix product of each kind.
fn dearest(program: &Program) -> Program {
    let size = |call: &Call| call.matrix_product().map_or(0, |shape| shape.map(u64::from).iter().product());
    let mut dearest: Vec<&Call> = Vec::new();
    for call in program.calls.iter().filter(|call| size(call) > 0) {
        let same = |other: &&mut &Call| discriminant(**other) == discriminant(call);
        match dearest.iter_mut().find(same) {
            Some(other) if size(call) > size(other) => *other = call,
            Some(_) => {}
            None => dearest.push(call),
        }
    }
    Program { calls: dearest.into_iter().cloned().collect() }
}

/// Milliseconds of the work at best. The first time is not counted: compilers are busy then.
async fn milliseconds(
    hardware: &Hardware,
    plan: &Plan,
    work: &Program,
    now: fn() -> f64,
) -> Result<f32, GpuError> {
    let mut executor = Executor::new(hardware, &plan.buffers).await?;
    let work = executor.prepare(work);
    executor.run(work, 1);
    executor.finish().await?;
    let (begin, mut times, mut best) = (now(), 1, f64::INFINITY);
    loop {
        let start = now();
        executor.run(work, times);
        executor.finish().await?;
        best = best.min((now() - start) / f64::from(times));
        let left = MOMENT - (now() - begin);
        if left <= 0.0 {
            return Ok(best as f32);
        }
        times = (2 * times).min(MOST_TIMES).min((left / best.max(1e-3)) as u32).max(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_work_is_the_largest_product_of_each_kind() {
        let settings = Settings::default();
        let model =
            crate::model::preset(&settings, crate::model::Shape { height: 28, width: 28, channels: 1 });
        let Settings { batch, reconstruction, optimizer, .. } = settings;
        let sizes = Sizes { batch, train_images: batch, test_images: 1, reconstruction, optimizer };
        let work = dearest(&Plan::new(&model, sizes).step.program);
        let shapes: Vec<_> = work.calls.iter().filter_map(Call::matrix_product).collect();
        assert_eq!(shapes, [[128, 784, 512], [512, 128, 784], [128, 784, 512]]);
    }

    #[test]
    fn the_executor_with_the_shorter_step_wins() {
        assert_eq!(Trial { gpu: 120.0, cpu: 12.0 }.winner(), ExecutorKind::Cpu);
        assert_eq!(Trial { gpu: 3.0, cpu: 12.0 }.winner(), ExecutorKind::Gpu);
        assert!(Trial { gpu: 120.0, cpu: 12.0 }.is_clear());
        assert!(!Trial { gpu: 20.0, cpu: 12.0 }.is_clear());
    }
}
