//! Earlier runs, kept for comparison: their settings, their last losses and a short curve. Pure data, with the text
//! that the browser keeps of them.

use crate::page::history::{History, Sample};
use crate::settings::{MAX_STEPS, Recipe, Settings};
use crate::share::link;
use crate::view::View;
use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use serde::{Deserialize, Serialize};

/// Runs that are kept at most; the oldest goes first.
pub const MOST: usize = 8;
/// Steps that a run must have to be worth it.
pub const FEWEST_STEPS: u32 = 20;
/// Points of a curve.
const POINTS: usize = 96;
/// Longest text that is read, in bytes.
const MAX_BYTES: usize = 20_000;

/// An earlier run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// What it is called.
    pub number: u32,
    /// What made it.
    pub settings: Settings,
    /// Whether its losses are a mean over pixels.
    pub per_pixel: bool,
    /// Steps trained.
    pub steps: u32,
    /// Its last loss in training.
    pub train: f32,
    /// Its last loss on the test set, if it was measured.
    pub test: Option<f32>,
    /// Epochs and total losses in training, at most [`POINTS`].
    pub curve: Vec<[f32; 2]>,
}

impl Run {
    /// The run of `steps` steps that left this history; `None` if it is too short. It is not numbered yet.
    pub fn of(settings: &Settings, per_pixel: bool, steps: u32, history: &History) -> Option<Self> {
        let samples = history.train.samples();
        let last = samples.last().filter(|_| steps >= FEWEST_STEPS)?;
        let mean = |part: &[Sample]| {
            let sum = |value: fn(&Sample) -> f32| part.iter().map(value).sum::<f32>();
            [sum(|one| one.epoch), sum(|one| one.total)].map(|sum| sum / part.len() as f32)
        };
        Some(Self {
            number: 0,
            settings: settings.clone(),
            per_pixel,
            steps,
            train: last.total,
            test: history.test.samples().last().map(|sample| sample.total),
            curve: samples.chunks(samples.len().div_ceil(POINTS)).map(mean).collect(),
        })
    }

    /// Whether it is one that this page could have written.
    fn is_sound(&self) -> bool {
        let recipe = Recipe { settings: self.settings.clone(), ..Recipe::default() };
        let read = link::read(&link::write(&recipe, &View::default()));
        read.is_ok_and(|read| read.recipe == recipe)
            && (FEWEST_STEPS..=MAX_STEPS).contains(&self.steps)
            && self.train.is_finite()
            && self.test.is_none_or(f32::is_finite)
            && (1..=POINTS).contains(&self.curve.len())
            && self.curve.iter().flatten().all(|number| number.is_finite())
    }
}

/// Adds a run under the next number; of too many, the oldest goes.
pub fn add(runs: &mut Vec<Run>, run: Run) {
    let number = runs.iter().map(|run| run.number).max().unwrap_or_default().wrapping_add(1);
    runs.push(Run { number, ..run });
    if runs.len() > MOST {
        runs.remove(0);
    }
}

/// The runs as a text.
pub fn write(runs: &[Run]) -> String {
    // Numbers and names are written without fail.
    BASE64_STANDARD_NO_PAD.encode(postcard::to_stdvec(runs).unwrap_or_default())
}

/// The runs of a text; none if anything is wrong with it.
pub fn read(text: &str) -> Vec<Run> {
    if text.len() > MAX_BYTES {
        return Vec::new();
    }
    let bytes = BASE64_STANDARD_NO_PAD.decode(text).unwrap_or_default();
    let runs: Vec<Run> = postcard::from_bytes(&bytes).unwrap_or_default();
    if runs.len() <= MOST && runs.iter().all(Run::is_sound) { runs } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(steps: u32) -> Option<Run> {
        let mut history = History::default();
        for step in 0..steps {
            let total = 500.0 / (step as f32 + 1.0);
            history.train.push(Sample { epoch: step as f32 / 100.0, total, ..Sample::default() });
        }
        history.test.push(Sample { epoch: 0.1, total: 160.0, ..Sample::default() });
        Run::of(&Settings::default(), false, steps, &history)
    }

    #[test]
    fn a_run_is_kept_with_its_last_losses_if_it_is_long_enough() {
        assert_eq!(run(FEWEST_STEPS - 1), None);
        let run = run(400).expect("a run");
        assert!((run.train - 1.25).abs() < 1e-6 && run.test == Some(160.0));
        assert!(run.curve.len() <= POINTS && run.curve.len() > POINTS / 2);
        assert!(run.curve.windows(2).all(|pair| pair[0][0] < pair[1][0]));
    }

    #[test]
    fn the_oldest_of_too_many_goes_and_numbers_count_on() {
        let mut runs = Vec::new();
        for _ in 0..MOST + 3 {
            add(&mut runs, run(30).expect("a run"));
        }
        let numbers: Vec<_> = runs.iter().map(|run| run.number).collect();
        assert_eq!(numbers, (4..=MOST as u32 + 3).collect::<Vec<_>>());
        assert_eq!(read(&write(&runs)), runs);
        assert!(write(&vec![run(100_000).expect("a run"); MOST]).len() <= MAX_BYTES);
    }

    #[test]
    fn what_this_page_would_not_have_written_is_not_read() {
        let good = run(30).expect("a run");
        let spoilt: [fn(&mut Run); 6] = [
            |run| run.settings.latent = 0,
            |run| run.settings.learning_rate = f32::NAN,
            |run| run.steps = 3,
            |run| run.train = f32::INFINITY,
            |run| run.curve.clear(),
            |run| run.curve[0][1] = f32::NAN,
        ];
        for spoil in spoilt {
            let mut bad = good.clone();
            spoil(&mut bad);
            assert!(read(&write(&[good.clone(), bad])).is_empty());
        }
        assert!(read(&write(&vec![good.clone(); MOST + 1])).is_empty());
        let text = write(&[good]);
        for end in 0..text.len() {
            assert!(read(&text[..end]).is_empty(), "{end}");
        }
        assert!(read("not base64 at all!").is_empty() && read(&"A".repeat(MAX_BYTES + 1)).is_empty());
    }
}
