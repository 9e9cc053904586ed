//! What the network is judged by: principal components beside it, and nearest neighbours in its codes.

use super::Session;
use crate::beside::{Beside, Neighbours};
use crate::gpu::GpuError;
use crate::message::{Event, State};
use crate::worker::inbox::post;
use crate::worker::network::{Picture, Stock};

impl Session {
    /// Begins or ends the comparison with principal components.
    pub(super) fn compare(&mut self, shown: bool) {
        self.comparison.shown = shown;
        if let Some(network) = &mut self.network {
            self.comparison.tell_components(network);
            self.comparison.tell_codes(network);
            network.stale(Picture::Digits);
            network.stale(Picture::Beside);
        }
    }

    /// Shows the weights of the first layer from a unit on, or no longer.
    pub(super) fn watch_filters(&mut self, first: Option<u32>) {
        self.filters = first;
        if let Some(network) = &mut self.network {
            network.stale(Picture::Filters);
        }
    }

    /// Tells the page the weights of the first layer.
    pub(super) async fn filters(&mut self) -> Result<Option<u32>, GpuError> {
        let (Some(network), Some(first)) = (&self.network, self.filters) else { return Ok(None) };
        post(&Event::Filters(network.trainer.filters(first).await?));
        Ok(Some(network.trainer.steps()))
    }

    /// Looks for principal components for a slice, if the page lacks them; tells whether there was anything.
    pub(super) fn analyse(&mut self) -> bool {
        let Some(network) = self.network.as_mut().filter(|network| network.stock == Stock::Everything) else {
            return false;
        };
        if !self.comparison.lacks_components(&network.data) {
            return false;
        }
        if self.comparison.advance(network) {
            network.stale(Picture::Digits);
        }
        true
    }

    /// Begins to look for nearest neighbours, or gives it up.
    pub(super) fn seek_or_leave(&mut self, begin: bool) {
        self.tell();
        let Some(network) = &mut self.network else { return };
        if !begin {
            network.trainer.leave_neighbours();
        } else if matches!(self.state, State::Ready | State::Training | State::Paused) {
            network.measured();
            network.trainer.seek_neighbours();
            self.seeking = true;
        }
    }

    /// Looks for nearest neighbours for a slice.
    pub(super) async fn seek(&mut self) -> Result<(), GpuError> {
        let Some(network) = &mut self.network else { return Ok(()) };
        let neighbours = network.trainer.neighbours_slice().await?;
        post(&Event::Neighbours { step: network.trainer.steps(), neighbours });
        if !matches!(neighbours, Neighbours::Sought(_)) {
            self.seeking = false;
            network.wake();
        }
        Ok(())
    }

    /// Goes on with the squared error of the test set; after the last chunk, tells the page.
    pub(super) async fn square(&mut self) -> Result<Option<u32>, GpuError> {
        let training = self.state == State::Training;
        let Some(network) = &mut self.network else { return Ok(None) };
        let step = network.squaring(training);
        let Some(test_error) = network.trainer.squared_error_chunk().await? else { return Ok(None) };
        network.squared();
        post(&Event::Beside(Beside::Network { step, test_error }));
        Ok(Some(step))
    }
}
