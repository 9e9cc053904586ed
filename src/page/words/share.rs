//! What is said of links, files and weights.

use super::{Saying, decimal, saying, steps};
use crate::exchange::{Packed, Product};
use crate::settings::ModelName;
use crate::share::packed::MAX_LINK_BYTES;

/// Over the link with the recipe.
pub const RECIPE: &str = "Link with the recipe";
/// What it holds.
pub const RECIPE_HELP: &str =
    "Settings, seed, steps and view. Short; whoever opens it can train the same network.";
/// What it does not hold where the network began with opened weights.
pub const RECIPE_OPENED: &str =
    "This network began with opened weights: the recipe trains one like it, the weights are this one.";
/// Over the link with the weights.
pub const WEIGHTS: &str = "Link with the weights";
/// The button that makes it.
pub const PACK: &str = "Pack the weights";
/// While it is made.
pub const PACKING: &str = "Measuring how far the weights may be rounded…";
/// What it is.
pub const PACK_HELP: &str = "Opens at once, without training; the weights are rounded a little.";
/// Over the files.
pub const FILES: &str = "Files";
/// The button that saves the weights.
pub const SAVE: &str = "Save weights";
/// What it saves.
pub const SAVE_HELP: &str =
    "All weights as safetensors, with PyTorch’s names and layouts; drop it on the page to open it";
/// The button that chooses weights.
pub const OPEN: &str = "Open weights…";
/// The button that exports the encoder.
pub const ENCODER: &str = "Encoder, ONNX";
/// The button that exports the decoder.
pub const DECODER: &str = "Decoder, ONNX";
/// The button that saves a small picture of the plane.
pub const PICTURE_2: &str = "Picture 2×";
/// The button that saves a large one.
pub const PICTURE_4: &str = "Picture 4×";
/// The button that begins a film.
pub const FILM: &str = "Film the training";
/// The button that ends it.
pub const END_FILM: &str = "End and save the film";
/// Where there can be none.
pub const NO_FILM: &str = "This browser records no films; a picture can be saved.";
/// Over the lines that put the plane into another page.
pub const EMBED: &str = "Lines for another page";
/// What they show.
pub const EMBED_HELP: &str =
    "The plane and the pad alone. With packed weights they show this network at once.";
/// The link from there to the whole page.
pub const WHOLE_PAGE: &str = "Open Latent Playground";
/// The answer to the question whether weights shall be opened.
pub const OPEN_NOW: &str = "Open the weights";
/// What is arriving.
pub const ARRIVING: &str = "Downloading weights";

/// Lengths up to which a link is taken by all that takes links, and by most.
const SHORT: usize = 2000;
const LONG: usize = 8000;

/// What came of packing, where it gave no link.
pub fn not_packed(packed: &Packed) -> Option<String> {
    match packed {
        Packed::Text { text, .. } if text.len() > MAX_LINK_BYTES => Some(format!(
            "Packed, the weights are {} KB; a link holds at most {}. Save them as a file instead.",
            kilobytes(text.len()),
            kilobytes(MAX_LINK_BYTES)
        )),
        Packed::Text { .. } => None,
        Packed::NothingToMeasure => Some(
            "The test images are not here, so it cannot be measured how far the weights may be rounded. Save them \
             as a file instead."
                .into(),
        ),
        Packed::Failed { reason } => Some(reason.clone()),
    }
}

/// How long a link with weights is, what it suits, and what the rounding costs.
pub fn packed(length: usize, rise: f32) -> String {
    let suits = if length <= SHORT {
        "short enough for any message"
    } else if length <= LONG {
        "fits an e-mail and most chats"
    } else {
        "for an e-mail or a web page; chats may cut it off, the recipe is shorter"
    };
    let rise = decimal(100.0 * rise.max(0.0), 1);
    format!("{} KB: {suits}. Rounding adds {rise} % to the reconstruction error.", kilobytes(length))
}

fn kilobytes(bytes: usize) -> String {
    decimal(bytes as f32 / 1e3, 1)
}

/// The name of a file that was made.
pub fn file_name(product: Product, model: ModelName, step: u32) -> String {
    let (part, ending) = match product {
        Product::Checkpoint => ("", "safetensors"),
        Product::Encoder => ("-encoder", "onnx"),
        Product::Decoder => ("-decoder", "onnx"),
        Product::Picture { .. } => ("", "png"),
    };
    format!("{model}{part}-{step}.{ending}")
}

/// The name of a film's file.
pub fn film_name(model: ModelName, ending: &str) -> String {
    format!("{model}.{ending}")
}

/// The lines that show an address in another page.
pub fn snippet(address: &str) -> String {
    let address = address.replace('&', "&amp;").replace('"', "&quot;");
    format!(
        "<iframe src=\"{address}\" title=\"{}\" width=\"900\" height=\"640\" loading=\"lazy\"></iframe>",
        super::TITLE
    )
}

/// Weights were refused, when the page was opened or later.
pub fn refused(reason: &str, at_opening: bool) -> Saying {
    let outcome = if at_opening { "The page opened with its defaults." } else { "Nothing was changed." };
    saying("These weights cannot be opened.", format!("{reason} {outcome}"))
}

/// Weights came while a network stands trained.
pub fn asks(step: u32) -> Saying {
    saying(
        "The weights are of another network.",
        format!("The one trained for {} would be lost.", steps(step)),
    )
}

/// `?model=` holds no address.
pub fn no_address(found: &str) -> String {
    const QUOTED: usize = 60;
    let found: String = found.chars().filter(|character| !character.is_control()).take(QUOTED).collect();
    format!("“?model={found}” asks for no https address.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_over_the_limit_is_refused_with_its_length_and_a_shorter_one_is_told() {
        let text = |length| Packed::Text { text: "A".repeat(length), rise: 0.018 };
        let refused = not_packed(&text(MAX_LINK_BYTES + 1)).unwrap();
        assert!(refused.contains("65.5 KB") && refused.contains("file"), "{refused}");
        assert_eq!(not_packed(&text(MAX_LINK_BYTES)), None);
        assert!(packed(5200, 0.018).starts_with("5.2 KB: fits") && packed(5200, 0.018).contains("1.8 %"));
    }
}
