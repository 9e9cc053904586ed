//! The visitor's digit: the pad, what the network sees of it and makes of it, its code and what it costs.

use crate::message::{NetworkShape, Probe};
use crate::page::icons::{DISC, DOT, SHUFFLE, UNDO, icon};
use crate::page::pad::{BRUSHES, Pad, USUAL_BRUSH};
use crate::page::picture;
use crate::page::state::Page;
use crate::page::strip::StripPanel;
use crate::page::words;
use leptos::html;
use leptos::prelude::*;

/// Codes of more numbers are shown as a heat-map instead of bars.
const MOST_BARS: u32 = 16;

/// The panel on the right.
#[component]
pub fn Digit() -> impl IntoView {
    let page = expect_context::<Page>();
    let brush = RwSignal::new(USUAL_BRUSH);
    let time =
        move || page.probe.with(|probe| probe.as_ref().map(|probe| words::encoded_in(probe.milliseconds)));
    let nothing = Memo::new(move |_| page.strokes.with(Vec::is_empty) && !page.picked.get());
    let shape = page.shape();
    let sideways = move || shape.with(|shape| !shape.gaussian() && shape.latent > MOST_BARS);
    let class = Memo::new(move |_| page.probe.with(|probe| probe.as_ref().and_then(|probe| probe.class)));
    let (dataset, nouns) = (page.dataset(), page.nouns());
    let input = move || {
        let class = class.get().map(|class| words::class(dataset.get(), usize::from(class)));
        shape.with(|shape| words::input(shape, class.as_deref()))
    };
    view! {
        <section class="digit" class:sideways=sideways aria-label=move || nouns.get().draw.get()>
            <div class="head">
                <h2>{move || nouns.get().draw.get()}</h2>
                <span class="small push">{time}</span>
                <button class="btn quiet icon" aria-label=words::UNDO title=words::UNDO
                    disabled=move || nothing.get() on:click=move |_| page.undo_stroke()>{icon(UNDO)}</button>
            </div>
            <div class="pads">
                <Pad brush />
                <div class="views">
                    {seen("draw-input", input, |probe| &probe.input)}
                    {seen("draw-output", || words::RECONSTRUCTION.get(), |probe| &probe.output)}
                </div>
            </div>
            <Tools brush />
            <div class="result"><Code /><Cost /></div>
            <StripPanel />
        </section>
    }
}

/// A square picture of the probe.
fn seen<Label: Fn() -> String + Copy + Send + Sync + 'static>(
    name: &'static str,
    label: Label,
    part: fn(&Probe) -> &Vec<u8>,
) -> impl IntoView + use<Label> {
    let page = expect_context::<Page>();
    let canvas = NodeRef::<html::Canvas>::new();
    Effect::new(move |_| {
        let (Some(canvas), theme) = (canvas.get(), page.theme.get()) else { return };
        page.probe.with(|probe| {
            picture::paint_coarse(&canvas, probe.as_ref().map_or(&[][..], |probe| part(probe)), &theme);
        });
    });
    view! {
        <figure>
            <canvas node_ref=canvas data-testid=name width="28" height="28" role="img" aria-label=label></canvas>
            <figcaption>{label}</figcaption>
        </figure>
    }
}

#[component]
fn Tools(brush: RwSignal<f32>) -> impl IntoView {
    let page = expect_context::<Page>();
    let dataset = page.dataset();
    let [thin, thick] = BRUSHES;
    let resize = move |event| {
        if let Ok(width) = event_target_value(&event).parse::<f32>() {
            brush.set(width.clamp(thin, thick));
        }
    };
    view! {
        <div class="pad-tools">
            <label class="brush">
                {icon(DOT)}
                <input type="range" min=thin max=thick step="0.005" aria-label=words::BRUSH
                    style:--filled=move || format!("{}%", 100.0 * (brush.get() - thin) / (thick - thin))
                    prop:value=move || brush.get().to_string() on:input=resize />
                {icon(DISC)}
            </label>
            <button class="btn" data-testid="draw-clear" on:click=move |_| page.clear_pad()>{words::CLEAR}</button>
            <button class="btn random" on:click=move |_| page.pick_test_digit()>
                {icon(SHUFFLE)}<span>{move || words::random(page.view.with(|view| view.feed), dataset.get()).get()}</span>
            </button>
        </div>
    }
}

/// The code: a line from −3 to 3 for each number, with its mean and one standard deviation; a long code is a
/// heat-map.
#[component]
fn Code() -> impl IntoView {
    let page = expect_context::<Page>();
    let numbers = move |part: fn(&Probe) -> &Vec<f32>| {
        page.probe.with(|probe| {
            let numbers = probe.as_ref().map_or(&[][..], |probe| part(probe));
            numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
        })
    };
    let shape = page.shape();
    let latent = Memo::new(move |_| {
        let probed = page.probe.with(|probe| probe.as_ref().map(|probe| probe.mu.len()));
        probed.unwrap_or(shape.with(|shape| shape.latent as usize))
    });
    let long = Memo::new(move |_| latent.get() > 2);
    let rows = move || {
        if latent.get() > MOST_BARS as usize {
            view! { <HeatMap /> }.into_any()
        } else {
            (0..latent.get()).map(|index| view! { <Number index /> }).collect_view().into_any()
        }
    };
    view! {
        <div class="code" class:long=move || long.get() data-testid="draw-code" tabindex="-1"
            data-mu=move || numbers(|probe| &probe.mu) data-sigma=move || numbers(|probe| &probe.sigma)>
            {rows}
        </div>
    }
}

/// The code as a square of colours, scaled to its largest number, with its size and that number.
#[component]
fn HeatMap() -> impl IntoView {
    let page = expect_context::<Page>();
    let shape = page.shape();
    let canvas = NodeRef::<html::Canvas>::new();
    Effect::new(move |_| {
        let (Some(canvas), theme) = (canvas.get(), page.theme.get()) else { return };
        page.probe.with(|probe| {
            let code = probe.as_ref().map_or(&[][..], |probe| &probe.mu);
            picture::paint_code(&canvas, code, picture::largest_magnitude(code), &theme);
        });
    });
    let scale = move || {
        page.probe.with(|probe| {
            probe.as_ref().map(|probe| words::code_scale(picture::largest_magnitude(&probe.mu)))
        })
    };
    view! {
        <figure class="heat-map">
            <canvas node_ref=canvas role="img" aria-label=words::CODE></canvas>
            <figcaption>
                {move || words::code_size(shape.with(|shape| shape.latent))}
                <span>{scale}</span>
            </figcaption>
        </figure>
    }
}

#[component]
fn Number(index: usize) -> impl IntoView {
    let page = expect_context::<Page>();
    let value = Memo::new(move |_| {
        page.probe.with(|probe| {
            let probe = probe.as_ref()?;
            Some((*probe.mu.get(index)?, probe.sigma.get(index).copied()))
        })
    });
    let percent = |value: f32| 100.0 * (value.clamp(-3.0, 3.0) + 3.0) / 6.0;
    let bar = move || {
        value.get().map(|(mu, sigma)| {
            let spread = sigma.map(|sigma| {
                let (from, to) = (percent(mu - sigma), percent(mu + sigma));
                view! { <i class="spread" style:left=format!("{from:.2}%") style:width=format!("{:.2}%", to - from)></i> }
            });
            view! {
                {spread}
                <i class="mean" style:left=format!("{:.2}%", percent(mu))></i>
            }
        })
    };
    let ticks = (0..7).map(|tick| {
        let class = if tick == 3 { "tick middle" } else { "tick" };
        view! { <i class=class style:left=format!("{:.2}%", 100.0 * tick as f32 / 6.0)></i> }
    });
    let mean = move || value.get().map_or_else(|| "–".into(), |(mu, _)| words::decimal(mu, 2));
    let deviation =
        move || value.get().and_then(|(_, sigma)| Some(format!(" ± {}", words::decimal(sigma?, 2))));
    view! {
        <div class="number">
            <span class="variable">"z"<sub>{index + 1}</sub></span>
            <span class="scale">{ticks.collect_view()}{bar}</span>
            <span class="value">{mean}<span class="muted">{deviation}</span></span>
        </div>
    }
}

/// What the digit costs: reconstruction + β KL = total, or the reconstruction alone.
#[component]
fn Cost() -> impl IntoView {
    let page = expect_context::<Page>();
    let costs = Memo::new(move |_| {
        let (beta, _) = page.rates.get();
        page.probe.with(|probe| probe.as_ref().map(|probe| (probe.reconstruction, beta * probe.kl)))
    });
    let shape = page.shape();
    let per_pixel = Memo::new(move |_| shape.with(|shape| shape.per_pixel));
    let gaussian = Memo::new(move |_| shape.with(NetworkShape::gaussian));
    let number = move |value: Option<f32>| {
        value.map_or_else(|| "–".into(), |value| words::loss_value(value, per_pixel.get()))
    };
    let unit = move || view! { <span class="muted">" "{words::unit(per_pixel.get())}</span> };
    let reconstruction = move || number(costs.get().map(|(reconstruction, _)| reconstruction));
    let kl = move || number(costs.get().map(|(_, kl)| kl));
    let total = move || number(costs.get().map(|(reconstruction, kl)| reconstruction + kl));
    view! {
        <div class="cost">
            <div>
                <div class="name">{words::RECONSTRUCTION}</div>
                <b>{reconstruction}{move || (!gaussian.get()).then(unit)}</b>
            </div>
            {move || gaussian.get().then(|| view! {
                <span>"+"</span>
                <div><div class="name"><span class="variable">"β"</span>" "{words::KL}</div><b>{kl}</b></div>
                <span>"="</span>
                <div><div class="name">{words::TOTAL}</div><b>{total}{unit}</b></div>
            })}
        </div>
    }
}
