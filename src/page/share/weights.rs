//! The link that holds the weights: packed by the worker when it is asked for.

use super::address_with;
use super::copied::CopyLine;
use crate::exchange::Packed;
use crate::message::{Command, State};
use crate::page::state::Page;
use crate::page::words::{Text, share};
use crate::share::packed::{MAX_LINK_BYTES, to_link};
use leptos::html;
use leptos::prelude::*;

/// The button, and the link once it is made.
#[component]
pub fn WeightsLink() -> impl IntoView {
    let page = expect_context::<Page>();
    let said = RwSignal::new(None);
    let field = NodeRef::<html::Input>::new();
    let idle = move || {
        let standing = matches!(page.state.get(), State::Ready | State::Training | State::Paused);
        standing && !page.packing.get()
    };
    let pack = move |_| {
        page.packing.set(true);
        page.packed.set(None);
        said.set(None);
        page.send(&Command::Pack);
    };
    let text = Memo::new(move |_| match page.packed.get() {
        Some(Packed::Text { text, .. }) if text.len() <= MAX_LINK_BYTES => address_with("", &to_link(&text)),
        _ => String::new(),
    });
    let status = move || match page.packed.get() {
        _ if page.packing.get() => share::PACKING.get(),
        None => share::PACK_HELP.get(),
        Some(packed) => share::not_packed(&packed).unwrap_or_else(|| match packed {
            Packed::Text { text, rise } => share::packed(address_with("", &to_link(&text)).len(), rise),
            Packed::NothingToMeasure | Packed::Failed { .. } => String::new(),
        }),
    };
    view! {
        <section class="part">
            <div class="head">
                <label for="weights-link">{share::WEIGHTS}</label>
                <button class="btn" data-testid="pack" disabled=move || !idle() on:click=pack>{share::PACK}</button>
            </div>
            <div class:hide=move || text.with(String::is_empty)>
                <CopyLine id="weights-link" text said field />
            </div>
            <p class="small muted" data-testid="packed" role="status">{status}</p>
            <p class="small" role="status">{move || said.get().map(Text::get)}</p>
        </section>
    }
}
