//! Nothing is lost: the newest snapshot of the network is held here and in the browser's own storage. It comes back
//! after a fault of the GPU or of the worker, after a divergence, and at the next visit.

mod store;

use crate::exchange::Origin;
use crate::message::{Command, ExecutorKind, State};
use crate::page::browser::now;
use crate::page::record::Record;
use crate::page::said::{Resumed, Said};
use crate::page::share::is_embedded;
use crate::page::state::{Network, Page, Progress};
use crate::sentence::Sentence;
use crate::settings::{DatasetName, ExecutorChoice, Recipe, Settings};
use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

/// After a fault, the next one is not recovered from without a press for so long, milliseconds.
const TRUST: f64 = 60_000.0;
/// How often a training of an earlier visit is looked for, and the time in between.
const LOOKS: u32 = 4;
const LOOK_AGAIN: Duration = Duration::from_millis(1500);

/// A snapshot with what is known of it.
#[derive(Clone)]
pub struct Kept {
    record: Record,
    /// Its file's content, as the browser's bytes or as a part of a file.
    content: JsValue,
}

impl Kept {
    fn settings(&self) -> Settings {
        let (beta, learning_rate) = self.record.recipe.rates_at(self.record.steps);
        Settings { beta, learning_rate, ..self.record.recipe.settings.clone() }
    }

    fn origin(&self) -> Origin {
        if !self.record.opened {
            return Origin::Seed;
        }
        let Settings { beta, learning_rate, .. } = self.settings();
        Origin::Weights { steps: self.record.steps, beta, learning_rate, view: self.record.view }
    }
}

/// What a restored network does next.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Next {
    train: bool,
    learning_rate: Option<f32>,
}

/// A fault that a network comes back from.
#[derive(Clone)]
enum Fault {
    Gpu,
    Worker(Sentence),
}

/// What is kept, and what is under way with it.
pub struct Keep {
    /// The newest snapshot of the network that stands, or that stood until a fault.
    newest: StoredValue<Option<Kept>, LocalStorage>,
    /// The snapshot that the worker is restoring, and what is done then.
    pub(super) restoring: StoredValue<Option<(Kept, Next)>, LocalStorage>,
    /// The training of an earlier visit that is offered, with its file's name.
    offered: StoredValue<Option<(String, Kept)>, LocalStorage>,
    /// The file that is forgotten once the training that it holds is kept under this tab's name.
    old_name: StoredValue<Option<String>>,
    /// This tab's name.
    name: StoredValue<String>,
    /// The snapshot to store next, and whether one is being stored.
    waiting: StoredValue<Option<Kept>, LocalStorage>,
    storing: StoredValue<bool>,
    /// Whether it was said that nothing is stored.
    refused: StoredValue<bool>,
    /// The fault that is being recovered from, the steps trained until it came, and when it came.
    fault: StoredValue<Option<(Fault, u32)>, LocalStorage>,
    faulted_at: StoredValue<f64>,
}

impl Keep {
    /// Nothing yet.
    pub fn new() -> Self {
        Self {
            newest: StoredValue::new_local(None),
            restoring: StoredValue::new_local(None),
            offered: StoredValue::new_local(None),
            old_name: StoredValue::new(None),
            name: StoredValue::new(String::new()),
            waiting: StoredValue::new_local(None),
            storing: StoredValue::new(false),
            refused: StoredValue::new(false),
            fault: StoredValue::new_local(None),
            faulted_at: StoredValue::new(f64::NEG_INFINITY),
        }
    }

    /// Another network is asked for: what was kept of the one before stays in the storage alone.
    pub fn forget(&self) {
        self.newest.set_value(None);
        self.restoring.set_value(None);
        self.fault.set_value(None);
    }
}

/// Keeping.
impl Page {
    /// Looks for a training of an earlier visit, and keeps this one when its tab is hidden: it may never be seen
    /// again.
    pub fn begin_to_keep(self) {
        if is_embedded() {
            return;
        }
        self.keep.name.set_value(store::take_name());
        let _ = window_event_listener_untyped("visibilitychange", move |_| {
            if document().hidden() {
                self.send(&Command::Keep);
            }
        });
        self.look_for_kept(LOOKS);
    }

    /// Offers the newest training that no open tab has. The one of a page that was just left is free a little later.
    fn look_for_kept(self, looks: u32) {
        spawn_local(async move {
            if let Some((name, kept)) = store::newest().await {
                let said = Said::Kept { settings: Box::new(kept.settings()), step: kept.record.steps };
                self.keep.offered.set_value(Some((name, kept)));
                self.say(said);
            } else if looks > 1 {
                set_timeout(move || self.look_for_kept(looks - 1), LOOK_AGAIN);
            }
        });
    }

    /// A snapshot was made.
    pub fn hear_kept(self, recipe: Recipe, steps: u32, content: Option<Uint8Array>) {
        // One of a network that is being replaced comes too late.
        let Some(content) = content.filter(|_| !self.starting.get_value()) else { return };
        let network = self.network.get_untracked();
        let record = Record {
            recipe,
            view: self.view.get_untracked(),
            steps,
            opened: network.is_some_and(|network| matches!(network.origin, Origin::Weights { .. })),
            history: self.history.get_value(),
        };
        let own = record.recipe.settings.dataset == DatasetName::Own;
        let trained = steps > self.progress.with_untracked(|progress| progress.opened);
        let kept = Kept { record, content: content.into() };
        self.keep.newest.set_value(Some(kept.clone()));
        // The visitor's own pictures are not kept, and without them the training cannot go on.
        if trained && !own && !is_embedded() {
            self.store(kept);
        }
    }

    /// Stores a training, after the one that is being stored; of those that wait, the newest alone.
    fn store(self, kept: Kept) {
        self.keep.waiting.set_value(Some(kept));
        if self.keep.storing.get_value() {
            return;
        }
        self.keep.storing.set_value(true);
        spawn_local(async move {
            while let Some(kept) = self.keep.waiting.try_update_value(Option::take).flatten() {
                match store::write(&self.keep.name.get_value(), &kept).await {
                    Ok(()) => {
                        if let Some(old) = self.keep.old_name.try_update_value(Option::take).flatten() {
                            store::remove(&old).await;
                        }
                        store::tidy().await;
                    }
                    Err(error) => {
                        if !self.keep.refused.get_value() {
                            self.keep.refused.set_value(true);
                            self.say(Said::NotKept { full: store::is_full(&error) });
                        }
                    }
                }
            }
            self.keep.storing.set_value(false);
        });
    }
}

/// Going on.
impl Page {
    /// Goes on with the training that is offered.
    pub fn resume(self) {
        self.unsay(|said| matches!(said, Said::Kept { .. }));
        if let Some((name, kept)) = self.keep.offered.try_update_value(Option::take).flatten() {
            self.keep.fault.set_value(None);
            // What this tab trained meanwhile keeps its name.
            self.keep.name.set_value(store::take_name());
            self.keep.old_name.set_value(Some(name));
            self.restore(kept, Next { train: true, learning_rate: None });
        }
    }

    /// Offers it no longer at this visit: another training begins.
    pub fn put_off(self) {
        self.unsay(|said| matches!(said, Said::Kept { .. }));
        self.keep.offered.set_value(None);
    }

    /// Forgets the training that is offered.
    pub fn forget_offered(self) {
        self.unsay(|said| matches!(said, Said::Kept { .. }));
        if let Some((name, _)) = self.keep.offered.try_update_value(Option::take).flatten() {
            spawn_local(async move { store::remove(&name).await });
        }
    }

    /// Goes back to the last good step.
    pub fn restore_good(self) {
        if let Some(kept) = self.keep.newest.get_value() {
            self.restore(kept, Next { train: false, learning_rate: None });
        }
    }

    /// Halves the learning rate, and goes on from the last good step; starts anew where there is none.
    pub fn halve_rate(self) {
        let learning_rate = self.rates.get_untracked().1 / 2.0;
        if let Some(kept) = self.keep.newest.get_value() {
            self.restore(kept, Next { train: true, learning_rate: Some(learning_rate) });
        } else {
            self.draft.update(|draft| draft.learning_rate = learning_rate);
            self.start_anew();
        }
    }

    /// Starts anew on the executor `choice`; a network that a fault took away goes on there.
    pub fn run_on(self, choice: ExecutorChoice) {
        self.draft.update(|draft| draft.executor = choice);
        if let Some(mut kept) = self.keep.newest.get_value() {
            kept.record.recipe.settings.executor = choice;
            self.restore(kept, Next { train: true, learning_rate: None });
        } else {
            self.start_anew();
        }
    }

    /// The newest step that can be restored.
    pub fn good_step(self) -> Option<u32> {
        self.keep.newest.with_value(|newest| newest.as_ref().map(|kept| kept.record.steps))
    }

    /// The GPU stopped answering.
    pub fn hear_gpu_lost(self, step: u32, training: bool, reason: Sentence) {
        // One that is lost while it restores a network has not come to its steps yet.
        let step = step.max(self.good_step().unwrap_or_default());
        let again = self.may_recover();
        self.keep.fault.set_value(Some((Fault::Gpu, step)));
        if again {
            self.come_back(training);
        }
        self.say(Said::GpuLost { step, again, reason });
    }

    /// The worker died. Another takes its place, unless none ever worked or this happens time and again.
    pub fn bury_worker(self, reason: Sentence) {
        let (training, step) = (self.state.get_untracked() == State::Training, self.step());
        let was_ready = self.network.with_untracked(Option::is_some);
        self.give_up(reason.clone());
        if was_ready {
            self.keep.fault.set_value(Some((Fault::Worker(reason), step)));
            if self.may_recover() {
                self.unsay(|said| matches!(said, Said::WorkerFailed { .. }));
                self.come_back(training);
            }
        }
    }

    /// Whether a fault is recovered from without a press: the first one in a while is.
    fn may_recover(self) -> bool {
        let before = self.keep.faulted_at.get_value();
        self.keep.faulted_at.set_value(now());
        now() - before > TRUST
    }

    /// Puts the newest snapshot in place of the network that a fault took away; without one, what stood before it was
    /// trained.
    pub fn come_back(self, train: bool) {
        if let Some(kept) = self.keep.newest.get_value() {
            self.restore(kept, Next { train, learning_rate: None });
            return;
        }
        let fault = self.keep.fault.get_value();
        let pretrained = untrack(move || self.is_pretrained());
        if !(pretrained && self.show_pretrained()) {
            self.start(Recipe { settings: self.draft.get_untracked(), ..Recipe::default() }, train);
        }
        self.keep.fault.set_value(fault);
    }

    /// Asks the worker, or a new one in its place, for the network of a snapshot.
    fn restore(self, kept: Kept, next: Next) {
        let settings = kept.settings();
        let old = self.requested.with_value(|(old, _)| old.settings.executor);
        let fresh_worker = old != settings.executor || self.has_failed();
        self.said.update(|said| said.retain(|said| !said.ends_with_the_network()));
        self.opening.set_value(None);
        self.view.set(kept.record.view);
        self.send_look();
        self.rates.set((settings.beta, settings.learning_rate));
        self.draft.set(settings);
        self.requested.set_value((Recipe { steps: 0, ..kept.record.recipe.clone() }, false));
        self.keep.newest.set_value(Some(kept.clone()));
        self.keep.restoring.set_value(Some((kept, next)));
        self.starting.set_value(true);
        self.state.set(State::Loading);
        if fresh_worker {
            self.open_worker();
        } else {
            self.send_restoring();
        }
    }

    /// Hands the worker what it shall restore, once it can hear it; tells whether there is anything to restore.
    pub fn send_restoring(self) -> bool {
        let Some((kept, _)) = self.keep.restoring.get_value() else { return false };
        if self.greeted.get_untracked()
            && let Ok(file) = File::new_with_u8_array_sequence(&Array::of1(&kept.content), "snapshot")
        {
            // A worker that is gone is found out by the command after it.
            let _ = self.worker.with_value(|link| link.as_ref().map(|link| link.hand_files(&[file])));
            let executor = kept.record.recipe.settings.executor;
            self.send(&Command::Restore { origin: kept.origin(), executor });
        }
        true
    }

    /// A network stands ready; if it was restored, it takes up where it was. Tells whether it is to be trained.
    pub fn take_up(self, network: &Network) -> bool {
        let restored = self.keep.restoring.try_update_value(Option::take).flatten();
        let fault = self.keep.fault.try_update_value(Option::take).flatten();
        let step = restored.as_ref().map_or(0, |(kept, _)| kept.record.steps);
        if let Some((fault, reached)) = fault {
            self.say_recovered(fault, network.executor, Resumed { step, reached });
        }
        let Some((kept, Next { train, learning_rate })) = restored else {
            self.keep.newest.set_value(None);
            return false;
        };
        let (beta, rate) = kept.record.recipe.rates_at(step);
        self.rates.set((beta, rate));
        let learning_rate = learning_rate.unwrap_or(rate);
        self.draft.set(Settings { beta, learning_rate, ..network.settings.clone() });
        self.progress.set(Progress { opened: step, epoch: network.epochs(step), ..Progress::default() });
        self.change_history(|history| *history = kept.record.history);
        train
    }

    fn say_recovered(self, fault: Fault, executor: ExecutorKind, resumed: Resumed) {
        self.unsay(|said| matches!(said, Said::GpuLost { .. }));
        match fault {
            Fault::Worker(reason) => self.say(Said::WorkerRestarted { reason, resumed }),
            Fault::Gpu if executor == ExecutorKind::Gpu => self.say(Said::GpuBack(resumed)),
            // That the CPU took over is said already.
            Fault::Gpu => {}
        }
    }

    /// The worker could not restore what it was handed.
    pub fn hear_not_restored(self, reason: Sentence) {
        self.keep.forget();
        if let Some(name) = self.keep.old_name.try_update_value(Option::take).flatten() {
            spawn_local(async move { store::remove(&name).await });
        }
        self.start_anew();
        self.say(Said::NotRestored { reason });
    }
}
