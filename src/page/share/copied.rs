//! A line of text that is copied: a field that shows it, and a button.

use crate::page::words::{self, Text};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlInputElement;

/// The field, its handle being its id, and the button; what came of copying is said in `said`.
#[component]
pub fn CopyLine(
    /// Id and handle of the field.
    id: &'static str,
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
    /// Where it is said whether it was.
    said: RwSignal<Option<Text>>,
    /// The field.
    field: NodeRef<html::Input>,
) -> impl IntoView {
    view! {
        <div class="line">
            <input id=id data-testid=id readonly node_ref=field prop:value=text />
            <button class="btn primary" on:click=move |_| copy(text.get_untracked(), said, field)>
                {words::COPY}
            </button>
        </div>
    }
}

/// Puts a text into the clipboard and says so; where that is refused, selects it.
pub fn copy(text: String, said: RwSignal<Option<Text>>, field: NodeRef<html::Input>) {
    leptos::task::spawn_local(async move {
        if write_to_clipboard(&text).await {
            said.set(Some(words::COPIED));
        } else {
            select(field, &text);
            said.set(Some(words::COPY_BY_HAND));
        }
    });
}

async fn write_to_clipboard(text: &str) -> bool {
    let navigator = window().navigator();
    // Insecure pages have no clipboard.
    let has_clipboard = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard"))
        .is_ok_and(|clipboard| clipboard.is_object());
    has_clipboard && JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}

fn select(field: NodeRef<html::Input>, text: &str) {
    if let Some(field) = field.get_untracked() {
        let field: HtmlInputElement = field;
        field.set_value(text);
        // Focus fails only on an element that is not shown.
        let _ = field.focus();
        field.select();
    }
}
