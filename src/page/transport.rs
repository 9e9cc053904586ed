//! Train, Step, Reset, and how far training is. On narrow screens the style sheet fixes this block to the
//! lower edge.

use crate::message::State;
use crate::page::browser::paced;
use crate::page::icons::{PAUSE, PLAY, RESET, STEP, icon};
use crate::page::state::{Network, Page, Progress};
use crate::page::words;
use leptos::prelude::*;

/// Milliseconds between two changes of a readout.
pub const READOUT_PACE: u64 = 100;
/// Ticks of the ruler at most.
const MOST_TICKS: u32 = 40;

/// The buttons, and the ruler of epochs.
#[component]
pub fn Transport() -> impl IntoView {
    let page = expect_context::<Page>();
    let state = page.state;
    let can_step = move || matches!(state.get(), State::Ready | State::Training | State::Paused);
    let can_reset = move || !matches!(state.get(), State::Loading);
    let running = Memo::new(move |_| state.get() == State::Training);
    let keys = move |event: web_sys::KeyboardEvent| {
        if event.key() == "ArrowRight" {
            event.prevent_default();
            page.one_step();
        }
    };
    view! {
        <div class="transport">
            <div class="buttons" on:keydown=keys>
                <button class="btn train-button" class:primary=move || !running.get() data-testid="train"
                    disabled=move || !can_step() on:click=move |_| page.train_or_pause()>
                    {move || train_label(page, running.get())}
                </button>
                <button class="btn side" data-testid="step" aria-label=words::STEP
                    disabled=move || !can_step() on:click=move |_| page.one_step()>
                    {icon(STEP)}<span>{words::STEP}</span>
                </button>
                <button class="btn side" data-testid="reset" aria-label=words::RESET
                    disabled=move || !can_reset() on:click=move |_| page.start_anew()>
                    {icon(RESET)}<span>{words::RESET}</span>
                </button>
            </div>
            <Ruler />
        </div>
    }
}

fn train_label(page: Page, running: bool) -> AnyView {
    if running {
        return view! { {icon(PAUSE)}<span>{words::PAUSE}</span> }.into_any();
    }
    let state = page.state.get();
    if matches!(state, State::Loading | State::Error | State::Lost) {
        return view! { <span>{words::waiting(state)}</span> }.into_any();
    }
    let goal = move || goal(page).map(|target| view! { <small>{words::to_step(target)}</small> });
    view! { {icon(PLAY)}<span>{words::TRAIN}{goal}</span> }.into_any()
}

/// The steps at which training will pause by itself, if they are still ahead.
fn goal(page: Page) -> Option<u32> {
    let target = page.network.with(|network| network.as_ref().map_or(0, |network| network.target));
    (target > page.progress.with(Progress::step)).then_some(target)
}

/// How far training, or the file that it waits for, is.
#[component]
fn Ruler() -> impl IntoView {
    let page = expect_context::<Page>();
    let progress = paced(move || page.progress.get(), READOUT_PACE);
    let planned = Memo::new(move |_| page.network.with(|network| planned_epochs(network.as_ref())));
    let range = Memo::new(move |_| planned.get().unwrap_or_else(|| open_range(progress.get().epoch)));
    let share = Memo::new(move |_| match page.arriving.get() {
        Some(file) if file.total > 0 => (file.received as f32 / file.total as f32).clamp(0.0, 1.0),
        Some(_) => 0.0,
        None => (progress.get().epoch / range.get()).clamp(0.0, 1.0),
    });
    let left = move || {
        if let Some(file) = page.arriving.get() {
            return view! { <span>{words::downloading(file.dataset)}</span> }.into_any();
        }
        if page.is_pretrained() {
            return view! { <span data-testid="pretrained">{words::PRETRAINED}</span> }.into_any();
        }
        let epoch = words::decimal(progress.get().epoch, if planned.get().is_some() { 2 } else { 1 });
        let of = planned.get().map(|planned| {
            view! { <span class="muted">" / "{words::decimal(planned, 2)}</span> }
        });
        view! { <span>{words::EPOCH}" "<b>{epoch}</b>{of}</span> }.into_any()
    };
    let right = move || match page.arriving.get() {
        Some(file) => words::megabytes(file.received, file.total),
        None => match progress.get().images_per_second {
            rate if rate > 0.0 => words::images_per_second(rate),
            _ => String::new(),
        },
    };
    let shape = page.shape();
    let total = move || {
        let (gaussian, per_pixel) = shape.with(|shape| (shape.gaussian(), shape.per_pixel));
        let label = if gaussian { words::TOTAL } else { words::LOSS };
        progress.get().loss.map(|loss| {
            view! { <span class="muted">{label}" "</span><b>{words::loss_value(loss.total, per_pixel)}</b> }
        })
    };
    view! {
        <div class="progress">
            <div class="head">{left}<span class="dock-only">{total}</span><span class="small">{right}</span></div>
            <div class="ruler" role="progressbar" aria-label=words::PROGRESS aria-valuemin="0"
                aria-valuemax="100" aria-valuenow=move || (100.0_f32 * share.get()).round() as u32>
                <i class="filled" style:width=move || format!("{:.2}%", 100.0 * share.get())></i>
                {move || ticks(range.get())}
            </div>
        </div>
    }
}

fn planned_epochs(network: Option<&Network>) -> Option<f32> {
    let network = network.filter(|network| network.target > 0)?;
    Some(network.epochs(network.target)).filter(|epochs| *epochs > 0.0)
}

/// Without a plan the ruler runs to the next fifth epoch.
fn open_range(epoch: f32) -> f32 {
    5.0 * (epoch / 5.0).floor() + 5.0
}

/// A tick per epoch, a long one every fifth; sparser when there are many.
fn ticks(range: f32) -> impl IntoView {
    let stride = ((range / MOST_TICKS as f32).ceil() as u32).max(1);
    (0..=range.floor() as u32)
        .step_by(stride as usize)
        .map(|epoch| {
            let long = (epoch / stride).is_multiple_of(5);
            view! { <i class="tick" class:long=long style:left=format!("{:.3}%", 100.0 * epoch as f32 / range)></i> }
        })
        .collect_view()
}
