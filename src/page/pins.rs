//! The two pins on the plane, which can be dragged, and the path between them.

use crate::page::overlay::Frame;
use crate::page::plane::{moved, place, point};
use crate::page::state::Page;
use crate::page::words;
use crate::play::Pin;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, PointerEvent};

/// The pins' names, on the plane and in the page's handles.
pub const NAMES: [(&str, &str); 2] = [("A", "pin-a"), ("B", "pin-b")];

/// Both pins.
#[component]
pub fn Pins(
    /// The plate.
    plate: NodeRef<html::Div>,
) -> impl IntoView {
    view! { <div class="pins"><Handle pin=0 plate /><Handle pin=1 plate /></div> }
}

/// Where a pin is: known at once where it was set, heard of from the worker where a digit is pinned.
fn place_of(page: Page, pin: usize) -> Option<[f32; 2]> {
    page.play.with(|play| match play.pins[pin] {
        Pin::Place(point) => Some(point),
        Pin::Digit(_) => page.played.with(|played| played.as_ref().map(|played| played.pins[pin])),
    })
}

/// A pin that pointers and arrow keys move.
#[component]
fn Handle(pin: usize, plate: NodeRef<html::Div>) -> impl IntoView {
    let page = expect_context::<Page>();
    let (name, handle) = NAMES[pin];
    let at = Memo::new(move |_| place_of(page, pin));
    let held = RwSignal::new(None::<i32>);
    let grasp = move |event: PointerEvent| {
        event.stop_propagation();
        if event.button() != 0 || held.get_untracked().is_some() {
            return;
        }
        if let Some(element) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) {
            // Without capture the pin is let go at its edge, which is all that is lost.
            let _ = element.set_pointer_capture(event.pointer_id());
        }
        held.set(Some(event.pointer_id()));
    };
    let drag = move |event: PointerEvent| {
        event.stop_propagation();
        if held.get_untracked() == Some(event.pointer_id())
            && let Some(place) = place(plate, &event)
        {
            page.pin_at(pin, point(page, place));
        }
    };
    let release = move |event: PointerEvent| {
        if held.get_untracked() == Some(event.pointer_id()) {
            held.set(None);
        }
    };
    let keys = move |event: KeyboardEvent| {
        let from = at.get_untracked().unwrap_or_default();
        if let Some(place) = moved(page, from, &event) {
            event.prevent_default();
            event.stop_propagation();
            page.pin_at(pin, point(page, place));
        }
    };
    let share = move |axis: usize| {
        page.view.with(|view| view.place(at.get().unwrap_or_default()))[axis].clamp(0.0, 1.0).to_string()
    };
    // On the whole plane a pin beyond an edge waits there; in a part of it, it is simply not in view.
    let out_of_view = Memo::new(move |_| {
        let inside = |at: [f32; 2]| {
            page.view.with(|view| {
                view.window.is_whole() || view.place(at).iter().all(|part| (0.0..=1.0).contains(part))
            })
        };
        !at.get().is_some_and(inside)
    });
    let hidden = move || out_of_view.get() || !page.path_shown.get();
    view! {
        <button class="pin" class:hide=hidden data-testid=handle aria-label=move || words::play::pin_keys(name)
            style:--x=move || share(0) style:--y=move || share(1) on:pointerdown=grasp on:pointermove=drag on:pointerup=release
            on:pointercancel=release on:lostpointercapture=release on:keydown=keys>
            <span class="chip">{name}</span>
        </button>
    }
}

/// The path's codes as dots on a line; the one that is looked at is filled.
pub fn path(page: Page, frame: Frame) -> impl IntoView {
    if !page.path_shown.get() {
        return None;
    }
    page.played.with(|played| {
        let played = played.as_ref()?;
        let at = |point: [f32; 2]| (frame.x(point[0]), frame.y(point[1]));
        let steps = played.points.iter().map(|&point| at(point));
        let line: Vec<String> = steps.clone().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let line = line.join(" ");
        let inner = played.points.len().saturating_sub(2);
        let dots =
            steps.skip(1).take(inner).map(|(x, y)| view! { <circle class="stop" cx=x cy=y r="3.5" /> });
        let (x, y) = at(played.point);
        Some(view! {
            <svg class="clipped" width=frame.side height=frame.side>
                <polyline class="casing" points=line.clone() />
                <polyline class="path" points=line />
                {dots.collect_view()}
                <circle class="now" cx=x cy=y r="5" />
            </svg>
        })
    })
}
