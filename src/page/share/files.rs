//! Files of the network, saved by the browser, and the button that opens weights.

use super::film::FilmButton;
use crate::exchange::Product;
use crate::message::{Command, State};
use crate::page::open::Source;
use crate::page::state::Page;
use crate::page::words::{Text, share};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Blob, HtmlAnchorElement, HtmlInputElement, Url};

/// The buttons.
#[component]
pub fn Files() -> impl IntoView {
    let page = expect_context::<Page>();
    let can_save = move || matches!(page.state.get(), State::Ready | State::Training | State::Paused);
    let save = move |handle: &'static str, label: Text, product: Product| {
        view! {
            <button class="btn" data-testid=handle disabled=move || !can_save()
                on:click=move |_| page.send(&Command::Make(product))>{label}</button>
        }
    };
    let choose = move |event: web_sys::Event| {
        let input: HtmlInputElement = event_target(&event);
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            page.offer_weights(Source::File(file));
        }
        // The same file may be chosen again.
        input.set_value("");
    };
    view! {
        <section class="part">
            <h3>{share::FILES}</h3>
            <div class="choices">
                <span title=share::SAVE_HELP>{save("save-weights", share::SAVE, Product::Checkpoint)}</span>
                {save("save-encoder", share::ENCODER, Product::Encoder)}
                {save("save-decoder", share::DECODER, Product::Decoder)}
                {save("save-picture-2", share::PICTURE_2, Product::Picture { scale: 2 })}
                {save("save-picture-4", share::PICTURE_4, Product::Picture { scale: 4 })}
                <FilmButton />
                <label class="own">
                    <input class="spoken" type="file" data-testid="open-weights" aria-label=share::OPEN
                        on:change=choose />
                    {share::OPEN}
                </label>
            </div>
        </section>
    }
}

impl Page {
    /// Has the browser save a file that the worker made.
    pub fn download(self, product: Product, bytes: &[u8]) {
        let model = self.network.with_untracked(|network| network.as_ref().map(|it| it.settings.model));
        let name = share::file_name(product, model.unwrap_or_default(), self.step());
        let content = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
        // Never refused for bytes that are here.
        if let Ok(blob) = Blob::new_with_u8_array_sequence(&content) {
            save_as(&blob, &name);
        }
    }
}

/// Has the browser save `blob` under a name.
pub fn save_as(blob: &Blob, name: &str) {
    let Ok(url) = Url::create_object_url_with_blob(blob) else { return };
    let anchor = document().create_element("a").ok().and_then(|it| it.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(anchor) = anchor {
        anchor.set_href(&url);
        anchor.set_download(name);
        anchor.click();
    }
    // The browser holds what it saves.
    let _ = Url::revoke_object_url(&url);
}
