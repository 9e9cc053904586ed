//! The words of playing in the latent space.

use super::{Text, count, decimal};
use crate::play::Way;

texts! {
    TITLE = "play.title";
    PATH = "play.path";
    PATH_HELP = "play.path_help";
    WAY = "play.way";
    ON_PLANE = "play.on_plane";
    PLAY = "play.play";
    STOP = "play.stop";
    LOOKED_AT = "play.looked_at";
    NOISE = "play.noise";
    NOISE_LEVEL = "play.noise_level";
    DIGIT = "play.digit";
    SLIDERS = "play.sliders";
    SLID = "play.slid";
    SLIDERS_HELP = "play.sliders_help";
    BACK = "play.back";
    OTHERS = "play.others";
    STATISTICS = "play.statistics";
    MEAN = "play.mean";
    COVARIANCE = "play.covariance";
}

/// The name of a way from code to code.
pub fn way(way: Way) -> Text {
    match way {
        Way::Linear => Text("play.linear"),
        Way::Spherical => Text("play.spherical"),
    }
}

/// What is special about a way.
pub fn way_help(way: Way) -> Text {
    match way {
        Way::Linear => Text("play.linear_help"),
        Way::Spherical => Text("play.spherical_help"),
    }
}

/// What pins the picture at hand.
pub fn pin_digit(name: &str) -> String {
    say!("play.pin_picture", name = name)
}

/// A pin and how the keyboard moves it.
pub fn pin_keys(name: &str) -> String {
    say!("play.pin_keys", name = name)
}

/// Which of several pictures one is.
pub fn picture(index: u32, of: u32) -> String {
    say!("play.decoded_code", index = index + 1, of = of)
}

/// What noise shows.
pub fn noise_help(prior: bool) -> Text {
    if prior { Text("play.noise_help_prior") } else { Text("play.noise_help") }
}

/// Why there are no sliders.
pub fn too_many(latent: u32) -> String {
    say!("play.too_many", count = count(latent))
}

/// The title of the random codes.
pub fn random(prior: bool) -> Text {
    if prior { Text("play.sampling") } else { Text("play.random") }
}

/// What random codes show.
pub fn random_help(prior: bool, classes: bool) -> Text {
    if classes {
        Text("play.random_help_classes")
    } else if prior {
        Text("play.random_help_prior")
    } else {
        Text("play.random_help")
    }
}

/// What mean and covariance are to be compared with.
pub fn moments_help(prior: bool) -> Text {
    if prior { Text("play.moments_help_prior") } else { Text("play.moments_help") }
}

/// What the heat-map shows.
pub fn activity(prior: bool) -> Text {
    if prior { Text("play.deviation") } else { Text("play.activity") }
}

/// The value of the fullest colour.
pub fn largest(value: f32, prior: bool) -> String {
    let digits = if value < 0.1 && !prior { 4 } else { 2 };
    say!("picture.largest", value = decimal(value, digits))
}

/// How many numbers lie idle.
pub fn idle(numbers: u32, of: usize, prior: bool) -> String {
    let share = 100.0 * numbers as f32 / of.max(1) as f32;
    let share = decimal(share, 0);
    if prior {
        say!("play.hardly_move", numbers = numbers, of = of, percent = share)
    } else {
        say!("play.hardly_used", numbers = numbers, of = of, percent = share)
    }
}

/// How idle numbers are told from others.
pub fn activity_help(prior: bool) -> Text {
    if prior { Text("play.activity_help_prior") } else { Text("play.activity_help") }
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
