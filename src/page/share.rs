//! Share: the link to the network as it stands, in the clipboard and in view; and links that are opened.

use crate::page::icons::{CROSS, SHARE, icon};
use crate::page::said::Said;
use crate::page::state::Page;
use crate::page::words;
use crate::settings::{DatasetName, Recipe};
use crate::share::link;
use crate::view::View;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlInputElement;

/// The address of this page with the network of `recipe`.
pub fn address_of(recipe: &Recipe, view: &View) -> String {
    let href = window().location().href().unwrap_or_default();
    let page = href.split('#').next().unwrap_or_default();
    format!("{page}#{}", link::write(recipe, view))
}

/// What the page's address holds, if it holds a link.
pub fn opened() -> Option<Result<link::Opened, link::LinkError>> {
    let hash = window().location().hash().unwrap_or_default();
    let fragment = hash.strip_prefix('#').filter(|fragment| !fragment.is_empty())?;
    Some(link::read(fragment))
}

/// A link that is pasted over the page's address is opened, too.
pub fn follow_address(page: Page) {
    let opened = move |_| match opened() {
        Some(Ok(opened)) => page.offer_link(opened),
        Some(Err(error)) => page.say(Said::LinkRefused { reason: error.to_string(), at_opening: false }),
        None => {}
    };
    let _ = window_event_listener_untyped("hashchange", opened);
}

/// The button and what it opens.
#[component]
pub fn Share() -> impl IntoView {
    let page = expect_context::<Page>();
    let open = RwSignal::new(false);
    let said = RwSignal::new("");
    let field = NodeRef::<html::Input>::new();
    let ready = Memo::new(move |_| page.network.with(Option::is_some) && page.greeted.get());
    let dataset = page.dataset();
    let own = Memo::new(move |_| dataset.get() == DatasetName::Own);
    let press = move |_| {
        if open.get_untracked() {
            open.set(false);
        } else {
            open.set(true);
            said.set("");
            page.share();
        }
    };
    Effect::new(move |_| {
        if let Some(link) = page.link.get() {
            copy(link, said, field);
        }
    });
    let again = move |_| {
        if let Some(link) = page.link.get_untracked() {
            copy(link, said, field);
        }
    };
    let keys = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            open.set(false);
        }
    };
    view! {
        <div class="sharing" on:keydown=keys>
            <button class="btn share" data-testid="share" aria-label=words::SHARE disabled=move || !ready.get()
                aria-expanded=move || if open.get() { "true" } else { "false" } on:click=press>
                {icon(SHARE)}<span>{words::SHARE}</span>
            </button>
            <div class="popover" class:hide=move || !open.get()>
                <div class="head">
                    <label for="share-link">{words::SHARE_TITLE}</label>
                    <button class="btn quiet icon" aria-label=words::CLOSE title=words::CLOSE
                        on:click=move |_| open.set(false)>{icon(CROSS)}</button>
                </div>
                <div class="line">
                    <input id="share-link" data-testid="share-link" readonly node_ref=field
                        prop:value=move || page.link.get().unwrap_or_default() />
                    <button class="btn primary" on:click=again>{words::COPY}</button>
                </div>
                <p class="small muted">{words::SHARE_HELP}</p>
                {move || own.get().then(|| view! { <p class="small">{words::SHARE_OWN}</p> })}
                <p class="small" role="status">{said}</p>
            </div>
        </div>
    }
}

/// Puts the link into the clipboard and says so; where that is refused, selects it.
fn copy(link: String, said: RwSignal<&'static str>, field: NodeRef<html::Input>) {
    leptos::task::spawn_local(async move {
        if write_to_clipboard(&link).await {
            said.set(words::COPIED);
        } else {
            select(field, &link);
            said.set(words::COPY_BY_HAND);
        }
    });
}

async fn write_to_clipboard(link: &str) -> bool {
    let navigator = window().navigator();
    // Insecure pages have no clipboard.
    let has_clipboard = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard"))
        .is_ok_and(|clipboard| clipboard.is_object());
    has_clipboard && JsFuture::from(navigator.clipboard().write_text(link)).await.is_ok()
}

fn select(field: NodeRef<html::Input>, link: &str) {
    if let Some(field) = field.get_untracked() {
        let field: HtmlInputElement = field;
        field.set_value(link);
        // Focus fails only on an element that is not shown.
        let _ = field.focus();
        field.select();
    }
}
