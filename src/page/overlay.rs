//! What is marked over the plane: axes, the digits' densest places, the drawn digit's code, and the
//! cross-hair with the digit that is decoded there.

use crate::page::near::NearFaces;
use crate::page::picture;
use crate::page::pins::path;
use crate::page::scale::{decimals, nice_ticks};
use crate::page::state::Page;
use crate::page::theme::class_colour;
use crate::page::words;
use crate::settings::DatasetName;
use crate::view::{Marks, Spread, View};
use leptos::html;
use leptos::prelude::*;

/// Below this side the lens and the discs are smaller, CSS pixels.
const SMALL: f32 = 440.0;
/// Radius of the dot over the name of a class, CSS pixels.
const NAMED: f32 = 5.0;
/// Ticks of an axis, about.
const TICKS: usize = 6;
/// The nearest to an edge that ticks are looked for, where a quantile would be infinite.
const EDGE: f32 = 0.002;
/// Coordinates with a tick on the whole plane by quantiles.
const QUANTILE_TICKS: [f32; 7] = [-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0];

/// From coordinates of the plane to pixels of the plate.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Frame {
    pub side: f32,
    view: View,
}

impl Frame {
    pub fn x(self, coordinate: f32) -> f32 {
        self.along(0, coordinate)
    }

    pub fn y(self, coordinate: f32) -> f32 {
        self.side - self.along(1, coordinate)
    }

    /// Pixels from the left or lower edge.
    fn along(self, axis: usize, coordinate: f32) -> f32 {
        self.view.place([coordinate; 2])[axis] * self.side
    }

    /// Whether a point is on the plate.
    pub fn shows(self, point: [f32; 2]) -> bool {
        self.view.place(point).iter().all(|part| (0.0..=1.0).contains(part))
    }

    /// Coordinates with a tick on an axis.
    fn ticks(self, axis: usize) -> Vec<f32> {
        if self.view.spread == Spread::Quantiles && self.view.window.is_whole() {
            return QUANTILE_TICKS.to_vec();
        }
        let edge = if self.view.spread == Spread::Quantiles { EDGE } else { 0.0 };
        let [low, high] = [edge, 1.0 - edge].map(|place| self.view.point([place; 2])[axis]);
        nice_ticks(low, high, TICKS)
    }

    /// Decimals of a coordinate that is read off.
    fn decimals(self) -> usize {
        if self.view.window.half < 0.5 { 3 } else { 2 }
    }

    fn is_small(self) -> bool {
        self.side < SMALL
    }
}

fn frame(page: Page, side: Memo<f32>) -> Memo<Frame> {
    Memo::new(move |_| Frame { side: side.get(), view: page.view.get() })
}

/// Everything that is drawn as lines.
#[component]
pub fn Overlay(
    /// Side of the plate, CSS pixels.
    side: Memo<f32>,
) -> impl IntoView {
    let page = expect_context::<Page>();
    let frame = frame(page, side);
    let principal = Memo::new(move |_| page.codes.with(|codes| codes.principal));
    let (dataset, labelled) = (page.dataset(), page.labelled());
    let discs = move || {
        let view = page.view.get();
        (labelled.get() && view.marks != Marks::Manifold).then(|| peaks(page, dataset.get(), frame.get()))
    };
    let probe = move || {
        let (frame, dataset) = (frame.get(), dataset.get());
        page.probe.with(|probe| {
            let probe = probe.as_ref()?;
            let label = words::mark(probe.fed, dataset).get();
            Some(code(frame, probe.point, (!probe.sigma.is_empty()).then_some(probe.spread), &label))
        })
    };
    view! {
        <svg class="overlay" aria-hidden="true">
            {move || axes(frame.get(), principal.get(), page.cross.get())}
            <g class="live">
                {move || chosen_cell(page, frame.get())}
                {discs}
                {move || path(page, frame.get())}
            </g>
            {move || page.cross.get().and_then(|at| cross_hair(frame.get(), at))}
            <g class="live">{probe}{move || chosen(page, frame.get())}</g>
        </svg>
    }
}

/// Ticks with numbers, but not under the cross-hair's own, and the axes' names.
fn axes(frame: Frame, principal: bool, cross: Option<[f32; 2]>) -> impl IntoView {
    let side = frame.side;
    let marks = [0, 1].map(|axis| {
        let ticks = frame.ticks(axis);
        let digits = decimals(&ticks).min(3);
        let taken = cross.filter(|at| frame.shows(*at)).map(|at| frame.along(axis, at[axis]));
        let at = match ticks[..] {
            [.., last, end] => 0.5 * (frame.along(axis, last) + frame.along(axis, end)),
            _ => 0.92 * side,
        };
        let ticks = ticks.into_iter().map(|value| {
            let at = frame.along(axis, value);
            let room = if axis == 0 { 28.0 } else { 16.0 };
            let number = taken.is_none_or(|taken| (at - taken).abs() > room).then(|| {
                let number = words::decimal(value, digits);
                if axis == 0 {
                    view! { <text x=at y=side + 19.0 text-anchor="middle">{number}</text> }.into_any()
                } else {
                    view! { <text x="-9" y=side - at + 4.0 text-anchor="end">{number}</text> }.into_any()
                }
            });
            let line =
                if axis == 0 { format!("M{at:.1} {side}v5") } else { format!("M0 {:.1}h-5", side - at) };
            view! { <path class="tick" d=line />{number} }
        });
        (ticks.collect_view(), at)
    });
    let name = |number: u32| {
        view! { {words::axis(principal)}<tspan font-size="10" dy="3" font-style="normal">{number}</tspan> }
    };
    let [(across, x), (up, y)] = marks;
    view! {
        {across}{up}
        <text class="name" x=x y=side + 20.0 text-anchor="middle">{name(1)}</text>
        <text class="name" x="-6" y=side - y + 4.0 text-anchor="end">{name(2)}</text>
    }
}

/// The densest place of each class whose codes are shown: a disc with its numeral, or a dot over its name.
fn peaks(page: Page, dataset: DatasetName, frame: Frame) -> impl IntoView {
    let hidden = page.hidden.get();
    let radius = if frame.is_small() { 9.0 } else { 12.0 };
    page.codes.with(|codes| {
        let shown = (0..10).filter(|&class| !hidden[class]);
        shown
            .filter_map(|class| {
                let [x, y] = codes.peaks[class].filter(|peak| frame.shows(*peak))?;
                let name = words::class(dataset, class);
                let is_short = name.chars().count() == 1;
                let (x, y) = (frame.x(x), frame.y(y));
                let radius = if is_short { radius } else { NAMED };
                let at = format!("translate({x:.1} {y:.1})");
                // A name stays on the plate.
                let half = 3.6 * name.chars().count() as f32;
                let aside = if is_short { 0.0 } else { x.clamp(half, frame.side - half) - x };
                let below = if y + 22.0 < frame.side { 19.0 } else { -12.0 };
                Some(view! {
                    <g class="peak" class:named=!is_short transform=at>
                        <circle r=radius stroke=class_colour(class) />
                        <text x=aside y=if is_short { 5.0 } else { below } text-anchor="middle">{name}</text>
                    </g>
                })
            })
            .collect_view()
    })
}

/// The code of the drawn digit; around the mean of a distribution one standard deviation solid, two dashed.
fn code(frame: Frame, at: [f32; 2], spread: Option<[f32; 2]>, label: &str) -> impl IntoView + use<> {
    let rings = spread.is_some();
    let spread = spread.unwrap_or_default();
    let reach = |axis: usize, deviations: f32| {
        let from = frame.along(axis, at[axis] - deviations * spread[axis]);
        let to = frame.along(axis, at[axis] + deviations * spread[axis]);
        (0.5 * (from + to), (0.5 * (to - from)).max(1.0))
    };
    let ring = |deviations: f32| {
        let ((x, rx), (y, ry)) = (reach(0, deviations), reach(1, deviations));
        let y = frame.side - y;
        let class = if deviations > 1.0 { "ring outer" } else { "ring" };
        view! {
            <ellipse class="casing" cx=x cy=y rx=rx ry=ry />
            <ellipse class=class cx=x cy=y rx=rx ry=ry />
        }
    };
    let (x, y) = (frame.x(at[0]), frame.y(at[1]));
    let text = if frame.shows(at) { label.to_owned() } else { words::off_plate(label, at) };
    let width = 6.6 * text.chars().count() as f32 + 14.0;
    let middle = x.clamp(0.5 * width + 4.0, (frame.side - 0.5 * width - 4.0).max(0.5 * width + 4.0));
    let under = y + reach(1, 2.0).1 + 17.0;
    let line = if under < frame.side - 12.0 { under } else { y - reach(1, 2.0).1 - 17.0 };
    let line = line.clamp(14.0, (frame.side - 14.0).max(14.0));
    view! {
        <svg class="clipped" width=frame.side height=frame.side>
            {rings.then(|| [ring(2.0), ring(1.0)].into_iter().collect_view())}
            <circle class="mean" cx=x cy=y r="4" />
        </svg>
        <rect class="label" x=middle - 0.5 * width y=line - 10.0 width=width height="20" rx="3" />
        <text class="strong" x=middle y=line + 4.0 text-anchor="middle">{text}</text>
    }
}

/// The digit of the decoded grid that the chosen test digit's code lies in.
fn chosen_cell(page: Page, frame: Frame) -> Option<impl IntoView> {
    let View { marks, grid, .. } = frame.view;
    let point = page.chosen.with(|chosen| chosen.as_ref()?.point)?;
    if marks == Marks::Codes || !frame.shows(point) {
        return None;
    }
    let side = frame.side / grid as f32;
    let corner = |pixels: f32| (pixels / side).floor().clamp(0.0, grid as f32 - 1.0) * side;
    let (x, y) = (corner(frame.x(point[0])), corner(frame.y(point[1])));
    Some(view! {
        <rect class="casing" x=x y=y width=side height=side />
        <rect class="cell" x=x y=y width=side height=side />
    })
}

/// A ring about the chosen test digit's dot, with its class.
fn chosen(page: Page, frame: Frame) -> Option<impl IntoView> {
    let (dataset, labelled) = (page.dataset(), page.labelled());
    page.chosen.with(|chosen| {
        let chosen = chosen.as_ref()?;
        let point = chosen.point?;
        let (x, y) = (frame.x(point[0]), frame.y(point[1]));
        let class = usize::from(chosen.digit.label);
        let colour = if labelled.get() { class_colour(class) } else { "var(--ink-2)".into() };
        let name = if labelled.get() { words::class(dataset.get(), class) } else { String::new() };
        let shown = frame.shows(point);
        let text = if shown { name } else { words::off_plate(&name, point) };
        let width = 6.6 * text.chars().count() as f32 + 12.0;
        let left = if x + 12.0 + width < frame.side { x + 12.0 } else { x - 12.0 - width };
        let left = left.clamp(4.0, (frame.side - width - 4.0).max(4.0));
        let middle = y.clamp(14.0, (frame.side - 14.0).max(14.0));
        let label = (!text.is_empty()).then(|| {
            view! {
                <rect class="label chosen" x=left y=middle - 10.0 width=width height="20" rx="3" />
                <text class="strong" x=left + 0.5 * width y=middle + 4.0 text-anchor="middle">{text}</text>
            }
        });
        let ring = shown.then(|| {
            view! {
                <circle class="casing" cx=x cy=y r="8" />
                <circle class="chosen" cx=x cy=y r="8" />
                <circle cx=x cy=y r="3" fill=colour />
            }
        });
        Some(view! { {ring}{label} })
    })
}

/// Two lines across the plate, with their values on the axes.
fn cross_hair(frame: Frame, at: [f32; 2]) -> Option<impl IntoView> {
    if !frame.shows(at) {
        return None;
    }
    let side = frame.side;
    let (x, y) = (frame.x(at[0]), frame.y(at[1]));
    let lines = format!("M{x:.1} 0V{side}M0 {y:.1}H{side}");
    let digits = frame.decimals();
    let half = if digits > 2 { 22.0 } else { 19.0 };
    let beside = if frame.is_small() { -9.0 } else { -half };
    let tag = |x: f32, y: f32, value: f32| {
        view! {
            <rect class="tag" x=x - half y=y - 9.0 width=2.0 * half height="18" rx="3" />
            <text class="on-accent" x=x y=y + 4.0 text-anchor="middle">{words::decimal(value, digits)}</text>
        }
    };
    Some(view! {
        <path class="casing thin" d=lines.clone() />
        <path class="hair" d=lines />
        <circle class="casing" cx=x cy=y r="5" />
        <circle class="eye" cx=x cy=y r="5" />
        {tag(x, side + 15.0, at[0])}
        {tag(beside, y, at[1])}
    })
}

/// The digit decoded under the cross-hair, enlarged, beside it.
#[component]
pub fn Lens(
    /// Side of the plate, CSS pixels.
    side: Memo<f32>,
) -> impl IntoView {
    let page = expect_context::<Page>();
    let frame = frame(page, side);
    let canvas = NodeRef::<html::Canvas>::new();
    Effect::new(move |_| {
        let (Some(canvas), theme) = (canvas.get(), page.theme.get()) else { return };
        page.decoded.with(|decoded| {
            let picture = decoded.as_ref().map_or(&[][..], |decoded| &decoded.picture);
            picture::paint(&canvas, picture, &theme);
        });
    });
    let place = move || {
        let frame = frame.get();
        let (width, height) = if frame.is_small() { (97.0, 100.0) } else { (153.0, 244.0) };
        let at = page.cross.get().unwrap_or_default();
        let (x, y) = (frame.x(at[0]), frame.y(at[1]));
        let left = if x + width + 22.0 < frame.side { x + 18.0 } else { x - width - 18.0 };
        let top = if y - height > 0.0 { y - height } else { y + 18.0 };
        format!("translate({left:.1}px, {top:.1}px)")
    };
    let shown = Memo::new(move |_| {
        page.cross.get().is_some_and(|at| frame.get().shows(at)) && page.decoded.with(Option::is_some)
    });
    let caption =
        move || page.decoded.with(|decoded| decoded.as_ref().map(|decoded| words::point(decoded.point)));
    view! {
        <figure class="lens" class:hide=move || !shown.get() class:small=move || frame.get().is_small()
            style:transform=place>
            <canvas node_ref=canvas data-testid="lens" width="28" height="28"></canvas>
            <figcaption>{caption}</figcaption>
            <NearFaces />
        </figure>
    }
}
