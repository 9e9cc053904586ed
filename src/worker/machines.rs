//! What there is to compute with, and which of it trains a network.

use super::clock::now;
use crate::data::SIDE;
use crate::executor::Hardware;
use crate::gpu::{Choices, Gpu, GpuError};
use crate::message::{ExecutorKind, Tuned};
use crate::model::{Model, Shape, preset};
use crate::settings::{ExecutorChoice, Settings};
use crate::trial::Trial;

/// What trains a network.
#[derive(Clone, Debug)]
pub(super) struct Chosen {
    /// The hardware.
    pub hardware: Hardware,
    /// The trial that it won, if one was held.
    pub trial: Option<Trial>,
}

/// The GPU, once it was asked for, and the trials that it was in.
pub(super) struct Machines {
    pub instance: wgpu::Instance,
    gpu: Option<Gpu>,
    trials: Vec<(Model, u32, Trial)>,
}

impl Machines {
    pub(super) fn new() -> Self {
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
        Self { instance, gpu: None, trials: Vec::new() }
    }

    /// What trains the network of these settings, as they ask for it. A GPU takes over what was found out on its
    /// adapter before.
    pub(super) async fn choose(
        &mut self,
        settings: &Settings,
        tuned: Option<&Tuned>,
    ) -> Result<Chosen, GpuError> {
        if settings.executor == ExecutorChoice::Cpu {
            return Ok(Chosen { hardware: Hardware::Cpu, trial: None });
        }
        let gpu = self.gpu(tuned).await?;
        if settings.executor == ExecutorChoice::Gpu {
            return Ok(Chosen { hardware: Hardware::Gpu(gpu), trial: None });
        }
        let trial = self.trial(&gpu, settings).await?;
        let hardware = match trial.winner() {
            ExecutorKind::Gpu => Hardware::Gpu(gpu),
            ExecutorKind::Cpu => Hardware::Cpu,
        };
        Ok(Chosen { hardware, trial: Some(trial) })
    }

    /// The GPU.
    async fn gpu(&mut self, tuned: Option<&Tuned>) -> Result<Gpu, GpuError> {
        if let Some(gpu) = &self.gpu {
            return Ok(gpu.clone());
        }
        let gpu = Gpu::request(&self.instance).await?;
        if let Some(tuned) = tuned.filter(|tuned| tuned.adapter == gpu.adapter_name) {
            gpu.remember(Choices::read(&tuned.variants));
        }
        Ok(self.gpu.insert(gpu).clone())
    }

    /// The trial of a network, or a clear one of another.
    async fn trial(&mut self, gpu: &Gpu, settings: &Settings) -> Result<Trial, GpuError> {
        let side = SIDE as u32;
        let model = preset(settings, Shape { height: side, width: side, channels: 1 });
        let held = |(tried, batch, trial): &&(Model, u32, Trial)| {
            trial.is_clear() || *tried == model && *batch == settings.batch
        };
        if let Some((_, _, trial)) = self.trials.iter().find(held) {
            return Ok(*trial);
        }
        let trial = Trial::hold(gpu, &model, settings, now).await?;
        self.trials.push((model, settings.batch, trial));
        Ok(trial)
    }

    /// The GPU failed: the next one is asked for anew.
    pub(super) fn forget(&mut self) {
        (self.gpu, self.trials) = (None, Vec::new());
    }
}
