//! The loss chart: total and reconstruction above, KL below, on one axis of epochs. Train solid, test dashed;
//! the band between total and reconstruction is β KL. A loss of one part has one panel; under the loss of an
//! adversarial network, its discriminator's and its encoder's are drawn, with lines where they would stand if
//! the discriminator guessed. Earlier runs are thin lines. What lies under the pointer is read out.

mod drawing;
mod run_list;

use crate::message::State;
use crate::page::browser::{paced, size_of};
use crate::page::history::Sample;
use crate::page::runs::Run;
use crate::page::state::Page;
use crate::page::words::{self, Text};
use drawing::{Drawing, Kind, Scene};
use leptos::html;
use leptos::prelude::*;
use run_list::RunList;
use web_sys::{KeyboardEvent, PointerEvent};

/// Milliseconds between two drawings.
const PACE: u64 = 250;
/// Part of the epochs so far that a measurement may lie from where it is read out.
const NEAR: f32 = 0.1;

/// How the chart is looked at, and what it is compared with.
#[derive(Clone, Copy)]
pub struct Charted {
    /// Whether epochs and losses are on logarithmic axes.
    log: RwSignal<[bool; 2]>,
    /// The epoch that is read out.
    read: RwSignal<Option<f32>>,
    /// Earlier runs, the oldest first.
    pub runs: RwSignal<Vec<Run>>,
    /// The number of the one that is pointed at.
    pub pointed: RwSignal<Option<u32>>,
}

impl Charted {
    /// Linear, without earlier runs.
    pub fn new() -> Self {
        Self {
            log: RwSignal::default(),
            read: RwSignal::default(),
            runs: RwSignal::default(),
            pointed: RwSignal::default(),
        }
    }
}

/// The loss chart.
#[component]
pub fn Chart() -> impl IntoView {
    let page = expect_context::<Page>();
    let Charted { log, read, runs, pointed } = page.charted;
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
            runs.with(|runs| {
                Drawing::new(&Scene {
                    kind,
                    history,
                    runs,
                    planned,
                    diverged: diverged.then_some(epoch),
                    log: log.get(),
                    size: [width as f32, height as f32],
                })
            })
        })
    });
    let reading = Memo::new(move |_| {
        version.track();
        Reading::at(page, read.get()?)
    });
    let path = move |part: fn(&Drawing) -> &String| move || drawing.with(|drawing| part(drawing).clone());
    let point = move |event: PointerEvent| {
        let Some(holder) = holder.get_untracked() else { return };
        let left = holder.get_bounding_client_rect().left();
        read.set(
            drawing.with_untracked(|drawing| drawing.epoch((f64::from(event.client_x()) - left) as f32)),
        );
    };
    let keys = move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowLeft" | "ArrowDown" => -1,
            "ArrowRight" | "ArrowUp" => 1,
            "Home" => isize::MIN / 2,
            "End" => isize::MAX / 2,
            "Escape" => {
                read.set(None);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        let now = reading.with_untracked(|reading| reading.as_ref().map(|reading| reading.index));
        page.history.with_value(|history| {
            let samples = history.train.samples();
            let last = samples.len() as isize - 1;
            let next = now.map_or(last, |now| (now as isize).saturating_add(by).clamp(0, last.max(0)));
            read.set(usize::try_from(next).ok().and_then(|next| Some(samples.get(next)?.epoch)));
        });
    };
    let per_pixel = move || shape.with(|shape| shape.per_pixel);
    let said = move || reading.with(|reading| reading.as_ref().map(|reading| reading.words(per_pixel())));
    let last = move || {
        version.track();
        page.history.with_value(|history| history.train.samples().len().saturating_sub(1))
    };
    view! {
        <div class="chart" node_ref=holder tabindex="0" role="slider" data-testid="chart"
            aria-label=move || words::chart(shape.with(|shape| shape.code)).get()
            aria-valuemin="0" aria-valuemax=move || last().to_string()
            aria-valuenow=move || reading.with(|reading| reading.as_ref().map_or_else(last, |reading| reading.index)).to_string()
            aria-valuetext=move || said().map_or_else(|| words::chart::NOT_READ.get(), |lines| lines.join(" "))
            on:pointermove=point on:pointerdown=point on:pointerleave=move |_| read.set(None) on:keydown=keys>
            <svg aria-hidden="true">
                {move || drawing.with(|drawing| drawing.axes(reading.with(Option::is_none)))}
                <path class="band" d=path(|drawing| &drawing.band) />
                {move || drawing.with(|drawing| drawing.runs(pointed.get()))}
                <path class="line reconstruction" d=path(|drawing| &drawing.lines[0]) />
                <path class="line total" d=path(|drawing| &drawing.lines[1]) />
                <path class="line kl" d=path(|drawing| &drawing.lines[2]) />
                <path class="line reconstruction test" d=path(|drawing| &drawing.lines[3]) />
                <path class="line total test" d=path(|drawing| &drawing.lines[4]) />
                <path class="line kl test" d=path(|drawing| &drawing.lines[5]) />
                {move || drawing.with(Drawing::end)}
                {move || {
                    let lines = said()?;
                    let reading = reading.get()?;
                    Some(drawing.with(|drawing| drawing.reading(&reading.train, reading.test.as_ref(), lines)))
                }}
            </svg>
        </div>
        <LogChoice log />
        <RunList />
    }
}

/// Which axes are logarithmic.
#[component]
fn LogChoice(log: RwSignal<[bool; 2]>) -> impl IntoView {
    let button = move |name: &'static str, label: Text, axis: usize| {
        view! {
            <button data-testid=name aria-pressed=move || if log.get()[axis] { "true" } else { "false" }
                on:click=move |_| log.update(|log| log[axis] = !log[axis])>{label}</button>
        }
    };
    view! {
        <div class="feed">
            <span id="log-axes">{words::chart::LOG}</span>
            <div class="segments" role="group" aria-labelledby="log-axes">
                {button("log-loss", words::LOSS, 1)}{button("log-epochs", words::chart::EPOCHS, 0)}
            </div>
        </div>
    }
}

/// The losses at a place of the training.
#[derive(Clone, PartialEq)]
struct Reading {
    index: usize,
    step: u32,
    train: Sample,
    test: Option<Sample>,
}

impl Reading {
    /// The samples nearest to an epoch, if there are any.
    fn at(page: Page, epoch: f32) -> Option<Self> {
        let nearest = |samples: &[Sample]| {
            let apart = |sample: &Sample| (sample.epoch - epoch).abs();
            (0..samples.len()).min_by(|a, b| apart(&samples[*a]).total_cmp(&apart(&samples[*b])))
        };
        let a_step = page.network.with(|network| Some(network.as_ref()?.epochs(1)))?;
        page.history.with_value(|history| {
            let (train, test) = (history.train.samples(), history.test.samples());
            let index = nearest(train)?;
            let (train, reached) = (train[index], train.last()?.epoch);
            let step = (train.epoch / a_step).round() as u32;
            // A measurement of another time says nothing of this one.
            let is_near = |test: &Sample| (test.epoch - train.epoch).abs() <= NEAR * reached;
            Some(Self { index, step, train, test: nearest(test).map(|index| test[index]).filter(is_near) })
        })
    }

    /// Where it is, and what the losses are there.
    fn words(&self, per_pixel: bool) -> [String; 2] {
        let test = self.test.map(|test| test.total);
        [
            words::chart::place(self.step, self.train.epoch),
            words::chart::losses(self.train.total, test, per_pixel),
        ]
    }
}
