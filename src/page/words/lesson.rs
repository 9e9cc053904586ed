//! The lesson's words: a text for each step, and things to try. They may hold HTML's `<i>` and `<sub>`.

use super::Text;
use crate::page::course::LessonStep;

/// What the lesson says at a step.
pub struct Words {
    /// Its title.
    pub title: Text,
    /// Its paragraphs, HTML.
    pub paragraphs: [Text; 2],
    /// What the formula says, HTML.
    pub formula: Text,
    /// Questions, each with its answer.
    pub questions: [[Text; 2]; 3],
}

/// Something to try: what it is called, what it shows, and what it sets.
#[derive(Clone, Copy)]
pub struct Try {
    /// Its key.
    pub name: &'static str,
    /// What it is called.
    pub title: Text,
    /// What it shows.
    pub why: Text,
    /// What it sets.
    pub what: Text,
}

macro_rules! words {
    ($step:literal) => {
        Words {
            title: Text(concat!("lesson.", $step, ".title")),
            paragraphs: [
                Text(concat!("lesson.", $step, ".paragraph_1")),
                Text(concat!("lesson.", $step, ".paragraph_2")),
            ],
            formula: Text(concat!("lesson.", $step, ".formula")),
            questions: [
                [
                    Text(concat!("lesson.", $step, ".question_1")),
                    Text(concat!("lesson.", $step, ".answer_1")),
                ],
                [
                    Text(concat!("lesson.", $step, ".question_2")),
                    Text(concat!("lesson.", $step, ".answer_2")),
                ],
                [
                    Text(concat!("lesson.", $step, ".question_3")),
                    Text(concat!("lesson.", $step, ".answer_3")),
                ],
            ],
        }
    };
}

/// What the lesson says at `step`.
pub fn words(step: LessonStep) -> Words {
    match step {
        LessonStep::Autoencoder => words!("autoencoder"),
        LessonStep::Denoise => words!("denoise"),
        LessonStep::SuperResolution => words!("super_resolution"),
        LessonStep::Vae => words!("vae"),
        LessonStep::VaeConv => words!("vae_conv"),
        LessonStep::Conditional => words!("conditional"),
        LessonStep::Adversarial => words!("adversarial"),
    }
}

macro_rules! tries {
    ($($(#[$doc:meta])* $name:ident = $key:literal;)*) => {
        $(
            $(#[$doc])*
            pub const $name: Try = Try {
                name: $key,
                title: Text(concat!("try.", $key, ".title")),
                why: Text(concat!("try.", $key, ".why")),
                what: Text(concat!("try.", $key, ".what")),
            };
        )*
    };
}

tries! {
    /// To a code of two numbers.
    TWO_NUMBERS = "two_numbers";
    /// To a dense network.
    DENSE = "dense";
    /// To a sparse code.
    SPARSE = "sparse";
    /// Codes drawn at random.
    RANDOM_CODES = "random_codes";
    /// Principal components.
    BESIDE_PCA = "beside_pca";
    /// Noise drawn once for each image.
    FIXED_NOISE = "fixed_noise";
    /// Noise drawn anew for every batch.
    FRESH_NOISE = "fresh_noise";
    /// Noise and nothing else.
    ONLY_NOISE = "only_noise";
    /// Digits drawn by a program.
    OTHER_DATA = "other_data";
    /// Test images of another data set.
    FEED_OTHER = "feed_other";
    /// Noise.
    FEED_NOISE = "feed_noise";
    /// Less resolution.
    FROM_SEVEN = "from_seven";
    /// More resolution.
    FROM_FOURTEEN = "from_fourteen";
    /// Another loss.
    BY_DISTANCE = "by_distance";
    /// No KL term.
    LET_GO = "let_go";
    /// Much of the KL term.
    TOO_HARD = "too_hard";
    /// A single number.
    LINE = "line";
    /// Noise on a code.
    SHAKE = "shake";
    /// More numbers.
    MORE_ROOM = "more_room";
    /// More channels.
    WIDER = "wider";
    /// The same network without labels.
    WITHOUT_LABELS = "without_labels";
    /// Random codes with all labels.
    SAME_HAND = "same_hand";
    /// A code of one number.
    ONE_NUMBER = "one_number";
    /// The codes' cloud.
    FILLED = "filled";
    /// The prior by a formula.
    BY_KL = "by_kl";
    /// No prior.
    WITHOUT_CRITIC = "without_critic";
    /// Narrower layers.
    NARROW = "narrow";
    /// The dense network with the same loss.
    DENSE_TWIN = "dense_twin";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_numbered_like_its_step() {
        for &step in LessonStep::ALL {
            let title = words(step).title.get();
            assert!(title.starts_with(&format!("{}. ", step.number())), "{title}");
        }
    }
}
