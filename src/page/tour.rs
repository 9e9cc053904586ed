//! Four stops for who is here for the first time. Shown once: the browser remembers that it was seen or skipped.

use crate::page::browser::storage;
use crate::page::words::{self, Text};
use leptos::prelude::*;
use web_sys::Element;

/// Under which name the browser remembers it.
const SEEN: &str = "toured";
/// What marks the stop.
const MARK: &str = "toured";

/// Each stop: the handle of what it is about, and what is said of it.
const STOPS: [(&str, Text); 4] = [
    ("train", words::tour::TRAIN),
    ("plate", words::tour::PLANE),
    ("draw-pad", words::tour::PAD),
    ("share", words::tour::SHARE),
];

/// The card that tells of the stops, one after another.
#[component]
pub fn Tour() -> impl IntoView {
    let stop = RwSignal::new((!was_seen()).then_some(0));
    Effect::new(move |before: Option<Option<usize>>| {
        mark(before.flatten(), false);
        mark(stop.get(), true);
        stop.get()
    });
    let end = move || {
        remember();
        stop.set(None);
    };
    let next = move |_| match stop.get_untracked() {
        Some(index) if index + 1 < STOPS.len() => stop.set(Some(index + 1)),
        _ => end(),
    };
    let card = move || {
        let index = stop.get()?;
        let is_last = index + 1 == STOPS.len();
        Some(view! {
            <aside class="tour" aria-label=words::tour::TITLE>
                <p role="status">{STOPS[index].1}</p>
                <div class="acts">
                    <span class="muted small">{format!("{} / {}", index + 1, STOPS.len())}</span>
                    <button class="btn quiet" class:hide=is_last data-testid="tour-skip" on:click=move |_| end()>
                        {words::tour::SKIP}
                    </button>
                    <button class="btn primary" data-testid="tour-next" on:click=next>
                        {if is_last { words::tour::DONE } else { words::tour::NEXT }}
                    </button>
                </div>
            </aside>
        })
    };
    view! { {card} }
}

/// Marks what a stop is about, or no longer.
fn mark(stop: Option<usize>, on: bool) {
    let Some(index) = stop else { return };
    let selector = format!("[data-testid={}]", STOPS[index].0);
    let element: Option<Element> = document().query_selector(&selector).ok().flatten();
    if let Some(element) = element {
        // Every element has a list of classes.
        let _ = element.class_list().toggle_with_force(MARK, on);
    }
}

fn was_seen() -> bool {
    // Who cannot be remembered is not asked at every visit.
    storage().is_none_or(|it| it.get_item(SEEN).is_ok_and(|seen| seen.is_some()))
}

fn remember() {
    if let Some(storage) = storage() {
        let _ = storage.set_item(SEEN, "yes");
    }
}
