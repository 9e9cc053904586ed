//! What the worker tells, and what it changes on the page.

use crate::exchange::Origin;
use crate::message::{Command, Event, LossPoint, Notice, State};
use crate::page::history::{History, Sample};
use crate::page::open::Opening;
use crate::page::said::Said;
use crate::page::state::{Arriving, Codes, Decoded, Network, Page, Progress, Question, Strip};
use crate::page::tuned;
use crate::page::worker_link::Told;
use crate::settings::{Recipe, Settings};
use crate::view::Feed;
use leptos::prelude::*;

impl Page {
    /// Takes in one event of the worker.
    pub fn apply(self, Told { event, content }: Told) {
        match event {
            Event::Hello => self.greet(),
            Event::Loading { dataset, received, total } => {
                self.arriving.set(Some(Arriving { dataset: Some(dataset), received, total }));
            }
            Event::Fetching { received, total } => {
                self.arriving.set(Some(Arriving { dataset: None, received, total }));
            }
            Event::Refused { reason, pretrained } => self.hear_refused(reason, pretrained),
            Event::Made { product, bytes } => self.download(product, &bytes),
            Event::Packed(packed) => {
                self.packing.set(false);
                self.packed.set(Some(packed));
            }
            Event::Taken(taken) => self.hear_taken(taken),
            Event::State(state) => self.enter(state),
            Event::Ready {
                settings,
                executor,
                adapter,
                trial,
                network: shape,
                train_images,
                target,
                origin,
                test_images: _,
            } => {
                self.welcome(Network {
                    settings,
                    executor,
                    adapter,
                    trial,
                    shape,
                    train_images,
                    target,
                    origin,
                });
            }
            Event::Progress { loss, epoch, images_per_second } => {
                self.advance(Progress { opened: 0, loss: Some(loss), epoch, images_per_second });
            }
            Event::Tested(loss) => self.measure(loss),
            Event::Codes { peaks, principal, window } => {
                self.codes.set(Codes { peaks, principal });
                if self.zoom.codes.get_untracked() != window {
                    self.zoom.codes.set(window);
                }
                self.picture_plane();
                self.ask_hover();
            }
            Event::Manifold { step, window } => {
                if self.zoom.manifold.get_untracked() != window {
                    self.zoom.manifold.set(window);
                }
                self.picture_grid(step);
                self.ask_hover();
            }
            Event::Chosen(chosen) => self.chosen.set(chosen),
            Event::Decoded { point, picture, near } => {
                self.decoded.set(Some(Decoded { point, picture, near }));
                if answered(self.hovering) {
                    self.ask_hover();
                }
            }
            Event::Probed(probe) => {
                self.probe.set(probe);
                if answered(self.drawing) {
                    self.ask_draw();
                }
            }
            Event::Strip { originals, inputs, outputs, indices, codes, mean_error, own_error } => {
                let strip = Strip { originals, inputs, outputs, indices, codes, mean_error, own_error };
                self.strip.set(Some(strip));
            }
            Event::Output(output) => self.output.set(Some(output)),
            Event::Played(played) => self.played.set(Some(played)),
            Event::Statistics(statistics) => self.statistics.set(Some(statistics)),
            Event::Beside(beside) => self.known.take(beside),
            Event::Filters(filters) => self.known.filters.set(Some(filters)),
            Event::Neighbours { step, neighbours } => self.known.neighbours.set((neighbours, step)),
            Event::Tuned(tuned) => tuned::keep(&tuned),
            Event::Recipe(recipe) => self.hear_recipe(&recipe),
            Event::Diverged { step } => self.say(Said::Diverged { step, good: self.good_step() }),
            Event::GpuLost { step, training, reason } => self.hear_gpu_lost(step, training, reason),
            Event::Kept { recipe, steps } => self.hear_kept(recipe, steps, content),
            Event::NotRestored { reason } => self.hear_not_restored(reason),
            Event::Notice(notice) => self.hear(notice),
        }
    }

    fn enter(self, state: State) {
        // While another network is asked for, the one that stood is no longer there to be trained.
        if self.starting.get_value() && matches!(state, State::Ready | State::Training | State::Paused) {
            return;
        }
        self.state.set(state);
        if state != State::Loading {
            self.arriving.set(None);
        }
        if state == State::Error {
            self.starting.set_value(false);
        }
    }

    /// A new network stands ready.
    fn welcome(self, mut network: Network) {
        let awaits_pretrained = self.opening.with_value(|it| it.as_ref().is_some_and(Opening::is_pretrained));
        if awaits_pretrained && network.origin == Origin::Seed {
            // It was asked for before the form went on to another, whose weights are on their way.
            return;
        }
        let (recipe, _) = self.requested.get_value();
        // A network that comes back goes on with its run.
        if self.keep.restoring.with_value(Option::is_none) {
            self.keep_run();
        }
        let mut progress = Progress::default();
        self.rates.set(recipe.rates_at(0));
        match network.origin {
            Origin::Seed => {
                if self.draft.with_untracked(|draft| *draft == recipe.settings) {
                    self.draft.set(network.settings.clone());
                }
            }
            Origin::Weights { steps, beta, learning_rate, view } => {
                let settings = network.settings.clone();
                self.requested.set_value((Recipe { settings: settings.clone(), ..Recipe::default() }, false));
                self.rates.set((beta, learning_rate));
                self.draft.set(Settings { beta, learning_rate, ..settings });
                self.look(|held| *held = view);
                progress = Progress { opened: steps, epoch: network.epochs(steps), ..progress };
            }
            // What the form describes is what Train begins.
            Origin::Pretrained => network.settings = recipe.settings,
        }
        self.opening.set_value(None);
        self.packed.set(None);
        self.packing.set(false);
        self.known.forget();
        self.network.set(Some(network.clone()));
        self.progress.set(progress);
        self.tested.set(None);
        self.forget_played();
        self.chosen.set(None);
        self.past.forget();
        self.change_history(|history| *history = History::default());
        self.arriving.set(None);
        self.starting.set_value(false);
        self.hovering.set_value(Question::default());
        self.drawing.set_value(Question::default());
        if self.strokes.with_untracked(|strokes| !strokes.is_empty()) {
            self.ask_draw();
        }
        self.ask_hover();
        let train = self.take_up(&network);
        // The form's rates reach the worker before it trains.
        self.settle();
        if train {
            self.send(&Command::Train);
        }
    }

    /// Steps were made.
    fn advance(self, progress: Progress) {
        let step = progress.step();
        self.progress.set(progress);
        self.packed.set(None);
        self.follow_replay(step);
        if let Some(loss) = progress.loss {
            self.change_history(|history| history.train.push(Sample::new(progress.epoch, &loss)));
        }
    }

    /// The test set was measured.
    fn measure(self, loss: LossPoint) {
        let epoch = self
            .network
            .with_untracked(|network| network.as_ref().map_or(0.0, |network| network.epochs(loss.step)));
        self.tested.set(Some(loss));
        if self
            .network
            .with_untracked(|network| network.as_ref().is_some_and(|it| it.origin == Origin::Pretrained))
        {
            return;
        }
        self.change_history(|history| history.test.push(Sample::new(epoch, &loss)));
    }

    /// The changes of a link's recipe are made by the worker on its way; the form follows them.
    fn follow_replay(self, step: u32) {
        let rates = self
            .requested
            .with_value(|(recipe, _)| (!recipe.changes.is_empty()).then(|| recipe.rates_at(step)));
        if let Some(rates) = rates {
            self.adopt_rates(rates);
        }
    }

    /// β and the learning rate hold in the worker; the form shows them unless it was edited meanwhile.
    fn adopt_rates(self, rates: (f32, f32)) {
        let old = self.rates.get_untracked();
        if old == rates {
            return;
        }
        self.rates.set(rates);
        self.draft.update(|draft| {
            if (draft.beta, draft.learning_rate) == old {
                (draft.beta, draft.learning_rate) = rates;
            }
        });
    }

    fn hear_recipe(self, recipe: &Recipe) {
        self.adopt_rates(recipe.rates_at(recipe.steps));
        if self.sharing.try_update_value(std::mem::take) == Some(true) {
            self.link.set(Some(super::share::address_of(recipe, &self.view.get_untracked())));
        }
    }

    fn hear(self, notice: Notice) {
        if notice == Notice::TooManyChanges {
            self.ask_rates();
        }
        if matches!(notice, Notice::FeedMissing { .. }) {
            self.look(|view| view.feed = Feed::Own);
        }
        if matches!(notice, Notice::PicturesRefused(_)) {
            self.offered_files.set_value(None);
        }
        self.say(Said::Worker(notice));
    }

    pub(super) fn change_history(self, change: impl FnOnce(&mut History)) {
        self.history.update_value(change);
        self.history_version.update(|version| *version += 1);
    }
}

/// Notes that a question was answered; whether to ask again.
fn answered(question: StoredValue<Question>) -> bool {
    let again = question.get_value().again;
    question.set_value(Question::default());
    again
}
