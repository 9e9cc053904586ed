//! The plane as a picture file: drawn on a canvas of its own, as large as is asked for.

use super::canvases::{context, draw_dots, draw_pictures};
use super::network::Network;
use crate::data::SIDE;
use crate::message::Palette;
use crate::view::{Marks, View};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, OffscreenCanvas};

/// A PNG file of the plane, `scale` pixels for a pixel of a digit; `pictures` is the decoded grid.
pub(super) async fn png(
    network: &Network,
    pictures: &[u8],
    view: &View,
    hidden: &[bool; 10],
    palette: &Palette,
    scale: u32,
) -> Result<Vec<u8>, JsValue> {
    let pixels = view.grid * SIDE as u32;
    let side = f64::from(pixels * scale);
    let canvas = OffscreenCanvas::new(pixels * scale, pixels * scale)?;
    let paper = context(&canvas).ok_or(JsValue::NULL)?;
    let [r, g, b] = palette.plate;
    paper.set_fill_style_str(&format!("rgb({r} {g} {b})"));
    paper.fill_rect(0.0, 0.0, side, side);
    let [opacity, _] = view.marks.opacities();
    if opacity > 0.0 {
        let grid = OffscreenCanvas::new(pixels, pixels)?;
        let ink = context(&grid).ok_or(JsValue::NULL)?;
        draw_pictures(&grid, &ink, pictures, view.grid, palette);
        paper.set_global_alpha(opacity);
        paper.draw_image_with_offscreen_canvas_and_dw_and_dh(&grid, 0.0, 0.0, side, side)?;
        paper.set_global_alpha(1.0);
    }
    if view.marks != Marks::Manifold {
        draw_dots(&paper, side, &network.points, &network.data.test.labels, hidden, view, palette);
    }
    let blob: Blob = JsFuture::from(canvas.convert_to_blob()?).await?.unchecked_into();
    let bytes = JsFuture::from(blob.array_buffer()).await?;
    Ok(js_sys::Uint8Array::new(&bytes).to_vec())
}
