//! Test images as dots in the colours of their classes.

use crate::page::browser::{pixel_ratio, size_of};
use crate::page::picture::context;
use crate::page::state::Page;
use leptos::html;
use leptos::prelude::*;

/// Side of a dot in CSS pixels.
const DOT: f64 = 1.5;

/// A plate of dots.
#[component]
pub(super) fn Scatter<Places, Caption>(
    /// Its handle.
    name: &'static str,
    /// What stands under it.
    caption: Caption,
    /// Places of the test images, from (0, 0) lower left to (1, 1) upper right.
    places: Places,
) -> impl IntoView
where
    Places: Fn() -> Option<Vec<[f32; 2]>> + Send + Sync + 'static,
    Caption: Fn() -> String + Copy + Send + Sync + 'static,
{
    let page = expect_context::<Page>();
    let canvas = NodeRef::<html::Canvas>::new();
    let size = size_of(canvas);
    Effect::new(move |_| {
        let (Some(canvas), [width, _]) = (canvas.get(), size.get()) else { return };
        let (theme, hidden) = (page.theme.get(), page.hidden.get());
        let side = f64::from(width) * pixel_ratio();
        if side < 1.0 {
            return;
        }
        canvas.set_width(side.round() as u32);
        canvas.set_height(side.round() as u32);
        let Some(context) = context(&canvas) else { return };
        let dot = (DOT * pixel_ratio()).round().max(1.0);
        let places = places().unwrap_or_default();
        page.known.components.with(|found| {
            let labels = found.as_ref().map_or(&[][..], |found| &found.labels);
            for (class, [red, green, blue]) in
                theme.classes.iter().enumerate().filter(|(class, _)| !hidden[*class])
            {
                context.set_fill_style_str(&format!("rgb({red} {green} {blue})"));
                for ([x, y], _) in
                    places.iter().zip(labels).filter(|(_, label)| usize::from(**label) == class)
                {
                    let (x, y) = (f64::from(*x) * side, (1.0 - f64::from(*y)) * side);
                    context.fill_rect((x - dot / 2.0).round(), (y - dot / 2.0).round(), dot, dot);
                }
            }
        });
    });
    view! {
        <figure class="scatter">
            <canvas node_ref=canvas data-testid=name role="img" aria-label=caption></canvas>
            <figcaption>{caption}</figcaption>
        </figure>
    }
}
