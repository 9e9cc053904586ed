//! What the first layer looks for: the weights of each of its units as a picture, refreshed while it is looked at.

use crate::filters::{Filters, SHOWN};
use crate::message::Command;
use crate::page::browser::window_width;
use crate::page::icons::{LEFT, RIGHT, icon};
use crate::page::picture::paint_filters;
use crate::page::state::Page;
use crate::page::words::{self as common, filters as words};
use leptos::html;
use leptos::prelude::*;

/// So few units have more room each; so do those on a narrow screen, CSS pixels.
const FEW: u32 = 16;
const NARROW: f64 = 600.0;

impl Page {
    /// Tells the worker which units are looked at, if any.
    pub fn send_filters(self) {
        self.send(&Command::WatchFilters(self.known.units.get_untracked()));
    }

    /// Looks at the units from `first` on, or at none.
    fn watch_filters(self, first: Option<u32>) {
        self.known.units.set(first);
        self.send_filters();
    }
}

/// Title, what it is about, and, once it is asked for, the pictures.
#[component]
pub(super) fn FirstLayer() -> impl IntoView {
    let page = expect_context::<Page>();
    let known = page.known;
    let shown = Memo::new(move |_| known.units.with(Option::is_some));
    let canvas = NodeRef::<html::Canvas>::new();
    Effect::new(move |_| {
        let (Some(canvas), theme) = (canvas.get(), page.theme.get()) else { return };
        known.filters.with(|filters| {
            if let Some(filters) = filters {
                let few = filters.of <= FEW || window_width() < NARROW;
                paint_filters(&canvas, filters, if few { 8 } else { 16 }, &theme);
            }
        });
    });
    let with =
        move |part: fn(&Filters) -> u32| known.filters.with(|filters| filters.as_ref().map_or(0, part));
    let (first, of) = (Memo::new(move |_| with(|it| it.first)), Memo::new(move |_| with(|it| it.of)));
    let caption =
        move || known.filters.with(|filters| filters.as_ref().map(words::caption)).unwrap_or_default();
    let page_button = move |name: &'static str, label: common::Text, shape: &'static str, on: bool| {
        let to = move || if on { first.get() + SHOWN } else { first.get().saturating_sub(SHOWN) };
        let none = move || if on { to() >= of.get() } else { first.get() == 0 };
        view! {
            <button class="btn quiet icon" data-testid=name aria-label=label title=label disabled=none
                on:click=move |_| page.watch_filters(Some(untrack(to)))>{icon(shape)}</button>
        }
    };
    view! {
        <section class="knowing" data-testid="first-layer" aria-labelledby="first-layer-title">
            <div class="asked">
                <h2 id="first-layer-title">{words::TITLE}</h2>
                <p>{words::HELP}</p>
                <button class="btn" data-testid="filters" aria-expanded=move || shown.get().to_string()
                    on:click=move |_| page.watch_filters((!shown.get_untracked()).then_some(0))>
                    {move || if shown.get() { words::CLOSE.get() } else { words::OPEN.get() }}
                </button>
            </div>
            <div class="filters" class:hide=move || !shown.get() || of.get() == 0>
                <canvas node_ref=canvas data-testid="filter-pictures" role="img" aria-label=caption
                    data-first=move || first.get() data-of=move || of.get()></canvas>
                <div class="pages">
                    <span class="small">{caption}</span>
                    <span class="push" class:hide=move || of.get() <= SHOWN>
                        {page_button("filters-before", words::BEFORE, LEFT, false)}
                        {page_button("filters-after", words::AFTER, RIGHT, true)}
                    </span>
                </div>
            </div>
        </section>
    }
}
