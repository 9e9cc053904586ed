//! The left panel: settings, transport, readouts and the loss chart.

use crate::message::LossPoint;
use crate::page::browser::paced;
use crate::page::chart::Chart;
use crate::page::notices::{Notices, Place};
use crate::page::settings_form::SettingsForm;
use crate::page::state::Page;
use crate::page::transport::{READOUT_PACE, Transport};
use crate::page::words;
use leptos::prelude::*;

/// Settings, transport, readouts and chart.
#[component]
pub fn TrainPanel() -> impl IntoView {
    let page = expect_context::<Page>();
    let shape = move || page.draft.with(words::shape);
    view! {
        <section class="train" aria-label=words::TRAINING>
            <div class="settings">
                <div class="head">
                    <h2>{words::DATA_AND_MODEL}</h2>
                    <span class="small shape" inner_html=shape></span>
                </div>
                <SettingsForm />
            </div>
            <Transport />
            <div class="loss">
                <Notices place=Place::Readouts />
                <Readouts />
                <Chart />
            </div>
        </section>
    }
}

/// The newest losses; they are the chart's legend, too.
#[component]
fn Readouts() -> impl IntoView {
    let page = expect_context::<Page>();
    let progress = paced(move || page.progress.get(), READOUT_PACE);
    let train = Memo::new(move |_| progress.with(|progress| progress.loss));
    let readout = move |label: &'static str, colour: &'static str, part: fn(&LossPoint) -> f32| {
        let value = move || train.get().map_or_else(|| "–".into(), |loss| words::decimal(part(&loss), 1));
        let test = move || words::test_value(page.tested.get().as_ref().map(part));
        view! {
            <div>
                <dt><i style:background=colour></i>{label}</dt>
                <dd>{value}</dd>
                <dd>{test}</dd>
            </div>
        }
    };
    let diverged = move || page.said.with(|said| said.last().is_some_and(super::said::Said::is_divergence));
    view! {
        <dl class="readouts" class:hide=diverged>
            {readout(words::TOTAL, "var(--ink)", |loss| loss.total)}
            {readout(words::RECONSTRUCTION, "var(--neg)", |loss| loss.reconstruction)}
            {readout(words::KL, "var(--accent)", |loss| loss.kl)}
        </dl>
    }
}
