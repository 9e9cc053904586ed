//! The steps of the lesson under the top bar; on narrow screens one line with arrows.

use crate::page::course::LessonStep;
use crate::page::icons::{CHEVRON, LEFT, RIGHT, icon};
use crate::page::state::Page;
use crate::page::words::{self, Text};
use leptos::prelude::*;

/// The band of steps.
#[component]
pub fn Stepper() -> impl IntoView {
    let page = expect_context::<Page>();
    let current = page.lesson_step();
    view! {
        <nav class="steps edge" aria-label=words::STEPS>
            <ol>{LessonStep::ALL.iter().map(|&step| tab(page, current, step)).collect_view()}</ol>
            <div class="compact">
                {arrow(page, words::PREVIOUS_STEP, LEFT, move || current.get().previous())}
                {picker(page, current)}
                {arrow(page, words::NEXT_STEP, RIGHT, move || current.get().next())}
            </div>
            <div class="ticks" aria-hidden="true">
                {LessonStep::ALL.iter().map(|step| {
                    let number = step.number();
                    view! { <i class:on=move || number <= current.get().number()></i> }
                }).collect_view()}
            </div>
        </nav>
    }
}

/// A step with its number, its name and what it is about.
fn tab(page: Page, current: Memo<LessonStep>, step: LessonStep) -> impl IntoView {
    let here = move || (current.get() == step).then_some("step");
    view! {
        <li>
            <button data-testid=format!("lesson-step-{}", step.number()) aria-current=here
                on:click=move |_| page.go_to(step)>
                <span class="ordinal">{step.number()}</span>
                <span class="title">{words::step_title(step)}</span>
                <span class="subtitle">{words::step_subtitle(step)}</span>
            </button>
        </li>
    }
}

/// An arrow to a neighbouring step.
fn arrow(
    page: Page,
    label: Text,
    shape: &'static str,
    to: impl Fn() -> Option<LessonStep> + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let go = move |_| {
        if let Some(step) = untrack(to) {
            page.go_to(step);
        }
    };
    view! { <button aria-label=label disabled=move || to().is_none() on:click=go>{icon(shape)}</button> }
}

/// The current step's name, over a list of them all.
fn picker(page: Page, current: Memo<LessonStep>) -> impl IntoView {
    let change = move |event| {
        let chosen = event_target_value(&event);
        if let Some(&step) = LessonStep::ALL.iter().find(|step| step.number().to_string() == chosen) {
            page.go_to(step);
        }
    };
    let options = LessonStep::ALL.iter().map(|&step| {
        view! {
            <option value=step.number().to_string() selected=move || current.get() == step>
                {words::step_title(step)}
            </option>
        }
    });
    view! {
        <label class="pick-step">
            <span class="muted">{move || format!("{} / {}", current.get().number(), LessonStep::ALL.len())}</span>
            <b>{move || words::step_title(current.get()).get()}</b>
            {icon(CHEVRON)}
            <select aria-label=words::STEPS prop:value=move || current.get().number().to_string()
                on:change=change>{options.collect_view()}</select>
        </label>
    }
}
