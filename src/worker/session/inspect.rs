//! What a stage of the network makes of the digit at hand.

use super::Session;
use crate::gpu::GpuError;
use crate::message::Event;
use crate::worker::inbox::post;
use crate::worker::network::Picture;

impl Session {
    /// Begins to tell of a stage, or ends it.
    pub(super) async fn inspect(&mut self, stage: Option<u32>) -> Result<(), GpuError> {
        self.inspected = stage;
        if stage.is_some() { self.make(Picture::Digits).await } else { Ok(()) }
    }

    /// Tells what the stage that is looked at made of the digit on the pad, or, where there is none, of the first of
    /// the strip, if the strip has digits: both were probed just now.
    pub(super) async fn tell_output(&mut self, has_strip: bool) -> Result<(), GpuError> {
        let row = match (&self.drawn, has_strip) {
            (Some(_), _) => 0,
            (None, true) => 1,
            (None, false) => return Ok(()),
        };
        let (Some(stage), Some(network)) = (self.inspected, &mut self.network) else { return Ok(()) };
        if let Some(output) = network.trainer.output(stage, row).await? {
            post(&Event::Output(output));
        }
        Ok(())
    }
}
