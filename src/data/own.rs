//! The visitor's own files become a data set: pictures, or IDX files of images and labels. Files are outside
//! input: their number, their size, their pixels and what they unpack to are bounded before memory is taken.

use super::fit::fit;
use super::idx::{self, Contents, IdxError, MAX_IMAGES, read_images, read_labels};
use super::{Dataset, Images, PIXELS, SIDE};
use crate::sentence::Sentence;
use imagesize::{ImageType, blob_size, image_type};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// Most files that are looked at.
pub const MAX_FILES: usize = MAX_IMAGES;
/// Most bytes of a file: as many as the longest IDX file has.
pub const MAX_FILE_BYTES: u64 = 16 + (MAX_IMAGES * PIXELS) as u64;
/// Most pixels of a picture.
pub const MAX_PICTURE_PIXELS: usize = 1 << 24;
/// Fewest pictures that make a data set.
pub const MIN_PICTURES: usize = 20;
/// Of so many pictures one is for testing, where no test set is given.
const TEST_EVERY: usize = 10;
/// Most IDX files: images and labels, to train and to test.
const MAX_IDX_FILES: usize = 4;

/// Why a file was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skip {
    /// There is nothing in it.
    Empty,
    /// It has more than [`MAX_FILE_BYTES`].
    TooLong,
    /// The picture has more than [`MAX_PICTURE_PIXELS`].
    TooLarge,
    /// It is neither PNG, JPEG, WebP nor IDX.
    NoPicture,
    /// It begins like a picture and cannot be read.
    Damaged,
}

/// How many files were left out, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skips {
    /// There is nothing in them.
    pub empty: u32,
    /// They have more than [`MAX_FILE_BYTES`].
    pub too_long: u32,
    /// Pictures of more than [`MAX_PICTURE_PIXELS`].
    pub too_large: u32,
    /// Neither PNG, JPEG, WebP nor IDX.
    pub no_picture: u32,
    /// Pictures that cannot be read.
    pub damaged: u32,
}

impl Skips {
    /// All that were left out.
    pub fn count(&self) -> u32 {
        self.empty + self.too_long + self.too_large + self.no_picture + self.damaged
    }
}

/// What became of the files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Files that were given.
    pub files: u32,
    /// Those left out.
    pub skips: Skips,
    /// Pictures of which light and dark were exchanged.
    pub inverted: u32,
    /// Training pictures.
    pub train: u32,
    /// Test pictures.
    pub test: u32,
    /// Whether they have labels.
    pub labelled: bool,
}

/// Why files make no data set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// More than [`MAX_FILES`].
    TooManyFiles {
        /// Files that were given.
        files: u32,
    },
    /// Fewer than [`MIN_PICTURES`] pictures.
    TooFew(Taken),
    /// More than [`MAX_IMAGES`] pictures.
    TooMany {
        /// Pictures in them.
        pictures: u32,
    },
    /// IDX files and pictures together.
    Mixed,
    /// No or too many files of images, or labels that do not go with them.
    Unpaired {
        /// IDX files of images.
        images: u32,
        /// IDX files of labels.
        labels: u32,
    },
    /// An IDX file cannot be read.
    Broken {
        /// Its name.
        file: String,
        /// Why.
        reason: Sentence,
    },
}

impl From<IdxError> for Refusal {
    fn from(error: IdxError) -> Self {
        Self::Broken { file: error.file().to_owned(), reason: Sentence::from(&error) }
    }
}

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sorted {
    /// A picture that waits to be decoded and given to [`Gathering::add`].
    Picture,
    /// An IDX file, which was kept.
    Kept,
}

/// Files on their way to a data set.
#[derive(Debug, Default)]
pub struct Gathering {
    pixels: Vec<u8>,
    idx: Vec<(String, Vec<u8>)>,
    taken: Taken,
}

impl Gathering {
    /// Begins to gather from `files` files.
    ///
    /// # Errors
    /// If they are too many.
    pub fn new(files: usize) -> Result<Self, Refusal> {
        if files > MAX_FILES {
            return Err(Refusal::TooManyFiles { files: files as u32 });
        }
        Ok(Self { taken: Taken { files: files as u32, ..Taken::default() }, ..Self::default() })
    }

    /// Whether a file of so many bytes is worth reading.
    ///
    /// # Errors
    /// Why it is not.
    pub fn admit(&self, bytes: u64) -> Result<(), Skip> {
        match bytes {
            0 => Err(Skip::Empty),
            1..=MAX_FILE_BYTES => Ok(()),
            _ => Err(Skip::TooLong),
        }
    }

    /// Finds out from its bytes what a file is.
    ///
    /// # Errors
    /// Why it is left out.
    pub fn sort(&mut self, name: &str, bytes: Vec<u8>) -> Result<Sorted, Skip> {
        if idx::looks_like(&bytes) {
            // Those beyond the last are counted, not kept.
            let bytes = if self.idx.len() < MAX_IDX_FILES { bytes } else { Vec::new() };
            self.idx.push((name.to_owned(), bytes));
            return Ok(Sorted::Kept);
        }
        match image_type(&bytes) {
            Ok(ImageType::Png | ImageType::Jpeg | ImageType::Webp) => {}
            _ => return Err(Skip::NoPicture),
        }
        let size = blob_size(&bytes).map_err(|_| Skip::Damaged)?;
        match size.width.saturating_mul(size.height) {
            0 => Err(Skip::Damaged),
            1..=MAX_PICTURE_PIXELS => Ok(Sorted::Picture),
            _ => Err(Skip::TooLarge),
        }
    }

    /// Adds a decoded picture, `[height, width, 4]`.
    pub fn add(&mut self, rgba: &[u8], width: usize) {
        let fitted = fit(rgba, width);
        self.pixels.extend(fitted.picture);
        self.taken.inverted += u32::from(fitted.inverted);
    }

    /// Notes that a file is left out.
    pub fn skip(&mut self, why: Skip) {
        let Skips { empty, too_long, too_large, no_picture, damaged } = &mut self.taken.skips;
        *match why {
            Skip::Empty => empty,
            Skip::TooLong => too_long,
            Skip::TooLarge => too_large,
            Skip::NoPicture => no_picture,
            Skip::Damaged => damaged,
        } += 1;
    }

    /// The data set, and what became of the files.
    ///
    /// # Errors
    /// Why they make none.
    pub fn finish(self) -> Result<(Dataset, Taken), Refusal> {
        let Self { pixels, idx, mut taken } = self;
        let data = match (pixels.is_empty(), idx.is_empty()) {
            (false, false) => return Err(Refusal::Mixed),
            (_, true) => split(&unlabelled(pixels)),
            (true, false) => {
                let (data, labelled) = from_idx(&idx)?;
                taken.labelled = labelled;
                data
            }
        };
        let (train, test) = (data.train.labels.len(), data.test.labels.len());
        (taken.train, taken.test) = (train as u32, test as u32);
        match train + test {
            0..MIN_PICTURES => Err(Refusal::TooFew(taken)),
            MIN_PICTURES..=MAX_IMAGES => Ok((data, taken)),
            pictures => Err(Refusal::TooMany { pictures: pictures as u32 }),
        }
    }
}

/// A data set of one or two files of images, with a file of labels for each or without any; and whether there are
/// labels.
fn from_idx(files: &[(String, Vec<u8>)]) -> Result<(Dataset, bool), Refusal> {
    if files.len() > MAX_IDX_FILES {
        return Err(Refusal::Unpaired { images: files.len() as u32, labels: 0 });
    }
    let (mut images, mut labels) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        match idx::contents(name, bytes)? {
            Contents::Images => images.push((name.as_str(), read_images(name, bytes)?)),
            Contents::Labels => labels.push((name.as_str(), read_labels(name, bytes)?)),
        }
    }
    let labelled = !labels.is_empty();
    if !matches!(images.len(), 1 | 2) || labelled && labels.len() != images.len() {
        return Err(Refusal::Unpaired { images: images.len() as u32, labels: labels.len() as u32 });
    }
    // Training first: by name, else the larger.
    images.sort_by_key(|(name, pixels)| (role(name), Reverse(pixels.len())));
    labels.sort_by_key(|(name, labels)| (role(name), Reverse(labels.len())));
    let mut labels = labels.into_iter();
    let mut sets = Vec::new();
    for (name, pixels) in images {
        sets.push(match labels.next() {
            Some(labels) => Images::paired((name, pixels), labels)?,
            None => unlabelled(pixels),
        });
    }
    let mut sets = sets.into_iter();
    let train = sets.next().unwrap_or_default();
    let data = match sets.next() {
        Some(test) => Dataset { train, test },
        None => split(&train),
    };
    Ok((data, labelled))
}

/// What the name of a file says of its part: training comes before none and none before testing.
fn role(name: &str) -> u8 {
    let name = name.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if says(&["train"]) {
        0
    } else if says(&["test", "t10k", "valid"]) {
        2
    } else {
        1
    }
}

fn unlabelled(pixels: Vec<u8>) -> Images {
    let labels = vec![0; pixels.len() / PIXELS];
    Images { rows: SIDE, columns: SIDE, pixels, labels }
}

/// Every tenth image is for testing.
fn split(images: &Images) -> Dataset {
    let part = |test: bool| {
        let chosen =
            || (0..images.labels.len()).filter(move |place| (place % TEST_EVERY == TEST_EVERY - 1) == test);
        let pixels = chosen().flat_map(|place| &images.pixels[place * PIXELS..][..PIXELS]).copied().collect();
        let labels = chosen().map(|place| images.labels[place]).collect();
        Images { rows: SIDE, columns: SIDE, pixels, labels }
    };
    Dataset { train: part(false), test: part(true) }
}
