//! The latent plane: the worker's two canvases, what is marked over them, and how they are looked at.

use crate::message::State;
use crate::page::browser::{paced, size_of};
use crate::page::icons::{CHEVRON, icon};
use crate::page::legend::Legend;
use crate::page::near::NearButtons;
use crate::page::overlay::{Lens, Overlay};
use crate::page::past::{PastPlane, PastSlider};
use crate::page::pins::Pins;
use crate::page::state::Page;
use crate::page::words::{self, Text};
use crate::page::zoom::{Grasp, ZoomButtons, laid, wheel};
use crate::view::{CLASSES, Marks, Spread, View};
use leptos::html;
use leptos::prelude::*;
use std::time::Duration;

/// Choices of decoded digits in a row.
const GRIDS: [u32; 4] = [15, 20, 25, 30];
/// Part of the plate that an arrow key moves the cross-hair by.
const KEY_STEP: f32 = 1.0 / 120.0;
/// Nearest that the cross-hair comes to an edge, where a quantile would be infinite.
const EDGE: f32 = 0.002;
/// Pause before the worker hears of a new size, so that a drag of the window is one change.
const SIZE_PACE: Duration = Duration::from_millis(150);

/// The panel in the middle.
#[component]
pub fn Plane() -> impl IntoView {
    let page = expect_context::<Page>();
    let plate = NodeRef::<html::Div>::new();
    let size = size_of(plate);
    let side = Memo::new(move |_| size.get()[0] as f32);
    keep_painted(page, side);

    let grasp = Grasp::new(plate);
    let aim = move |event: &web_sys::PointerEvent| {
        if let Some(place) = place(plate, event) {
            move_to(page, place);
        }
    };
    let press = move |event: web_sys::PointerEvent| {
        aim(&event);
        grasp.press(&event);
    };
    let follow = move |event: web_sys::PointerEvent| {
        if !grasp.follow(page, &event) {
            aim(&event);
        }
    };
    let release = move |event: web_sys::PointerEvent| {
        let codes = page.view.with_untracked(|view| view.marks != Marks::Manifold);
        if let Some(place) = place(plate, &event).filter(|_| grasp.release(&event) && codes) {
            page.choose_pressed(point(page, place), side.get_untracked());
        }
    };
    let keys = move |event: web_sys::KeyboardEvent| {
        let cross = page.cross.get_untracked().unwrap_or_default();
        if let Some(pin) = pin_of(&event) {
            page.pin_at(pin, cross);
        } else if let Some(place) = moved(page, cross, &event) {
            event.prevent_default();
            move_to(page, page.reveal(place));
        } else if is_alone(&event) && (page.zoom_key(&event.key()) || page.choice_key(&event.key())) {
            event.prevent_default();
        }
    };
    let untrained = Memo::new(move |_| {
        page.state.get() == State::Ready
            && page.progress.with(|progress| progress.step() == 0)
            && !page.is_pretrained()
    });
    let spoken = paced(move || page.cross.get().map(words::point).unwrap_or_default(), 1000);
    let marks = Memo::new(move |_| page.view.with(|view| view.marks.name()));
    view! {
        <section class="plane" aria-label=words::PLANE>
            <div class="bar">
                <MarksChoice />
                <Legend />
                <div class="tools"><ClassChoice /><GridChoice /><SpreadChoice /></div>
            </div>
            <div class="plate" id="plate" data-testid="plate" node_ref=plate tabindex="0" role="application"
                aria-label=words::PLANE_KEYS data-marks=marks class:dragged=move || grasp.is_dragged() class:earlier=move || page.past.is_shown()
                data-window=move || page.view.with(|view| view.window.to_string())
                data-drawn=move || page.zoom.manifold.get().to_string()
                on:pointermove=follow on:pointerdown=press on:pointerup=release on:pointercancel=release
                on:wheel=move |event| wheel(page, plate, &event) on:keydown=keys>
                <div class="layers" node_ref=page.layers style:--manifold=move || laid(page, page.zoom.manifold.get())
                    style:--codes=move || laid(page, page.zoom.codes.get())></div>
                <PastPlane />
                <Overlay side />
                <Pins plate />
                <Lens side />
                {move || untrained.get().then(|| view! { <p class="blank">{words::UNTRAINED}</p> })}
            </div>
            <div class="under"><ZoomButtons /><PastSlider /><NearButtons /></div>
            <p class="spoken" aria-live="polite">{spoken}</p>
        </section>
    }
}

/// The pointer's place on the plate, each coordinate 0 to 1, from the left and from below.
pub(super) fn place(plate: NodeRef<html::Div>, event: &web_sys::PointerEvent) -> Option<[f32; 2]> {
    place_at(plate, [event.client_x(), event.client_y()])
}

/// The same of a place in the window, CSS pixels.
pub(super) fn place_at(plate: NodeRef<html::Div>, [x, y]: [i32; 2]) -> Option<[f32; 2]> {
    let plate = plate.get_untracked()?.get_bounding_client_rect();
    let x = (f64::from(x) - plate.left()) / plate.width();
    let y = (plate.bottom() - f64::from(y)) / plate.height();
    // A plate that is not shown has no places.
    (x.is_finite() && y.is_finite()).then_some([x as f32, y as f32])
}

/// The point of the plane at a place of the plate; from beyond an edge, the nearest.
pub(super) fn point(page: Page, place: [f32; 2]) -> [f32; 2] {
    page.view.get_untracked().point(place.map(|part| part.clamp(EDGE, 1.0 - EDGE)))
}

/// The place on the plate that an arrow key moves a point of the plane to.
pub(super) fn moved(page: Page, from: [f32; 2], event: &web_sys::KeyboardEvent) -> Option<[f32; 2]> {
    let [right, up] = arrow(&event.key())?;
    let [x, y] = page.view.get_untracked().place(from);
    Some([x + KEY_STEP * right, y + KEY_STEP * up])
}

fn move_to(page: Page, place: [f32; 2]) {
    page.point_at(point(page, place));
}

/// The pin that a key sets.
fn pin_of(event: &web_sys::KeyboardEvent) -> Option<usize> {
    ["a", "b"].iter().position(|name| is_alone(event) && event.key().eq_ignore_ascii_case(name))
}

fn is_alone(event: &web_sys::KeyboardEvent) -> bool {
    !(event.ctrl_key() || event.meta_key() || event.alt_key())
}

fn arrow(key: &str) -> Option<[f32; 2]> {
    match key {
        "ArrowLeft" => Some([-1.0, 0.0]),
        "ArrowRight" => Some([1.0, 0.0]),
        "ArrowUp" => Some([0.0, 1.0]),
        "ArrowDown" => Some([0.0, -1.0]),
        _ => None,
    }
}

/// The worker hears of every new size and theme, once it has settled.
fn keep_painted(page: Page, side: Memo<f32>) {
    let newest = StoredValue::new(0_u32);
    Effect::new(move |_| {
        side.track();
        page.theme.track();
        newest.update_value(|newest| *newest = newest.wrapping_add(1));
        let this = newest.get_value();
        let paint = move || {
            if newest.get_value() == this {
                page.send_paint();
            }
        };
        set_timeout(paint, SIZE_PACE);
    });
}

#[component]
fn MarksChoice() -> impl IntoView {
    let page = expect_context::<Page>();
    let button = move |marks: Marks, label: Text| {
        let pressed = move || if page.view.get().marks == marks { "true" } else { "false" };
        view! {
            <button aria-pressed=pressed on:click=move |_| page.look(|view| view.marks = marks)>{label}</button>
        }
    };
    view! {
        <div class="segments" role="group" aria-label=words::SHOW>
            {button(Marks::Manifold, words::MANIFOLD)}
            {button(Marks::Codes, words::CODES)}
            {button(Marks::Both, words::BOTH)}
        </div>
    }
}

/// Which digit is decoded, by a network that is given it.
#[component]
fn ClassChoice() -> impl IntoView {
    let page = expect_context::<Page>();
    let change = move |event| {
        if let Ok(class) = event_target_value(&event).parse() {
            page.look(|view| view.class = class);
        }
    };
    let shape = page.shape();
    let class = Memo::new(move |_| page.view.with(|view| view.class));
    let dataset = page.dataset();
    let options = (0..CLASSES).map(|choice| {
        let word = move || words::class_choice(dataset.get(), usize::from(choice));
        view! { <option value=choice.to_string() selected=move || choice == class.get()>{word}</option> }
    });
    view! {
        <span class="pick" class:hide=move || shape.with(|shape| shape.classes == 0)>
            <select data-testid="class" aria-label=words::CLASS title=words::CLASS
                prop:value=move || class.get().to_string() on:change=change>{options.collect_view()}</select>
            {icon(CHEVRON)}
        </span>
    }
}

#[component]
fn GridChoice() -> impl IntoView {
    let page = expect_context::<Page>();
    let change = move |event| {
        if let Ok(grid) = event_target_value(&event).parse() {
            page.look(|view| view.grid = grid);
        }
    };
    let shown = Memo::new(move |_| page.view.with(|view| view.marks != Marks::Codes));
    let grid = Memo::new(move |_| page.view.with(|view| view.grid));
    let options = move || {
        let mut grids = GRIDS.to_vec();
        if !grids.contains(&grid.get()) {
            grids.push(grid.get());
        }
        grids
            .into_iter()
            .map(|choice| {
                let selected = choice == grid.get();
                view! { <option value=choice.to_string() selected=selected>{format!("{choice} × {choice}")}</option> }
            })
            .collect_view()
    };
    view! {
        <span class="pick" class:hide=move || !shown.get()>
            <select aria-label=words::GRID title=words::GRID prop:value=move || grid.get().to_string()
                on:change=change>{options}</select>
            {icon(CHEVRON)}
        </span>
    }
}

#[component]
fn SpreadChoice() -> impl IntoView {
    let page = expect_context::<Page>();
    let change = move |event| {
        if let Some(spread) = Spread::from_name(&event_target_value(&event)) {
            page.look(|view| {
                view.spread = spread;
                view.window = view.window.moved([0.0; 2], spread);
            });
        }
    };
    let spread = Memo::new(move |_| page.view.with(|view: &View| view.spread));
    let options = Spread::ALL.iter().map(|&choice| {
        view! {
            <option value=choice.name() selected=move || choice == spread.get()>{words::spread(choice)}</option>
        }
    });
    view! {
        <span class="pick">
            <select aria-label=words::SCALE title=words::SCALE prop:value=move || spread.get().name()
                on:change=change>{options.collect_view()}</select>
            {icon(CHEVRON)}
        </span>
    }
}
