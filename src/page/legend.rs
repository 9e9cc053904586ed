//! The ten digits with the colours of their codes; a press hides a digit's codes.

use crate::page::state::Page;
use crate::page::theme::class_colour;
use crate::page::words;
use crate::view::Marks;
use leptos::prelude::*;

/// Toggles for the ten digits, where codes are shown.
#[component]
pub fn Legend() -> impl IntoView {
    let page = expect_context::<Page>();
    let toggles = move || {
        (0..10)
            .map(|digit| {
                let pressed = move || if page.hidden.with(|hidden| hidden[digit]) { "false" } else { "true" };
                view! {
                    <button aria-pressed=pressed aria-label=words::digit_toggle(digit)
                        on:click=move |_| page.toggle_digit(digit)>
                        <i style:background=class_colour(digit)></i>{digit}
                    </button>
                }
            })
            .collect_view()
    };
    let shown = Memo::new(move |_| page.view.with(|view| view.marks != Marks::Manifold));
    view! {
        <div class="legend" class:hide=move || !shown.get() role="group" aria-label=words::CLASSES>
            {toggles()}
        </div>
    }
}
