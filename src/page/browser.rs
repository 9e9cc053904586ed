//! Small helpers over the browser: signals that do not change too often, sizes of elements, readable errors.

use crate::sentence::{Sentence, sentence};
use leptos::html::ElementType;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, IntersectionObserver, IntersectionObserverEntry, ResizeObserver};

/// Follows `source`, but changes at most once every `milliseconds`; the last value always comes through.
pub fn paced<T>(source: impl Fn() -> T + 'static, milliseconds: u64) -> Signal<T>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let shown = RwSignal::new(untrack(&source));
    let resting = StoredValue::new(false);
    let rested = Trigger::new();
    Effect::new(move |_| {
        rested.track();
        let newest = source();
        if resting.get_value() || shown.with_untracked(|shown| *shown == newest) {
            return;
        }
        resting.set_value(true);
        shown.set(newest);
        let wake = move || {
            resting.set_value(false);
            rested.notify();
        };
        set_timeout(wake, Duration::from_millis(milliseconds));
    });
    shown.into()
}

/// Width and height of an element in CSS pixels, 0 until it is laid out.
pub fn size_of<E>(element: NodeRef<E>) -> Signal<[i32; 2]>
where
    E: ElementType,
    E::Output: JsCast + Clone + AsRef<HtmlElement> + 'static,
{
    let size = RwSignal::new([0, 0]);
    Effect::new(move |_| {
        let Some(element) = element.get() else { return };
        let element: HtmlElement = AsRef::<HtmlElement>::as_ref(&element).clone();
        let seen = element.clone();
        let measure = Closure::<dyn FnMut()>::new(move || {
            let now = [seen.client_width(), seen.client_height()];
            if size.get_untracked() != now {
                size.set(now);
            }
        });
        if let Ok(observer) = ResizeObserver::new(measure.as_ref().unchecked_ref()) {
            observer.observe(&element);
        }
        // The page's elements live as long as the page does.
        measure.forget();
    });
    size.into()
}

/// Whether any of an element is on the screen; assumed where the browser cannot tell.
pub fn in_view<E>(element: NodeRef<E>) -> Signal<bool>
where
    E: ElementType,
    E::Output: JsCast + Clone + AsRef<HtmlElement> + 'static,
{
    let seen = RwSignal::new(false);
    Effect::new(move |_| {
        let Some(element) = element.get() else { return };
        let look = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
            let newest = entries
                .iter()
                .filter_map(|entry| entry.dyn_into::<IntersectionObserverEntry>().ok())
                .next_back();
            seen.set(newest.is_some_and(|entry| entry.is_intersecting()));
        });
        match IntersectionObserver::new(look.as_ref().unchecked_ref()) {
            Ok(observer) => observer.observe(AsRef::<HtmlElement>::as_ref(&element)),
            Err(_) => seen.set(true),
        }
        // The page's elements live as long as the page does.
        look.forget();
    });
    seen.into()
}

/// Whether the visitor asked for less motion.
pub fn reduced_motion() -> bool {
    let query = window().match_media("(prefers-reduced-motion: reduce)");
    query.ok().flatten().is_some_and(|query| query.matches())
}

/// What went wrong, in the browser's words if it has some.
pub fn describe(error: &JsValue) -> Sentence {
    error
        .dyn_ref::<js_sys::Error>()
        .map(|error| String::from(error.message()))
        .or_else(|| error.as_string())
        .map_or_else(|| sentence!("worker.no_reason"), Sentence::Quoted)
}

/// Milliseconds since 1970.
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// Device pixels in a CSS pixel.
pub fn pixel_ratio() -> f64 {
    window().device_pixel_ratio().clamp(0.5, 4.0)
}

/// What the browser keeps for this page from visit to visit, if it keeps anything.
pub fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// Width of the window in CSS pixels.
pub fn window_width() -> f64 {
    window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or_default()
}
