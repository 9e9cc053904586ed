//! 28×28 pictures on canvases: ink on a transparent ground, so that the plate shows through.

use crate::data::{PIXELS, SIDE};
use crate::filters::Filters;
use crate::inspection::Output;
use crate::magnitude;
use crate::page::theme::Theme;
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

/// The drawing context of a canvas, if the browser gives one.
pub fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok().flatten()?.dyn_into().ok()
}

/// Paints a picture, 0 for paper and 255 for ink; an empty one clears the canvas.
pub fn paint(canvas: &HtmlCanvasElement, picture: &[u8], theme: &Theme) {
    let colour = |&ink: &u8| with_alpha(theme.ink, ink);
    put(canvas, SIDE, &picture.iter().flat_map(colour).collect::<Vec<_>>());
}

/// Paints where `output` has less ink than `original` and where it has more.
pub fn paint_error(canvas: &HtmlCanvasElement, original: &[u8], output: &[u8], theme: &Theme) {
    let colour = |(&original, &output): (&u8, &u8)| {
        let more = output > original;
        with_alpha(if more { theme.positive } else { theme.negative }, output.abs_diff(original))
    };
    put(canvas, SIDE, &original.iter().zip(output).flat_map(colour).collect::<Vec<_>>());
}

/// Paints a square picture of fewer pixels on 28×28, each pixel as a square; an empty one clears the canvas.
pub fn paint_coarse(canvas: &HtmlCanvasElement, picture: &[u8], theme: &Theme) {
    let side = picture.len().isqrt();
    let pixel = |at: usize| picture[at / SIDE * side / SIDE * side + at % SIDE * side / SIDE];
    let enlarged: Vec<u8> = if side == 0 { Vec::new() } else { (0..PIXELS).map(pixel).collect() };
    paint(canvas, &enlarged, theme);
}

/// The largest magnitude in some codes, for their colours to be scaled by.
pub fn largest_magnitude(codes: &[f32]) -> f32 {
    magnitude::largest(codes).max(f32::MIN_POSITIVE)
}

/// Paints a code, one cell a number, from −`scale` to `scale`; more than two numbers form a square.
pub fn paint_code(canvas: &HtmlCanvasElement, code: &[f32], scale: f32, theme: &Theme) {
    let columns = if code.len() <= 2 { 1 } else { (code.len() as f32).sqrt().ceil() as usize };
    let cells = if code.len() <= 2 { code.len() } else { columns * columns };
    let colour = |value: Option<&f32>| value.map_or([0; 4], |&value| diverging(value / scale, theme));
    put(canvas, columns, &(0..cells).flat_map(|cell| colour(code.get(cell))).collect::<Vec<_>>());
}

/// Pixels in a row of a filter, about, and between two filters.
const FILTER: usize = 28;
const FILTER_GAP: usize = 3;

/// Paints the weights of units side by side, so many in a row, small ones enlarged.
pub fn paint_filters(canvas: &HtmlCanvasElement, filters: &Filters, in_a_row: usize, theme: &Theme) {
    let side = filters.side.max(1) as usize;
    let scale = (FILTER / side).max(1);
    let pitch = side * scale + FILTER_GAP;
    let count = filters.weights.len() / (side * side);
    let (columns, rows) = (in_a_row * pitch - FILTER_GAP, count.div_ceil(in_a_row) * pitch - FILTER_GAP);
    let pixel = |at: usize| {
        let (x, y) = (at % columns, at / columns);
        let (column, line) = (x % pitch / scale, y % pitch / scale);
        let unit = y / pitch * in_a_row + x / pitch;
        let inside = column < side && line < side && unit < count;
        let weight = |at: usize| diverging(f32::from(filters.weights[at]) / 127.0, theme);
        if inside { weight((unit * side + line) * side + column) } else { [0; 4] }
    };
    put(canvas, columns, &(0..columns * rows).flat_map(pixel).collect::<Vec<_>>());
}

/// Paints what a stage made, at most `most` numbers in a row that are no picture: as ink where nothing is below 0.
pub fn paint_output(canvas: &HtmlCanvasElement, output: &Output, most: usize, theme: &Theme) {
    let (columns, cells) = output.sheet(most);
    let ink = output.is_ink();
    let colour = |cell: &Option<i8>| match cell {
        None => [0; 4],
        Some(value) if ink => mixed([theme.plate, theme.ink], f32::from(*value) / 127.0),
        Some(value) => diverging(f32::from(*value) / 127.0, theme),
    };
    put(canvas, columns, &cells.iter().flat_map(colour).collect::<Vec<_>>());
}

/// The colour of a value between −1 and 1.
fn diverging(value: f32, theme: &Theme) -> [u8; 4] {
    let end = if value < 0.0 { theme.negative } else { theme.positive };
    let share = if value.is_finite() { value.abs().min(1.0) } else { 0.0 };
    mixed([theme.middle, end], share)
}

/// A colour `share` of the way from one to another.
fn mixed([from, to]: [[u8; 3]; 2], share: f32) -> [u8; 4] {
    let part = |index: usize| {
        (f32::from(from[index]) + (f32::from(to[index]) - f32::from(from[index])) * share).round() as u8
    };
    [part(0), part(1), part(2), 255]
}

fn with_alpha([red, green, blue]: [u8; 3], alpha: u8) -> [u8; 4] {
    [red, green, blue, alpha]
}

/// Makes the canvas `columns` wide and as high as the pixels fill, and puts them there.
fn put(canvas: &HtmlCanvasElement, columns: usize, pixels: &[u8]) {
    let Some(context) = context(canvas) else { return };
    let rows = pixels.len() / 4 / columns.max(1);
    if rows == 0 {
        context.clear_rect(0.0, 0.0, f64::from(canvas.width()), f64::from(canvas.height()));
        return;
    }
    if canvas.width() as usize != columns || canvas.height() as usize != rows {
        canvas.set_width(columns as u32);
        canvas.set_height(rows as u32);
    }
    let image = ImageData::new_with_u8_clamped_array(Clamped(pixels), columns as u32);
    if let Ok(image) = image {
        // Fails only for a picture that is not on this canvas's origin, which this one is.
        let _ = context.put_image_data(&image, 0.0, 0.0);
    }
}
