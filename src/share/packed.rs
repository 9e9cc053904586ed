//! Parameters packed small, to be handed on with a link: each is rounded to whole multiples of a step of its own,
//! and what is left is coded in as few bits as it is worth. The file tells its recipe and its network's settings.
//!
//! `[magic, version, length of the fragment, fragment, a step a parameter, coded numbers, CRC-32]`

mod coder;
mod steps;

pub use steps::{Step, choose_steps, rounded};

use super::checkpoint::NamedTensor;
use super::link::{self, LinkError};
use super::weights::{Weights, network};
use crate::model::{ParameterShape, initial_values, parameter_shapes};
use crate::sentence::{Sentence, sentence};
use crate::settings::{Recipe, Settings};
use crate::view::View;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use base64::{DecodeError, Engine};
use coder::Reader;
use thiserror::Error;

/// Version of the files that are written, and the only one that is read.
pub const VERSION: u8 = 1;
/// Largest file that is read, in bytes.
pub const MAX_BYTES: usize = 32 << 20;

/// Longest text that is read from an address, in bytes.
pub const MAX_LINK_BYTES: usize = 64 << 10;

/// The bytes that every file begins with.
pub(super) const MAGIC: &[u8] = b"LPW";
/// What stands before the text in an address.
const LINK: &str = "w=";

/// Why packed weights are not written or read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", Sentence::from(self))]
pub enum PackedError {
    /// The parameters are of another network.
    WrongParameter {
        /// Name of the first that is wrong.
        name: String,
    },
    /// Larger than any file of this program.
    TooLarge {
        /// Their size.
        bytes: usize,
    },
    /// Longer than any address that is written.
    LinkTooLong {
        /// Their length.
        bytes: usize,
    },
    /// Not the characters that bytes are told with.
    NotText,
    /// Another kind of file.
    WrongMagic,
    /// Written by a later version of this page.
    WrongVersion {
        /// Their version.
        version: u8,
    },
    /// Cut off or changed on the way.
    Damaged,
    /// The checksum is right, and yet they make no sense.
    Inconsistent,
    /// The recipe is refused.
    Recipe(#[from] LinkError),
}

impl From<&PackedError> for Sentence {
    fn from(error: &PackedError) -> Self {
        match error {
            PackedError::WrongParameter { name } => sentence!("packed.wrong_parameter", name),
            PackedError::TooLarge { bytes } => sentence!("packed.too_large", bytes, most = MAX_BYTES),
            PackedError::LinkTooLong { bytes } => {
                sentence!("packed.link_too_long", bytes, most = MAX_LINK_BYTES)
            }
            PackedError::NotText => sentence!("packed.not_text"),
            PackedError::WrongMagic => sentence!("packed.wrong_magic"),
            PackedError::WrongVersion { version } => {
                sentence!("packed.wrong_version", version, read = VERSION)
            }
            PackedError::Damaged => sentence!("packed.damaged"),
            PackedError::Inconsistent => sentence!("packed.inconsistent"),
            PackedError::Recipe(reason) => sentence!("packed.recipe", reason),
        }
    }
}

/// Parameters with zeros for those weights that never moved from their first value: no image lit their inputs, so
/// they are only noise, and zeros cost less.
pub fn without_untouched(settings: &Settings, tensors: &[NamedTensor]) -> Vec<NamedTensor> {
    let shapes = parameter_shapes(&network(settings));
    let without = |(number, (shape, tensor)): (usize, (&ParameterShape, &NamedTensor))| {
        let first = initial_values(shape, number as u32, settings.seed);
        let places = shape.torch_order().into_iter();
        let keep = |(place, value): (usize, &f32)| {
            if value.to_bits() == first[place].to_bits() { 0.0 } else { *value }
        };
        NamedTensor { values: places.zip(&tensor.values).map(keep).collect(), ..tensor.clone() }
    };
    shapes.iter().zip(tensors).enumerate().map(without).collect()
}

/// Packs the parameters, one step each, with the recipe that made them.
///
/// # Errors
/// [`PackedError::WrongParameter`] if they are not those of the recipe's network.
pub fn write(
    recipe: &Recipe,
    view: &View,
    tensors: &[NamedTensor],
    steps: &[Step],
) -> Result<Vec<u8>, PackedError> {
    let shapes = parameter_shapes(&network(&recipe.settings));
    for (number, shape) in shapes.iter().enumerate() {
        let fits = |tensor: &NamedTensor| {
            tensor.name == shape.name
                && tensor.shape == shape.torch_shape()
                && tensor.values.len() == shape.count() as usize
        };
        if !tensors.get(number).is_some_and(fits) || number >= steps.len() {
            return Err(PackedError::WrongParameter { name: shape.name.clone() });
        }
    }
    let fragment = link::write(recipe, view);
    let steps = &steps[..shapes.len()];
    let levels: Vec<_> =
        tensors.iter().zip(steps).map(|(tensor, step)| steps::levels(tensor, *step)).collect();
    let matrices = tensors.iter().zip(&levels);
    let coded =
        coder::write(matrices.map(|(tensor, levels)| (steps::columns(&tensor.shape), levels.as_slice())));
    let mut bytes = MAGIC.to_vec();
    bytes.push(VERSION);
    bytes.extend((fragment.len() as u16).to_le_bytes());
    bytes.extend(fragment.bytes());
    bytes.extend(steps.iter().map(|step| step.0));
    bytes.extend(coded);
    bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
    Ok(bytes)
}

/// Unpacks a file. Memory is taken for no more parameters than the network of its settings has, and for those only
/// when its checksum is right.
///
/// # Errors
/// The first thing that is wrong with the file.
pub fn read(bytes: &[u8]) -> Result<Weights, PackedError> {
    if bytes.len() > MAX_BYTES {
        return Err(PackedError::TooLarge { bytes: bytes.len() });
    }
    let rest = bytes.strip_prefix(MAGIC).ok_or(PackedError::WrongMagic)?;
    let (version, rest) = rest.split_first().ok_or(PackedError::Damaged)?;
    if *version != VERSION {
        return Err(PackedError::WrongVersion { version: *version });
    }
    let (rest, checksum) = rest.split_last_chunk().ok_or(PackedError::Damaged)?;
    if crc32fast::hash(&bytes[..bytes.len() - checksum.len()]) != u32::from_le_bytes(*checksum) {
        return Err(PackedError::Damaged);
    }
    let (length, rest) = rest.split_first_chunk().ok_or(PackedError::Inconsistent)?;
    let length = usize::from(u16::from_le_bytes(*length));
    let (fragment, rest) = rest.split_at_checked(length).ok_or(PackedError::Inconsistent)?;
    let opened = link::read(&String::from_utf8_lossy(fragment))?;
    let shapes = parameter_shapes(&network(&opened.recipe.settings));
    let (steps, coded) = rest.split_at_checked(shapes.len()).ok_or(PackedError::Inconsistent)?;
    let tensors = unpack(&shapes, steps, coded).ok_or(PackedError::Inconsistent)?;
    Ok(Weights { opened, tensors })
}

fn unpack(shapes: &[ParameterShape], steps: &[u8], coded: &[u8]) -> Option<Vec<NamedTensor>> {
    let mut reader = Reader::new(coded)?;
    let mut tensors = Vec::with_capacity(shapes.len());
    for (shape, step) in shapes.iter().zip(steps) {
        let (name, shape) = (shape.name.clone(), shape.torch_shape());
        let levels = reader.matrix(steps::columns(&shape), shape.iter().product())?;
        tensors.push(NamedTensor { name, shape, values: steps::values(&levels, Step(*step)) });
    }
    reader.is_used_up().then_some(tensors)
}

/// The bytes in letters, digits, “-” and “_”, as an address may hold them.
pub fn to_text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes of [`to_text`]; space around them is tolerated.
///
/// # Errors
/// If the text is too long for a file, is cut off or holds other characters.
pub fn from_text(text: &str) -> Result<Vec<u8>, PackedError> {
    let text = text.trim();
    let bytes = text.len() / 4 * 3;
    if bytes > MAX_BYTES {
        return Err(PackedError::TooLarge { bytes });
    }
    URL_SAFE_NO_PAD.decode(text).map_err(|error| match error {
        DecodeError::InvalidByte(..) => PackedError::NotText,
        _ => PackedError::Damaged,
    })
}

/// The fragment, without `#`, of an address that holds the packed text.
pub fn to_link(text: &str) -> String {
    format!("{LINK}{text}")
}

/// The packed text in an address's fragment, with or without its `#`; `None` where it holds no weights.
///
/// # Errors
/// If it is longer than [`MAX_LINK_BYTES`].
pub fn in_link(fragment: &str) -> Option<Result<&str, PackedError>> {
    let text = fragment.trim().trim_start_matches('#').strip_prefix(LINK)?;
    let too_long = text.len() > MAX_LINK_BYTES;
    Some(if too_long { Err(PackedError::LinkTooLong { bytes: text.len() }) } else { Ok(text) })
}
