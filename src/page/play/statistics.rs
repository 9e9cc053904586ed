//! What the codes of the test digits are like.

use super::list;
use crate::message::NetworkShape;
use crate::page::picture::{largest_magnitude, paint_code};
use crate::page::state::Page;
use crate::page::words::{decimal, play as words};
use crate::statistics::Statistics;
use leptos::html;
use leptos::prelude::*;

/// Codes of more numbers are a heat-map.
const MOST_WRITTEN: u32 = 2;

/// Mean and covariance of short codes; of long ones a heat-map, and how many numbers lie idle.
#[component]
pub fn CodeStatistics() -> impl IntoView {
    let page = expect_context::<Page>();
    let shape = page.shape();
    let latent = Memo::new(move |_| shape.with(|shape| shape.latent));
    let numbers = move |part: fn(&Statistics) -> &Vec<f32>| {
        page.statistics.with(|known| known.as_ref().map(|known| list(part(known))).unwrap_or_default())
    };
    let idle =
        move || page.statistics.with(|known| known.as_ref().map(|known| known.hardly_used.to_string()));
    let body = move || {
        if latent.get() <= MOST_WRITTEN {
            view! { <Written latent=latent.get() as usize /> }.into_any()
        } else {
            view! { <HeatMap /> }.into_any()
        }
    };
    view! {
        <div class="toy" data-testid="statistics" data-mean=move || numbers(|known| &known.mean)
            data-deviation=move || numbers(|known| &known.deviation)
            data-minimum=move || numbers(|known| &known.minimum)
            data-maximum=move || numbers(|known| &known.maximum)
            data-covariance=move || numbers(|known| &known.covariance) data-hardly-used=idle>
            <h3>{words::STATISTICS}</h3>
            {body}
        </div>
    }
}

/// Mean and covariance as numbers.
#[component]
fn Written(latent: usize) -> impl IntoView {
    let page = expect_context::<Page>();
    let number = move |part: fn(&Statistics) -> &Vec<f32>, at: usize| {
        page.statistics.with(|known| {
            known
                .as_ref()
                .and_then(|known| part(known).get(at).copied())
                .map_or("–".into(), |value| decimal(value, 2))
        })
    };
    let cells = move |part: fn(&Statistics) -> &Vec<f32>, count: usize| {
        (0..count).map(|at| view! { <span>{move || number(part, at)}</span> }).collect_view()
    };
    let shape = page.shape();
    let prior = Memo::new(move |_| shape.with(NetworkShape::has_prior));
    view! {
        <dl class="moments" style:--columns=latent.to_string()>
            <div><dt>{words::MEAN}</dt><dd class="matrix column">{cells(|known| &known.mean, latent)}</dd></div>
            <div>
                <dt>{words::COVARIANCE}</dt>
                <dd class="matrix">{cells(|known| &known.covariance, latent * latent)}</dd>
            </div>
        </dl>
        <p class="small muted">{move || words::moments_help(prior.get()).get()}</p>
    }
}

/// The mean of each number, or of a distribution's its deviation.
#[component]
fn HeatMap() -> impl IntoView {
    let page = expect_context::<Page>();
    let shape = page.shape();
    let prior = Memo::new(move |_| shape.with(NetworkShape::has_prior));
    let canvas = NodeRef::<html::Canvas>::new();
    let shown = move |known: &Statistics| {
        if prior.get() { known.deviation.clone() } else { known.mean.clone() }
    };
    Effect::new(move |_| {
        let (Some(canvas), theme) = (canvas.get(), page.theme.get()) else { return };
        page.statistics.with(|known| {
            let numbers = known.as_ref().map(shown).unwrap_or_default();
            paint_code(&canvas, &numbers, largest_magnitude(&numbers), &theme);
        });
    });
    let largest = move || {
        page.statistics.with(|known| {
            known.as_ref().map(|known| words::largest(largest_magnitude(&shown(known)), prior.get()))
        })
    };
    let idle = move || {
        page.statistics.with(|known| {
            known.as_ref().map(|known| words::idle(known.hardly_used, known.mean.len(), prior.get()))
        })
    };
    view! {
        <figure class="heat-map">
            <canvas node_ref=canvas role="img" aria-label=move || words::activity(prior.get()).get()></canvas>
            <figcaption>
                {move || words::activity(prior.get()).get()}
                <span>{largest}</span>
                <b>{idle}</b>
            </figcaption>
        </figure>
        <p class="small muted">{move || words::activity_help(prior.get()).get()}</p>
    }
}
