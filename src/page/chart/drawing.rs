//! The chart as paths, ticks and texts, in pixels.

use crate::message::CodeKind;
use crate::page::history::{History, Sample};
use crate::page::runs::Run;
use crate::page::scale::{decimals, log_ticks, nice_bottom, nice_ticks, nice_top, quantile};
use crate::page::words;
use leptos::prelude::*;
use std::f32::consts::LN_2;
use std::fmt::Write;

/// Room for the numbers on the left and for those below.
const LEFT: f32 = 32.0;
const BELOW: f32 = 18.0;
/// Room between the panels.
const GAP: f32 = 14.0;
/// A spike higher than this share of the losses is cut off.
const SHOWN: f32 = 0.97;
/// Least room between two numbers below.
const APART: f32 = 34.0;

/// What kind of losses is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Kind {
    pub code: CodeKind,
    pub per_pixel: bool,
}

/// The parts of a loss that are drawn in the lower panel: the two players of an adversarial network.
const PLAYERS: [fn(&Sample) -> f32; 2] = [|one| one.discriminator, |one| one.generator];

/// All that is drawn.
pub(super) struct Scene<'a> {
    pub kind: Kind,
    pub history: &'a History,
    pub runs: &'a [Run],
    /// Epochs that are planned, or 0.
    pub planned: f32,
    /// Where the loss ceased to be a number.
    pub diverged: Option<f32>,
    /// Whether epochs and losses are on logarithmic axes.
    pub log: [bool; 2],
    /// Width and height.
    pub size: [f32; 2],
}

/// One panel: a range of values over a range of pixels, the greater value higher up.
#[derive(Clone, Debug, Default, PartialEq)]
struct Panel {
    log: bool,
    top: f32,
    bottom: f32,
    low: f32,
    high: f32,
    ticks: Vec<f32>,
}

impl Panel {
    fn y(&self, value: f32) -> f32 {
        let share = share(value, [self.low, self.high], self.log);
        (self.bottom - share * (self.bottom - self.top)).clamp(self.top, self.bottom)
    }
}

/// Where a value lies in a range, 0 to 1 within it.
fn share(value: f32, [low, high]: [f32; 2], log: bool) -> f32 {
    if log {
        (value.max(f32::MIN_POSITIVE) / low).ln() / (high / low).ln()
    } else {
        (value - low) / (high - low)
    }
}

/// The line of an earlier run.
#[derive(Clone, Debug, PartialEq)]
struct RunLine {
    number: u32,
    path: String,
    end: [f32; 2],
}

/// The chart as paths and ticks, in pixels.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Drawing {
    width: f32,
    height: f32,
    kind: Kind,
    /// The first and the last epoch, and whether their axis is logarithmic.
    epochs: [f32; 2],
    log: bool,
    upper: Panel,
    lower: Option<Panel>,
    pub band: String,
    pub lines: [String; 6],
    run_lines: Vec<RunLine>,
    diverged: Option<f32>,
}

impl Drawing {
    pub fn new(scene: &Scene) -> Self {
        let &Scene { kind, history, runs, planned, diverged, log, size: [width, height] } = scene;
        if width < 2.0 * LEFT || height < 3.0 * BELOW {
            return Self::default();
        }
        let (train, test) = (history.train.samples(), history.test.samples());
        let runs: Vec<&Run> = runs.iter().filter(|run| run.per_pixel == kind.per_pixel).collect();
        let reached = train.iter().chain(test).map(|sample| sample.epoch).fold(0.0, f32::max);
        let mut last = planned.max(reached).max(diverged.unwrap_or(0.0));
        if train.is_empty() {
            last =
                runs.iter().filter_map(|run| run.curve.last()).map(|[epoch, _]| *epoch).fold(last, f32::max);
        }
        let last = if last > 0.0 { last } else { 1.0 };
        let starts = train.first().map(|sample| sample.epoch).into_iter();
        let starts = starts.chain(runs.iter().filter_map(|run| run.curve.first()).map(|[epoch, _]| *epoch));
        let first = starts.filter(|epoch| *epoch > 0.0).fold(last, f32::min).clamp(last * 1e-5, last * 0.5);
        let others: Vec<f32> = runs
            .iter()
            .flat_map(|run| &run.curve)
            .filter(|[epoch, _]| *epoch <= last)
            .map(|[_, total]| *total)
            .collect();
        let bottom = height - BELOW;
        let has_prior = kind.code != CodeKind::Plain;
        let share = if kind.code == CodeKind::Adversarial { 0.4 } else { 0.26 };
        let middle = if has_prior { bottom - GAP - (share * (bottom - GAP)).max(30.0) } else { bottom };
        let mut drawing = Self {
            width,
            height,
            kind,
            epochs: [if log[0] { first } else { 0.0 }, last],
            log: log[0],
            upper: upper_panel(kind, train, test, &others, log[1], [5.0, middle]),
            lower: has_prior.then(|| lower_panel(kind, train, test, log[1], [middle + GAP, bottom])),
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
        drawing.run_lines = runs.into_iter().filter_map(|run| drawing.run_line(run)).collect();
        drawing
    }

    fn x(&self, epoch: f32) -> f32 {
        LEFT + (self.width - LEFT - 4.0) * share(epoch, self.epochs, self.log).max(0.0)
    }

    /// The epoch at `x` pixels from the left.
    pub fn epoch(&self, x: f32) -> Option<f32> {
        let share = ((x - LEFT) / (self.width - LEFT - 4.0)).clamp(0.0, 1.0);
        let [first, last] = self.epochs;
        let epoch = if self.log { first * (last / first).powf(share) } else { last * share };
        (self.width > 0.0).then_some(epoch)
    }

    /// An earlier run as far as the axis reaches.
    fn run_line(&self, run: &Run) -> Option<RunLine> {
        let mut path = String::new();
        let mut end = None;
        for [epoch, total] in run.curve.iter().filter(|[epoch, _]| *epoch <= self.epochs[1]) {
            let (x, y) = (self.x(*epoch), self.upper.y(*total));
            let command = if end.is_none() { 'M' } else { 'L' };
            let _ = write!(path, "{command}{x:.1} {y:.1}");
            end = Some([x, y]);
        }
        Some(RunLine { number: run.number, path, end: end? })
    }

    /// The earlier runs, with their numbers where they end.
    pub fn runs(&self, pointed: Option<u32>) -> impl IntoView + use<> {
        let right = self.width - 10.0;
        let line = |RunLine { number, path, end: [x, y] }: RunLine| {
            let is_pointed = pointed == Some(number);
            view! {
                <path class="line run" class:pointed=is_pointed d=path />
                <text class="run" class:strong=is_pointed x=(x + 2.0).min(right) y=y - 4.0>{number}</text>
            }
        };
        self.run_lines.iter().cloned().map(line).collect_view()
    }

    /// A line through the samples that are read out, and what they are.
    pub fn reading(
        &self,
        train: &Sample,
        test: Option<&Sample>,
        [place, losses]: [String; 2],
    ) -> impl IntoView + use<> {
        let (x, right) = (self.x(train.epoch), self.width - 4.0);
        let dot = |sample: &Sample| {
            view! { <circle class="read" cx=self.x(sample.epoch) cy=self.upper.y(sample.total) r="3" /> }
        };
        view! {
            <path class="hair read" d=format!("M{x:.1} 0V{}", self.height - BELOW) />
            {dot(train)}{test.map(dot)}
            <text class="reading" x=right y="12" text-anchor="end">{place}</text>
            <text class="reading" x=right y="28" text-anchor="end">{losses}</text>
        }
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

    /// Hairlines and numbers; with `keyed`, the key.
    pub fn axes(&self, keyed: bool) -> AnyView {
        if self.width == 0.0 {
            return ().into_any();
        }
        let right = self.width - 4.0;
        let rows = std::iter::once(&self.upper).chain(&self.lower).map(|panel| {
            panel
                .ticks
                .iter()
                .map(|&value| {
                    let y = panel.y(value);
                    let digits = if panel.log { decimals(&[value]) } else { decimals(&panel.ticks).min(2) };
                    view! {
                        <path class="hair" d=format!("M{LEFT} {y:.1}H{right}") />
                        <text x=LEFT - 6.0 y=y + 4.0 text-anchor="end">{words::decimal(value, digits)}</text>
                    }
                })
                .collect_view()
        });
        let [first, last] = self.epochs;
        let ticks = if self.log { log_ticks(first, last) } else { nice_ticks(0.0, last, 4) };
        let digits = decimals(&ticks);
        let mut free = 0.0;
        let mut columns = Vec::new();
        for epoch in ticks {
            let x = self.x(epoch);
            if x < free || x > right - 80.0 {
                continue;
            }
            free = x + APART;
            let anchor = if x > LEFT { "middle" } else { "start" };
            let digits = if self.log || epoch == 0.0 { decimals(&[epoch]) } else { digits };
            columns.push(view! {
                <text x=x y=self.height - 2.0 text-anchor=anchor>{words::decimal(epoch, digits)}</text>
            });
        }
        let last = rounded(last);
        let end = format!("{} {}", words::EPOCH_AXIS.get(), words::decimal(last, decimals(&[last])));
        view! {
            {rows.collect_view()}
            {columns}
            <text x=right y=self.height - 2.0 text-anchor="end">{end}</text>
            {(keyed && self.diverged.is_none()).then(|| key(right, self.kind.per_pixel))}
        }
        .into_any()
    }

    /// Where the loss ceased to be a number.
    pub fn end(&self) -> Option<impl IntoView + use<>> {
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

fn upper_panel(
    kind: Kind,
    train: &[Sample],
    test: &[Sample],
    others: &[f32],
    log: bool,
    [top, bottom]: [f32; 2],
) -> Panel {
    let (least, untrained) = if kind.per_pixel { (0.001, 0.7) } else { (1.0, 600.0) };
    let all = || train.iter().chain(test);
    let lowest =
        all().map(|sample| sample.reconstruction).chain(others.iter().copied()).fold(f32::INFINITY, f32::min);
    // Nothing is cut off a logarithmic axis: it has room.
    let share = if train.len() < 20 && others.is_empty() || log { 1.0 } else { SHOWN };
    let highest = quantile(all().map(|sample| sample.total).chain(others.iter().copied()).collect(), share);
    let (low, high) = match highest {
        Some(highest) if lowest.is_finite() => (lowest, highest.max(lowest + least)),
        _ => (0.0, untrained),
    };
    if log {
        let low = low.max(high * 1e-4);
        let margin = (high / low).powf(0.06);
        let (low, high) = (low / margin, high * margin);
        return Panel { log, top, bottom, low, high, ticks: ticks_of(low, high) };
    }
    let margin = 0.06 * (high - low);
    let (low, high) = (low - margin, high + margin);
    Panel { log, top, bottom, low, high, ticks: nice_ticks(low, high, 3) }
}

fn lower_panel(kind: Kind, train: &[Sample], test: &[Sample], log: bool, [top, bottom]: [f32; 2]) -> Panel {
    if kind.code == CodeKind::Adversarial {
        let values = train.iter().flat_map(|sample| PLAYERS.map(|value| value(sample))).collect();
        // The first rounds of the game are wild.
        let high = quantile(values, 0.8).unwrap_or(2.0).max(2.0);
        return Panel { log: false, top, bottom, low: 0.0, high, ticks: vec![LN_2, 2.0 * LN_2] };
    }
    let values: Vec<f32> = train.iter().chain(test).map(|sample| sample.kl).collect();
    let lowest = values.iter().copied().filter(|kl| *kl > 0.0).fold(f32::INFINITY, f32::min);
    let high = nice_top(quantile(values, if log { 1.0 } else { 0.99 }).unwrap_or(10.0).max(0.01));
    if log {
        let low = nice_bottom(lowest.clamp(high * 1e-3, high * 0.5));
        return Panel { log, top, bottom, low, high, ticks: vec![low, high] };
    }
    Panel { log, top, bottom, low: 0.0, high, ticks: vec![0.0, high] }
}

/// Ticks of a logarithmic axis; where it is so short that there are hardly any, those of a linear one.
fn ticks_of(low: f32, high: f32) -> Vec<f32> {
    let ticks = log_ticks(low, high);
    if ticks.len() < 2 { nice_ticks(low, high, 3) } else { ticks }
}
