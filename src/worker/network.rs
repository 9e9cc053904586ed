//! A network in the worker: its trainer, and how fresh each picture of it is.

use super::clock::now;
use super::feed::Fed;
use super::keeping::Keeping;
use super::tuning::Tuning;
use crate::data::{Dataset, PIXELS};
use crate::exchange::Origin;
use crate::message::{LossPoint, STRIP};
use crate::model::Model;
use crate::random::pcg4d;
use crate::settings::DatasetName;
use crate::statistics::Statistics;
use crate::trainer::{Plane, Slicer, StepLoss, Trainer};
use std::rc::Rc;
use std::time::Duration;

/// Time that a slice of training may take: the worker answers the page between slices.
const SLICE: Duration = Duration::from_millis(24);
/// Share of the time that pictures may take while training goes on.
const PICTURE_SHARE: f64 = 0.1;
/// The same while one of them was never made: the visitor waits for it.
const FIRST_PICTURE_SHARE: f64 = 0.5;

/// What is drawn again as training goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Picture {
    /// The decoded grid.
    Manifold,
    /// The drawn digit and the strip of test digits.
    Digits,
    /// The codes of the test set and its losses.
    Codes,
    /// The codes that the visitor plays with.
    Play,
    /// The test set by the measure of principal components.
    Beside,
    /// The weights of the first layer.
    Filters,
}

impl Picture {
    const ALL: [Self; 6] =
        [Self::Manifold, Self::Digits, Self::Codes, Self::Play, Self::Beside, Self::Filters];

    /// Milliseconds that a fresh picture is left alone while training goes on.
    fn rest(self) -> f64 {
        match self {
            Self::Manifold => 33.0,
            Self::Digits | Self::Play => 100.0,
            Self::Codes => 300.0,
            Self::Beside | Self::Filters => 600.0,
        }
    }
}

/// How fresh a picture is.
#[derive(Clone, Copy, Debug, Default)]
struct Freshness {
    /// Steps trained when it was made, if it was.
    step: Option<u32>,
    /// When it was made.
    time: f64,
    /// Milliseconds spent on it of late.
    spent: f64,
}

/// Which images of its data set a network has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stock {
    /// None yet.
    Nothing,
    /// Those to test on.
    Tests,
    /// All.
    Everything,
}

/// A network in training, with what the page sees of it.
pub(super) struct Network {
    pub trainer: Trainer,
    pub data: Rc<Dataset>,
    /// Which of its images are the data set's; the others are blank.
    pub stock: Stock,
    /// What it was made from.
    pub origin: Origin,
    /// The plane that the plate shows.
    pub plane: Plane,
    /// The test codes' points in the plane, at their last measurement.
    pub points: Vec<[f32; 2]>,
    /// Those codes, `[tests, latent]`.
    pub codes: Vec<f32>,
    /// The test digit that the visitor has chosen.
    pub chosen: Option<usize>,
    /// What the test codes are like, at their last measurement; before the first, what those of the strip are like.
    pub statistics: Option<Statistics>,
    /// Test digits in the strip.
    pub strip: [usize; STRIP],
    /// The choice that they are.
    pub choice: u32,
    /// Steps after which training pauses, or 0.
    pub target: u32,
    /// The search for the fastest kernels.
    pub tuning: Tuning,
    /// When it was kept last.
    pub keeping: Keeping,
    slicer: Slicer,
    freshness: [Freshness; Picture::ALL.len()],
    training_spent: f64,
    measured_from: Option<u32>,
    squared_from: Option<u32>,
    tally: Tally,
}

/// Losses and steps since the page was last told.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    losses: [f64; 5],
    steps: u32,
    since: f64,
    images_per_second: f32,
}

impl Network {
    pub(super) fn new(trainer: Trainer, data: Rc<Dataset>, target: u32) -> Self {
        let prior = trainer.model().code.has_prior();
        let plane = Plane::first_numbers(trainer.model().latent(), prior);
        let keeping = Keeping::new(Some(trainer.steps()), now());
        let mut network = Self {
            trainer,
            data,
            stock: Stock::Everything,
            origin: Origin::Seed,
            plane,
            points: Vec::new(),
            codes: Vec::new(),
            chosen: None,
            statistics: None,
            strip: [0; STRIP],
            choice: 0,
            target,
            tuning: Tuning::default(),
            keeping,
            slicer: Slicer::new(SLICE),
            freshness: Default::default(),
            training_spent: 0.0,
            measured_from: None,
            squared_from: None,
            tally: Tally { since: now(), ..Tally::default() },
        };
        network.choose_strip(0);
        network
    }

    /// A network whose weights were opened, with those images of its data set that `stock` tells.
    pub(super) fn opened(trainer: Trainer, data: Rc<Dataset>, stock: Stock, origin: Origin) -> Self {
        let model = trainer.model();
        let prior = (stock == Stock::Nothing && model.code.has_prior())
            .then(|| Statistics::of_prior(model.latent() as usize));
        // What was made elsewhere cannot be made again here.
        let foreign = matches!(origin, Origin::Weights { .. });
        let keeping = Keeping::new((!foreign).then_some(trainer.steps()), now());
        Self { stock, origin, keeping, statistics: prior, ..Self::new(trainer, data, 0) }
    }

    /// A test image's pixels.
    pub(super) fn test_image(&self, index: usize) -> &[u8] {
        &self.data.test.pixels[index * PIXELS..][..PIXELS]
    }

    /// Puts test digits into the strip, each of another kind while there are others; `choice` picks which.
    pub(super) fn choose_strip(&mut self, choice: u32) {
        self.choice = choice;
        self.strip = strip_of(&self.data.test.labels, choice);
        self.show_chosen();
    }

    /// The test digit that `number` picks, if they are here.
    pub(super) fn pick(&self, number: u32) -> Option<Fed> {
        let index = number as usize % self.data.test.labels.len();
        let labels = vec![self.data.test.labels[index]];
        self.has_tests().then(|| Fed { pictures: self.test_image(index).to_vec(), labels })
    }

    /// Whether its test images are here.
    pub(super) fn has_tests(&self) -> bool {
        self.stock != Stock::Nothing
    }

    /// The test digits in the strip, if they are here.
    pub(super) fn own_strip(&self) -> Option<Fed> {
        if !self.has_tests() {
            return None;
        }
        let pictures = self.strip.iter().flat_map(|&index| self.test_image(index)).copied().collect();
        Some(Fed { pictures, labels: self.strip.map(|index| self.data.test.labels[index]).to_vec() })
    }

    /// The data set that the network is trained on.
    pub(super) fn dataset(&self) -> DatasetName {
        self.trainer.recipe().settings.dataset
    }

    /// Pixels in a row of what the network is given.
    pub(super) fn cells(&self) -> usize {
        let model = self.trainer.model();
        Model::shape_after(&model.prepare, model.input).width as usize
    }

    /// Trains a slice; tells whether the loss is still a number, and what the page should hear of it.
    pub(super) async fn train_slice(&mut self) -> Result<Slice, crate::gpu::GpuError> {
        let start = now();
        let left = if self.target == 0 { u32::MAX } else { self.target.saturating_sub(self.trainer.steps()) };
        let losses = self.trainer.train(self.slicer.steps().min(left)).await?;
        let took = now() - start;
        self.slicer.learn(losses.len() as u32, Duration::from_secs_f64(took / 1e3));
        self.training_spent += took;
        Ok(self.account(&losses))
    }

    /// Trains one step.
    pub(super) async fn train_step(&mut self) -> Result<Slice, crate::gpu::GpuError> {
        let losses = self.trainer.train(1).await?;
        Ok(self.account(&losses))
    }

    fn account(&mut self, losses: &[StepLoss]) -> Slice {
        for loss in losses {
            let StepLoss { reconstruction, kl, total, generator, discriminator, .. } = *loss;
            let terms = [reconstruction, kl, total, generator, discriminator];
            for (sum, term) in self.tally.losses.iter_mut().zip(terms) {
                *sum += f64::from(term);
            }
        }
        self.tally.steps += losses.len() as u32;
        Slice {
            diverged: losses.iter().find(|loss| !loss.is_finite()).map(|loss| loss.step),
            reached_target: self.target > 0 && self.trainer.steps() >= self.target,
        }
    }

    /// Milliseconds since the page was last told of losses.
    pub(super) fn untold(&self) -> f64 {
        if self.tally.steps == 0 { 0.0 } else { now() - self.tally.since }
    }

    /// The mean losses since the page was last told, and the speed in images per second.
    pub(super) fn tell(&mut self) -> Option<(LossPoint, f32)> {
        let Tally { losses, steps, since, images_per_second } = self.tally;
        if steps == 0 {
            return None;
        }
        let [reconstruction, kl, total, generator, discriminator] =
            losses.map(|sum| (sum / f64::from(steps)) as f32);
        let seconds = ((now() - since) / 1e3).max(1e-3) as f32;
        let speed = (steps * self.trainer.recipe().settings.batch) as f32 / seconds;
        let smooth = if images_per_second == 0.0 { speed } else { 0.8 * images_per_second + 0.2 * speed };
        self.tally = Tally { since: now(), images_per_second: smooth, ..Tally::default() };
        let step = self.trainer.steps();
        Some((LossPoint { step, reconstruction, kl, total, generator, discriminator }, smooth))
    }

    /// Begins to count time anew: training was at rest.
    pub(super) fn wake(&mut self) {
        self.tally = Tally { since: now(), ..Tally::default() };
    }

    /// The picture to make next: while training, one that is due and has had the least time, if pictures may
    /// take time at all; else any that is stale. Only those count that are `wanted`.
    pub(super) fn next_picture(&self, training: bool, wanted: impl Fn(Picture) -> bool) -> Option<Picture> {
        let steps = self.trainer.steps();
        let spent: f64 = self.freshness.iter().map(|picture| picture.spent).sum();
        let shown = || Picture::ALL.into_iter().filter(|picture| wanted(*picture));
        let complete = shown().all(|picture| self.freshness[picture as usize].step.is_some());
        let share = if complete { PICTURE_SHARE } else { FIRST_PICTURE_SHARE };
        if training && spent > self.training_spent * share / (1.0 - share) {
            return None;
        }
        shown()
            .filter(|picture| {
                let Freshness { step, time, .. } = self.freshness[*picture as usize];
                step != Some(steps) && (!training || step.is_none() || now() - time >= picture.rest())
            })
            .min_by(|a, b| self.freshness[*a as usize].spent.total_cmp(&self.freshness[*b as usize].spent))
    }

    /// Notes that a picture was worked on since `start`; with `done`, that it shows `step`.
    pub(super) fn made(&mut self, picture: Picture, start: f64, done: Option<u32>) {
        let freshness = &mut self.freshness[picture as usize];
        freshness.spent += now() - start;
        freshness.time = now();
        if done.is_some() {
            freshness.step = done;
        }
        // Only the latest few seconds count.
        if self.training_spent + freshness.spent > 4e3 {
            self.training_spent /= 2.0;
            for freshness in &mut self.freshness {
                freshness.spent /= 2.0;
            }
        }
    }

    /// A picture has to be made anew though no step was trained.
    pub(super) fn stale(&mut self, picture: Picture) {
        self.freshness[picture as usize].step = None;
    }

    /// The step that the running measurement of the test set began at. One that began before training was paused
    /// begins anew, so that what is shown at rest is of one network.
    pub(super) fn measurement(&mut self, training: bool) -> u32 {
        let steps = self.trainer.steps();
        if begins_anew(self.measured_from, steps, training) {
            self.trainer.restart_measure();
            self.measured_from = Some(steps);
        }
        self.measured_from.unwrap_or(steps)
    }

    /// The measurement of the test set is complete.
    pub(super) fn measured(&mut self) {
        self.measured_from = None;
    }

    /// As [`Self::measurement`], of the squared error.
    pub(super) fn squaring(&mut self, training: bool) -> u32 {
        let steps = self.trainer.steps();
        if begins_anew(self.squared_from, steps, training) {
            self.trainer.restart_squared_error();
            self.squared_from = Some(steps);
        }
        self.squared_from.unwrap_or(steps)
    }

    /// The squared error is complete.
    pub(super) fn squared(&mut self) {
        self.squared_from = None;
    }
}

/// Images for a strip, each of another kind while there are others and another image while there are others;
/// `choice` picks which.
pub(super) fn strip_of(labels: &[u8], choice: u32) -> [usize; STRIP] {
    let start = pcg4d([choice, 0, 0, 0])[0] as usize * usize::from(choice > 0);
    let order = || (0..labels.len()).map(|offset| (start + offset) % labels.len());
    let mut chosen: Vec<usize> = Vec::with_capacity(STRIP);
    for index in order() {
        if chosen.len() < STRIP && chosen.iter().all(|other| labels[*other] != labels[index]) {
            chosen.push(index);
        }
    }
    for index in order().take(2 * STRIP) {
        if chosen.len() < STRIP && !chosen.contains(&index) {
            chosen.push(index);
        }
    }
    std::array::from_fn(|place| chosen[place % chosen.len()])
}

/// Whether a measurement that began after `from` steps, if one did, is of no use after `steps`.
fn begins_anew(from: Option<u32>, steps: u32, training: bool) -> bool {
    from.is_none_or(|from| !training && from != steps)
}

/// What came of a slice.
pub(super) struct Slice {
    /// Step at which the loss was no number.
    pub diverged: Option<u32>,
    /// Whether the steps asked for are made.
    pub reached_target: bool,
}
