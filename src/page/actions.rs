//! What the visitor can do, and how it reaches the worker.

use crate::message::{Command, Palette, State};
use crate::page::browser::pixel_ratio;
use crate::page::course::LessonStep;
use crate::page::said::{Said, say};
use crate::page::state::{Page, Question};
use crate::page::tuned;
use crate::page::worker_link::WorkerLink;
use crate::sentence::Sentence;
use crate::settings::{DatasetName, Recipe, Settings};
use crate::share::link::Opened;
use crate::view::View;
use leptos::prelude::*;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::HtmlCanvasElement;

/// Plates narrower than this have smaller dots and fewer digits, CSS pixels.
pub const SMALL_PLATE: f64 = 440.0;

/// Training.
impl Page {
    /// Trains, or pauses.
    pub fn train_or_pause(self) {
        self.put_off();
        if self.stands_pretrained() {
            self.start(Recipe { settings: self.draft.get_untracked(), ..Recipe::default() }, true);
            return;
        }
        match self.state.get_untracked() {
            State::Training => self.send(&Command::Pause),
            State::Ready | State::Paused => self.send(&Command::Train),
            State::Loading | State::Diverged | State::Lost | State::Error => {}
        }
    }

    /// Trains one step.
    pub fn one_step(self) {
        if matches!(self.state.get_untracked(), State::Ready | State::Paused | State::Training) {
            if self.stands_pretrained() {
                self.start_anew();
            }
            self.send(&Command::Step);
        }
    }

    /// Whether what stands ready came with the page: training begins a new one.
    fn stands_pretrained(self) -> bool {
        self.state.get_untracked() == State::Ready && untrack(move || self.is_pretrained())
    }

    /// Throws the network away and starts the one that the form describes.
    pub fn start_anew(self) {
        self.start(Recipe { settings: self.draft.get_untracked(), ..Recipe::default() }, false);
    }

    /// Throws the network away and starts the one of `recipe`; trains at once if `run`.
    pub fn start(self, recipe: Recipe, run: bool) {
        let old = self.requested.with_value(|(old, _)| old.settings.executor);
        let fresh_worker = old != recipe.settings.executor || self.has_failed();
        self.said.update(|said| said.retain(|said| !said.ends_with_the_network()));
        self.opening.set_value(None);
        self.keep.forget();
        self.draft.set(recipe.settings.clone());
        self.rates.set(recipe.rates_at(0));
        self.requested.set_value((recipe, run));
        self.starting.set_value(true);
        self.state.set(State::Loading);
        if fresh_worker {
            self.open_worker();
        } else {
            self.send_start();
        }
    }

    /// Sends what was last asked for, once the worker can hear it.
    pub fn send_start(self) {
        if self.greeted.get_untracked() {
            let (recipe, run) = self.requested.get_value();
            self.send(&Command::Start { recipe, run });
        }
    }

    /// Starts anew on digits that need no file.
    pub fn use_synthetic(self) {
        self.draft.update(|draft| draft.dataset = DatasetName::Synthetic);
        self.start_anew();
    }

    /// Whether the worker has to be replaced before another network can stand.
    pub(super) fn has_failed(self) -> bool {
        self.state.get_untracked() == State::Lost || self.worker.with_value(Option::is_none)
    }
}

/// The form.
impl Page {
    /// Changes the form, and the network if it can follow without being thrown away.
    pub fn edit(self, change: impl FnOnce(&mut Settings)) {
        self.draft.update(change);
        self.settle();
    }

    /// Goes to a step of the lesson: its first network, unless the form holds one of its networks already. With the
    /// lesson's settings a trained one is shown.
    pub fn go_to(self, step: LessonStep) {
        if self.draft.with_untracked(|draft| LessonStep::of(draft.model)) != step {
            self.draft.update(|draft| draft.change_model(step.first_network()));
            if !self.show_pretrained() {
                self.settle();
            }
        }
    }

    /// Says that a field's text was not taken.
    pub fn refuse(self, reason: Sentence) {
        self.say(Said::Refused { reason });
    }

    /// Puts the form back to the network that stands.
    pub fn keep_network(self) {
        if let Some(network) = self.network.get_untracked() {
            let (beta, learning_rate) = self.rates.get_untracked();
            self.draft.set(Settings { beta, learning_rate, ..network.settings });
        }
        self.settle();
    }

    /// Brings network and form together: a rate is tuned, an untrained network follows, a trained one is
    /// asked about. Waits while a network is being prepared.
    pub fn settle(self) {
        self.unsay(|said| said.is_question() || matches!(said, Said::Refused { .. }));
        if self.starting.get_value() || !self.greeted.get_untracked() {
            return;
        }
        let draft = self.draft.get_untracked();
        let network = self.network.get_untracked();
        let Some(network) = network.filter(|_| self.state.get_untracked() != State::Error) else {
            if draft != self.requested.get_value().0.settings {
                self.start_anew();
            }
            return;
        };
        let same = draft.same_network(&network.settings);
        if !same && self.step() == 0 {
            self.start_anew();
            return;
        }
        self.tune(draft.beta, draft.learning_rate);
        if !same {
            let (old, new) = (Box::new(network.settings), Box::new(draft));
            self.say(Said::NewNetwork { old, new, step: self.step() });
        }
    }

    fn tune(self, beta: f32, learning_rate: f32) {
        if self.rates.get_untracked() != (beta, learning_rate) {
            self.rates.set((beta, learning_rate));
            if self.stands_pretrained() {
                // They hold for the network that Train begins.
                return;
            }
            self.requested.update_value(|(recipe, _)| recipe.changes.clear());
            self.send(&Command::Tune { beta, learning_rate });
        }
    }
}

/// The plane, the pad and the strip.
impl Page {
    /// Changes how the plane is looked at.
    pub fn look(self, change: impl FnOnce(&mut View)) {
        self.view.update(change);
        self.send_look();
    }

    /// Shows or hides the codes of a digit.
    pub fn toggle_digit(self, digit: usize) {
        self.hidden.update(|hidden| hidden[digit] = !hidden[digit]);
        self.send_look();
    }

    /// Moves the cross-hair and asks what lies there.
    pub fn point_at(self, point: [f32; 2]) {
        self.cross.set(Some(point));
        self.ask_hover();
    }

    /// Asks what lies under the cross-hair, once the question before is answered.
    pub fn ask_hover(self) {
        let Some(point) = self.cross.get_untracked() else { return };
        if self.may_ask(self.hovering) {
            self.send(&Command::Hover(point));
        }
    }

    /// Asks for the code of what is drawn, once the question before is answered.
    pub fn ask_draw(self) {
        if self.may_ask(self.drawing) {
            self.send(&Command::Draw(self.strokes.get_untracked()));
        }
    }

    /// Puts a random test digit on the pad.
    pub fn pick_test_digit(self) {
        self.strokes.set(Vec::new());
        self.picked.set(true);
        self.send(&Command::PickTestDigit);
    }

    /// Empties the pad.
    pub fn clear_pad(self) {
        self.strokes.set(Vec::new());
        self.picked.set(false);
        self.ask_draw();
    }

    /// Takes the last stroke back.
    pub fn undo_stroke(self) {
        self.strokes.update(|strokes| {
            strokes.pop();
        });
        self.picked.set(false);
        self.ask_draw();
    }

    /// Shows other test digits.
    pub fn shuffle_strip(self) {
        self.send(&Command::ShuffleStrip);
    }

    fn may_ask(self, question: StoredValue<Question>) -> bool {
        let can_hear = self.greeted.get_untracked() && self.network.with_untracked(Option::is_some);
        let may = can_hear && !question.get_value().asked;
        question.set_value(if may {
            Question { asked: true, again: false }
        } else {
            Question { again: true, ..question.get_value() }
        });
        may
    }
}

/// Links.
impl Page {
    /// Asks for the recipe to make a link of.
    pub fn share(self) {
        self.sharing.set_value(true);
        self.send(&Command::AskRecipe);
    }

    /// Asks for the rates that hold in the worker.
    pub fn ask_rates(self) {
        self.send(&Command::AskRecipe);
    }

    /// Opens what a link holds; asks first if a trained network would be lost.
    pub fn offer_link(self, opened: Opened) {
        if self.step() == 0 {
            self.open_link(opened);
        } else {
            self.offered.set_value(Some(opened));
            self.say(Said::LinkAsks { step: self.step() });
        }
    }

    /// Opens the link that waits.
    pub fn open_offered(self) {
        if let Some(opened) = self.offered.try_update_value(Option::take).flatten() {
            self.open_link(opened);
        }
    }

    fn open_link(self, opened: Opened) {
        self.view.set(opened.view);
        self.send_look();
        self.start(opened.recipe, opened.run);
    }
}

/// Notices.
impl Page {
    /// Says something.
    pub fn say(self, said: Said) {
        self.said.update(|list| say(list, said));
    }

    /// Takes back what `which` picks out.
    pub fn unsay(self, which: impl Fn(&Said) -> bool) {
        if self.said.with_untracked(|said| said.iter().any(&which)) {
            self.said.update(|said| said.retain(|said| !which(said)));
        }
    }

    /// Takes the newest notice away; a form that asked for another network goes back with it.
    pub fn dismiss(self) {
        let newest = self.said.with_untracked(|said| said.last().cloned());
        if newest.is_some_and(|said| said.is_question()) {
            self.keep_network();
            return;
        }
        self.said.update(|said| {
            said.pop();
        });
    }
}

/// The worker.
impl Page {
    /// Starts a worker with two new canvases, in place of the one before.
    pub fn open_worker(self) {
        self.worker.set_value(None);
        if self.greeted.get_untracked() {
            // What the old worker was reading is not asked for again.
            self.offered_files.set_value(None);
        }
        self.greeted.set(false);
        self.starting.set_value(true);
        self.hovering.set_value(Question::default());
        self.drawing.set_value(Question::default());
        self.state.set(State::Loading);
        self.canvases.set_value(self.fresh_canvases());
        let on_events = Rc::new(move |events: Vec<_>| {
            for told in events {
                self.apply(told);
            }
        });
        // The line must not be dropped by its own handler.
        let on_death = Rc::new(move |reason: Sentence| {
            set_timeout(move || self.bury_worker(reason), Duration::ZERO);
        });
        match WorkerLink::open(on_events, on_death) {
            Ok(link) => self.worker.set_value(Some(link)),
            Err(reason) => self.give_up(reason),
        }
    }

    /// Gives the worker that has just said hello all that it needs.
    pub fn greet(self) {
        let Some(canvases) = self.canvases.try_update_value(Option::take).flatten() else { return };
        let handed = self.worker.with_value(|link| link.as_ref().map(|link| link.hand_over(&canvases)));
        if let Some(Err(reason)) = handed {
            self.give_up(reason);
            return;
        }
        self.greeted.set(true);
        if let Some(tuned) = tuned::recall() {
            self.send(&Command::Recall(tuned));
        }
        self.send_paint();
        self.send_look();
        self.send_play();
        self.send_compare();
        self.send_filters();
        let wants_own = self.requested.with_value(|(recipe, _)| recipe.settings.dataset == DatasetName::Own);
        if wants_own || self.offered_files.with_value(Option::is_some) {
            self.send_files();
        }
        if !self.send_restoring() && !self.send_opening() {
            self.send_start();
        }
    }

    /// Tells the worker the colours and sizes that hold now.
    pub fn send_paint(self) {
        let theme = self.theme.get_untracked();
        let side =
            self.layers.get_untracked().map_or(0.0, |layers| layers.get_bounding_client_rect().width());
        if side < 1.0 {
            return;
        }
        let radius = if side < SMALL_PLATE { 1.5 } else { 2.0 };
        self.send(&Command::Paint(Palette {
            plate: theme.plate,
            ink: theme.ink,
            classes: theme.classes,
            plate_pixels: (side * pixel_ratio()).round().clamp(1.0, 4096.0) as u32,
            dot_radius: (radius * pixel_ratio()) as f32,
        }));
    }

    pub(super) fn send_look(self) {
        self.send(&Command::Look { view: self.view.get_untracked(), hidden: self.hidden.get_untracked() });
    }

    /// Sends a command, once the worker can hear it.
    pub fn send(self, command: &Command) {
        if !self.greeted.get_untracked() {
            return;
        }
        let sent = self.worker.with_value(|link| link.as_ref().map(|link| link.send(command)));
        if let Some(Err(reason)) = sent {
            self.bury_worker(reason);
        }
    }

    pub(super) fn give_up(self, reason: Sentence) {
        self.worker.set_value(None);
        self.greeted.set(false);
        self.starting.set_value(false);
        self.state.set(State::Error);
        self.say(Said::WorkerFailed { reason });
    }

    /// Two new canvases in the plate; the old ones belong to a worker that is gone.
    fn fresh_canvases(self) -> Option<[HtmlCanvasElement; 2]> {
        let layers = self.layers.get_untracked()?;
        layers.set_inner_html("");
        let make = |name: &str| -> Option<HtmlCanvasElement> {
            let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
            canvas.set_attribute("data-testid", name).ok()?;
            canvas.set_attribute("aria-hidden", "true").ok()?;
            canvas.set_class_name(name);
            layers.append_child(&canvas).ok()?;
            Some(canvas)
        };
        Some([make("manifold")?, make("codes")?])
    }
}
