//! The plane's past: small pictures of it are taken while it forms, and a slider leads back through them.

use crate::page::browser::now;
use crate::page::picture::context;
use crate::page::share::is_embedded;
use crate::page::state::Page;
use crate::page::thinned::Thinned;
use crate::page::words::look as words;
use crate::page::zoom::laid;
use crate::window::Window;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// Side of a picture in pixels: 48 pairs of them are 19 MB.
const SIDE: u32 = 224;
/// Milliseconds between two pictures at least.
const PACE: f64 = 200.0;

/// The pictures, and which is shown.
#[derive(Clone, Copy)]
pub struct Past {
    planes: StoredValue<Thinned<Plane>, LocalStorage>,
    count: RwSignal<usize>,
    /// The step that is gone back to.
    shown: RwSignal<Option<u32>>,
    taken_at: StoredValue<f64>,
    /// How often the pictures were forgotten.
    forgotten: StoredValue<u32>,
    /// The step that the decoded grid was drawn at.
    step: StoredValue<u32>,
}

/// The decoded grid and, to its right, the codes.
struct Plane {
    canvas: HtmlCanvasElement,
    window: Window,
}

impl Past {
    /// None yet.
    pub fn new() -> Self {
        Self {
            planes: StoredValue::new_local(Thinned::default()),
            count: RwSignal::default(),
            shown: RwSignal::default(),
            taken_at: StoredValue::new(f64::NEG_INFINITY),
            forgotten: StoredValue::new(0),
            step: StoredValue::new(0),
        }
    }

    /// Forgets the pictures of a network that is gone.
    pub fn forget(self) {
        self.planes.set_value(Thinned::default());
        self.forgotten.update_value(|times| *times += 1);
        self.shown.set(None);
        self.count.set(0);
    }

    /// Whether an earlier plane is shown.
    pub fn is_shown(self) -> bool {
        self.shown.with(Option::is_some)
    }
}

impl Page {
    /// The decoded grid was drawn at a step: takes a picture of the plane, if it is time to.
    pub fn picture_grid(self, step: u32) {
        self.past.step.set_value(step);
        self.picture_plane();
    }

    /// Takes a picture of the plane, if it is time to or the newest picture lacks the codes that were drawn now.
    pub fn picture_plane(self) {
        let Past { planes, count, taken_at, forgotten, step, .. } = self.past;
        let step = step.get_value();
        let window = self.zoom.manifold.get_untracked();
        let at_rest = self.view.with_untracked(|view| view.window == window);
        let rested = now() - taken_at.get_value() >= PACE;
        let wanted = move || {
            planes.with_value(|planes| {
                let newest = planes.len().checked_sub(1).and_then(|newest| planes.get(newest));
                // A part of the plane does not take the place of the whole.
                let same_part = newest.is_some_and(|newest| newest.window == window);
                planes.ends_with(step) && same_part || rested && planes.wants(step)
            })
        };
        if !wanted() || !at_rest || is_embedded() {
            return;
        }
        taken_at.set_value(now());
        let before = forgotten.get_value();
        // What the worker has drawn is on its canvas with the next frame, unless its network is gone by then.
        request_animation_frame(move || {
            if forgotten.get_value() != before || !wanted() {
                return;
            }
            if let Some(plane) = self.take_plane() {
                planes.update_value(|planes| planes.push(step, plane));
                count.set(planes.with_value(Thinned::len));
            }
        });
    }

    fn take_plane(self) -> Option<Plane> {
        let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
        canvas.set_width(2 * SIDE);
        canvas.set_height(SIDE);
        let paper = context(&canvas)?;
        let side = f64::from(SIDE);
        copy_layer(self, "manifold", &paper, 0.0, side);
        copy_layer(self, "codes", &paper, side, side);
        Some(Plane { canvas, window: self.zoom.manifold.get_untracked() })
    }
}

/// Copies one of the plate's canvases to a square of `side` pixels.
pub fn copy_layer(page: Page, name: &str, paper: &CanvasRenderingContext2d, left: f64, side: f64) {
    let Some(layers) = page.layers.get_untracked() else { return };
    let layer = layers.query_selector(&format!("canvas.{name}")).ok().flatten();
    if let Some(layer) = layer.and_then(|layer| layer.dyn_into::<HtmlCanvasElement>().ok()) {
        // Refused only before the worker has drawn.
        let _ = paper.draw_image_with_html_canvas_element_and_dw_and_dh(&layer, left, 0.0, side, side);
    }
}

/// The earlier plane, over the one that stands.
#[component]
pub fn PastPlane() -> impl IntoView {
    let page = expect_context::<Page>();
    let past = page.past;
    let sheet = NodeRef::<html::Canvas>::new();
    let window = RwSignal::new(Window::default());
    Effect::new(move |_| {
        let (Some(sheet), Some(step)) = (sheet.get(), past.shown.get()) else { return };
        let (marks, side) = (page.view.with(|view| view.marks), f64::from(SIDE));
        let Some(paper) = context(&sheet) else { return };
        paper.clear_rect(0.0, 0.0, side, side);
        past.planes.with_value(|planes| {
            let Some(plane) = planes.get(planes.place(step)) else { return };
            let part = |left: f64, alpha: f64| {
                paper.set_global_alpha(alpha);
                // Both canvases have pixels.
                let _ = paper.draw_image_with_html_canvas_element_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
                    &plane.canvas,
                    left,
                    0.0,
                    side,
                    side,
                    0.0,
                    0.0,
                    side,
                    side,
                );
            };
            let [grid, codes] = marks.opacities();
            part(0.0, grid);
            part(side, codes);
            window.set(plane.window);
        });
    });
    view! {
        <div class="layers past" class:hide=move || !past.is_shown() style:--past=move || laid(page, window.get())>
            <canvas node_ref=sheet data-testid="past-plane" width=SIDE height=SIDE aria-hidden="true"></canvas>
        </div>
    }
}

/// Leads back through the plane's past. Letting go of it leads back to now.
#[component]
pub fn PastSlider() -> impl IntoView {
    let page = expect_context::<Page>();
    let Past { planes, count, shown, .. } = page.past;
    let place = Memo::new(move |_| {
        let count = count.get();
        shown.get().map_or(count, |step| planes.with_value(|planes| planes.place(step)))
    });
    let slide = move |event| {
        let place = event_target_value(&event).parse().unwrap_or(usize::MAX);
        shown.set(planes.with_value(|planes| planes.step(place)));
    };
    let text = move || match shown.get() {
        Some(step) => words::at_step(step),
        None => words::NOW.get(),
    };
    let filled = move || format!("{:.2}%", 100.0 * place.get() as f32 / count.get().max(1) as f32);
    view! {
        <div class="time" class:hide=move || count.get() < 2>
            <input type="range" min="0" step="1" max=move || count.get().to_string() data-testid="past"
                prop:value=move || place.get().to_string() style:--filled=filled
                aria-label=words::PAST title=words::PAST aria-valuetext=text
                on:input=slide on:pointerup=move |_| shown.set(None) />
            <span class="small" aria-hidden="true">{text}</span>
            <button class="btn quiet" data-testid="past-now" class:hide=move || !page.past.is_shown()
                on:click=move |_| shown.set(None)>{words::NOW}</button>
        </div>
    }
}
