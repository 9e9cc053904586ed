//! Links: a recipe and a view as the readable fragment of an address, such as
//! `v=1&data=mnist&model=vae&latent=2&…&steps=1200&show=both&grid=20&scale=linear&end`.
//!
//! The version stands first. The lone word `end` closes what was written, so that a cut-off link is noticed;
//! fields that are absent take their defaults. `run=1` may be appended: train as soon as the link is opened.

use super::excerpt;
use crate::named::UnknownName;
use crate::sentence::{Sentence, sentence};
use crate::settings::{
    Change, MAX_BATCH, MAX_BETA, MAX_CHANGES, MAX_HIDDEN, MAX_LATENT, MAX_LEARNING_RATE, MAX_STEPS, Recipe,
    Settings,
};
use crate::view::{CLASSES, Feed, GRID_RANGE, View};
use crate::window::{HALF_RANGE, Window};
use percent_encoding::percent_decode_str;
use std::ops::RangeInclusive;
use std::str::FromStr;
use thiserror::Error;

/// Version of the links that are written, and the only one that is read.
pub const VERSION: u32 = 1;
/// Longest link that is read, in bytes.
pub const MAX_BYTES: usize = 2048;

/// Characters of a link that a message quotes at most.
const QUOTED: usize = 40;
/// The word that closes a link.
const END: &str = "end";

/// What a link asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Opened {
    /// What to train.
    pub recipe: Recipe,
    /// How to look at the plane.
    pub view: View,
    /// Whether to train at once.
    pub run: bool,
}

/// Why a link is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", Sentence::from(self))]
pub enum LinkError {
    /// Longer than any link that was ever written.
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// The first field is no version.
    NoVersion {
        /// What stands there.
        found: String,
    },
    /// Written by a later version of this page.
    FromTheFuture {
        /// Its version.
        version: String,
    },
    /// The closing word is missing.
    CutOff,
    /// Something other than `run` follows the closing word.
    AfterEnd {
        /// The field.
        field: String,
    },
    /// A field without a value.
    NoValue {
        /// The field.
        field: String,
    },
    /// A name that no setting has.
    UnknownKey {
        /// The name.
        key: String,
    },
    /// A name that stands twice.
    Duplicate {
        /// The name.
        key: String,
    },
    /// Not one of a setting's choices.
    UnknownChoice {
        /// The setting.
        key: &'static str,
        /// What the link asks for.
        value: String,
        /// What there is.
        choices: &'static [&'static str],
    },
    /// Not a whole number in range.
    Whole {
        /// The setting.
        key: &'static str,
        /// What the link asks for.
        value: String,
        /// Smallest value.
        low: u32,
        /// Largest value.
        high: u32,
    },
    /// Not a weight of the KL term.
    Beta {
        /// The setting.
        key: &'static str,
        /// What the link asks for.
        value: String,
    },
    /// Not a learning rate.
    LearningRate {
        /// The setting.
        key: &'static str,
        /// What the link asks for.
        value: String,
    },
    /// Not a change of β and learning rate.
    NoChange {
        /// What stands there.
        change: String,
    },
    /// Not a part of the plane.
    NoWindow {
        /// What stands there.
        value: String,
    },
    /// More changes than a recipe keeps.
    TooManyChanges,
    /// A change at or before the step of the one that precedes it.
    ChangesNotRising {
        /// Step of the change.
        step: u32,
    },
    /// A change beyond the last step.
    ChangeAfterLastStep {
        /// Step of the change.
        step: u32,
        /// Steps that the link asks for.
        steps: u32,
    },
}

impl From<&LinkError> for Sentence {
    fn from(error: &LinkError) -> Self {
        match error {
            LinkError::TooLong { bytes } => sentence!("link.too_long", bytes, most = MAX_BYTES),
            LinkError::NoVersion { found } => sentence!("link.no_version", found, version = VERSION),
            LinkError::FromTheFuture { version } => {
                sentence!("link.from_the_future", version, read = VERSION)
            }
            LinkError::CutOff => sentence!("link.cut_off", end = END),
            LinkError::AfterEnd { field } => sentence!("link.after_end", field),
            LinkError::NoValue { field } => sentence!("link.no_value", field),
            LinkError::UnknownKey { key } => sentence!("link.unknown_key", key),
            LinkError::Duplicate { key } => sentence!("link.duplicate", key),
            LinkError::UnknownChoice { key, value, choices } => {
                sentence!("link.unknown_choice", key, value, choices = choices.join(", "))
            }
            LinkError::Whole { key, value, low, high } => sentence!("link.whole", key, value, low, high),
            LinkError::Beta { key, value } => sentence!("link.beta", key, value, most = MAX_BETA),
            LinkError::LearningRate { key, value } => {
                sentence!("link.learning_rate", key, value, most = MAX_LEARNING_RATE)
            }
            LinkError::NoChange { change } => sentence!("link.no_change", change),
            LinkError::NoWindow { value } => {
                let [least, most] = [HALF_RANGE.start(), HALF_RANGE.end()].map(|half| 2.0 * half);
                sentence!("link.no_window", value, least, most)
            }
            LinkError::TooManyChanges => sentence!("link.too_many_changes", most = MAX_CHANGES),
            LinkError::ChangesNotRising { step } => sentence!("link.changes_not_rising", step),
            LinkError::ChangeAfterLastStep { step, steps } => {
                sentence!("link.change_after_last_step", step, steps)
            }
        }
    }
}

/// The fragment, without `#`, that opens `recipe` under `view`. [`read`] gives both back, floats to the last
/// bit, if they keep the bounds of their types.
///
/// ```
/// use latent_playground::{settings::Recipe, share::link, view::View};
/// let fragment = link::write(&Recipe::default(), &View::default());
/// assert!(fragment.starts_with("v=1&data=mnist&model=vae&latent=2&hidden=512&loss=bce&beta=1"));
/// assert_eq!(link::read(&fragment).unwrap().recipe, Recipe::default());
/// ```
pub fn write(recipe: &Recipe, view: &View) -> String {
    let Recipe { settings, changes, steps } = recipe;
    let mut fields = vec![
        format!("v={VERSION}"),
        format!("data={}", settings.dataset),
        format!("model={}", settings.model),
        format!("latent={}", settings.latent),
        format!("hidden={}", settings.hidden),
        format!("loss={}", settings.reconstruction),
        format!("beta={}", shortest(settings.beta)),
        format!("optimizer={}", settings.optimizer),
        format!("rate={}", shortest(settings.learning_rate)),
        format!("batch={}", settings.batch),
        format!("seed={}", settings.seed),
        format!("executor={}", settings.executor),
        format!("steps={steps}"),
    ];
    if !changes.is_empty() {
        let changes: Vec<_> = changes.iter().map(write_change).collect();
        fields.push(format!("changes={}", changes.join(",")));
    }
    fields.extend([
        format!("show={}", view.marks),
        format!("grid={}", view.grid),
        format!("scale={}", view.spread),
    ]);
    if view.class > 0 {
        fields.push(format!("digit={}", view.class));
    }
    if view.feed != Feed::Own {
        fields.push(format!("feed={}", view.feed));
    }
    if !view.window.is_whole() {
        let Window { centre: [x, y], half } = view.window;
        fields.push(format!("window={}:{}:{}", shortest(x), shortest(y), shortest(half)));
    }
    fields.push(END.to_owned());
    fields.join("&")
}

/// Reads a fragment, with or without its `#`; percent-encoded characters are taken for what they stand for.
///
/// # Errors
/// The first thing that is wrong with the link; nothing of such a link is used.
pub fn read(fragment: &str) -> Result<Opened, LinkError> {
    let fragment = fragment.trim();
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    if fragment.len() > MAX_BYTES {
        return Err(LinkError::TooLong { bytes: fragment.len() });
    }
    let text = percent_decode_str(fragment).decode_utf8_lossy();
    let mut fields = text.split('&');
    check_version(fields.next().unwrap_or_default())?;
    let fields: Vec<&str> = fields.collect();
    let end = fields.iter().position(|field| *field == END).ok_or(LinkError::CutOff)?;

    let mut opened = Opened::default();
    let mut seen = Vec::new();
    for (place, field) in fields.iter().enumerate().filter(|(place, _)| *place != end) {
        let after_end = place > end;
        if after_end && !field.starts_with("run=") {
            return Err(LinkError::AfterEnd { field: excerpt(field, QUOTED) });
        }
        let (key, value) =
            field.split_once('=').ok_or_else(|| LinkError::NoValue { field: excerpt(field, QUOTED) })?;
        if seen.contains(&key) {
            return Err(LinkError::Duplicate { key: excerpt(key, QUOTED) });
        }
        seen.push(key);
        set(&mut opened, key, value)?;
    }
    check_changes(&opened.recipe)?;
    Ok(opened)
}

fn check_version(field: &str) -> Result<(), LinkError> {
    let found = field.strip_prefix("v=").unwrap_or_default();
    let is_number = !found.is_empty() && found.bytes().all(|byte| byte.is_ascii_digit());
    match found.parse() {
        Ok(VERSION) => Ok(()),
        Ok(0) => Err(LinkError::NoVersion { found: excerpt(field, QUOTED) }),
        _ if is_number => Err(LinkError::FromTheFuture { version: excerpt(found, QUOTED) }),
        _ => Err(LinkError::NoVersion { found: excerpt(field, QUOTED) }),
    }
}

/// Sets one field of what a link asks for.
fn set(opened: &mut Opened, key: &str, value: &str) -> Result<(), LinkError> {
    let Opened { recipe, view, run } = opened;
    let Settings {
        dataset,
        model,
        latent,
        hidden,
        reconstruction,
        beta: first_beta,
        optimizer,
        learning_rate: first_rate,
        batch,
        seed,
        executor,
    } = &mut recipe.settings;
    match key {
        "data" => *dataset = choice("data", value)?,
        "model" => *model = choice("model", value)?,
        "latent" => *latent = whole("latent", value, 1..=MAX_LATENT)?,
        "hidden" => *hidden = whole("hidden", value, 1..=MAX_HIDDEN)?,
        "loss" => *reconstruction = choice("loss", value)?,
        "beta" => *first_beta = beta("beta", value)?,
        "optimizer" => *optimizer = choice("optimizer", value)?,
        "rate" => *first_rate = learning_rate("rate", value)?,
        "batch" => *batch = whole("batch", value, 1..=MAX_BATCH)?,
        "seed" => *seed = whole("seed", value, 0..=u32::MAX)?,
        "executor" => *executor = choice("executor", value)?,
        "steps" => recipe.steps = whole("steps", value, 0..=MAX_STEPS)?,
        "changes" => recipe.changes = read_changes(value)?,
        "show" => view.marks = choice("show", value)?,
        "grid" => view.grid = whole("grid", value, GRID_RANGE)?,
        "scale" => view.spread = choice("scale", value)?,
        "digit" => view.class = whole("digit", value, 0..=u32::from(CLASSES) - 1)? as u8,
        "feed" => view.feed = choice("feed", value)?,
        "window" => {
            view.window =
                read_window(value).ok_or_else(|| LinkError::NoWindow { value: excerpt(value, QUOTED) })?;
        }
        "run" => *run = whole("run", value, 0..=1)? == 1,
        _ => return Err(LinkError::UnknownKey { key: excerpt(key, QUOTED) }),
    }
    Ok(())
}

fn choice<T: FromStr<Err = UnknownName>>(key: &'static str, value: &str) -> Result<T, LinkError> {
    value.parse().map_err(|UnknownName { name, choices }| LinkError::UnknownChoice {
        key,
        value: excerpt(&name, QUOTED),
        choices,
    })
}

fn whole(key: &'static str, value: &str, range: RangeInclusive<u32>) -> Result<u32, LinkError> {
    match value.parse() {
        Ok(number) if range.contains(&number) => Ok(number),
        _ => Err(LinkError::Whole {
            key,
            value: excerpt(value, QUOTED),
            low: *range.start(),
            high: *range.end(),
        }),
    }
}

fn beta(key: &'static str, value: &str) -> Result<f32, LinkError> {
    match value.parse() {
        Ok(beta) if (0.0..=MAX_BETA).contains(&beta) => Ok(beta),
        _ => Err(LinkError::Beta { key, value: excerpt(value, QUOTED) }),
    }
}

fn learning_rate(key: &'static str, value: &str) -> Result<f32, LinkError> {
    match value.parse() {
        Ok(rate) if rate > 0.0 && rate <= MAX_LEARNING_RATE => Ok(rate),
        _ => Err(LinkError::LearningRate { key, value: excerpt(value, QUOTED) }),
    }
}

fn write_change(change: &Change) -> String {
    format!("{}:{}:{}", change.step, shortest(change.beta), shortest(change.learning_rate))
}

fn read_changes(value: &str) -> Result<Vec<Change>, LinkError> {
    if value.split(',').nth(MAX_CHANGES).is_some() {
        return Err(LinkError::TooManyChanges);
    }
    value.split(',').map(read_change).collect()
}

fn read_change(text: &str) -> Result<Change, LinkError> {
    let parts: Vec<&str> = text.split(':').collect();
    let [step, kl_weight, rate] = parts[..] else {
        return Err(LinkError::NoChange { change: excerpt(text, QUOTED) });
    };
    Ok(Change {
        step: whole("changes", step, 0..=MAX_STEPS)?,
        beta: beta("changes", kl_weight)?,
        learning_rate: learning_rate("changes", rate)?,
    })
}

fn read_window(text: &str) -> Option<Window> {
    let parts: Vec<f32> = text.split(':').map(str::parse).collect::<Result<_, _>>().ok()?;
    let &[x, y, half] = &parts[..] else { return None };
    let inside = |coordinate: f32| coordinate.abs() <= *HALF_RANGE.end();
    (inside(x) && inside(y) && HALF_RANGE.contains(&half)).then_some(Window { centre: [x, y], half })
}

fn check_changes(recipe: &Recipe) -> Result<(), LinkError> {
    if let Some(pair) = recipe.changes.windows(2).find(|pair| pair[0].step >= pair[1].step) {
        return Err(LinkError::ChangesNotRising { step: pair[1].step });
    }
    match recipe.changes.last() {
        Some(last) if last.step > recipe.steps => {
            Err(LinkError::ChangeAfterLastStep { step: last.step, steps: recipe.steps })
        }
        _ => Ok(()),
    }
}

/// The shortest decimal digits that read as the same number; with an exponent where plain digits grow long.
fn shortest(number: f32) -> String {
    const LONG: usize = 12;
    let plain = number.to_string();
    if plain.len() <= LONG { plain } else { format!("{number:e}") }
}
