//! What is opened and handed out besides a recipe: weights that come, files and links that go. Plain data that page
//! and worker share.

use crate::sentence::Sentence;
use crate::settings::ExecutorChoice;
use crate::view::View;
use serde::{Deserialize, Serialize};

/// Where weights come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// The file that was handed over.
    File,
    /// An absolute address.
    Address(String),
    /// Packed weights as text.
    Text(String),
}

/// Weights to open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Where they are.
    pub place: Place,
    /// Whether they come with the page, to be explored and not trained on.
    pub pretrained: bool,
    /// What runs their network: weights do not say.
    pub executor: ExecutorChoice,
}

/// What the network that stands was made from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Origin {
    /// Its seed.
    #[default]
    Seed,
    /// Weights that were opened.
    Weights {
        /// Steps that they were trained.
        steps: u32,
        /// Weight of the KL term after these.
        beta: f32,
        /// Learning rate after these.
        learning_rate: f32,
        /// How they want to be looked at.
        view: View,
    },
    /// Weights that come with the page.
    Pretrained,
}

/// Largest scale of a picture.
pub const MAX_SCALE: u32 = 4;

/// A file that is made of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Product {
    /// All parameters, as safetensors.
    Checkpoint,
    /// The encoder, as ONNX.
    Encoder,
    /// The decoder, as ONNX.
    Decoder,
    /// The plane as the plate shows it, as PNG.
    Picture {
        /// Pixels in a row for a pixel of a decoded digit, at most [`MAX_SCALE`].
        scale: u32,
    },
}

/// What came of packing the weights into a link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Packed {
    /// The weights as text.
    Text {
        /// Letters, digits, “-” and “_”.
        text: String,
        /// By which fraction the reconstruction error rises.
        rise: f32,
    },
    /// There are no test images to measure the error on.
    NothingToMeasure,
    /// They cannot be packed.
    Failed {
        /// Why.
        reason: Sentence,
    },
}
