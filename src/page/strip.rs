//! Eight test digits, what the network makes of them, where it errs, and their codes.

use crate::message::STRIP;
use crate::page::icons::{SHUFFLE, icon};
use crate::page::picture::{PIXELS, paint, paint_code, paint_error};
use crate::page::state::{Page, Strip};
use crate::page::theme::Theme;
use crate::page::words;
use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlCanvasElement;

type Painter = fn(&HtmlCanvasElement, &Strip, usize, &Theme);

/// The strip of test digits.
#[component]
pub fn StripPanel() -> impl IntoView {
    let page = expect_context::<Page>();
    let error =
        move || page.strip.with(|strip| strip.as_ref().map(|strip| words::mean_error(strip.mean_error)));
    let long_codes = Memo::new(move |_| {
        page.strip.with(|strip| strip.as_ref().is_some_and(|strip| strip.codes.len() > 2 * STRIP))
    });
    view! {
        <div class="strip">
            <div class="head">
                <h2>{words::STRIP}</h2>
                <span class="small push">{error}</span>
                <button class="btn quiet icon" aria-label=words::SHUFFLE title=words::SHUFFLE
                    on:click=move |_| page.shuffle_strip()>{icon(SHUFFLE)}</button>
            </div>
            <div class="digits" class:square=move || long_codes.get()>
                {row(page, words::ORIGINAL, "", |canvas, strip, index, theme| {
                    paint(canvas, picture_of(&strip.originals, index), theme);
                })}
                {row(page, words::OUTPUT, "", |canvas, strip, index, theme| {
                    paint(canvas, picture_of(&strip.outputs, index), theme);
                })}
                {row(page, words::ERROR, "", |canvas, strip, index, theme| {
                    let (original, output) = (picture_of(&strip.originals, index), picture_of(&strip.outputs, index));
                    paint_error(canvas, original, output, theme);
                })}
                {row(page, words::CODE, "heat", |canvas, strip, index, theme| {
                    let latent = strip.codes.len() / STRIP;
                    let code = strip.codes.get(index * latent..(index + 1) * latent).unwrap_or_default();
                    paint_code(canvas, code, theme);
                })}
            </div>
            <div class="key">
                <span><i style:background="var(--neg)"></i>{words::MISSING_INK}</span>
                <span><i style:background="var(--pos)"></i>{words::EXTRA_INK}</span>
            </div>
        </div>
    }
}

fn picture_of(pictures: &[u8], index: usize) -> &[u8] {
    pictures.get(index * PIXELS..(index + 1) * PIXELS).unwrap_or_default()
}

/// A label and eight canvases that follow the strip and the theme.
fn row(page: Page, label: &'static str, class: &'static str, painter: Painter) -> impl IntoView {
    let canvases: [NodeRef<html::Canvas>; STRIP] = std::array::from_fn(|_| NodeRef::new());
    Effect::new(move |_| {
        let theme = page.theme.get();
        page.strip.with(|strip| {
            let Some(strip) = strip else { return };
            for (index, canvas) in canvases.iter().enumerate() {
                if let Some(canvas) = canvas.get() {
                    painter(&canvas, strip, index, &theme);
                }
            }
        });
    });
    let cells = canvases.map(|canvas| {
        view! { <canvas class=class node_ref=canvas width="28" height="28" aria-hidden="true"></canvas> }
    });
    view! { <span>{label}</span>{cells.into_iter().collect_view()} }
}
