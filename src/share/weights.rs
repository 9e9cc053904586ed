//! A trained network as it leaves and comes back: a checkpoint or packed weights, told apart by their first bytes.

use super::checkpoint::{self, CheckpointError, NamedTensor};
use super::link::{self, LinkError, Opened};
use super::packed::{self, PackedError};
use crate::data::SIDE;
use crate::model::{Model, Shape, parameter_shapes, preset};
use crate::sentence::{Sentence, sentence};
use crate::settings::{Recipe, Settings};
use crate::view::View;
use thiserror::Error;

/// Largest file that is read, in bytes.
pub const MAX_BYTES: usize = checkpoint::MAX_BYTES;

/// A trained network.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// The recipe and the view, as a link holds them.
    pub opened: Opened,
    /// All parameters, in the order of [`parameter_shapes`].
    pub tensors: Vec<NamedTensor>,
}

/// Why a file gives no network.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", Sentence::from(self))]
pub enum WeightsError {
    /// Nothing in it.
    Empty,
    /// It is no checkpoint, or a broken one.
    Checkpoint(#[from] CheckpointError),
    /// Its weights are packed, and broken.
    Packed(#[from] PackedError),
    /// The recipe in its metadata is refused.
    Recipe(#[from] LinkError),
}

impl From<&WeightsError> for Sentence {
    fn from(error: &WeightsError) -> Self {
        match error {
            WeightsError::Empty => sentence!("weights.empty"),
            WeightsError::Checkpoint(error) => error.into(),
            WeightsError::Packed(error) => error.into(),
            WeightsError::Recipe(reason) => sentence!("weights.recipe", reason),
        }
    }
}

/// The network of the settings, for images of MNIST's size.
pub(super) fn network(settings: &Settings) -> Model {
    let side = SIDE as u32;
    preset(settings, Shape { height: side, width: side, channels: 1 })
}

/// Reads a file of either kind.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn read(bytes: &[u8]) -> Result<Weights, WeightsError> {
    if bytes.is_empty() {
        return Err(WeightsError::Empty);
    }
    if bytes.starts_with(packed::MAGIC) {
        return Ok(packed::read(bytes)?);
    }
    let opened = link::read(&checkpoint::recipe(bytes)?)?;
    let shapes = parameter_shapes(&network(&opened.recipe.settings));
    let expected: Vec<_> =
        shapes.into_iter().map(|shape| (shape.name.clone(), shape.torch_shape())).collect();
    Ok(Weights { tensors: checkpoint::read(bytes, &expected)?, opened })
}

/// A checkpoint that [`read`] opens.
///
/// # Errors
/// As [`checkpoint::write`].
pub fn write(recipe: &Recipe, view: &View, tensors: &[NamedTensor]) -> Result<Vec<u8>, CheckpointError> {
    checkpoint::write(tensors, &link::write(recipe, view))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::ModelName;

    fn filled(recipe: &Recipe) -> Vec<NamedTensor> {
        let shapes = parameter_shapes(&network(&recipe.settings));
        let tensor = |(number, shape): (usize, &crate::model::ParameterShape)| NamedTensor {
            name: shape.name.clone(),
            shape: shape.torch_shape(),
            values: vec![number as f32 - 3.5; shape.count() as usize],
        };
        shapes.iter().enumerate().map(tensor).collect()
    }

    fn recipe(model: ModelName) -> Recipe {
        Recipe { settings: Settings { hidden: 6, ..Settings::of(model) }, steps: 70, ..Recipe::default() }
    }

    #[test]
    fn every_network_comes_back_from_its_checkpoint_with_its_recipe() {
        for &model in ModelName::ALL {
            let (recipe, view) = (recipe(model), View { grid: 15, ..View::default() });
            let tensors = filled(&recipe);
            let weights = read(&write(&recipe, &view, &tensors).unwrap()).unwrap();
            assert_eq!(weights.opened, Opened { recipe, view, run: false }, "{model}");
            assert_eq!(weights.tensors, tensors, "{model}");
        }
    }

    #[test]
    fn a_checkpoint_must_tell_its_recipe_and_hold_the_network_of_it() {
        let tensors = filled(&recipe(ModelName::Vae));
        let refused = |recipe: &str| read(&checkpoint::write(&tensors, recipe).unwrap()).unwrap_err();
        assert!(matches!(refused("hello"), WeightsError::Recipe(LinkError::NoVersion { .. })));
        let other = link::write(&recipe(ModelName::Dense), &View::default());
        assert!(matches!(refused(&other), WeightsError::Checkpoint(CheckpointError::Extra { .. })));
        let wider = link::write(&Recipe::default(), &View::default());
        assert!(matches!(refused(&wider), WeightsError::Checkpoint(CheckpointError::WrongShape { .. })));
        let bare = safetensors::serialize(tensors.iter().map(|tensor| (&tensor.name, tensor)), None).unwrap();
        assert_eq!(read(&bare), Err(WeightsError::Checkpoint(CheckpointError::NoRecipe)));
        assert_eq!(read(&[]), Err(WeightsError::Empty));
    }
}
