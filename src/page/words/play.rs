//! The words of playing in the latent space.

use super::{count, decimal};
use crate::play::Way;

macro_rules! words {
    ($($name:ident = $text:expr;)*) => {
        $(#[doc = concat!("“", $text, "”")] pub const $name: &str = $text;)*
    };
}

words! {
    TITLE = "Play in the latent space";
    PATH = "From A to B";
    PATH_HELP = "Drag A and B on the plane; or click on it and press A or B to set a pin at the cross-hair.";
    WAY = "Way from A to B";
    ON_PLANE = "Show on the plane";
    PLAY = "Play";
    STOP = "Stop";
    LOOKED_AT = "The place on the way that is looked at";
    NOISE = "Noise on the code";
    NOISE_LEVEL = "Standard deviation of the noise";
    DIGIT = "The picture at hand";
    SLIDERS = "Number by number";
    SLID = "The sliders’ code, decoded";
    SLIDERS_HELP = "Begins at the code of your picture, or of the first test picture.";
    BACK = "Reset";
    OTHERS = "Other codes";
    STATISTICS = "What the codes are like";
    MEAN = "Mean";
    COVARIANCE = "Covariance";
}

/// The name of a way from code to code.
pub fn way(way: Way) -> &'static str {
    match way {
        Way::Linear => "Linear",
        Way::Spherical => "Spherical",
    }
}

/// What is special about a way.
pub fn way_help(way: Way) -> &'static str {
    match way {
        Way::Linear => "The straight way mixes both codes.",
        Way::Spherical => {
            "The arc keeps its distance from the origin: codes of many numbers lie on a shell, and the straight way would cut through its empty inside."
        }
    }
}

/// What pins the picture at hand.
pub fn pin_digit(name: &str) -> String {
    format!("Pin picture at {name}")
}

/// A pin and how the keyboard moves it.
pub fn pin_keys(name: &str) -> String {
    format!("Pin {name}; arrow keys move it")
}

/// Which of several pictures one is.
pub fn picture(index: u32, of: u32) -> String {
    format!("Decoded code {} of {of}", index + 1)
}

/// What noise shows.
pub fn noise_help(prior: bool) -> &'static str {
    if prior {
        "The same eight draws, scaled. One unit is a deviation of the prior, so the picture turns into others, but hardly into scribble."
    } else {
        "The same eight draws, scaled. One unit is the deviation of each number over the test pictures. Nothing taught this decoder what lies between its codes."
    }
}

/// Why there are no sliders.
pub fn too_many(latent: u32) -> String {
    format!(
        "This code has {} numbers: too many sliders to learn anything from. Networks with up to 16 numbers have one for each.",
        count(latent)
    )
}

/// The title of the random codes.
pub fn random(prior: bool) -> &'static str {
    if prior { "Sampling from the prior" } else { "Random codes" }
}

/// What random codes show.
pub fn random_help(prior: bool, classes: bool) -> &'static str {
    if classes {
        "A column is one code drawn from the standard normal prior, a row one digit: the same hand writes all ten."
    } else if prior {
        "Codes drawn from a standard normal distribution. Training has packed the pictures’ codes there, so most draws decode to something that could be one of them."
    } else {
        "Each number is drawn evenly between its smallest and its largest among the test pictures. Most draws hit a hole between the codes and decode to junk: a plain network does not say where its codes lie. A variational one does."
    }
}

/// What mean and covariance are to be compared with.
pub fn moments_help(prior: bool) -> &'static str {
    if prior {
        "Of the test pictures’ codes (of a cloud, its μ). The prior has mean 0 and covariance 1, and 0 beside the diagonal."
    } else {
        "Of the test pictures’ codes. Nothing holds them at a place or to a scale."
    }
}

/// What the heat-map shows.
pub fn activity(prior: bool) -> &'static str {
    if prior { "Deviation of each number" } else { "Mean of each number" }
}

/// The value of the fullest colour.
pub fn largest(value: f32, prior: bool) -> String {
    let digits = if value < 0.1 && !prior { 4 } else { 2 };
    format!("largest {}", decimal(value, digits))
}

/// How many numbers lie idle.
pub fn idle(numbers: u32, of: usize, prior: bool) -> String {
    let share = 100.0 * numbers as f32 / of.max(1) as f32;
    let verb = if prior { "hardly move" } else { "hardly used" };
    format!("{numbers} of {of} {verb} ({} %)", decimal(share, 0))
}

/// How idle numbers are told from others.
pub fn activity_help(prior: bool) -> &'static str {
    if prior {
        "Over the test pictures. A number with a variance below 0.01 says next to nothing about the picture: training has switched it off."
    } else {
        "Over the test pictures. A number counts as hardly used where fewer than one picture in a hundred lifts it above 1 % of the largest."
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn idle_numbers_are_written_with_their_share() {
        assert_eq!(idle(5, 32, false), "5 of 32 hardly used (16 %)");
        assert_eq!(idle(0, 16, true), "0 of 16 hardly move (0 %)");
    }
}
