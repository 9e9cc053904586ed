//! What is said of the visitor's own files.

use super::{Saying, count, saying, steps};
use crate::data::idx::MAX_IMAGES;
use crate::data::own::{MAX_FILES, MIN_PICTURES, Refusal, Skips, Taken};

/// The button that chooses files.
pub const OWN_FILES: &str = "Own files…";
/// What it takes.
pub const OWN_FILES_HELP: &str =
    "Train on your own pictures: choose PNG, JPEG, WebP or IDX files, or drop them on the page";
/// What is seen while files are held over the page.
pub const DROP: &str = "Drop pictures or IDX files to train on them, or weights to open them.";
/// What is arriving when they are read.
pub const READING: &str = "Reading your pictures";
/// What Share says of them.
pub const SHARE_OWN: &str =
    "Your pictures stay here: whoever opens the link gets the recipe, and MNIST in their place.";

/// The files became a data set; `step` steps of training would be lost.
pub fn taken(taken: &Taken, step: u32) -> Saying {
    let lead = format!(
        "{} pictures are here: {} to train on, {} to test on.",
        count(taken.train + taken.test),
        count(taken.train),
        count(taken.test)
    );
    let lost = (step > 0).then(|| format!("The network trained for {} would be lost.", steps(step)));
    let inverted = match taken.inverted {
        0 => None,
        1 => Some("1 had a light border and was inverted.".to_owned()),
        many => Some(format!("{} had a light border and were inverted.", count(many))),
    };
    let sentences = [skipped(taken), inverted, lost];
    saying(lead, sentences.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// Why the files became none.
pub fn refused_files(refusal: &Refusal) -> Saying {
    let lead = "These files are not used.";
    match refusal {
        Refusal::TooManyFiles { files } => {
            saying(lead, format!("They are {}; at most {} are read.", count(*files), count(MAX_FILES as u32)))
        }
        Refusal::TooFew(taken) => {
            let found = match taken.train + taken.test {
                0 => "There is no picture in them".to_owned(),
                1 => "There is only 1 picture in them".to_owned(),
                few => format!("There are only {few} pictures in them"),
            };
            let skipped = skipped(taken).map(|sentence| format!(" {sentence}")).unwrap_or_default();
            saying(lead, format!("{found}; training takes at least {MIN_PICTURES}.{skipped}"))
        }
        Refusal::TooMany { pictures } => saying(
            lead,
            format!(
                "They hold {} pictures; at most {} are read.",
                count(*pictures),
                count(MAX_IMAGES as u32)
            ),
        ),
        Refusal::Mixed => saying(lead, "Choose either pictures or IDX files, not both at once."),
        Refusal::Unpaired { images, labels } => saying(
            lead,
            format!(
                "They are {images} IDX files of images and {labels} of labels. Choose one file of images, or two to \
                train and to test, and a file of labels for each or none at all."
            ),
        ),
        Refusal::Broken { file, reason } => saying(format!("{file} could not be read."), reason),
    }
}

/// A link's data set was its sender's own.
pub fn no_pictures() -> Saying {
    saying(
        "The link’s pictures are not here, so MNIST stands in.",
        "Own pictures stay with whoever chose them. Choose some of yours at the data set, or drop them on the page.",
    )
}

/// How many files were left out and why, if any were.
fn skipped(taken: &Taken) -> Option<String> {
    let Skips { empty, too_long, too_large, no_picture, damaged } = taken.skips;
    let reasons = [
        (no_picture, "is no picture", "are no pictures"),
        (empty, "is empty", "are empty"),
        (damaged, "is damaged", "are damaged"),
        (too_large, "has too many pixels", "have too many pixels"),
        (too_long, "is too long", "are too long"),
    ];
    let reasons: Vec<String> = reasons
        .into_iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, one, many)| format!("{} {}", count(number), if number == 1 { one } else { many }))
        .collect();
    let number = taken.skips.count();
    let were = if number == 1 { "was" } else { "were" };
    (number > 0).then(|| {
        format!("{} of {} files {were} skipped: {}.", count(number), count(taken.files), reasons.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_skipped_is_said_with_counts_and_reasons() {
        let skips = Skips { no_picture: 2, empty: 1, ..Skips::default() };
        let taken = Taken { files: 1200, skips, inverted: 1, train: 1077, test: 120, labelled: false };
        let said = super::taken(&taken, 0);
        assert_eq!(said.lead, "1,197 pictures are here: 1,077 to train on, 120 to test on.");
        assert_eq!(
            said.rest,
            "3 of 1,200 files were skipped: 2 are no pictures, 1 is empty. 1 had a light border and was inverted."
        );
        let said = super::taken(&Taken { train: 90, test: 10, files: 100, ..Taken::default() }, 7);
        assert_eq!(said.rest, "The network trained for 7 steps would be lost.");
    }

    #[test]
    fn too_few_pictures_are_refused_with_the_least_number() {
        let skips = Skips { damaged: 1, ..Skips::default() };
        let said = refused_files(&Refusal::TooFew(Taken { files: 4, skips, train: 3, ..Taken::default() }));
        assert_eq!(
            said.rest,
            "There are only 3 pictures in them; training takes at least 20. 1 of 4 files was skipped: 1 is damaged."
        );
    }
}
