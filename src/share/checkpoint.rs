//! Checkpoints: named parameters as a safetensors file, under the names and in the layouts of `PyTorch` (a weight
//! is `[outputs, inputs]`), so that `load_state_dict` takes them. Plain data; knows no model.

use super::excerpt;
use crate::sentence::{Sentence, sentence};
use safetensors::tensor::{Dtype, SafeTensorError, SafeTensors, View};
use std::borrow::Cow;
use std::collections::HashMap;
use thiserror::Error;

/// Largest file that is read, in bytes.
pub const MAX_BYTES: usize = 256 << 20;
/// Largest header that is read, in bytes: room for thousands of parameters.
const MAX_HEADER: u64 = 1 << 20;
/// Bytes before the header, which hold its length.
const PREFIX: usize = 8;
/// Key of the recipe in the metadata.
const RECIPE: &str = "recipe";
/// Characters of a name that a message quotes at most.
const QUOTED: usize = 80;

/// A tensor with its name.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedTensor {
    /// Name, as in `encoder.0.weight`.
    pub name: String,
    /// Length of each axis.
    pub shape: Vec<usize>,
    /// The values, row by row.
    pub values: Vec<f32>,
}

/// Why a checkpoint is not written or read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", Sentence::from(self))]
pub enum CheckpointError {
    /// Values that do not fill the shape of their tensor.
    Unwritable,
    /// A name that stands twice.
    Twice {
        /// The name.
        name: String,
    },
    /// Larger than any checkpoint of this program.
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// Cut off, or with bytes appended.
    WrongLength {
        /// Its size.
        bytes: usize,
    },
    /// Not a safetensors file.
    NotSafetensors,
    /// Nothing tells which network it is of.
    NoRecipe,
    /// A parameter is not there.
    Missing {
        /// Its name.
        name: String,
    },
    /// A parameter is there that the network does not have.
    Extra {
        /// Its name.
        name: String,
    },
    /// Numbers of another type.
    WrongType {
        /// Name of the parameter.
        name: String,
        /// Type of its numbers, as safetensors names it.
        found: String,
    },
    /// A parameter of another size.
    WrongShape {
        /// Name of the parameter.
        name: String,
        /// Its shape.
        found: String,
        /// The shape that the network needs.
        expected: String,
    },
    /// NaN or infinity among the values.
    NotFinite {
        /// Name of the parameter.
        name: String,
    },
}

impl From<&CheckpointError> for Sentence {
    fn from(error: &CheckpointError) -> Self {
        match error {
            CheckpointError::Unwritable => sentence!("checkpoint.unwritable"),
            CheckpointError::Twice { name } => sentence!("checkpoint.twice", name),
            CheckpointError::TooLarge { bytes } => {
                sentence!("checkpoint.too_large", bytes, most = MAX_BYTES)
            }
            CheckpointError::WrongLength { bytes } => sentence!("checkpoint.wrong_length", bytes),
            CheckpointError::NotSafetensors => sentence!("checkpoint.not_safetensors"),
            CheckpointError::NoRecipe => sentence!("checkpoint.no_recipe"),
            CheckpointError::Missing { name } => sentence!("checkpoint.missing", name),
            CheckpointError::Extra { name } => sentence!("checkpoint.extra", name),
            CheckpointError::WrongType { name, found } => sentence!("checkpoint.wrong_type", name, found),
            CheckpointError::WrongShape { name, found, expected } => {
                sentence!("checkpoint.wrong_shape", name, found, expected)
            }
            CheckpointError::NotFinite { name } => sentence!("checkpoint.not_finite", name),
        }
    }
}

/// A safetensors file of `tensors`, with `recipe` (a link's fragment, say) as its only metadata, under the key
/// `recipe`. The same tensors and recipe give the same bytes.
///
/// # Errors
/// [`CheckpointError::Unwritable`] if a tensor's values do not fill its shape, [`CheckpointError::Twice`] if a name
/// stands twice.
pub fn write(tensors: &[NamedTensor], recipe: &str) -> Result<Vec<u8>, CheckpointError> {
    let mut names: Vec<&str> = tensors.iter().map(|tensor| tensor.name.as_str()).collect();
    names.sort_unstable();
    if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(CheckpointError::Twice { name: excerpt(pair[0], QUOTED) });
    }
    // A map of one entry has one order: more would come out in a random one.
    let metadata = HashMap::from([(RECIPE.to_owned(), recipe.to_owned())]);
    safetensors::serialize(tensors.iter().map(|tensor| (&tensor.name, tensor)), Some(metadata))
        .map_err(|_| CheckpointError::Unwritable)
}

/// The recipe in the file's metadata.
///
/// # Errors
/// If there is none, or the file is broken.
pub fn recipe(bytes: &[u8]) -> Result<String, CheckpointError> {
    open(bytes)?;
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(|error| refused(bytes, &error))?;
    header.metadata().as_ref().and_then(|texts| texts.get(RECIPE)).cloned().ok_or(CheckpointError::NoRecipe)
}

/// The tensors named in `expected`, in that order; the file must hold these, in these shapes, and no others.
///
/// # Errors
/// The first thing that is wrong with the file. Memory is taken only after names, types and shapes are found
/// right.
pub fn read(bytes: &[u8], expected: &[(String, Vec<usize>)]) -> Result<Vec<NamedTensor>, CheckpointError> {
    let file = open(bytes)?;
    let mut names = file.names();
    names.sort_unstable();
    let is_expected = |name: &str| expected.iter().any(|(expected, _)| expected == name);
    if let Some(name) = names.into_iter().find(|name| !is_expected(name)) {
        return Err(CheckpointError::Extra { name: excerpt(name, QUOTED) });
    }
    let data = expected
        .iter()
        .map(|(name, shape)| numbers(&file, name, shape))
        .collect::<Result<Vec<&[u8]>, CheckpointError>>()?;
    expected.iter().zip(data).map(|((name, shape), data)| tensor(name, shape, data)).collect()
}

/// Opens a safetensors file of bounded size; takes no memory for its values.
fn open(bytes: &[u8]) -> Result<SafeTensors<'_>, CheckpointError> {
    let wrong_length = CheckpointError::WrongLength { bytes: bytes.len() };
    if bytes.len() > MAX_BYTES {
        return Err(CheckpointError::TooLarge { bytes: bytes.len() });
    }
    let Some((prefix, rest)) = bytes.split_first_chunk::<PREFIX>() else { return Err(wrong_length) };
    let header = u64::from_le_bytes(*prefix);
    if header > MAX_HEADER {
        return Err(CheckpointError::NotSafetensors);
    }
    if header > rest.len() as u64 {
        return Err(wrong_length);
    }
    SafeTensors::deserialize(bytes).map_err(|error| refused(bytes, &error))
}

fn refused(bytes: &[u8], error: &SafeTensorError) -> CheckpointError {
    match error {
        SafeTensorError::MetadataIncompleteBuffer => CheckpointError::WrongLength { bytes: bytes.len() },
        _ => CheckpointError::NotSafetensors,
    }
}

/// The bytes of the tensor `name`, once its type and shape are found right.
fn numbers<'a>(file: &SafeTensors<'a>, name: &str, shape: &[usize]) -> Result<&'a [u8], CheckpointError> {
    let tensor = file.tensor(name).map_err(|_| CheckpointError::Missing { name: name.to_owned() })?;
    if tensor.dtype() != Dtype::F32 {
        let found = tensor.dtype().to_string();
        return Err(CheckpointError::WrongType { name: name.to_owned(), found });
    }
    if tensor.shape() != shape {
        return Err(CheckpointError::WrongShape {
            name: name.to_owned(),
            found: excerpt(&format!("{:?}", tensor.shape()), QUOTED),
            expected: format!("{shape:?}"),
        });
    }
    Ok(tensor.data())
}

fn tensor(name: &str, shape: &[usize], data: &[u8]) -> Result<NamedTensor, CheckpointError> {
    let values: Vec<f32> = data.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    if values.iter().all(|value| value.is_finite()) {
        Ok(NamedTensor { name: name.to_owned(), shape: shape.to_owned(), values })
    } else {
        Err(CheckpointError::NotFinite { name: name.to_owned() })
    }
}

impl View for &NamedTensor {
    fn dtype(&self) -> Dtype {
        Dtype::F32
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        if cfg!(target_endian = "little") {
            return Cow::Borrowed(bytemuck::cast_slice(&self.values));
        }
        self.values.iter().flat_map(|value| value.to_le_bytes()).collect()
    }

    fn data_len(&self) -> usize {
        size_of_val(self.values.as_slice())
    }
}
