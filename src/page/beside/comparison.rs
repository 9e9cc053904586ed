//! The network beside principal components: the strip's digits made by both, the errors of both, and where both
//! put the test images.

use super::scatter::Scatter;
use crate::data::PIXELS;
use crate::message::STRIP;
use crate::page::picture::paint;
use crate::page::state::Page;
use crate::page::words::{self as common, beside as words};
use leptos::html;
use leptos::prelude::*;

/// Title, what it is about, and, once it is asked for, the comparison.
#[component]
pub(super) fn Comparison() -> impl IntoView {
    let page = expect_context::<Page>();
    let known = page.known;
    let shown = move || known.shown.get();
    view! {
        <section class="knowing" data-testid="beside" aria-labelledby="beside-title"
            data-components=move || known.components.with(|found| found.as_ref().map(|found| found.count))
            data-pca-error=move || known.components.with(|found| found.as_ref().map(|found| found.test_error))
            data-mean-error=move || known.components.with(|found| found.as_ref().map(|found| found.mean_error))
            data-network-error=move || known.network.get().map(|(error, _)| error)
            data-network-step=move || known.network.get().map(|(_, step)| step)>
            <div class="asked">
                <h2 id="beside-title">{words::TITLE}</h2>
                <p>{words::HELP}</p>
                <button class="btn" data-testid="compare" aria-expanded=move || shown().to_string()
                    on:click=move |_| page.compare(!known.shown.get_untracked())>
                    {move || if shown() { words::CLOSE.get() } else { words::OPEN.get() }}
                </button>
            </div>
            <div class:hide=move || !shown()><Compared /></div>
        </section>
    }
}

#[component]
fn Compared() -> impl IntoView {
    let page = expect_context::<Page>();
    let known = page.known;
    let found = Memo::new(move |_| known.components.with(Option::is_some));
    let shape = page.shape();
    let caveat = move || shape.with(words::caveat);
    let principal = Memo::new(move |_| page.codes.get().principal);
    let measured = Memo::new(move |_| known.codes.with(Option::is_some));
    let codes_caption = move || {
        if measured.get() {
            shape.with(|shape| words::codes(shape.latent, principal.get()))
        } else {
            words::CODES_AWAITED.get()
        }
    };
    let progress = move || words::analysing(known.analysed.get());
    // Canvases that come and go would leave their observers behind, so they are only hidden.
    view! {
        <p class="small muted" role="status" class:hide=move || found.get()>{progress}</p>
        <div class="compared" class:hide=move || !found.get()>
            <div class="made">
                <StripPair />
                <Bars />
                <p class="small muted">{caveat}</p>
            </div>
            <Scatter name="pca-points" caption=|| words::COMPONENTS_PLOT.get()
                places=move || known.components.with(|found| Some(found.as_ref()?.places.clone())) />
            <Scatter name="network-points" caption=codes_caption
                places=move || known.codes.get() />
        </div>
    }
}

/// The strip's digits, made by the network and made of components, with the error of each.
#[component]
fn StripPair() -> impl IntoView {
    let page = expect_context::<Page>();
    let known = page.known;
    let count =
        Memo::new(move |_| known.components.with(|found| found.as_ref().map_or(0, |found| found.count)));
    let error = move |index: usize, of_network: bool| {
        known.strip.with(|strip| {
            strip.as_ref().map(|strip| {
                let errors = if of_network { &strip.network_errors } else { &strip.errors };
                common::decimal(errors[index], 1)
            })
        })
    };
    let errors = move |of_network: bool| {
        (0..STRIP)
            .map(|index| view! { <span class="error">{move || error(index, of_network)}</span> })
            .collect_view()
    };
    view! {
        <div class="digits">
            <span>{common::ORIGINAL}</span>
            {pictures(page, "beside-original", |page| page.strip.with(|strip| Some(strip.as_ref()?.originals.clone())))}
            <span>{words::NETWORK}</span>
            {pictures(page, "beside-network", |page| page.strip.with(|strip| Some(strip.as_ref()?.outputs.clone())))}
            <span>{common::ERROR}</span>{errors(true)}
            <span>{move || words::pca(count.get())}</span>
            {pictures(page, "beside-pca", |page| page.known.strip.with(|strip| Some(strip.as_ref()?.pictures.clone())))}
            <span>{common::ERROR}</span>{errors(false)}
        </div>
    }
}

/// Eight canvases, with numbered handles, that follow the pictures `of` the page.
fn pictures(page: Page, name: &'static str, of: fn(Page) -> Option<Vec<u8>>) -> impl IntoView {
    let canvases: [NodeRef<html::Canvas>; STRIP] = std::array::from_fn(|_| NodeRef::new());
    Effect::new(move |_| {
        let (theme, pictures) = (page.theme.get(), of(page).unwrap_or_default());
        for (canvas, picture) in canvases.iter().zip(pictures.chunks_exact(PIXELS)) {
            if let Some(canvas) = canvas.get() {
                paint(&canvas, picture, &theme);
            }
        }
    });
    let canvas = |(index, canvas)| {
        let name = format!("{name}-{index}");
        view! { <canvas node_ref=canvas data-testid=name width="28" height="28" aria-hidden="true"></canvas> }
    };
    canvases.into_iter().enumerate().map(canvas).collect_view()
}

/// Errors of the whole test set as bars, and what they come to.
#[component]
fn Bars() -> impl IntoView {
    let page = expect_context::<Page>();
    let known = page.known;
    let network = Memo::new(move |_| known.network.get().map(|(error, _)| error));
    let of_pca = move |part: fn(&crate::beside::Components) -> f32| {
        Memo::new(move |_| known.components.with(|found| found.as_ref().map(part)))
    };
    let (pca, mean) = (of_pca(|found| found.test_error), of_pca(|found| found.mean_error));
    let count =
        Memo::new(move |_| known.components.with(|found| found.as_ref().map_or(0, |found| found.count)));
    let tests = Memo::new(move |_| {
        known.components.with(|found| found.as_ref().map_or(0, |found| found.labels.len() as u32))
    });
    let longest = move || {
        [network.get(), pca.get(), mean.get()].into_iter().flatten().fold(f32::MIN_POSITIVE, f32::max)
    };
    let bar = move |class: &'static str, label: AnyView, error: Memo<Option<f32>>| {
        let width = move || format!("{:.2}%", 100.0 * error.get().unwrap_or_default() / longest());
        let value = move || error.get().map_or_else(|| "–".into(), |error| common::decimal(error, 1));
        view! {
            <dt>{label}</dt>
            <dd><span class="track"><i class=class style:width=width></i></span><b>{value}</b></dd>
        }
    };
    let verdict = move || Some(words::verdict(network.get()?, pca.get()?));
    view! {
        <div>
            <h3>{words::ERRORS}" "<span class="muted">{move || words::errors_of(tests.get())}</span></h3>
            <dl class="bars">
                {bar("mine", (|| words::NETWORK.get()).into_any(), network)}
                {bar("linear", (move || words::pca(count.get())).into_any(), pca)}
                {bar("none", (|| words::MEAN.get()).into_any(), mean)}
            </dl>
            <p data-testid="beside-verdict">{verdict}</p>
        </div>
    }
}
