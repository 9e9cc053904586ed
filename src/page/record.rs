//! What is known of a kept training without opening its snapshot: what stands before the snapshot in the file.

use crate::page::history::History;
use crate::settings::Recipe;
use crate::share::link;
use crate::view::View;
use serde::{Deserialize, Serialize};

/// First bytes of the file. The digit is raised whenever [`Stored`] or the history change.
const MAGIC: &[u8; 8] = b"lp-kept1";
/// Bytes before the record: the magic, and the record's length.
pub const PREFIX: usize = MAGIC.len() + 4;
/// Longest record that is read, in bytes.
const MAX_BYTES: usize = 1 << 18;

/// What is known of a kept training.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// What is being baked, trained to its `steps`, with the changes that are still to come.
    pub recipe: Recipe,
    /// How the plane was looked at.
    pub view: View,
    /// Steps trained.
    pub steps: u32,
    /// Whether it began with opened weights.
    pub opened: bool,
    /// The losses on the way.
    pub history: History,
}

/// A record as it is stored; the link stands for whatever settings there are.
#[derive(Serialize, Deserialize)]
struct Stored {
    link: String,
    steps: u32,
    opened: bool,
    history: History,
}

/// What stands before the snapshot in the file.
pub fn write(record: &Record) -> Vec<u8> {
    let Record { recipe, view, steps, opened, history } = record.clone();
    let stored = Stored { link: link::write(&recipe, &view), steps, opened, history };
    // Plain data in memory is never refused.
    let stored = postcard::to_stdvec(&stored).unwrap_or_default();
    [MAGIC, (stored.len() as u32).to_le_bytes().as_slice(), &stored].concat()
}

/// Length of the record behind a file's first [`PREFIX`] bytes; none of a file of another kind or version.
pub fn length(prefix: &[u8]) -> Option<usize> {
    let (length, _) = prefix.strip_prefix(MAGIC)?.split_first_chunk()?;
    Some(u32::from_le_bytes(*length) as usize).filter(|length| *length <= MAX_BYTES)
}

/// Reads the record, which lies behind the prefix; none if it is broken.
pub fn read(bytes: &[u8]) -> Option<Record> {
    let Stored { link, steps, opened, history } = postcard::from_bytes(bytes).ok()?;
    let link::Opened { recipe, view, .. } = link::read(&link).ok()?;
    (steps <= recipe.steps && history.is_sound()).then_some(Record { recipe, view, steps, opened, history })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::history::Sample;
    use crate::settings::Change;

    fn record() -> Record {
        let mut history = History::default();
        for step in 0..1200 {
            history.train.push(Sample { epoch: step as f32, total: 2.0, ..Sample::default() });
        }
        let changes = vec![Change { step: 700, beta: 2.0, learning_rate: 1e-4 }];
        Record {
            recipe: Recipe { changes, steps: 900, ..Recipe::default() },
            view: View { grid: 15, ..View::default() },
            steps: 600,
            opened: true,
            history,
        }
    }

    #[test]
    fn a_record_comes_back() {
        let bytes = write(&record());
        let length = length(&bytes[..PREFIX]).unwrap();
        assert_eq!(length, bytes.len() - PREFIX);
        assert_eq!(read(&bytes[PREFIX..]), Some(record()));
    }

    #[test]
    fn the_layout_is_that_of_its_version() {
        // Should this fail, raise the digit in the magic with it.
        let bytes = write(&Record::default());
        let link = link::write(&Recipe::default(), &View::default());
        assert_eq!(bytes.len(), PREFIX + 2 + link.len() + 8, "{bytes:?}");
        let sample = postcard::to_stdvec(&Sample::default()).unwrap();
        assert_eq!(sample.len(), 24);
    }

    #[test]
    fn what_is_no_record_is_not_taken() {
        let bytes = write(&record());
        assert_eq!(length(b"lp-kept0\x01\0\0\0"), None);
        assert_eq!(length(&bytes[..PREFIX - 1]), None);
        assert_eq!(length(b"lp-kept1\xff\xff\xff\xff"), None);
        assert_eq!(read(&bytes[PREFIX..bytes.len() - 1]), None);
        let late = Record { steps: 901, ..record() };
        assert_eq!(read(&write(&late)[PREFIX..]), None);
        let mut wrong = bytes[PREFIX..].to_vec();
        // The link's first letter.
        wrong[2] = b'w';
        assert_eq!(read(&wrong), None);
    }
}
