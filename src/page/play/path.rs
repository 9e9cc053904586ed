//! The path from pin A to pin B: its decoded codes, one of which is looked at and can be set in motion.

use super::Thumb;
use crate::page::browser::reduced_motion;
use crate::page::icons::{PAUSE, PLAY, icon};
use crate::page::pins::NAMES;
use crate::page::state::Page;
use crate::page::words::play as words;
use crate::play::Way;
use leptos::prelude::*;
use std::time::Duration;

/// Time between two pictures in motion.
const PACE: Duration = Duration::from_millis(66);
/// Part of the way in that time.
const STRIDE: f32 = 0.013;
/// Time between two codes where less motion is wanted.
const CALM_PACE: Duration = Duration::from_secs(1);

/// The path's strip with its controls.
#[component]
pub fn Path() -> impl IntoView {
    let page = expect_context::<Page>();
    let frames = Memo::new(move |_| page.play.with(|play| play.frames));
    let last = move || (frames.get() - 1) as f32;
    let nearest = Memo::new(move |_| page.play.with(|play| (play.at * last()).round() as u32));
    let strip = move || {
        let count = frames.get();
        let frame = move |index: u32| {
            let pressed = move || if nearest.get() == index { "true" } else { "false" };
            let look = move |_| page.play_with(|play| play.at = index as f32 / (count - 1) as f32);
            let (name, label) =
                (format!("path-{index}"), Signal::derive(move || words::picture(index, count)));
            view! {
                <button aria-pressed=pressed aria-label=label on:click=look>
                    <Thumb name part=|played| &played.path index=index as usize label />
                </button>
            }
        };
        (0..count).map(frame).collect_view()
    };
    let [from, to] = NAMES.map(|(name, _)| view! { <span class="chip" aria-hidden="true">{name}</span> });
    view! {
        <div class="path-bar">
            <h3>{words::PATH}</h3>
            <Ways />
            <PinButtons />
            <label class="check">
                <input type="checkbox" data-testid="path-shown" prop:checked=move || page.path_shown.get()
                    on:change=move |event| page.path_shown.set(event_target_checked(&event)) />
                {words::ON_PLANE}
            </label>
        </div>
        <div class="path-row">
            <Motion />
            {from}
            <div class="frames" style:--frames=move || frames.get().to_string()>{strip}</div>
            {to}
            <figure class="looked-at">
                <Thumb name="path-now".into() part=|played| &played.now index=0 label=words::LOOKED_AT />
            </figure>
        </div>
        <p class="small muted">{words::PATH_HELP}" "{move || page.play.with(|play| words::way_help(play.way).get())}</p>
    }
}

#[component]
fn Ways() -> impl IntoView {
    let page = expect_context::<Page>();
    let button = move |&way: &Way| {
        let pressed = move || if page.play.with(|play| play.way == way) { "true" } else { "false" };
        view! {
            <button aria-pressed=pressed data-testid=format!("way-{way}")
                on:click=move |_| page.play_with(|play| play.way = way)>{words::way(way)}</button>
        }
    };
    view! {
        <div class="segments" role="group" aria-label=words::WAY>
            {Way::ALL.iter().map(button).collect_view()}
        </div>
    }
}

#[component]
fn PinButtons() -> impl IntoView {
    let page = expect_context::<Page>();
    let none = Memo::new(move |_| page.played.with(Option::is_none));
    let button = move |pin: usize| {
        let (name, handle) = NAMES[pin];
        view! {
            <button class="btn" data-testid=format!("{handle}-digit") disabled=move || none.get()
                on:click=move |_| page.pin_digit(pin)>{move || words::pin_digit(name)}</button>
        }
    };
    [0, 1].map(button).into_iter().collect_view()
}

/// Play and Stop: what is looked at goes forth and back along the path.
#[component]
fn Motion() -> impl IntoView {
    let page = expect_context::<Page>();
    let moving = RwSignal::new(false);
    let back = StoredValue::new(false);
    let step = move || {
        let frames = page.play.with_untracked(|play| play.frames);
        let stride = if reduced_motion() { 1.0 / (frames - 1) as f32 } else { STRIDE };
        let at = page.play.with_untracked(|play| play.at);
        if at >= 1.0 - 1e-3 {
            back.set_value(true);
        } else if at <= 1e-3 {
            back.set_value(false);
        }
        let next = if back.get_value() { at - stride } else { at + stride };
        page.play_with(|play| play.at = next.clamp(0.0, 1.0));
    };
    Effect::new(move |timer: Option<Option<IntervalHandle>>| {
        if let Some(Some(timer)) = timer {
            timer.clear();
        }
        let pace = if reduced_motion() { CALM_PACE } else { PACE };
        // Without a timer nothing moves, which is all that is lost.
        moving.get().then(|| set_interval_with_handle(step, pace).ok()).flatten()
    });
    let face = move || {
        let (shape, label) = if moving.get() { (PAUSE, words::STOP) } else { (PLAY, words::PLAY) };
        view! { {icon(shape)}<span class="spoken">{label}</span> }
    };
    view! {
        <button class="btn quiet icon" data-testid="path-play"
            aria-pressed=move || if moving.get() { "true" } else { "false" }
            on:click=move |_| moving.update(|moving| *moving = !*moving)>{face}</button>
    }
}
