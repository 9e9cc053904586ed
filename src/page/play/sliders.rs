//! A slider for each number of a short code.

use super::Thumb;
use crate::page::icons::{RESET, icon};
use crate::page::state::Page;
use crate::page::words::{decimal, play as words};
use crate::play::MOST_SLIDERS;
use leptos::prelude::*;

/// Codes of more numbers have their sliders in two columns.
const ONE_COLUMN: u32 = 5;

/// The sliders and what they decode to; of a long code, why there are none.
#[component]
pub fn Sliders() -> impl IntoView {
    let page = expect_context::<Page>();
    let shape = page.shape();
    let latent = Memo::new(move |_| shape.with(|shape| shape.latent));
    let short = Memo::new(move |_| latent.get() <= MOST_SLIDERS);
    let wide = Memo::new(move |_| short.get() && latent.get() > ONE_COLUMN);
    let untouched = Memo::new(move |_| page.play.with(|play| play.code.is_none()));
    let body = move || {
        if !short.get() {
            return view! { <p class="muted">{words::too_many(latent.get())}</p> }.into_any();
        }
        let sliders = (0..latent.get()).map(|index| view! { <Slider index=index as usize /> });
        view! {
            <div class="slid">
                <div class="knobs">{sliders.collect_view()}</div>
                <Thumb name="code-picture".into() part=|played| &played.set index=0 label=words::SLID />
                <button class="btn" data-testid="code-reset" disabled=move || untouched.get()
                    on:click=move |_| page.play_with(|play| play.code = None)>
                    {icon(RESET)}{words::BACK}
                </button>
            </div>
            <p class="small muted">{words::SLIDERS_HELP}</p>
        }
        .into_any()
    };
    view! {
        <div class="toy" class:wide=move || wide.get()>
            <h3>{words::SLIDERS}</h3>
            {body}
        </div>
    }
}

/// The slider of the number `index`: where it stands, and its range.
#[component]
fn Slider(index: usize) -> impl IntoView {
    let page = expect_context::<Page>();
    let value = Memo::new(move |_| {
        let set = page.play.with(|play| play.code.as_ref().and_then(|code| code.get(index)).copied());
        set.or_else(|| page.played.with(|played| played.as_ref()?.code.get(index).copied()))
            .unwrap_or_default()
    });
    let range = Memo::new(move |_| {
        let range = page.played.with(|played| played.as_ref()?.ranges.get(index).copied());
        range.filter(|range| range.iter().all(|end| end.is_finite())).unwrap_or_default()
    });
    let change = move |event| {
        let Ok(value) = event_target_value(&event).parse::<f32>() else { return };
        let of_digit = page.played.with_untracked(|played| Some(played.as_ref()?.code.clone()));
        page.play_with(|play| {
            let mut code = play.code.take().or(of_digit).unwrap_or_default();
            if let Some(number) = code.get_mut(index) {
                *number = value;
            }
            play.code = Some(code);
        });
    };
    let filled = move || {
        let [low, high] = range.get();
        let share = if high > low { ((value.get() - low) / (high - low)).clamp(0.0, 1.0) } else { 0.0 };
        format!("{}%", 100.0 * share)
    };
    view! {
        <label class="knob">
            <span class="variable">"z"<sub>{index + 1}</sub></span>
            <input type="range" step="any" data-testid=format!("code-{}", index + 1)
                min=move || range.get()[0].to_string() max=move || range.get()[1].to_string()
                disabled=move || range.with(|[low, high]| low >= high)
                prop:value=move || { range.track(); value.get().to_string() }
                style:--filled=filled on:input=change />
            <output>{move || decimal(value.get(), 2)}</output>
        </label>
    }
}
