//! The loss chart: total and reconstruction above, KL below, on one axis of epochs. Train solid, test dashed;
//! the band between total and reconstruction is β KL. A loss of one part has one panel; under the loss of an
//! adversarial network, its discriminator's and its encoder's are drawn, with lines where they would stand if
//! the discriminator guessed.

use crate::message::{CodeKind, State};
use crate::page::browser::{paced, size_of};
use crate::page::history::{History, Sample};
use crate::page::scale::{decimals, nice_ticks, nice_top, quantile};
use crate::page::state::Page;
use crate::page::words;
use leptos::html;
use leptos::prelude::*;
use std::f32::consts::LN_2;
use std::fmt::Write;

/// Milliseconds between two drawings.
const PACE: u64 = 250;
/// Room for the numbers on the left and for those below.
const LEFT: f32 = 32.0;
const BELOW: f32 = 18.0;
/// Room between the panels.
const GAP: f32 = 14.0;
/// A spike higher than this share of the losses is cut off.
const SHOWN: f32 = 0.97;

/// The loss chart.
#[component]
pub fn Chart() -> impl IntoView {
    let page = expect_context::<Page>();
    let holder = NodeRef::<html::Div>::new();
    let size = size_of(holder);
    let shape = page.shape();
    let version = paced(move || page.history_version.get(), PACE);
    let drawing = Memo::new(move |_| {
        version.track();
        let [width, height] = size.get();
        let kind = shape.with(|shape| Kind { code: shape.code, per_pixel: shape.per_pixel });
        let planned = page
            .network
            .with(|network| network.as_ref().map_or(0.0, |network| network.epochs(network.target)));
        let diverged = page.state.get() == State::Diverged;
        let epoch = page.progress.with_untracked(|progress| progress.epoch);
        page.history.with_value(|history| {
            Drawing::new(kind, history, planned, diverged.then_some(epoch), [width as f32, height as f32])
        })
    });
    let path = move |part: fn(&Drawing) -> &String| move || drawing.with(|drawing| part(drawing).clone());
    view! {
        <div class="chart" node_ref=holder>
            <svg role="img" aria-label=move || words::chart(shape.with(|shape| shape.code)).get()>
                {move || drawing.with(Drawing::axes)}
                <path class="band" d=path(|drawing| &drawing.band) />
                <path class="line reconstruction" d=path(|drawing| &drawing.lines[0]) />
                <path class="line total" d=path(|drawing| &drawing.lines[1]) />
                <path class="line kl" d=path(|drawing| &drawing.lines[2]) />
                <path class="line reconstruction test" d=path(|drawing| &drawing.lines[3]) />
                <path class="line total test" d=path(|drawing| &drawing.lines[4]) />
                <path class="line kl test" d=path(|drawing| &drawing.lines[5]) />
                {move || drawing.with(Drawing::end)}
            </svg>
        </div>
    }
}

/// What kind of losses is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Kind {
    code: CodeKind,
    per_pixel: bool,
}

/// The parts of a loss that are drawn in the lower panel: the two players of an adversarial network.
const PLAYERS: [fn(&Sample) -> f32; 2] = [|one| one.discriminator, |one| one.generator];

/// One panel: a range of values over a range of pixels, the greater value higher up.
#[derive(Clone, Debug, Default, PartialEq)]
struct Panel {
    top: f32,
    bottom: f32,
    low: f32,
    high: f32,
    ticks: Vec<f32>,
}

impl Panel {
    fn y(&self, value: f32) -> f32 {
        let share = (value - self.low) / (self.high - self.low);
        (self.bottom - share * (self.bottom - self.top)).clamp(self.top, self.bottom)
    }
}

/// The chart as paths and ticks, in pixels.
#[derive(Clone, Debug, Default, PartialEq)]
struct Drawing {
    width: f32,
    height: f32,
    kind: Kind,
    epochs: f32,
    upper: Panel,
    lower: Option<Panel>,
    band: String,
    lines: [String; 6],
    diverged: Option<f32>,
}

impl Drawing {
    fn new(
        kind: Kind,
        history: &History,
        planned: f32,
        diverged: Option<f32>,
        [width, height]: [f32; 2],
    ) -> Self {
        if width < 2.0 * LEFT || height < 3.0 * BELOW {
            return Self::default();
        }
        let (train, test) = (history.train.samples(), history.test.samples());
        let reached = train.iter().chain(test).map(|sample| sample.epoch).fold(0.0, f32::max);
        let epochs = planned.max(reached).max(diverged.unwrap_or(0.0));
        let bottom = height - BELOW;
        let has_prior = kind.code != CodeKind::Plain;
        let share = if kind.code == CodeKind::Adversarial { 0.4 } else { 0.26 };
        let middle = if has_prior { bottom - GAP - (share * (bottom - GAP)).max(30.0) } else { bottom };
        let mut drawing = Self {
            width,
            height,
            kind,
            epochs: if epochs > 0.0 { epochs } else { 1.0 },
            upper: upper_panel(kind, train, test, [5.0, middle]),
            lower: has_prior.then(|| lower_panel(kind, train, test, [middle + GAP, bottom])),
            diverged,
            ..Self::default()
        };
        let parts: [fn(&Sample) -> f32; 3] = [|one| one.reconstruction, |one| one.total, |one| one.kl];
        if kind.code == CodeKind::Gaussian {
            drawing.band = drawing.band_path(train);
        }
        drawing.lines = std::array::from_fn(|index| {
            let (samples, part) = (if index < 3 { train } else { test }, index % 3);
            let lower = drawing.lower.as_ref();
            let (panel, value) = match (kind.code, part) {
                (_, 1) => (Some(&drawing.upper), parts[1]),
                (CodeKind::Plain, _) => (None, parts[part]),
                (CodeKind::Gaussian, 0) => (Some(&drawing.upper), parts[0]),
                (CodeKind::Gaussian, _) => (lower, parts[2]),
                // The players are not measured on the test set.
                (CodeKind::Adversarial, _) => (lower.filter(|_| index < 3), PLAYERS[part / 2]),
            };
            panel.map(|panel| drawing.path(samples, panel, value)).unwrap_or_default()
        });
        drawing
    }

    fn x(&self, epoch: f32) -> f32 {
        LEFT + (self.width - LEFT - 4.0) * epoch / self.epochs
    }

    fn path(&self, samples: &[Sample], panel: &Panel, part: fn(&Sample) -> f32) -> String {
        let mut path = String::with_capacity(samples.len() * 14);
        for (index, sample) in samples.iter().enumerate() {
            let command = if index == 0 { 'M' } else { 'L' };
            // Writing to a string does not fail.
            let _ = write!(path, "{command}{:.1} {:.1}", self.x(sample.epoch), panel.y(part(sample)));
        }
        path
    }

    fn band_path(&self, samples: &[Sample]) -> String {
        let mut path = self.path(samples, &self.upper, |sample| sample.total);
        for sample in samples.iter().rev() {
            let _ = write!(path, "L{:.1} {:.1}", self.x(sample.epoch), self.upper.y(sample.reconstruction));
        }
        path
    }

    /// Hairlines, numbers and the key.
    fn axes(&self) -> AnyView {
        if self.width == 0.0 {
            return ().into_any();
        }
        let right = self.width - 4.0;
        let rows = std::iter::once(&self.upper).chain(&self.lower).map(|panel| {
            let digits = decimals(&panel.ticks).min(2);
            panel
                .ticks
                .iter()
                .map(|&value| {
                    let y = panel.y(value);
                    view! {
                        <path class="hair" d=format!("M{LEFT} {y:.1}H{right}") />
                        <text x=LEFT - 6.0 y=y + 4.0 text-anchor="end">{words::decimal(value, digits)}</text>
                    }
                })
                .collect_view()
        });
        let ticks = nice_ticks(0.0, self.epochs, 4);
        let digits = decimals(&ticks);
        let columns = ticks
            .iter()
            .filter(|&&epoch| self.x(epoch) < right - 60.0)
            .map(|&epoch| {
                let anchor = if epoch > 0.0 { "middle" } else { "start" };
                view! {
                    <text x=self.x(epoch) y=self.height - 2.0 text-anchor=anchor>
                        {words::decimal(epoch, if epoch > 0.0 { digits } else { 0 })}
                    </text>
                }
            })
            .collect_view();
        let end = format!("{} {}", words::EPOCH_AXIS.get(), words::shortest(rounded(self.epochs)));
        view! {
            {rows.collect_view()}
            {columns}
            <text x=right y=self.height - 2.0 text-anchor="end">{end}</text>
            {self.diverged.is_none().then(|| key(right, self.kind.per_pixel))}
        }
        .into_any()
    }

    /// Where the loss ceased to be a number.
    fn end(&self) -> Option<impl IntoView + use<>> {
        let x = self.x(self.diverged?);
        let (right, bottom) = (self.width - 4.0, self.height - BELOW);
        let (at, anchor) = if x < right - 40.0 { (x + 12.0, "start") } else { (x - 12.0, "end") };
        Some(view! {
            <rect class="beyond" x=x y="0" width=(right - x).max(0.0) height=bottom />
            <path class="nan" d=format!("m{:.1} 6 10 10m0-10-10 10", x - 5.0) />
            <text class="strong" x=at y="16" text-anchor=anchor>{words::NOT_A_NUMBER}</text>
        })
    }
}

/// Which line is which, at the upper right.
fn key(right: f32, per_pixel: bool) -> impl IntoView {
    view! {
        <text x=right - 142.0 y="18" text-anchor="end">{words::unit(per_pixel)}</text>
        <path class="key" d=format!("M{} 14h18", right - 132.0) />
        <text x=right - 109.0 y="18">{words::IN_TRAINING}</text>
        <path class="key test" d=format!("M{} 14h18", right - 62.0) />
        <text x=right - 39.0 y="18">{words::IN_TEST}</text>
    }
}

/// Epochs with two decimals, from the second on with one.
fn rounded(epochs: f32) -> f32 {
    let parts = if epochs < 2.0 { 100.0 } else { 10.0 };
    (epochs * parts).round() / parts
}

fn upper_panel(kind: Kind, train: &[Sample], test: &[Sample], [top, bottom]: [f32; 2]) -> Panel {
    let (least, untrained) = if kind.per_pixel { (0.001, 0.7) } else { (1.0, 600.0) };
    let all = || train.iter().chain(test);
    let lowest = all().map(|sample| sample.reconstruction).fold(f32::INFINITY, f32::min);
    let share = if train.len() < 20 { 1.0 } else { SHOWN };
    let highest = quantile(all().map(|sample| sample.total).collect(), share);
    let (low, high) = match highest {
        Some(highest) if lowest.is_finite() => (lowest, highest.max(lowest + least)),
        _ => (0.0, untrained),
    };
    let margin = 0.06 * (high - low);
    let (low, high) = (low - margin, high + margin);
    Panel { top, bottom, low, high, ticks: nice_ticks(low, high, 3) }
}

fn lower_panel(kind: Kind, train: &[Sample], test: &[Sample], [top, bottom]: [f32; 2]) -> Panel {
    if kind.code == CodeKind::Adversarial {
        let values = train.iter().flat_map(|sample| PLAYERS.map(|value| value(sample))).collect();
        // The first rounds of the game are wild.
        let high = quantile(values, 0.8).unwrap_or(2.0).max(2.0);
        return Panel { top, bottom, low: 0.0, high, ticks: vec![LN_2, 2.0 * LN_2] };
    }
    let values = train.iter().chain(test).map(|sample| sample.kl).collect();
    let high = nice_top(quantile(values, 0.99).unwrap_or(10.0).max(0.01));
    Panel { top, bottom, low: 0.0, high, ticks: vec![0.0, high] }
}
