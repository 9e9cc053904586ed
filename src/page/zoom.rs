//! How the visitor moves and zooms the plane: wheel, drag, two fingers, keys and buttons. What was drawn before is
//! laid where its points are now, until the worker has drawn anew.

use crate::page::browser::{now, reduced_motion};
use crate::page::icons::{MINUS, PLUS, WHOLE, icon};
use crate::page::plane::place_at;
use crate::page::state::Page;
use crate::page::words::{self, Text};
use crate::view::LINEAR_REACH;
use crate::window::Window;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent, WheelEvent};

/// How much a key or a button zooms.
const STRIDE: f32 = 1.5;
/// Milliseconds that it takes.
const GLIDE: f64 = 160.0;
/// Zoom by a pixel of the wheel, and where it stands for two fingers on a trackpad.
const WHEEL: f64 = 0.0016;
const PINCH: f64 = 0.01;
/// Pixels of a line, where a wheel counts lines.
const LINE: f64 = 33.0;
/// CSS pixels that a pointer moves before a press becomes a drag.
const SLACK: f64 = 5.0;

/// What is in motion, and what was drawn last.
#[derive(Clone, Copy)]
pub struct Zoom {
    gliding: StoredValue<Option<Glide>>,
    /// The window that the decoded grid was drawn in.
    pub manifold: RwSignal<Window>,
    /// The window that the codes were drawn in.
    pub codes: RwSignal<Window>,
}

#[derive(Clone, Copy)]
struct Glide {
    from: Window,
    to: Window,
    since: f64,
}

impl Zoom {
    /// Nothing is in motion.
    pub fn new() -> Self {
        Self { gliding: StoredValue::new(None), manifold: RwSignal::default(), codes: RwSignal::default() }
    }
}

impl Page {
    /// Shows another part of the plane at once.
    fn show(self, window: Window) {
        self.zoom.gliding.set_value(None);
        if self.view.with_untracked(|view| view.window != window) {
            self.look(|view| view.window = window);
        }
    }

    /// Goes to another part of the plane, smoothly unless less motion is wanted.
    fn glide(self, to: Window) {
        if reduced_motion() {
            self.show(to);
            return;
        }
        let from = self.view.with_untracked(|view| view.window);
        let runs = self.zoom.gliding.with_value(Option::is_some);
        self.zoom.gliding.set_value(Some(Glide { from, to, since: now() }));
        if !runs {
            request_animation_frame(move || self.go_on());
        }
    }

    fn go_on(self) {
        let Some(Glide { from, to, since }) = self.zoom.gliding.get_value() else { return };
        let t = ((now() - since) / GLIDE).clamp(0.0, 1.0) as f32;
        self.look(|view| view.window = from.toward(&to, t));
        if t < 1.0 {
            request_animation_frame(move || self.go_on());
        } else {
            self.zoom.gliding.set_value(None);
        }
    }

    /// Where a motion ends; the window in view, if nothing moves.
    fn destination(self) -> Window {
        let gliding = self.zoom.gliding.get_value();
        gliding.map_or_else(|| self.view.with_untracked(|view| view.window), |glide| glide.to)
    }

    /// Zooms about a place of the plate.
    fn zoom_about(self, place: [f32; 2], factor: f32) {
        let spread = self.view.with_untracked(|view| view.spread);
        self.glide(self.destination().zoomed(factor, place, spread));
    }

    /// Zooms about the cross-hair, or about the middle if that is not in view.
    fn zoom_by(self, factor: f32) {
        let cross = self.cross.get_untracked().map(|at| self.view.with_untracked(|view| view.place(at)));
        let inside = cross.filter(|place| place.iter().all(|part| (0.0..=1.0).contains(part)));
        self.zoom_about(inside.unwrap_or([0.5; 2]), factor);
    }

    /// Moves the window by a part of its width to the right and up.
    fn pan(self, by: [f32; 2]) {
        let view = self.view.get_untracked();
        self.show(view.window.moved(by, view.spread));
    }

    /// Moves the window so that a place beyond an edge of the plate comes to lie on it; returns where it is then.
    pub fn reveal(self, place: [f32; 2]) -> [f32; 2] {
        let inside = place.iter().all(|part| (0.0..=1.0).contains(part));
        if inside || self.view.with_untracked(|view| view.window.is_whole()) {
            return place;
        }
        let beyond = place.map(|part| part - part.clamp(0.0, 1.0));
        self.pan(beyond);
        [place[0] - beyond[0], place[1] - beyond[1]]
    }

    /// Does what a key on the plate asks for, if it is one that zooms.
    pub fn zoom_key(self, key: &str) -> bool {
        match key {
            "+" | "=" => self.zoom_by(1.0 / STRIDE),
            "-" | "−" => self.zoom_by(STRIDE),
            "0" => self.glide(Window::default()),
            _ => return false,
        }
        true
    }
}

/// Zooms by the wheel. Out of the whole plane it does not lead: there the page scrolls.
pub fn wheel(page: Page, plate: NodeRef<html::Div>, event: &WheelEvent) {
    let Some(place) = place_at(plate, [event.client_x(), event.client_y()]) else { return };
    let pixels = event.delta_y() * if event.delta_mode() == WheelEvent::DOM_DELTA_LINE { LINE } else { 1.0 };
    let rate = if event.ctrl_key() { PINCH } else { WHEEL };
    let factor = (pixels * rate).clamp(-0.7, 0.7).exp() as f32;
    let half = page.destination().half;
    if factor >= 1.0 && half >= LINEAR_REACH {
        return;
    }
    event.prevent_default();
    page.zoom_about(place, factor.min(LINEAR_REACH / half));
}

/// The pointers that are down on the plate.
#[derive(Clone, Copy)]
pub struct Grasp {
    plate: NodeRef<html::Div>,
    held: StoredValue<Vec<Held>>,
    dragged: RwSignal<bool>,
}

#[derive(Clone, Copy)]
struct Held {
    pointer: i32,
    from: [f64; 2],
    at: [f64; 2],
    /// Whether it moves the plane: a mouse's button; one finger moves the cross-hair.
    drags: bool,
}

impl Grasp {
    /// No pointer is down.
    pub fn new(plate: NodeRef<html::Div>) -> Self {
        Self { plate, held: StoredValue::new(Vec::new()), dragged: RwSignal::new(false) }
    }

    /// Whether the plane is being dragged.
    pub fn is_dragged(self) -> bool {
        self.dragged.get()
    }

    /// A pointer is down.
    pub fn press(self, event: &PointerEvent) {
        if event.button() != 0 || self.held.with_value(|held| held.len() == 2) {
            return;
        }
        if let Some(plate) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) {
            // Without capture the plane is let go at its edge, which is all that is lost.
            let _ = plate.set_pointer_capture(event.pointer_id());
        }
        let drags = event.pointer_type() != "touch";
        let held = Held { pointer: event.pointer_id(), from: at(event), at: at(event), drags };
        self.held.update_value(|all| all.push(held));
    }

    /// A pointer moves; whether it moves the plane.
    pub fn follow(self, page: Page, event: &PointerEvent) -> bool {
        let mut held = self.held.get_value();
        let Some(index) = held.iter().position(|held| held.pointer == event.pointer_id()) else {
            return false;
        };
        let (before, now) = (held[index].at, at(event));
        let Some(side) = self.plate.get_untracked().map(|plate| plate.get_bounding_client_rect().width())
        else {
            return false;
        };
        let part = |moved: f64| (moved / side.max(1.0)) as f32;
        if let [one, two] = held[..] {
            let other = if index == 0 { two.at } else { one.at };
            let apart = |a: [f64; 2]| (a[0] - other[0]).hypot(a[1] - other[1]).max(1.0);
            let middle = |a: [f64; 2]| [0.5 * (a[0] + other[0]), 0.5 * (a[1] + other[1])];
            let (from, to) = (middle(before), middle(now));
            let view = page.view.get_untracked();
            if let Some(place) = place_at(self.plate, from.map(|part| part as i32)) {
                let moved = [part(from[0] - to[0]), part(to[1] - from[1])];
                let factor = (apart(before) / apart(now)) as f32;
                let window = view.window.zoomed(factor, place, view.spread).moved(moved, view.spread);
                page.show(window);
            }
        } else if !held[index].drags {
            held[index].at = now;
            self.held.set_value(held);
            return false;
        } else {
            let moved = [now[0] - before[0], now[1] - before[1]];
            if !self.dragged.get_untracked() && moved[0].hypot(moved[1]) < SLACK {
                return true;
            }
            page.pan([part(-moved[0]), part(moved[1])]);
        }
        self.dragged.set(true);
        held[index].at = now;
        self.held.set_value(held);
        true
    }

    /// A pointer is up or gone; whether it pressed a place and moved nothing.
    pub fn release(self, event: &PointerEvent) -> bool {
        let mut held = self.held.get_value();
        let Some(index) = held.iter().position(|held| held.pointer == event.pointer_id()) else {
            return false;
        };
        let (Held { from, .. }, to) = (held.swap_remove(index), at(event));
        let still = !self.dragged.get_untracked() && (to[0] - from[0]).hypot(to[1] - from[1]) < SLACK;
        let last = held.is_empty();
        self.held.set_value(held);
        if last {
            self.dragged.set(false);
        }
        last && still && event.type_() == "pointerup"
    }
}

fn at(event: &PointerEvent) -> [f64; 2] {
    [f64::from(event.client_x()), f64::from(event.client_y())]
}

/// How a canvas that was drawn in a window is laid on the plate.
pub fn laid(page: Page, drawn: Window) -> String {
    let view = page.view.get();
    if drawn == view.window {
        return "none".into();
    }
    let ([x, y], width) = drawn.on(&view.window, view.spread);
    format!("translate({:.4}%, {:.4}%) scale({width:.6})", 100.0 * x, 100.0 * (1.0 - width - y))
}

/// The buttons under the plate.
#[component]
pub fn ZoomButtons() -> impl IntoView {
    let page = expect_context::<Page>();
    let whole = Memo::new(move |_| page.view.with(|view| view.window.is_whole()));
    let button = move |name: &'static str, label: Text, shape: &'static str, key: &'static str| {
        view! {
            <button class="btn quiet icon" data-testid=name aria-label=label title=label
                disabled=move || key == "0" && whole.get() on:click=move |_| { page.zoom_key(key); }>{icon(shape)}</button>
        }
    };
    view! {
        <div class="zoom" role="group" aria-label=words::look::ZOOM>
            {button("zoom-out", words::look::ZOOM_OUT, MINUS, "-")}
            {button("zoom-in", words::look::ZOOM_IN, PLUS, "+")}
            {button("zoom-whole", words::look::WHOLE, WHOLE, "0")}
        </div>
    }
}
