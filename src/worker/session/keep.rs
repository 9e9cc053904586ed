//! Nothing is lost: snapshots go to the page, which keeps the newest, and come back after a fault or another visit.

use super::{Session, tell_ready};
use crate::exchange::Origin;
use crate::gpu::GpuError;
use crate::message::{Event, Notice, State};
use crate::sentence::{Sentence, sentence};
use crate::settings::{ExecutorChoice, Recipe};
use crate::share::snapshot::{self, Snapshot};
use crate::share::weights::MAX_BYTES;
use crate::trainer::Trainer;
use crate::worker::clock::now;
use crate::worker::inbox::{post, post_with};
use crate::worker::network::Network;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

impl Session {
    /// Keeps the network, if it is time to.
    pub(super) async fn keep_if_due(&mut self) -> Result<(), GpuError> {
        if self.network.as_ref().is_some_and(|network| network.keeping.is_due(now())) {
            self.keep().await?;
        }
        Ok(())
    }

    /// Hands the page a snapshot, if steps were trained since the last one. A network that came to numbers that are
    /// not finite is not kept, and not trained on.
    pub(super) async fn keep(&mut self) -> Result<(), GpuError> {
        let start = now();
        self.tell();
        let Some(network) = &mut self.network else { return Ok(()) };
        let step = network.trainer.steps();
        let good = matches!(self.state, State::Ready | State::Training | State::Paused);
        if !good || !network.keeping.lacks(step) {
            return Ok(());
        }
        let mut snapshot = network.trainer.snapshot().await?;
        if !snapshot.is_finite() {
            self.diverge(step);
            return Ok(());
        }
        snapshot.recipe.steps = snapshot.recipe.steps.max(network.target);
        let recipe = snapshot.recipe.clone();
        match snapshot::write(snapshot) {
            Ok(file) => post_with(&Event::Kept { recipe, steps: step }, &file),
            Err(error) => post(&Event::Notice(Notice::NotMade { reason: Sentence::from(&error) })),
        }
        network.keeping.kept(step, start, now());
        Ok(())
    }

    /// The network's numbers are no longer finite.
    pub(super) fn diverge(&mut self, step: u32) {
        self.enter(State::Diverged);
        post(&Event::Diverged { step });
    }

    /// Puts the snapshot that was handed over in place of the network, paused.
    pub(super) async fn restore(&mut self, origin: Origin, executor: ExecutorChoice) -> Result<(), GpuError> {
        let file = self.inbox.take_files().into_iter().next();
        let snapshot = match read(file).await {
            Ok(snapshot) => snapshot,
            Err(reason) => {
                post(&Event::NotRestored { reason });
                return Ok(());
            }
        };
        self.leave();
        let target = if snapshot.recipe.steps > snapshot.steps { snapshot.recipe.steps } else { 0 };
        let mut recipe = Recipe { steps: 0, ..snapshot.recipe.clone() };
        recipe.settings.executor = executor;
        let Some(chosen) = self.choose(&recipe.settings).await? else { return Ok(()) };
        let Some(data) = self.data(&mut recipe).await else { return Ok(()) };
        let mut trainer = Trainer::new(&chosen.hardware, recipe, &data).await?;
        trainer.restore(&snapshot);
        let mut network = Network::new(trainer, data, target);
        network.origin = origin;
        tell_ready(&chosen, &network);
        self.take_in(network);
        self.enter(State::Paused);
        Ok(())
    }
}

async fn read(file: Option<File>) -> Result<Snapshot, Sentence> {
    let unread = || sentence!("snapshot.unread");
    let file = file.filter(|file| file.size() <= MAX_BYTES as f64).ok_or_else(unread)?;
    let content = JsFuture::from(file.array_buffer()).await.map_err(|_| unread())?;
    snapshot::read(&js_sys::Uint8Array::new(&content).to_vec()).map_err(|error| Sentence::from(&error))
}
