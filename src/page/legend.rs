//! The ten classes with the colours of their codes; a press hides the codes of a class.

use crate::page::state::Page;
use crate::page::theme::class_colour;
use crate::page::words;
use crate::view::Marks;
use leptos::prelude::*;

/// Toggles for the ten classes, where codes are shown.
#[component]
pub fn Legend() -> impl IntoView {
    let page = expect_context::<Page>();
    let dataset = page.dataset();
    let toggles = move || {
        let dataset = dataset.get();
        (0..10)
            .map(|class| {
                let pressed = move || if page.hidden.with(|hidden| hidden[class]) { "false" } else { "true" };
                view! {
                    <button aria-pressed=pressed aria-label=words::class_toggle(dataset, class)
                        on:click=move |_| page.toggle_digit(class)>
                        <i style:background=class_colour(class)></i>{words::class(dataset, class)}
                    </button>
                }
            })
            .collect_view()
    };
    let labelled = page.labelled();
    let shown = Memo::new(move |_| labelled.get() && page.view.with(|view| view.marks != Marks::Manifold));
    view! {
        <div class="legend" class:hide=move || !shown.get() role="group" aria-label=words::CLASSES>
            {toggles}
        </div>
    }
}
