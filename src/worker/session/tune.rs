//! The search for the fastest kernels goes on between slices of training; the page keeps what it finds.

use super::Session;
use crate::executor::Hardware;
use crate::gpu::GpuError;
use crate::message::{Event, Tuned};
use crate::worker::clock::now;
use crate::worker::inbox::post;
use crate::worker::machines::Chosen;

impl Session {
    /// Makes a trial if one is due.
    pub(super) async fn tune(&mut self) -> Result<(), GpuError> {
        let (Some(network), Some(Chosen { hardware: Hardware::Gpu(gpu), .. })) =
            (&mut self.network, &self.chosen)
        else {
            return Ok(());
        };
        if !network.tuning.is_due() {
            return Ok(());
        }
        let start = now();
        let more = network.trainer.try_variant(&now).await?;
        network.tuning.tried(start, more);
        let tuned = Tuned { adapter: gpu.adapter_name.clone(), variants: gpu.choices().to_string() };
        if self.tuned.as_ref() != Some(&tuned) {
            post(&Event::Tuned(tuned.clone()));
            self.tuned = Some(tuned);
        }
        Ok(())
    }
}
