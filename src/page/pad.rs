//! The pad: strokes of a mouse, a pen or a finger, drawn at once and sent to the worker as they grow.

use crate::data::drawn::Stroke;
use crate::page::browser::{pixel_ratio, size_of};
use crate::page::picture::{self, context};
use crate::page::state::Page;
use crate::page::theme::Theme;
use crate::page::words;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, PointerEvent};

/// Thinnest and thickest brush, in sides of the pad.
pub const BRUSHES: [f32; 2] = [0.03, 0.14];
/// The brush to begin with.
pub const USUAL_BRUSH: f32 = 0.08;
/// Points nearer than this to the one before are left out, in sides of the pad.
const NEAR: f32 = 0.004;
/// Points on the pad at most; a stroke that goes on draws no more.
const MOST_POINTS: usize = 8192;
/// Strokes on the pad at most.
const MOST_STROKES: usize = 256;

/// The pad.
#[component]
pub fn Pad(
    /// Width of the brush, in sides of the pad.
    brush: RwSignal<f32>,
) -> impl IntoView {
    let page = expect_context::<Page>();
    let holder = NodeRef::<html::Div>::new();
    let canvas = NodeRef::<html::Canvas>::new();
    let size = size_of(holder);
    let pen = RwSignal::new(None::<i32>);
    repaint(page, canvas, size);

    let begin = move |event: PointerEvent| {
        if event.button() != 0 || pen.get_untracked().is_some() {
            return;
        }
        event.prevent_default();
        if let Some(canvas) = canvas.get_untracked() {
            // Without capture the stroke ends at the pad's edge, which is all that is lost.
            let _ = canvas.set_pointer_capture(event.pointer_id());
        }
        pen.set(Some(event.pointer_id()));
        page.picked.set(false);
        page.strokes.update(|strokes| {
            if strokes.len() < MOST_STROKES {
                strokes.push(Stroke { points: Vec::new(), width: brush.get_untracked() });
            }
        });
        extend(page, &event);
    };
    let go_on = move |event: PointerEvent| {
        if pen.get_untracked() == Some(event.pointer_id()) {
            event.prevent_default();
            extend(page, &event);
        }
    };
    let end = move |event: PointerEvent| {
        if pen.get_untracked() == Some(event.pointer_id()) {
            pen.set(None);
        }
    };
    view! {
        <div class="pad" node_ref=holder>
            <canvas node_ref=canvas data-testid="draw-pad" role="img" aria-label=words::PAD
                on:pointerdown=begin on:pointermove=go_on on:pointerup=end on:pointercancel=end
                on:lostpointercapture=end></canvas>
        </div>
    }
}

/// Adds the event's places to the newest stroke and asks for the code of what is there now.
fn extend(page: Page, event: &PointerEvent) {
    let places = places(event);
    page.strokes.update(|strokes| {
        let room = MOST_POINTS.saturating_sub(strokes.iter().map(|stroke| stroke.points.len()).sum());
        let Some(stroke) = strokes.last_mut() else { return };
        for place in places.into_iter().take(room) {
            let far = |last: &[f32; 2]| (last[0] - place[0]).hypot(last[1] - place[1]) >= NEAR;
            if stroke.points.last().is_none_or(far) {
                stroke.points.push(place);
            }
        }
    });
    page.ask_draw();
}

/// Every place that the pointer passed since the last event, on the pad from 0 to 1.
fn places(event: &PointerEvent) -> Vec<[f32; 2]> {
    let Some(pad) = event.current_target().and_then(|target| target.dyn_into::<HtmlCanvasElement>().ok())
    else {
        return Vec::new();
    };
    let pad = pad.get_bounding_client_rect();
    let place = |event: &PointerEvent| {
        let x = (f64::from(event.client_x()) - pad.left()) / pad.width();
        let y = (f64::from(event.client_y()) - pad.top()) / pad.height();
        [x.clamp(0.0, 1.0) as f32, y.clamp(0.0, 1.0) as f32]
    };
    // Older browsers and insecure pages lack the coalesced events.
    let coalesced = js_sys::Reflect::has(event, &JsValue::from_str("getCoalescedEvents")) == Ok(true);
    let passed = if coalesced { event.get_coalesced_events() } else { js_sys::Array::new() };
    let passed: Vec<_> = passed.iter().filter_map(|event| event.dyn_into().ok()).collect();
    if passed.is_empty() { vec![place(event)] } else { passed.iter().map(place).collect() }
}

/// The pad shows the strokes, or the test digit that was picked.
fn repaint(page: Page, canvas: NodeRef<html::Canvas>, size: Signal<[i32; 2]>) {
    Effect::new(move |_| {
        let (Some(canvas), theme, [side, _]) = (canvas.get(), page.theme.get(), size.get()) else { return };
        let pixels = (f64::from(side) * pixel_ratio()).round().clamp(1.0, 4096.0);
        if canvas.width() != pixels as u32 {
            canvas.set_width(pixels as u32);
            canvas.set_height(pixels as u32);
        }
        let Some(context) = context(&canvas) else { return };
        context.clear_rect(0.0, 0.0, pixels, pixels);
        if page.picked.get() {
            page.probe.with(|probe| {
                if let Some(probe) = probe.as_ref().filter(|probe| probe.fed.is_some()) {
                    paint_enlarged(&context, &probe.digit, pixels, &theme);
                }
            });
        } else {
            paint_guide(&context, pixels, &theme);
            page.strokes.with(|strokes| {
                for stroke in strokes {
                    paint_stroke(&context, stroke, pixels, &theme);
                }
            });
        }
    });
}

fn colour([red, green, blue]: [u8; 3]) -> String {
    format!("rgb({red} {green} {blue})")
}

/// The box that the network will see the digit in.
fn paint_guide(context: &CanvasRenderingContext2d, pixels: f64, theme: &Theme) {
    let unit = pixel_ratio();
    context.set_stroke_style_str(&colour(theme.line));
    context.set_line_width(unit);
    let dashes = js_sys::Array::of2(&(2.0 * unit).into(), &(4.0 * unit).into());
    // Without dashes the box is solid, which is all that is lost.
    let _ = context.set_line_dash(&dashes);
    context.stroke_rect(pixels / 7.0, pixels / 7.0, pixels * 5.0 / 7.0, pixels * 5.0 / 7.0);
    let _ = context.set_line_dash(&js_sys::Array::new());
}

/// A stroke with round ends, smooth between its points.
fn paint_stroke(context: &CanvasRenderingContext2d, stroke: &Stroke, pixels: f64, theme: &Theme) {
    let at = |point: [f32; 2]| point.map(|place| f64::from(place) * pixels);
    let (Some(&first), Some(&last)) = (stroke.points.first(), stroke.points.last()) else { return };
    context.set_stroke_style_str(&colour(theme.ink));
    context.set_line_width(f64::from(stroke.width) * pixels);
    context.set_line_cap("round");
    context.set_line_join("round");
    context.begin_path();
    let [x, y] = at(first);
    context.move_to(x, y);
    for pair in stroke.points.windows(2).skip(1) {
        let ([x, y], [next_x, next_y]) = (at(pair[0]), at(pair[1]));
        context.quadratic_curve_to(x, y, 0.5 * (x + next_x), 0.5 * (y + next_y));
    }
    let [x, y] = at(last);
    context.line_to(x, y);
    context.stroke();
}

fn paint_enlarged(context: &CanvasRenderingContext2d, digit: &[u8], pixels: f64, theme: &Theme) {
    let small = document().create_element("canvas").ok().and_then(|canvas| canvas.dyn_into().ok());
    let Some(small): Option<HtmlCanvasElement> = small else { return };
    picture::paint(&small, digit, theme);
    context.set_image_smoothing_enabled(false);
    // Fails only for a canvas without pixels, which this is not.
    let _ = context.draw_image_with_html_canvas_element_and_dw_and_dh(&small, 0.0, 0.0, pixels, pixels);
}
