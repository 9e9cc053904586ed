//! Share: links to the network as it stands and files of it; and addresses that are opened.

mod copied;
mod embed;
mod files;
mod film;
mod weights;

use crate::exchange::Origin;
use crate::page::icons::{CROSS, SHARE, icon};
use crate::page::open::{Source, asked_for};
use crate::page::said::Said;
use crate::page::state::Page;
use crate::page::words::{self, Text};
use crate::sentence::Sentence;
use crate::settings::{DatasetName, Recipe};
use crate::share::{link, packed};
use crate::view::View;
use copied::{CopyLine, copy};
use embed::Embed;
pub use embed::is_embedded;
use files::Files;
use leptos::html;
use leptos::prelude::*;
use weights::WeightsLink;

/// What the page's address asks for.
pub enum Addressed {
    /// A network to train.
    Recipe(link::Opened),
    /// A trained network.
    Weights(Source),
}

/// The address of this page with a query, which begins with `?`, and a fragment behind it; either may be empty.
fn address_with(query: &str, fragment: &str) -> String {
    let href = window().location().href().unwrap_or_default();
    let mark = if fragment.is_empty() { "" } else { "#" };
    format!("{}{query}{mark}{fragment}", href.split(['?', '#']).next().unwrap_or_default())
}

/// The address of the whole page with what this one was opened with.
pub fn whole_page() -> String {
    let hash = window().location().hash().unwrap_or_default();
    address_with("", hash.trim_start_matches('#'))
}

/// The address of this page with the network of `recipe`.
pub fn address_of(recipe: &Recipe, view: &View) -> String {
    address_with("", &link::write(recipe, view))
}

/// What the page's address asks for, if it asks for anything.
pub fn addressed() -> Option<Result<Addressed, Sentence>> {
    asked_for().map(|asked| asked.map(Addressed::Weights)).or_else(linked)
}

/// What the part of the address behind `#` holds.
fn linked() -> Option<Result<Addressed, Sentence>> {
    let hash = window().location().hash().unwrap_or_default();
    let fragment = hash.strip_prefix('#').filter(|fragment| !fragment.is_empty())?;
    Some(match packed::in_link(fragment) {
        Some(Ok(text)) => Ok(Addressed::Weights(Source::Text(text.to_owned()))),
        Some(Err(error)) => Err(Sentence::from(&error)),
        None => link::read(fragment).map(Addressed::Recipe).map_err(|error| Sentence::from(&error)),
    })
}

/// A link that is pasted over the page's address is opened, too.
pub fn follow_address(page: Page) {
    let opened = move |_| match linked() {
        Some(Ok(Addressed::Recipe(opened))) => page.offer_link(opened),
        Some(Ok(Addressed::Weights(source))) => page.offer_weights(source),
        Some(Err(reason)) => page.say(Said::LinkRefused { reason, at_opening: false }),
        None => {}
    };
    let _ = window_event_listener_untyped("hashchange", opened);
}

/// The button and what it opens.
#[component]
pub fn Share() -> impl IntoView {
    let page = expect_context::<Page>();
    let open = RwSignal::new(false);
    let said = RwSignal::new(None);
    let field = NodeRef::<html::Input>::new();
    let ready = Memo::new(move |_| page.network.with(Option::is_some) && page.greeted.get());
    let dataset = page.dataset();
    let own = Memo::new(move |_| dataset.get() == DatasetName::Own);
    let opened = Memo::new(move |_| {
        let origin = page.network.with(|network| network.as_ref().map(|network| network.origin));
        matches!(origin, Some(Origin::Weights { .. }))
    });
    let press = move |_| {
        if open.get_untracked() {
            open.set(false);
        } else {
            open.set(true);
            said.set(None);
            page.share();
        }
    };
    Effect::new(move |_| {
        if let Some(link) = page.link.get() {
            copy(link, said, field);
        }
    });
    let keys = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            open.set(false);
        }
    };
    let link = Signal::derive(move || page.link.get().unwrap_or_default());
    view! {
        <div class="sharing" on:keydown=keys>
            <button class="btn share" data-testid="share" aria-label=words::SHARE disabled=move || !ready.get()
                aria-expanded=move || if open.get() { "true" } else { "false" } on:click=press>
                {icon(SHARE)}<span>{words::SHARE}</span>
            </button>
            <div class="popover" class:hide=move || !open.get()>
                <div class="head">
                    <label for="share-link">{words::share::RECIPE}</label>
                    <button class="btn quiet icon" aria-label=words::CLOSE title=words::CLOSE
                        on:click=move |_| open.set(false)>{icon(CROSS)}</button>
                </div>
                <CopyLine id="share-link" text=link said field />
                <p class="small muted">{words::share::RECIPE_HELP}</p>
                {move || own.get().then(|| view! { <p class="small">{words::SHARE_OWN}</p> })}
                {move || opened.get().then(|| view! { <p class="small">{words::share::RECIPE_OPENED}</p> })}
                <p class="small" role="status">{move || said.get().map(Text::get)}</p>
                <WeightsLink />
                <Files />
                <Embed />
            </div>
        </div>
    }
}
