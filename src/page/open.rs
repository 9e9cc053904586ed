//! Weights that are opened: a file, an address in `?model=`, a link, or those that come with the page.

use crate::exchange::{Order, Place};
use crate::message::{Command, State};
use crate::page::said::Said;
use crate::page::state::Page;
use crate::sentence::Sentence;
use crate::settings::{ModelName, Recipe, Settings};
use leptos::prelude::*;
use web_sys::{File, Url, UrlSearchParams};

/// Where weights come from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A file of the visitor.
    File(File),
    /// An absolute address.
    Address(String),
    /// Packed weights as text.
    Text(String),
}

/// Weights to open.
#[derive(Clone, Debug)]
pub struct Opening {
    source: Source,
    pretrained: bool,
}

impl Opening {
    /// Whether they come with the page.
    pub fn is_pretrained(&self) -> bool {
        self.pretrained
    }
}

/// The address that `?model=` asks for.
pub fn asked_for() -> Option<Result<Source, Sentence>> {
    let search = window().location().search().unwrap_or_default();
    let wanted = UrlSearchParams::new_with_str(&search).ok()?.get("model")?;
    let url = absolute(&wanted).filter(|url| url.starts_with("https:") || url.starts_with("http:"));
    Some(url.map(Source::Address).ok_or_else(|| super::words::share::no_address(&wanted)))
}

/// Whether a file's name says that it holds weights.
pub fn holds_weights(file: &File) -> bool {
    let name = file.name().to_lowercase();
    [".safetensors", ".lpw"].iter().any(|ending| name.ends_with(ending))
}

/// Where the weights of a network lie that come with the page, if some do.
fn pretrained(model: ModelName) -> Option<String> {
    let meta = document().query_selector(&format!("meta[name=pretrained-{model}]")).ok().flatten()?;
    absolute(&meta.get_attribute("content")?)
}

fn absolute(address: &str) -> Option<String> {
    let base = document().base_uri().ok().flatten().unwrap_or_default();
    Some(Url::new_with_base(address, &base).ok()?.href())
}

impl Page {
    /// Opens weights; asks first if a trained network would be lost.
    pub fn offer_weights(self, source: Source) {
        let opening = Opening { source, pretrained: false };
        if self.step() == 0 {
            self.open_weights(opening);
        } else {
            self.offered_weights.set_value(Some(opening));
            self.say(Said::WeightsAsk { step: self.step() });
        }
    }

    /// Opens the weights that wait.
    pub fn open_offered_weights(self) {
        self.unsay(|said| matches!(said, Said::WeightsAsk { .. }));
        if let Some(opening) = self.offered_weights.try_update_value(Option::take).flatten() {
            self.open_weights(opening);
        }
    }

    /// Shows the trained network that comes with the page, if the form holds the lesson's settings for it and no
    /// training would be lost; tells whether it does.
    pub fn show_pretrained(self) -> bool {
        let draft = self.draft.get_untracked();
        let usual = Settings { executor: draft.executor, ..Settings::of(draft.model) };
        if draft != usual || self.step() > 0 {
            return false;
        }
        let Some(url) = pretrained(draft.model) else { return false };
        self.open_weights(Opening { source: Source::Address(url), pretrained: true });
        true
    }

    fn open_weights(self, opening: Opening) {
        let old = self.requested.with_value(|(old, _)| old.settings.executor);
        let fresh_worker =
            self.has_failed() || opening.pretrained && old != self.draft.get_untracked().executor;
        if opening.pretrained {
            let settings = self.draft.get_untracked();
            self.requested.set_value((Recipe { settings, ..Recipe::default() }, false));
            self.said.update(|said| said.retain(|said| !said.ends_with_the_network()));
        }
        if opening.pretrained || self.network.with_untracked(Option::is_none) {
            self.starting.set_value(true);
            self.state.set(State::Loading);
        }
        self.opening.set_value(Some(opening));
        self.keep.restoring.set_value(None);
        if fresh_worker {
            self.open_worker();
        } else {
            self.send_opening();
        }
    }

    /// Sends the worker what it shall open, once it can hear it; tells whether there is anything to open.
    pub fn send_opening(self) -> bool {
        let Some(Opening { source, pretrained }) = self.opening.get_value() else { return false };
        let place = match source {
            Source::Address(url) => Place::Address(url),
            Source::Text(text) => Place::Text(text),
            Source::File(file) => {
                // A worker that is gone is found out by the command after it.
                let _ = self.worker.with_value(|link| link.as_ref().map(|link| link.hand_files(&[file])));
                Place::File
            }
        };
        let executor = self.requested.with_value(|(recipe, _)| recipe.settings.executor);
        self.send(&Command::Open(Order { place, pretrained, executor }));
        true
    }

    /// Weights were refused. Those that come with the page give way to an untrained network without a word.
    pub fn hear_refused(self, reason: Sentence, pretrained: bool) {
        self.opening.set_value(None);
        let at_opening = self.network.with_untracked(Option::is_none);
        if pretrained || at_opening {
            self.start_anew();
        }
        if !pretrained {
            self.say(Said::WeightsRefused { reason, at_opening });
        }
    }
}
