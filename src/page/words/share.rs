//! What is said of links, files and weights.

use super::{Saying, decimal, outcome, said, saying, would_be_lost};
use crate::exchange::{Packed, Product};
use crate::sentence::{Sentence, sentence};
use crate::settings::ModelName;
use crate::share::packed::MAX_LINK_BYTES;

texts! {
    RECIPE = "share.recipe";
    RECIPE_HELP = "share.recipe_help";
    RECIPE_OPENED = "share.recipe_opened";
    WEIGHTS = "share.weights";
    PACK = "share.pack";
    PACKING = "share.packing";
    PACK_HELP = "share.pack_help";
    FILES = "share.files";
    SAVE = "share.save";
    SAVE_HELP = "share.save_help";
    OPEN = "share.open";
    ENCODER = "share.encoder";
    DECODER = "share.decoder";
    PICTURE_2 = "share.picture_2";
    PICTURE_4 = "share.picture_4";
    FILM = "share.film";
    END_FILM = "share.end_film";
    NO_FILM = "share.no_film";
    EMBED = "share.embed";
    EMBED_HELP = "share.embed_help";
    WHOLE_PAGE = "share.whole_page";
    OPEN_NOW = "share.open_now";
    ARRIVING = "share.arriving";
}

/// Lengths up to which a link is taken by all that takes links, and by most.
const SHORT: usize = 2000;
const LONG: usize = 8000;

/// What came of packing, where it gave no link.
pub fn not_packed(packed: &Packed) -> Option<String> {
    match packed {
        Packed::Text { text, .. } if text.len() > MAX_LINK_BYTES => {
            Some(say!("share.too_long", size = kilobytes(text.len()), most = kilobytes(MAX_LINK_BYTES)))
        }
        Packed::Text { .. } => None,
        Packed::NothingToMeasure => Some(say!("share.nothing_to_measure")),
        Packed::Failed { reason } => Some(said(reason)),
    }
}

/// How long a link with weights is, what it suits, and what the rounding costs.
pub fn packed(length: usize, rise: f32) -> String {
    let suits = if length <= SHORT {
        say!("share.suits_any")
    } else if length <= LONG {
        say!("share.suits_most")
    } else {
        say!("share.suits_few")
    };
    let rise = decimal(100.0 * rise.max(0.0), 1);
    say!("share.packed", size = kilobytes(length), suits = suits, percent = rise)
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
        super::TITLE.get()
    )
}

/// Weights were refused, when the page was opened or later.
pub fn refused(reason: &Sentence, at_opening: bool) -> Saying {
    saying(say!("share.refused"), format!("{} {}", said(reason), outcome(at_opening)))
}

/// Weights came while a network stands trained.
pub fn asks(step: u32) -> Saying {
    saying(say!("share.asks"), would_be_lost(step))
}

/// `?model=` holds no address.
pub fn no_address(found: &str) -> Sentence {
    const QUOTED: usize = 60;
    let found: String = found.chars().filter(|character| !character.is_control()).take(QUOTED).collect();
    sentence!("share.no_address", found)
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
