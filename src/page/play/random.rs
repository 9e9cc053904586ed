//! Codes picked at random.

use super::thumbs;
use crate::message::NetworkShape;
use crate::page::icons::{SHUFFLE, icon};
use crate::page::state::Page;
use crate::page::words::play as words;
use crate::play::{RANDOM, STYLES};
use leptos::prelude::*;

/// What random codes decode to, and a button for others.
#[component]
pub fn Random() -> impl IntoView {
    let page = expect_context::<Page>();
    let shape = page.shape();
    let prior = Memo::new(move |_| shape.with(NetworkShape::has_prior));
    let classes = Memo::new(move |_| shape.with(|shape| shape.classes));
    let count = move || if classes.get() > 0 { classes.get() * STYLES } else { RANDOM };
    view! {
        <div class="toy">
            <div class="head">
                <h3>{move || words::random(prior.get()).get()}</h3>
                <button class="btn quiet icon" data-testid="random-others" aria-label=words::OTHERS
                    title=words::OTHERS on:click=move |_| page.play_with(|play| play.draw = play.draw.wrapping_add(1))>
                    {icon(SHUFFLE)}
                </button>
            </div>
            <div class="pictures">{move || thumbs("random", |played| &played.random, count())}</div>
            <p class="small muted">{move || words::random_help(prior.get(), classes.get() > 0).get()}</p>
        </div>
    }
}
