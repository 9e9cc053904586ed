//! How the plane is looked at, and what the visitor looks at on it.

use super::Session;
use crate::choice::Choice;
use crate::gpu::GpuError;
use crate::message::Event;
use crate::view::View;
use crate::worker::inbox::post;
use crate::worker::network::Picture;

impl Session {
    /// Looks at the plane in another way.
    pub(super) fn look(&mut self, view: View, hidden: [bool; 10]) {
        let same_feed = view.feed == self.view.feed;
        (self.view, self.hidden) = (view, hidden);
        self.play_asked |= self.play.watched;
        self.redraw();
        if !same_feed {
            self.feed();
        }
    }

    /// Decodes a point of the plane, and finds the test digits near to it.
    pub(super) async fn hover(&mut self, point: [f32; 2]) -> Result<(), GpuError> {
        if let Some(network) = &mut self.network {
            let code = network.plane.code(point);
            let picture = network.trainer.decode(&code, self.view.class).await?;
            post(&Event::Decoded { point, picture, near: network.near(point) });
        }
        Ok(())
    }

    /// Chooses a test digit.
    pub(super) async fn choose_digit(&mut self, choice: Choice) -> Result<(), GpuError> {
        let Some(network) = &mut self.network else { return Ok(()) };
        let before = network.chosen;
        network.choose(choice, &self.view, &self.hidden);
        network.tell_chosen();
        if network.chosen != before {
            self.make(Picture::Digits).await?;
        }
        Ok(())
    }
}
