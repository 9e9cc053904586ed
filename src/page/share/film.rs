//! A short film of the plane: what the worker draws is copied to a canvas frame by frame, and the browser records it.

use super::files::save_as;
use crate::message::State;
use crate::page::past::copy_layer;
use crate::page::picture::context;
use crate::page::said::Said;
use crate::page::state::Page;
use crate::page::words::share;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobEvent, BlobPropertyBag, HtmlCanvasElement, MediaRecorder, MediaRecorderOptions};

/// Pixels of a row of the film, an even number.
const SIDE: u32 = 720;
/// Frames a second.
const RATE: f64 = 30.0;
/// It ends by itself after so long.
const LONGEST: Duration = Duration::from_secs(30);
/// Kinds of film with the ends of their names, the preferred first.
const KINDS: [(&str, &str); 2] = [("video/webm", "webm"), ("video/mp4", "mp4")];

/// Begins a film, and ends and saves it. What stands untrained begins to train with it.
#[component]
pub fn FilmButton() -> impl IntoView {
    let page = expect_context::<Page>();
    let running = StoredValue::new_local(None::<MediaRecorder>);
    let filming = RwSignal::new(false);
    let standing = move || matches!(page.state.get(), State::Ready | State::Training | State::Paused);
    let press = move |_| {
        if let Some(recorder) = running.try_update_value(Option::take).flatten() {
            stop(&recorder);
            return;
        }
        let Some(recorder) = record(page, filming) else {
            page.say(Said::Refused { reason: share::NO_FILM.into() });
            return;
        };
        running.set_value(Some(recorder.clone()));
        set_timeout(move || stop(&recorder), LONGEST);
        if page.state.get_untracked() == State::Ready {
            page.train_or_pause();
        }
    };
    Effect::new(move |_| {
        if !filming.get() {
            running.set_value(None);
        }
    });
    view! {
        <button class="btn" data-testid="film" disabled=move || !standing() && !filming.get() on:click=press
            aria-pressed=move || if filming.get() { "true" } else { "false" }>
            {move || if filming.get() { share::END_FILM.get() } else { share::FILM.get() }}
        </button>
    }
}

fn stop(recorder: &MediaRecorder) {
    // A recorder that has ended refuses to end again.
    let _ = recorder.stop();
}

/// Begins to record; the film is saved when the recorder stops. `None` where this browser records none.
fn record(page: Page, filming: RwSignal<bool>) -> Option<MediaRecorder> {
    let has = js_sys::Reflect::has(&window(), &JsValue::from_str("MediaRecorder")).unwrap_or_default();
    let (kind, ending) = KINDS.into_iter().find(|(kind, _)| has && MediaRecorder::is_type_supported(kind))?;
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(SIDE);
    canvas.set_height(SIDE);
    paint(page, &canvas);
    let stream = canvas.capture_stream_with_frame_request_rate(RATE).ok()?;
    let options = MediaRecorderOptions::new();
    options.set_mime_type(kind);
    let recorder = MediaRecorder::new_with_media_stream_and_media_recorder_options(&stream, &options).ok()?;

    let parts = Rc::new(RefCell::new(js_sys::Array::new()));
    let gathered = Rc::clone(&parts);
    let on_data = Closure::<dyn FnMut(BlobEvent)>::new(move |event: BlobEvent| {
        if let Some(part) = event.data() {
            gathered.borrow().push(&part);
        }
    });
    let on_stop = Closure::once_into_js(move || {
        filming.set(false);
        let bag = BlobPropertyBag::new();
        bag.set_type(kind);
        if let Ok(film) = Blob::new_with_blob_sequence_and_options(&parts.borrow(), &bag) {
            let model = page.network.with_untracked(|network| network.as_ref().map(|it| it.settings.model));
            save_as(&film, &share::film_name(model.unwrap_or_default(), ending));
        }
    });
    recorder.set_ondataavailable(Some(on_data.as_ref().unchecked_ref()));
    recorder.set_onstop(Some(on_stop.unchecked_ref()));
    // They live as long as the recorder does.
    on_data.forget();
    recorder.start().ok()?;
    filming.set(true);
    roll(page, canvas, filming);
    Some(recorder)
}

/// Copies what the plate shows to the film's canvas, at every frame until the film ends.
fn roll(page: Page, canvas: HtmlCanvasElement, filming: RwSignal<bool>) {
    if filming.get_untracked() {
        paint(page, &canvas);
        request_animation_frame(move || roll(page, canvas, filming));
    }
}

/// Copies what the plate shows.
fn paint(page: Page, canvas: &HtmlCanvasElement) {
    let Some(paper) = context(canvas) else { return };
    let side = f64::from(SIDE);
    let [r, g, b] = page.theme.get_untracked().plate;
    let marks = page.view.get_untracked().marks;
    paper.set_fill_style_str(&format!("rgb({r} {g} {b})"));
    paper.fill_rect(0.0, 0.0, side, side);
    let layer = |name: &str, alpha: f64| {
        paper.set_global_alpha(alpha);
        copy_layer(page, name, &paper, 0.0, side);
        paper.set_global_alpha(1.0);
    };
    let [grid, codes] = marks.opacities();
    layer("manifold", grid);
    layer("codes", codes);
}
