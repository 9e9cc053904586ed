//! The left panel: settings, transport, readouts and the loss chart.

use crate::message::{CodeKind, LossPoint};
use crate::page::browser::paced;
use crate::page::chart::Chart;
use crate::page::notices::{Notices, Place};
use crate::page::settings_form::SettingsForm;
use crate::page::state::Page;
use crate::page::transport::{READOUT_PACE, Transport};
use crate::page::words::{self, Text};
use leptos::prelude::*;

/// Settings, transport, readouts and chart.
#[component]
pub fn TrainPanel() -> impl IntoView {
    let page = expect_context::<Page>();
    let stands = page.shape();
    let shape = move || {
        let is_draft = page.network.with(|network| {
            network
                .as_ref()
                .is_none_or(|network| page.draft.with(|draft| draft.model != network.settings.model))
        });
        page.draft.with(|draft| words::shape(draft, (!is_draft).then(|| stands.get()).as_ref()))
    };
    let parameters = move || words::parameters(stands.with(|shape| shape.parameters));
    view! {
        <section class="train" aria-label=words::TRAINING>
            <div class="settings">
                <div class="head">
                    <h2>{words::DATA_AND_MODEL}</h2>
                    <span class="small shape" title=parameters inner_html=shape></span>
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

/// The newest losses; they are the chart's legend, too. Where a loss has one part, there is one.
#[component]
fn Readouts() -> impl IntoView {
    let page = expect_context::<Page>();
    let progress = paced(move || page.progress.get(), READOUT_PACE);
    let train = Memo::new(move |_| progress.with(|progress| progress.loss));
    let shape = page.shape();
    let code = Memo::new(move |_| shape.with(|shape| shape.code));
    let per_pixel = Memo::new(move |_| shape.with(|shape| shape.per_pixel));
    let readout = move |label: Text, colour: &'static str, part: fn(&LossPoint) -> f32| {
        let value = move || {
            train.get().map_or_else(|| "–".into(), |loss| words::loss_value(part(&loss), per_pixel.get()))
        };
        let test = move || words::test_value(page.tested.get().as_ref().map(part), per_pixel.get());
        view! {
            <div>
                <dt><i style:background=colour></i>{label}</dt>
                <dd>{value}</dd>
                <dd>{test}</dd>
            </div>
        }
    };
    // What the two players pay is not measured on the test set.
    let player = move |label: Text, colour: &'static str, part: fn(&LossPoint) -> f32| {
        let value = move || train.get().map_or_else(|| "–".into(), |loss| words::decimal(part(&loss), 3));
        view! { <div><dt><i style:background=colour></i>{label}</dt><dd>{value}</dd></div> }
    };
    let diverged = move || page.said.with(|said| said.last().is_some_and(super::said::Said::is_divergence));
    view! {
        <dl class="readouts" class:hide=diverged>
            {move || match code.get() {
                CodeKind::Gaussian => view! {
                    {readout(words::TOTAL, "var(--ink)", |loss| loss.total)}
                    {readout(words::RECONSTRUCTION, "var(--neg)", |loss| loss.reconstruction)}
                    {readout(words::KL, "var(--accent)", |loss| loss.kl)}
                }.into_any(),
                CodeKind::Adversarial => view! {
                    {readout(words::LOSS, "var(--ink)", |loss| loss.total)}
                    {player(words::DISCRIMINATOR, "var(--neg)", |loss| loss.discriminator)}
                    {player(words::ENCODER, "var(--accent)", |loss| loss.generator)}
                }.into_any(),
                CodeKind::Plain => readout(words::LOSS, "var(--ink)", |loss| loss.total).into_any(),
            }}
        </dl>
    }
}
