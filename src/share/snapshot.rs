//! A snapshot of a training as a file: a checkpoint that holds the optimiser's moments too, so that training goes on
//! from it as if it had never stopped.

use super::checkpoint::{self, CheckpointError, NamedTensor};
use super::link::{self, LinkError};
use super::weights::network;
use crate::model::parameter_shapes;
use crate::sentence::{Sentence, sentence};
use crate::settings::{Recipe, Settings};
use crate::view::View;
use std::str::FromStr;
use thiserror::Error;

/// What stands before the names of the optimiser's moments.
const MOMENTS: [&str; 2] = ["first_moment/", "second_moment/"];

/// All that training has changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// What is being baked, with the changes that are still to come. Its `steps` are those that it is trained to: no
    /// fewer than were trained, or than the last change has.
    pub recipe: Recipe,
    /// Steps trained.
    pub steps: u32,
    /// Steps trained when the optimiser's moments were last zero.
    pub fresh_at: u32,
    /// All parameters, then the optimiser's running means of their gradients, then those of the gradients' squares;
    /// each in the order of [`parameter_shapes`], under `PyTorch`'s names and layouts.
    pub tensors: [Vec<NamedTensor>; 3],
}

/// Why a file is no snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", Sentence::from(self))]
pub enum SnapshotError {
    /// It is no checkpoint, or a broken one.
    Checkpoint(#[from] CheckpointError),
    /// Its recipe is refused.
    Recipe(#[from] LinkError),
    /// It does not tell the steps that were trained.
    NoSteps,
}

impl From<&SnapshotError> for Sentence {
    fn from(error: &SnapshotError) -> Self {
        match error {
            SnapshotError::Checkpoint(error) => error.into(),
            SnapshotError::Recipe(reason) => sentence!("snapshot.recipe", reason),
            SnapshotError::NoSteps => sentence!("snapshot.no_steps"),
        }
    }
}

impl Snapshot {
    /// Whether all its numbers are finite. Where they are not, nothing good can come of training on.
    pub fn is_finite(&self) -> bool {
        self.tensors.iter().flatten().flat_map(|tensor| &tensor.values).all(|value| value.is_finite())
    }
}

/// The file of a snapshot.
///
/// # Errors
/// As [`checkpoint::write`].
pub fn write(snapshot: Snapshot) -> Result<Vec<u8>, CheckpointError> {
    let Snapshot { recipe, steps, fresh_at, tensors: [mut tensors, first, second] } = snapshot;
    for (prefix, moments) in MOMENTS.into_iter().zip([first, second]) {
        let named = |moment: NamedTensor| NamedTensor { name: format!("{prefix}{}", moment.name), ..moment };
        tensors.extend(moments.into_iter().map(named));
    }
    let link = link::write(&recipe, &View::default());
    checkpoint::write(&tensors, &format!("{steps} {fresh_at} {link}"))
}

/// Reads the file of a snapshot.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn read(bytes: &[u8]) -> Result<Snapshot, SnapshotError> {
    let text = checkpoint::recipe(bytes)?;
    let mut words = text.splitn(3, ' ');
    let steps = number(words.next())?;
    let fresh_at = number(words.next()).ok().filter(|fresh_at| *fresh_at <= steps);
    let fresh_at = fresh_at.ok_or(SnapshotError::NoSteps)?;
    let link::Opened { recipe, .. } = link::read(words.next().unwrap_or_default())?;
    if recipe.steps < steps {
        return Err(SnapshotError::NoSteps);
    }
    let mut tensors = checkpoint::read(bytes, &names_and_shapes(&recipe.settings))?;
    let count = tensors.len() / 3;
    let mut part = || tensors.drain(..count).collect::<Vec<_>>();
    let parameters = part();
    let moments = MOMENTS.map(|prefix| {
        let mut moments = part();
        for moment in &mut moments {
            moment.name.drain(..prefix.len());
        }
        moments
    });
    let [first, second] = moments;
    Ok(Snapshot { recipe, steps, fresh_at, tensors: [parameters, first, second] })
}

fn number(word: Option<&str>) -> Result<u32, SnapshotError> {
    word.and_then(|word| u32::from_str(word).ok()).ok_or(SnapshotError::NoSteps)
}

fn names_and_shapes(settings: &Settings) -> Vec<(String, Vec<usize>)> {
    let shapes = parameter_shapes(&network(settings));
    ["", MOMENTS[0], MOMENTS[1]]
        .into_iter()
        .flat_map(|prefix| shapes.iter().map(move |it| (format!("{prefix}{}", it.name), it.torch_shape())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Change, ModelName};

    fn snapshot(model: ModelName) -> Snapshot {
        let settings = Settings { hidden: 6, ..Settings::of(model) };
        let shapes = parameter_shapes(&network(&settings));
        let filled = |with: f32| {
            let tensor = |shape: &crate::model::ParameterShape| NamedTensor {
                name: shape.name.clone(),
                shape: shape.torch_shape(),
                values: vec![with; shape.count() as usize],
            };
            shapes.iter().map(tensor).collect::<Vec<_>>()
        };
        let tensors = [filled(1.0), filled(-2.0), filled(3e-38)];
        let changes = vec![Change { step: 90, beta: 2.0, learning_rate: 0.5 }];
        let recipe = Recipe { settings, changes, steps: 100 };
        Snapshot { recipe, steps: 70, fresh_at: 8, tensors }
    }

    #[test]
    fn every_network_s_snapshot_comes_back_with_what_is_still_to_come() {
        for &model in ModelName::ALL {
            let kept = snapshot(model);
            assert_eq!(read(&write(kept.clone()).unwrap()), Ok(kept), "{model}");
        }
    }

    #[test]
    fn what_is_no_snapshot_is_refused() {
        let bytes = write(snapshot(ModelName::Dense)).unwrap();
        assert!(read(&bytes[..bytes.len() - 1]).is_err());
        let [tensors, ..] = snapshot(ModelName::Dense).tensors;
        let refused = |recipe: &str| read(&checkpoint::write(&tensors, recipe).unwrap()).unwrap_err();
        assert_eq!(refused("hello"), SnapshotError::NoSteps);
        assert_eq!(refused("5 6 v=1&steps=9&end"), SnapshotError::NoSteps);
        assert_eq!(refused("5 5 v=1&steps=4&end"), SnapshotError::NoSteps);
        assert!(matches!(refused("5 5 v=1"), SnapshotError::Recipe(LinkError::CutOff)));
        let link = link::write(&Recipe { steps: 9, ..snapshot(ModelName::Dense).recipe }, &View::default());
        assert!(matches!(refused(&format!("5 5 {link}")), SnapshotError::Recipe(_)));
        let link = link.replace("&changes=90:2:0.5", "");
        let missing = refused(&format!("5 5 {link}"));
        assert!(matches!(missing, SnapshotError::Checkpoint(CheckpointError::Missing { .. })), "{missing}");
    }

    #[test]
    fn numbers_without_measure_are_noticed() {
        let mut kept = snapshot(ModelName::Dense);
        assert!(kept.is_finite());
        kept.tensors[2][1].values[0] = f32::INFINITY;
        assert!(!kept.is_finite());
    }
}
