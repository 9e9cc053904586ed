//! What the page knows: the form's draft, how the plane is looked at, and what the worker's last events said.
//! Everything is a signal; `actions.rs` says what the visitor can do and `events.rs` what the worker tells.

use crate::choice::{Chosen, TestDigit};
use crate::data::drawn::Stroke;
use crate::data::own::Taken;
use crate::exchange::{Origin, Packed};
use crate::inspection::Output;
use crate::message::{CodeKind, ExecutorKind, LossPoint, NetworkShape, Probe, State};
use crate::page::beside::Known;
use crate::page::chart::Charted;
use crate::page::course::{LessonStep, is_gaussian};
use crate::page::history::History;
use crate::page::keep::Keep;
use crate::page::open::Opening;
use crate::page::past::Past;
use crate::page::said::Said;
use crate::page::theme::Theme;
use crate::page::words::{self, Nouns};
use crate::page::worker_link::WorkerLink;
use crate::page::zoom::Zoom;
use crate::play::{Play, Played};
use crate::random::steps_per_epoch;
use crate::settings::{DatasetName, Recipe, Settings};
use crate::share::link::Opened;
use crate::statistics::Statistics;
use crate::trial::Trial;
use crate::view::View;
use leptos::html;
use leptos::prelude::*;
use std::ops::Deref;
use web_sys::{File, HtmlCanvasElement};

/// The network that stands in the worker.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// Settings that hold.
    pub settings: Settings,
    /// Executor at work.
    pub executor: ExecutorKind,
    /// Name of the adapter or of the CPU's instruction set.
    pub adapter: String,
    /// The trial that the executor won, if one was held.
    pub trial: Option<Trial>,
    /// Its shape.
    pub shape: NetworkShape,
    /// Training images.
    pub train_images: u32,
    /// Steps after which training pauses by itself, or 0.
    pub target: u32,
    /// What it was made from.
    pub origin: Origin,
}

impl Network {
    /// Passes through the training images after `step` steps.
    pub fn epochs(&self, step: u32) -> f32 {
        step as f32 / steps_per_epoch(self.train_images, self.settings.batch) as f32
    }
}

/// How far training is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress {
    /// Steps that the network had when it was opened.
    pub opened: u32,
    /// Losses of the newest steps, with the step; `None` before the first.
    pub loss: Option<LossPoint>,
    /// Passes through the training images.
    pub epoch: f32,
    /// Speed, images per second.
    pub images_per_second: f32,
}

impl Progress {
    /// Steps trained.
    pub fn step(&self) -> u32 {
        self.loss.map_or(self.opened, |loss| loss.step)
    }
}

/// A data set, or weights, that are arriving.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arriving {
    /// Which data set, `None` for weights.
    pub dataset: Option<DatasetName>,
    /// Bytes that are here.
    pub received: u64,
    /// Bytes in all, 0 if not known.
    pub total: u64,
}

/// Where the codes lie.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Codes {
    /// Densest place of each digit's codes.
    pub peaks: [Option<[f32; 2]>; 10],
    /// Whether the plane's axes are principal components.
    pub principal: bool,
}

/// A digit decoded at a point of the plane.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// The point.
    pub point: [f32; 2],
    /// Its picture, 28×28.
    pub picture: Vec<u8>,
    /// The test digits whose codes lie nearest, the nearest first.
    pub near: Vec<TestDigit>,
}

/// The strip of test digits.
#[derive(Clone, Debug, PartialEq)]
pub struct Strip {
    /// The digits, one after another.
    pub originals: Vec<u8>,
    /// What the network was given where that is something else.
    pub inputs: Vec<u8>,
    /// Their reconstructions.
    pub outputs: Vec<u8>,
    /// Their numbers in the test set, none where something else is fed.
    pub indices: Vec<u32>,
    /// Their codes.
    pub codes: Vec<f32>,
    /// Mean absolute error per pixel, 0 to 1.
    pub mean_error: f32,
    /// The same of the network's own test digits, where something else is fed.
    pub own_error: Option<f32>,
}

/// A question to the worker of which one is under way at most; the newest that came meanwhile follows it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Question {
    /// Whether an answer is awaited.
    pub asked: bool,
    /// Whether to ask again when it is there.
    pub again: bool,
}

/// The page: a handle to all that it knows, which lives as long as the page does.
#[derive(Clone, Copy)]
pub struct Page(&'static Signals);

impl Deref for Page {
    type Target = Signals;

    fn deref(&self) -> &Signals {
        self.0
    }
}

/// All that the page knows.
pub struct Signals {
    /// The form.
    pub draft: RwSignal<Settings>,
    /// How the plane is looked at.
    pub view: RwSignal<View>,
    /// Digits whose codes are hidden.
    pub hidden: RwSignal<[bool; 10]>,
    /// The cross-hair, in coordinates of the plane.
    pub cross: RwSignal<Option<[f32; 2]>>,
    /// What is drawn on the pad.
    pub strokes: RwSignal<Vec<Stroke>>,
    /// Whether the pad shows a test digit instead.
    pub picked: RwSignal<bool>,
    /// What is played with in the latent space.
    pub play: RwSignal<Play>,
    /// Whether the path between the pins is drawn on the plane.
    pub path_shown: RwSignal<bool>,
    /// Colours.
    pub theme: RwSignal<Theme>,

    /// What the trainer is doing.
    pub state: RwSignal<State>,
    /// The network that stands.
    pub network: RwSignal<Option<Network>>,
    /// What is arriving.
    pub arriving: RwSignal<Option<Arriving>>,
    /// How far training is.
    pub progress: RwSignal<Progress>,
    /// The test set's newest losses.
    pub tested: RwSignal<Option<LossPoint>>,
    /// Every loss so far.
    pub history: StoredValue<History>,
    /// Grows with each change of the history.
    pub history_version: RwSignal<u64>,
    /// What moves the plane.
    pub zoom: Zoom,
    /// The plane's past.
    pub past: Past,
    /// How the losses are looked at, and what they are compared with.
    pub charted: Charted,
    /// Where the codes lie.
    pub codes: RwSignal<Codes>,
    /// The digit under the cross-hair.
    pub decoded: RwSignal<Option<Decoded>>,
    /// The chosen test digit.
    pub chosen: RwSignal<Option<Chosen>>,
    /// The drawn or picked digit.
    pub probe: RwSignal<Option<Probe>>,
    /// The strip of test digits.
    pub strip: RwSignal<Option<Strip>>,
    /// What the stage that is looked at makes of the digit at hand.
    pub output: RwSignal<Option<Output>>,
    /// What came of playing.
    pub played: RwSignal<Option<Played>>,
    /// What the test digits' codes are like.
    pub statistics: RwSignal<Option<Statistics>>,
    /// What the network is judged by.
    pub known: Known,
    /// What there is to say, the newest last.
    pub said: RwSignal<Vec<Said>>,
    /// What became of the visitor's own files, if they made a data set.
    pub own: RwSignal<Option<Taken>>,
    /// Those files, for a worker that takes the place of this one.
    pub own_files: StoredValue<Vec<File>, LocalStorage>,
    /// Files that the worker is making a data set of.
    pub offered_files: StoredValue<Option<Vec<File>>, LocalStorage>,
    /// The link to the network as it stands.
    pub link: RwSignal<Option<String>>,

    /// What the worker was last asked to start, and whether at once.
    pub requested: StoredValue<(Recipe, bool)>,
    /// Whether that network is not ready yet.
    pub starting: StoredValue<bool>,
    /// β and the learning rate that hold now.
    pub rates: RwSignal<(f32, f32)>,
    /// A link that waits for the visitor's consent.
    pub offered: StoredValue<Option<Opened>>,
    /// Weights that the worker is opening.
    pub opening: StoredValue<Option<Opening>, LocalStorage>,
    /// Weights that wait for the visitor's consent.
    pub offered_weights: StoredValue<Option<Opening>, LocalStorage>,
    /// What came of packing the weights of the network that stands.
    pub packed: RwSignal<Option<Packed>>,
    /// Whether they are being packed.
    pub packing: RwSignal<bool>,
    /// Whether a recipe was asked for, to make a link of it.
    pub sharing: StoredValue<bool>,
    /// The question what is under the cross-hair.
    pub hovering: StoredValue<Question>,
    /// The question what the drawn digit's code is.
    pub drawing: StoredValue<Question>,
    /// The element that holds the two canvases the worker draws on.
    pub layers: NodeRef<html::Div>,
    /// Those canvases, until they are handed to the worker.
    pub canvases: StoredValue<Option<[HtmlCanvasElement; 2]>, LocalStorage>,
    /// The worker.
    pub worker: StoredValue<Option<WorkerLink>, LocalStorage>,
    /// Whether the worker runs and has its canvases.
    pub greeted: RwSignal<bool>,
    /// What is kept against faults and for the next visit.
    pub keep: Keep,
}

impl Page {
    /// A page that knows nothing yet.
    pub fn new() -> Self {
        Self(Box::leak(Box::new(Signals::new())))
    }

    /// Steps trained, read without following it.
    pub fn step(self) -> u32 {
        self.progress.with_untracked(Progress::step)
    }

    /// Whether the network that stands came with the page, to be explored and not trained on.
    pub fn is_pretrained(self) -> bool {
        self.network.with(|network| network.as_ref().is_some_and(|it| it.origin == Origin::Pretrained))
    }

    /// The step of the lesson that the form stands at.
    pub fn lesson_step(self) -> Memo<LessonStep> {
        Memo::new(move |_| self.draft.with(|draft| LessonStep::of(draft.model)))
    }

    /// The data set of the network that stands; before there is one, the form's.
    pub fn dataset(self) -> Memo<DatasetName> {
        Memo::new(move |_| {
            let of_network = self.network.with(|network| network.as_ref().map(|it| it.settings.dataset));
            of_network.unwrap_or_else(|| self.draft.with(|draft| draft.dataset))
        })
    }

    /// Whether that data set has labels.
    pub fn labelled(self) -> Memo<bool> {
        let dataset = self.dataset();
        Memo::new(move |_| {
            dataset.get() != DatasetName::Own
                || self.own.with(|own| own.as_ref().is_some_and(|taken| taken.labelled))
        })
    }

    /// What the pictures of that data set are called.
    pub fn nouns(self) -> Memo<&'static Nouns> {
        let dataset = self.dataset();
        Memo::new(move |_| words::nouns(dataset.get()))
    }

    /// The shape of the network that stands; before there is one, as far as the form foretells it.
    pub fn shape(self) -> Memo<NetworkShape> {
        Memo::new(move |_| {
            self.network.with(|network| network.as_ref().map(|network| network.shape.clone())).unwrap_or_else(
                || {
                    let gaussian = self.draft.with(|draft| is_gaussian(draft.model));
                    let latent = self.draft.with(|draft| draft.latent);
                    let code = if gaussian { CodeKind::Gaussian } else { CodeKind::Plain };
                    NetworkShape { code, per_pixel: !gaussian, latent, input_side: 28, ..Default::default() }
                },
            )
        })
    }
}

impl Signals {
    fn new() -> Self {
        let settings = Settings::default();
        Self {
            rates: RwSignal::new((settings.beta, settings.learning_rate)),
            requested: StoredValue::new((Recipe { settings: settings.clone(), ..Recipe::default() }, false)),
            draft: RwSignal::new(settings),
            view: RwSignal::default(),
            hidden: RwSignal::default(),
            cross: RwSignal::default(),
            strokes: RwSignal::default(),
            picked: RwSignal::default(),
            play: RwSignal::default(),
            path_shown: RwSignal::new(true),
            theme: RwSignal::new(Theme::read()),
            state: RwSignal::default(),
            network: RwSignal::default(),
            arriving: RwSignal::default(),
            progress: RwSignal::default(),
            tested: RwSignal::default(),
            history: StoredValue::new(History::default()),
            history_version: RwSignal::default(),
            zoom: Zoom::new(),
            charted: Charted::new(),
            past: Past::new(),
            codes: RwSignal::default(),
            decoded: RwSignal::default(),
            chosen: RwSignal::default(),
            probe: RwSignal::default(),
            strip: RwSignal::default(),
            output: RwSignal::default(),
            played: RwSignal::default(),
            statistics: RwSignal::default(),
            known: Known::new(),
            said: RwSignal::default(),
            own: RwSignal::default(),
            own_files: StoredValue::new_local(Vec::new()),
            offered_files: StoredValue::new_local(None),
            link: RwSignal::default(),
            starting: StoredValue::new(true),
            offered: StoredValue::new(None),
            opening: StoredValue::new_local(None),
            offered_weights: StoredValue::new_local(None),
            packed: RwSignal::default(),
            packing: RwSignal::default(),
            sharing: StoredValue::new(false),
            hovering: StoredValue::new(Question::default()),
            drawing: StoredValue::new(Question::default()),
            layers: NodeRef::new(),
            canvases: StoredValue::new_local(None),
            worker: StoredValue::new_local(None),
            greeted: RwSignal::default(),
            keep: Keep::new(),
        }
    }
}
