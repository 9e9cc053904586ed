//! Eight test digits, what the network makes of them, where it errs, and their codes.

use crate::data::PIXELS;
use crate::message::{NetworkShape, STRIP};
use crate::page::icons::{SHUFFLE, icon};
use crate::page::picture::{largest_magnitude, paint, paint_coarse, paint_code, paint_error};
use crate::page::state::{Page, Strip};
use crate::page::theme::Theme;
use crate::page::words;
use crate::view::Feed;
use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlCanvasElement;

/// The class of the row whose pictures can be chosen.
const PRESSED: &str = "pressed";

type Painter = fn(&HtmlCanvasElement, &Strip, usize, &Theme, &NetworkShape);

/// Codes of two numbers are coloured from −3 to 3, where a prior holds them.
const USUAL_SCALE: f32 = 3.0;

impl Strip {
    /// The value with the fullest colour in the code cells.
    fn code_scale(&self, gaussian: bool) -> f32 {
        let is_short = self.codes.len() <= 2 * STRIP;
        if gaussian && is_short { USUAL_SCALE } else { largest_magnitude(&self.codes) }
    }
}

/// The strip of test digits.
#[component]
pub fn StripPanel() -> impl IntoView {
    let page = expect_context::<Page>();
    let error = move || {
        page.strip
            .with(|strip| strip.as_ref().map(|strip| words::mean_error(strip.mean_error, strip.own_error)))
    };
    let long_codes = Memo::new(move |_| {
        page.strip.with(|strip| strip.as_ref().is_some_and(|strip| strip.codes.len() > 2 * STRIP))
    });
    let (shape, nouns) = (page.shape(), page.nouns());
    let prepared = Memo::new(move |_| {
        page.strip.with(|strip| strip.as_ref().is_some_and(|strip| !strip.inputs.is_empty()))
    });
    let scale = Memo::new(move |_| {
        let gaussian = shape.with(NetworkShape::gaussian);
        page.strip.with(|strip| strip.as_ref().map_or(USUAL_SCALE, |strip| strip.code_scale(gaussian)))
    });
    let given = move || words::given(shape.with(|shape| shape.input_side));
    let dataset = page.dataset();
    let title = move || words::strip(page.view.with(|view| view.feed), dataset.get()).get();
    view! {
        <div class="strip">
            <div class="head">
                <h2>{title}</h2>
                <span class="small push" data-testid="mean-error">{error}</span>
                <button class="btn quiet icon" aria-label=move || nouns.get().shuffle.get() title=move || nouns.get().shuffle.get()
                    on:click=move |_| page.shuffle_strip()>{icon(SHUFFLE)}</button>
            </div>
            <FeedChoice />
            <div class="digits" class:square=move || long_codes.get() class:prepared=move || prepared.get()>
                {row(page, || words::ORIGINAL.get(), PRESSED, |canvas, strip, index, theme, _| {
                    paint(canvas, picture_of(&strip.originals, index), theme);
                })}
                {row(page, given, "given", |canvas, strip, index, theme, _| {
                    paint_coarse(canvas, part_of(&strip.inputs, index), theme);
                })}
                {row(page, || words::OUTPUT.get(), "", |canvas, strip, index, theme, _| {
                    paint(canvas, picture_of(&strip.outputs, index), theme);
                })}
                {row(page, || words::ERROR.get(), "", |canvas, strip, index, theme, _| {
                    let (original, output) = (picture_of(&strip.originals, index), picture_of(&strip.outputs, index));
                    paint_error(canvas, original, output, theme);
                })}
                {row(page, || words::CODE.get(), "heat", |canvas, strip, index, theme, shape| {
                    paint_code(canvas, part_of(&strip.codes, index), strip.code_scale(shape.gaussian()), theme);
                })}
            </div>
            <div class="key">
                <span><i style:background="var(--neg)"></i>{move || words::missing_ink(scale.get())}</span>
                <span><i style:background="var(--pos)"></i>{move || words::extra_ink(scale.get())}</span>
            </div>
        </div>
    }
}

/// What the network is fed: its own test images or others.
#[component]
fn FeedChoice() -> impl IntoView {
    let page = expect_context::<Page>();
    let dataset = page.dataset();
    let buttons = Feed::ALL.iter().map(|&choice| {
        let pressed = move || if page.view.get().feed == choice { "true" } else { "false" };
        view! {
            <button data-testid=format!("feed-{choice}") aria-pressed=pressed
                on:click=move |_| page.look(|view| view.feed = choice)>
                {move || words::feed(choice, dataset.get()).get()}
            </button>
        }
    });
    view! {
        <div class="feed">
            <span id="feed">{words::FEED}</span>
            <div class="segments" role="group" aria-labelledby="feed">{buttons.collect_view()}</div>
        </div>
    }
}

fn picture_of(pictures: &[u8], index: usize) -> &[u8] {
    pictures.get(index * PIXELS..(index + 1) * PIXELS).unwrap_or_default()
}

/// The part of the digit `index` in what is listed for the whole strip.
fn part_of<T>(listed: &[T], index: usize) -> &[T] {
    let length = listed.len() / STRIP;
    listed.get(index * length..(index + 1) * length).unwrap_or_default()
}

/// A label and eight canvases that follow the strip and the theme.
fn row<Label: Fn() -> String + Send + 'static>(
    page: Page,
    label: Label,
    class: &'static str,
    painter: Painter,
) -> impl IntoView + use<Label> {
    let shape = page.shape();
    let canvases: [NodeRef<html::Canvas>; STRIP] = std::array::from_fn(|_| NodeRef::new());
    Effect::new(move |_| {
        let (theme, shape) = (page.theme.get(), shape.get());
        page.strip.with(|strip| {
            let Some(strip) = strip else { return };
            for (index, canvas) in canvases.iter().enumerate() {
                if let Some(canvas) = canvas.get() {
                    painter(&canvas, strip, index, &theme, &shape);
                }
            }
        });
    });
    let cells = canvases.into_iter().enumerate().map(|(index, canvas)| {
        let number = move || page.strip.with(|strip| strip.as_ref()?.indices.get(index).copied());
        let chosen = Memo::new(move |_| {
            let chosen = page.chosen.with(|chosen| chosen.as_ref().map(|chosen| chosen.digit.index));
            chosen.is_some() && chosen == number()
        });
        let picture = view! {
            <canvas class=class class:chosen=move || chosen.get() node_ref=canvas width="28" height="28"
                aria-hidden="true"></canvas>
        };
        if class != PRESSED {
            return picture.into_any();
        }
        let choose = move |_| {
            if let Some(number) = untrack(number) {
                page.choose_digit(number);
            }
        };
        view! {
            <button data-testid=format!("strip-{index}") data-index=move || number().map(|number| number.to_string())
                disabled=move || number().is_none() aria-pressed=move || if chosen.get() { "true" } else { "false" }
                aria-label=move || number().map_or_else(|| words::ORIGINAL.get(), words::look::original) on:click=choose>{picture}</button>
        }
        .into_any()
    });
    view! { <span class=class>{label}</span>{cells.collect_view()} }
}
