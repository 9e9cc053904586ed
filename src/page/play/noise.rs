//! Noise on the code of the digit at hand.

use super::{Thumb, thumbs};
use crate::message::NetworkShape;
use crate::page::state::Page;
use crate::page::words::{decimal, play as words};
use crate::play::{MOST_NOISE, NOISY};
use leptos::prelude::*;

/// A slider for the noise, and what the noisy codes decode to.
#[component]
pub fn Noise() -> impl IntoView {
    let page = expect_context::<Page>();
    let level = Memo::new(move |_| page.play.with(|play| play.noise));
    let change = move |event| {
        if let Ok(noise) = event_target_value(&event).parse::<f32>() {
            page.play_with(|play| play.noise = noise.clamp(0.0, MOST_NOISE));
        }
    };
    let shape = page.shape();
    let prior = Memo::new(move |_| shape.with(NetworkShape::has_prior));
    view! {
        <div class="toy">
            <h3>{words::NOISE}</h3>
            <div class="knob">
                <Thumb name="play-digit".into() part=|played| &played.digit.picture index=0 label=words::DIGIT />
                <input type="range" min="0" max=MOST_NOISE step="0.05" data-testid="noise"
                    aria-label=words::NOISE_LEVEL prop:value=move || level.get().to_string()
                    style:--filled=move || format!("{}%", 100.0 * level.get() / MOST_NOISE) on:input=change />
                <output>{move || decimal(level.get(), 2)}</output>
            </div>
            <div class="pictures">{thumbs("noisy", |played| &played.noisy, NOISY)}</div>
            <p class="small muted">{move || words::noise_help(prior.get()).get()}</p>
        </div>
    }
}
