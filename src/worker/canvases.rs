//! Draws on the plate's two canvases: the decoded grid, and the codes of the test digits above it.

use super::inbox::Sheets;
use crate::data::{PIXELS, SIDE};
use crate::executor::{Executor, Hardware};
use crate::gpu::{Gpu, GpuError, GpuExecutor, ManifoldCanvas};
use crate::message::Palette;
use crate::plan::Layout;
use crate::sentence::sentence;
use crate::trainer::Trainer;
use crate::view::View;
use wasm_bindgen::prelude::*;
use web_sys::{ImageData, OffscreenCanvas, OffscreenCanvasRenderingContext2d as Context};

/// The plate's canvases, drawn by a GPU or by the CPU.
pub(super) struct Canvases {
    sheets: Sheets,
    manifold: Option<Brush>,
}

/// What draws the decoded grid. A canvas serves one of the two for good.
enum Brush {
    Gpu(Box<ManifoldCanvas>, Gpu),
    Cpu(Context),
}

impl Canvases {
    pub(super) fn new(sheets: Sheets) -> Self {
        Self { sheets, manifold: None }
    }

    /// Makes the manifold's canvas ready for the hardware that decodes, unless it is for another.
    pub(super) fn prepare(&mut self, instance: &wgpu::Instance, hardware: &Hardware) -> Result<(), GpuError> {
        if self.manifold.is_some() {
            return Ok(());
        }
        self.manifold = Some(match hardware {
            Hardware::Gpu(gpu) => {
                let canvas = ManifoldCanvas::new(instance, gpu, &self.sheets.manifold)?;
                Brush::Gpu(Box::new(canvas), gpu.clone())
            }
            Hardware::Cpu => Brush::Cpu(
                context(&self.sheets.manifold)
                    .ok_or_else(|| GpuError::Refused(sentence!("gpu.no_context")))?,
            ),
        });
        Ok(())
    }

    /// Draws the trainer's decoded grid of `side²` digits.
    pub(super) async fn draw_manifold(
        &mut self,
        trainer: &Trainer,
        side: u32,
        palette: &Palette,
    ) -> Result<(), GpuError> {
        match &mut self.manifold {
            Some(Brush::Gpu(canvas, gpu)) => {
                let colours = [palette.plate, palette.ink];
                match trainer.grid_logits() {
                    (Executor::Gpu(executor), logits) => canvas.draw(executor, logits, side, colours),
                    (executor, logits) => {
                        let words = executor.read(logits).await?;
                        let mut layout = Layout::default();
                        let copy = layout.matrix("grid", logits.rows, logits.width);
                        let carrier = GpuExecutor::new(gpu, &layout.buffers).await?;
                        carrier.write(copy, bytemuck::cast_slice(&words));
                        canvas.draw(&carrier, copy, side, colours);
                    }
                }
            }
            Some(Brush::Cpu(context)) => {
                let pictures = trainer.grid_pictures().await?;
                draw_pictures(&self.sheets.manifold, context, &pictures, side, palette);
            }
            None => {}
        }
        Ok(())
    }

    /// Draws the points of the shown digits as dots in their colours.
    pub(super) fn draw_codes(
        &self,
        points: &[[f32; 2]],
        labels: &[u8],
        hidden: &[bool; 10],
        view: &View,
        palette: &Palette,
    ) {
        let Some(context) = context(&self.sheets.codes) else { return };
        let canvas = &self.sheets.codes;
        if canvas.width() != palette.plate_pixels {
            canvas.set_width(palette.plate_pixels);
            canvas.set_height(palette.plate_pixels);
        }
        let side = f64::from(palette.plate_pixels);
        context.clear_rect(0.0, 0.0, side, side);
        draw_dots(&context, side, points, labels, hidden, view, palette);
    }
}

/// Draws dots on a square of `side` pixels.
pub(super) fn draw_dots(
    context: &Context,
    side: f64,
    points: &[[f32; 2]],
    labels: &[u8],
    hidden: &[bool; 10],
    view: &View,
    palette: &Palette,
) {
    let radius = f64::from(palette.dot_radius) * side / f64::from(palette.plate_pixels);
    for (digit, [r, g, b]) in palette.classes.iter().enumerate().filter(|(digit, _)| !hidden[*digit]) {
        context.begin_path();
        for (point, _) in points.iter().zip(labels).filter(|(_, label)| usize::from(**label) == digit) {
            let [x, y] = view.place(*point).map(f64::from);
            let (x, y) = (x * side, (1.0 - y) * side);
            if (-radius..=side + radius).contains(&x) && (-radius..=side + radius).contains(&y) {
                context.move_to(x + radius, y);
                // A dot whose arc is refused is left out; a finite radius is never refused.
                let _ = context.arc(x, y, radius, 0.0, std::f64::consts::TAU);
            }
        }
        context.set_fill_style_str(&format!("rgb({r} {g} {b})"));
        context.fill();
    }
}

/// The drawing context of a canvas, if the browser gives one.
pub(super) fn context(canvas: &OffscreenCanvas) -> Option<Context> {
    canvas.get_context("2d").ok().flatten()?.dyn_into().ok()
}

/// Draws `side²` pictures row by row, a pixel for a pixel.
pub(super) fn draw_pictures(
    canvas: &OffscreenCanvas,
    context: &Context,
    pictures: &[u8],
    side: u32,
    palette: &Palette,
) {
    let width = side as usize * SIDE;
    if canvas.width() as usize != width {
        canvas.set_width(width as u32);
        canvas.set_height(width as u32);
    }
    let mut rgba = vec![255; width * width * 4];
    for (index, picture) in pictures.chunks_exact(PIXELS).enumerate() {
        let (top, left) = (index / side as usize * SIDE, index % side as usize * SIDE);
        for (row, line) in picture.chunks_exact(SIDE).enumerate() {
            let start = ((top + row) * width + left) * 4;
            for (pixel, byte) in rgba[start..start + SIDE * 4].chunks_exact_mut(4).zip(line) {
                let mix = |plate: u8, ink: u8| {
                    let (plate, ink, byte) = (i32::from(plate), i32::from(ink), i32::from(*byte));
                    (plate + (ink - plate) * byte / 255) as u8
                };
                for (channel, value) in pixel.iter_mut().take(3).enumerate() {
                    *value = mix(palette.plate[channel], palette.ink[channel]);
                }
            }
        }
    }
    if let Ok(image) = ImageData::new_with_u8_clamped_array(wasm_bindgen::Clamped(&rgba), width as u32) {
        // Fails only for an image without pixels.
        let _ = context.put_image_data(&image, 0.0, 0.0);
    }
}
