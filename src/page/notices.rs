//! The newest thing to say, with what the visitor can do about it. There is one place for it at a time: under
//! the top bar, or, when the loss is no longer a number, where the losses stand.

use crate::message::Notice;
use crate::page::icons::{ALERT, CROSS, INFO, icon};
use crate::page::said::Said;
use crate::page::state::Page;
use crate::page::words::{self, Text};
use crate::settings::ExecutorChoice;
use leptos::prelude::*;

/// Where a notice stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Under the top bar.
    Top,
    /// In place of the losses.
    Readouts,
}

/// The newest notice, if it belongs here. The one that holds no notice anywhere is the empty one on top.
#[component]
pub fn Notices(
    /// Where this is.
    place: Place,
) -> impl IntoView {
    let page = expect_context::<Page>();
    let newest = Memo::new(move |_| page.said.with(|said| said.last().cloned()));
    let here = Memo::new(move |_| newest.get().filter(|said| place_of(said) == place));
    let empty = Memo::new(move |_| place == Place::Top && newest.with(Option::is_none));
    let over = move || here.with(|said| said.as_ref().is_some_and(Said::is_no_webgpu));
    view! {
        <div class="notices" class:edge=place == Place::Top class:over=over class:on=move || here.with(Option::is_some)>
            {move || match here.get() {
                Some(said) => view! { <NoticeView said /> }.into_any(),
                None if empty.get() => view! { <p role="status" data-testid="message"></p> }.into_any(),
                None => ().into_any(),
            }}
        </div>
    }
}

fn place_of(said: &Said) -> Place {
    if said.is_divergence() { Place::Readouts } else { Place::Top }
}

#[component]
fn NoticeView(said: Said) -> impl IntoView {
    let page = expect_context::<Page>();
    let alert = said.is_alert();
    let stacked = place_of(&said) == Place::Readouts;
    let told = said.clone();
    // It follows the language while it stands.
    let words = Memo::new(move |_| told.saying());
    let explained = RwSignal::new(false);
    let offer = matches!(said, Said::Kept { .. });
    let can_dismiss = !said.is_question() && !stacked && !offer;
    let dismiss = can_dismiss.then(|| {
        view! {
            <button class="btn quiet icon" aria-label=words::DISMISS title=words::DISMISS
                on:click=move |_| page.dismiss()>{icon(CROSS)}</button>
        }
    });
    view! {
        <div class="notice" class:alert=alert class:stack=stacked>
            {icon(if alert { ALERT } else { INFO })}
            <p data-testid="message" role=if alert { "alert" } else { "status" }>
                <b>{move || words.get().lead}</b>" "{move || words.get().rest}
                {move || explained.get().then(|| view! { <span class="more">{words::HOW_TO_LONG}</span> })}
            </p>
            <div class="acts">{actions(page, &said, explained)}{dismiss}</div>
        </div>
    }
}

/// What the visitor can do about it.
fn actions(page: Page, said: &Said, explained: RwSignal<bool>) -> AnyView {
    match said {
        Said::NewNetwork { .. } | Said::Taken { step: 1.., .. } => view! {
            {act(words::START_ANEW, true, move || page.start_anew())}
            {act(words::KEEP, false, move || page.keep_network())}
        }
        .into_any(),
        Said::WeightsAsk { .. } => {
            act(words::share::OPEN_NOW, true, move || page.open_offered_weights()).into_any()
        }
        Said::LinkAsks { .. } => act(words::OPEN_LINK, true, move || page.open_offered()).into_any(),
        Said::WorkerFailed { .. } => act(words::TRY_AGAIN, true, move || page.come_back(false)).into_any(),
        Said::GpuLost { again: false, .. } => {
            act_on("go-on", words::keep::GO_ON, true, move || page.come_back(true)).into_any()
        }
        Said::Diverged { good, .. } => view! {
            {good.map(|_| act_on("restore", words::keep::RESTORE, true, move || page.restore_good()))}
            {act_on("halve", words::keep::HALVE, good.is_none(), move || page.halve_rate())}
            {act(words::START_ANEW, false, move || page.start_anew())}
        }
        .into_any(),
        Said::Kept { .. } => view! {
            {act_on("resume", words::keep::GO_ON, true, move || page.resume())}
            {act_on("resume-dismiss", words::START_ANEW, false, move || page.forget_offered())}
        }
        .into_any(),
        Said::Worker(Notice::NoWebGpu { .. }) => {
            act(words::HOW_TO, false, move || explained.update(|on| *on = !*on)).into_any()
        }
        Said::Worker(Notice::GpuRefused { .. } | Notice::DeviceFailed { .. }) => {
            act(words::ON_CPU, true, move || page.run_on(ExecutorChoice::Cpu)).into_any()
        }
        Said::Worker(Notice::DataBroken { .. }) => {
            act(words::USE_SYNTHETIC, true, move || page.use_synthetic()).into_any()
        }
        Said::Worker(
            Notice::DataMissing { .. }
            | Notice::FeedMissing { .. }
            | Notice::TestsMissing { .. }
            | Notice::NotMade { .. }
            | Notice::NoPictures
            | Notice::PicturesRefused(_)
            | Notice::TooManyChanges,
        )
        | Said::LinkRefused { .. }
        | Said::WeightsRefused { .. }
        | Said::Taken { .. }
        | Said::WorkerRestarted { .. }
        | Said::GpuLost { again: true, .. }
        | Said::GpuBack(_)
        | Said::NotRestored { .. }
        | Said::NotKept { .. }
        | Said::Refused { .. } => ().into_any(),
    }
}

/// A button that scripts find by its handle.
fn act_on(handle: &'static str, label: Text, primary: bool, run: impl Fn() + 'static) -> impl IntoView {
    view! {
        <button class="btn" class:primary=primary data-testid=handle on:click=move |_| run()>{label}</button>
    }
}

fn act(label: Text, primary: bool, run: impl Fn() + 'static) -> impl IntoView {
    view! { <button class="btn" class:primary=primary on:click=move |_| run()>{label}</button> }
}
