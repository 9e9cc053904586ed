//! What is said of the visitor's own files.

use super::{Saying, Text, count, said, saying, steps};
use crate::data::idx::MAX_IMAGES;
use crate::data::own::{MAX_FILES, MIN_PICTURES, Refusal, Skips, Taken};

texts! {
    OWN_FILES = "own.own_files";
    OWN_FILES_HELP = "own.own_files_help";
    DROP = "own.drop";
    READING = "own.reading";
    SHARE_OWN = "own.share_own";
}

/// The files became a data set; `step` steps of training would be lost.
pub fn taken(taken: &Taken, step: u32) -> Saying {
    let lead = say!(
        "own.taken",
        count = count(taken.train + taken.test),
        train = count(taken.train),
        test = count(taken.test)
    );
    let lost = (step > 0).then(|| say!("own.would_be_lost", steps = steps(step)));
    let inverted = match taken.inverted {
        0 => None,
        1 => Some(say!("own.inverted_one")),
        many => Some(say!("own.inverted", count = count(many))),
    };
    let sentences = [skipped(taken), inverted, lost];
    saying(lead, sentences.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// Why the files became none.
pub fn refused_files(refusal: &Refusal) -> Saying {
    let lead = say!("own.not_used");
    match refusal {
        Refusal::TooManyFiles { files } => {
            saying(lead, say!("own.too_many_files", count = count(*files), most = count(MAX_FILES as u32)))
        }
        Refusal::TooFew(taken) => {
            let found = match taken.train + taken.test {
                0 => say!("own.found_none"),
                1 => say!("own.found_one"),
                few => say!("own.found", count = few),
            };
            let skipped = skipped(taken).map(|sentence| format!(" {sentence}")).unwrap_or_default();
            let least = say!("own.at_least", found = found, least = MIN_PICTURES);
            saying(lead, least + &skipped)
        }
        Refusal::TooMany { pictures } => saying(
            lead,
            say!("own.too_many_pictures", count = count(*pictures), most = count(MAX_IMAGES as u32)),
        ),
        Refusal::Mixed => saying(lead, say!("own.mixed")),
        Refusal::Unpaired { images, labels } => {
            saying(lead, say!("own.unpaired", images = images, labels = labels))
        }
        Refusal::Broken { file, reason } => saying(say!("notice.data_broken", file = file), said(reason)),
    }
}

/// A link's data set was its sender's own.
pub fn no_pictures() -> Saying {
    saying(say!("own.no_pictures"), say!("own.no_pictures_rest"))
}

/// How many files were left out and why, if any were.
fn skipped(taken: &Taken) -> Option<String> {
    let Skips { empty, too_long, too_large, no_picture, damaged } = taken.skips;
    let reasons = [
        (no_picture, Text("own.is_no_picture"), Text("own.are_no_pictures")),
        (empty, Text("own.is_empty"), Text("own.are_empty")),
        (damaged, Text("own.is_damaged"), Text("own.are_damaged")),
        (too_large, Text("own.is_too_large"), Text("own.are_too_large")),
        (too_long, Text("own.is_too_long"), Text("own.are_too_long")),
    ];
    let reasons: Vec<String> = reasons
        .into_iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, one, many)| {
            format!("{} {}", count(number), if number == 1 { one } else { many }.get())
        })
        .collect();
    let number = taken.skips.count();
    let (skipped, files, reasons) = (count(number), count(taken.files), reasons.join(", "));
    match number {
        0 => None,
        1 => Some(say!("own.skipped_one", files = files, reasons = reasons)),
        _ => Some(say!("own.skipped", count = skipped, files = files, reasons = reasons)),
    }
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
