//! Readers for IDX files such as those of MNIST, compressed with gzip or plain. A file is outside input: its size is
//! checked against its header, and the header against the bounds here, before memory is taken.

use super::{Dataset, Images, PIXELS, SIDE};
use crate::sentence::{Sentence, sentence};
use flate2::bufread::GzDecoder;
use std::io::{ErrorKind, Read};
use thiserror::Error;

/// Most images that a file may hold.
pub const MAX_IMAGES: usize = 100_000;
/// First word of a file of images: unsigned bytes in three dimensions.
pub const IMAGES_MAGIC: u32 = 0x0803;
/// First word of a file of labels: unsigned bytes in one dimension.
pub const LABELS_MAGIC: u32 = 0x0801;

/// First bytes of a gzip file.
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
/// Most bytes that one byte of a deflate stream can become.
const MOST_DEFLATE_GAIN: usize = 1032;

/// Why a file was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", Sentence::from(self))]
pub enum IdxError {
    /// The first word is not that of the wanted kind of file.
    WrongMagic {
        /// Name of the file.
        file: String,
        /// First word of the file.
        found: u32,
        /// First word of such a file.
        expected: u32,
    },
    /// The images are not [`SIDE`] × [`SIDE`].
    WrongSize {
        /// Name of the file.
        file: String,
        /// Rows that it gives.
        rows: u32,
        /// Columns that it gives.
        columns: u32,
    },
    /// There is nothing in the file.
    Empty {
        /// Name of the file.
        file: String,
    },
    /// There is more in the file than [`MAX_IMAGES`].
    TooMany {
        /// Name of the file.
        file: String,
        /// Count that it gives.
        count: u32,
    },
    /// The file ends too early.
    CutOff {
        /// Name of the file.
        file: String,
        /// Bytes, uncompressed, that are missing from the part that was being read.
        missing: usize,
    },
    /// The compressed file ends before its checksum.
    CutOffChecksum {
        /// Name of the file.
        file: String,
    },
    /// The file goes on after its end.
    TrailingBytes {
        /// Name of the file.
        file: String,
    },
    /// The compressed file is damaged.
    Damaged {
        /// Name of the file.
        file: String,
    },
    /// A label is no digit.
    WrongLabel {
        /// Name of the file.
        file: String,
        /// Number of the label in the file, from 0.
        position: usize,
        /// The label.
        label: u8,
    },
    /// Images and labels are not equally many.
    CountsDiffer {
        /// Name of the file of labels.
        file: String,
        /// Labels in it.
        labels: usize,
        /// Name of the file of images.
        images_file: String,
        /// Images in that.
        images: usize,
    },
}

impl IdxError {
    /// Name of the file that was refused.
    pub fn file(&self) -> &str {
        match self {
            Self::WrongMagic { file, .. }
            | Self::WrongSize { file, .. }
            | Self::Empty { file }
            | Self::TooMany { file, .. }
            | Self::CutOff { file, .. }
            | Self::CutOffChecksum { file }
            | Self::TrailingBytes { file }
            | Self::Damaged { file }
            | Self::WrongLabel { file, .. }
            | Self::CountsDiffer { file, .. } => file,
        }
    }
}

impl From<&IdxError> for Sentence {
    fn from(error: &IdxError) -> Self {
        let hex = |word: &u32| format!("{word:#010x}");
        match error {
            IdxError::WrongMagic { file, found, expected } => {
                sentence!("idx.wrong_magic", file, found = hex(found), expected = hex(expected))
            }
            IdxError::WrongSize { file, rows, columns } => {
                sentence!("idx.wrong_size", file, rows, columns, side = SIDE)
            }
            IdxError::Empty { file } => sentence!("idx.empty", file),
            IdxError::TooMany { file, count } => sentence!("idx.too_many", file, count, most = MAX_IMAGES),
            IdxError::CutOff { file, missing } => sentence!("idx.cut_off", file, missing),
            IdxError::CutOffChecksum { file } => sentence!("idx.cut_off_checksum", file),
            IdxError::TrailingBytes { file } => sentence!("idx.trailing_bytes", file),
            IdxError::Damaged { file } => sentence!("idx.damaged", file),
            IdxError::WrongLabel { file, position, label } => {
                sentence!("idx.wrong_label", file, position, label)
            }
            IdxError::CountsDiffer { file, labels, images_file, images } => {
                sentence!("idx.counts_differ", file, labels, images_file, images)
            }
        }
    }
}

/// Reads a data set from the name and the bytes of its files, in the order of [`super::source::Source`]:
/// training images and labels, then test images and labels.
///
/// # Errors
/// If a file is not what it should be; see [`IdxError`].
pub fn read_dataset(files: [(&str, &[u8]); 4]) -> Result<Dataset, IdxError> {
    let [train_images, train_labels, test_images, test_labels] = files;
    Ok(Dataset {
        train: Images::read(train_images, train_labels)?,
        test: Images::read(test_images, test_labels)?,
    })
}

impl Images {
    /// Reads a file of images and the file of their labels, each given as name and bytes.
    ///
    /// # Errors
    /// If a file is not what it should be, or the counts differ; see [`IdxError`].
    pub fn read(images: (&str, &[u8]), labels: (&str, &[u8])) -> Result<Self, IdxError> {
        Self::paired(
            (images.0, read_images(images.0, images.1)?),
            (labels.0, read_labels(labels.0, labels.1)?),
        )
    }

    /// Images and the labels that go with them, each with the name of the file that held them.
    ///
    /// # Errors
    /// If the counts differ.
    pub fn paired(images: (&str, Vec<u8>), labels: (&str, Vec<u8>)) -> Result<Self, IdxError> {
        let (images_file, pixels) = images;
        let (file, labels) = labels;
        let count = pixels.len() / PIXELS;
        if labels.len() != count {
            return Err(IdxError::CountsDiffer {
                file: file.into(),
                labels: labels.len(),
                images_file: images_file.into(),
                images: count,
            });
        }
        Ok(Self { rows: SIDE, columns: SIDE, pixels, labels })
    }
}

/// What an IDX file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contents {
    /// Images.
    Images,
    /// Labels.
    Labels,
}

/// Whether a file begins like one of IDX, compressed or plain.
pub fn looks_like(bytes: &[u8]) -> bool {
    bytes.starts_with(&GZIP_MAGIC) || matches!(bytes, [0, 0, 8..=14, 1..=4, ..])
}

/// What an IDX file holds, by its first word.
///
/// # Errors
/// If it holds neither images nor labels, or cannot be read so far; see [`IdxError`].
pub fn contents(file: &str, bytes: &[u8]) -> Result<Contents, IdxError> {
    match Source::new(file, bytes).word()? {
        IMAGES_MAGIC => Ok(Contents::Images),
        LABELS_MAGIC => Ok(Contents::Labels),
        found => Err(IdxError::WrongMagic { file: file.into(), found, expected: IMAGES_MAGIC }),
    }
}

/// Reads a file of images: bytes `[count, SIDE, SIDE]`, 1 to [`MAX_IMAGES`] images.
///
/// # Errors
/// If the file is not such a file; see [`IdxError`].
pub fn read_images(file: &str, bytes: &[u8]) -> Result<Vec<u8>, IdxError> {
    let mut source = Source::new(file, bytes);
    let count = source.header(IMAGES_MAGIC)?;
    let (rows, columns) = (source.word()?, source.word()?);
    if (rows as usize, columns as usize) != (SIDE, SIDE) {
        return Err(IdxError::WrongSize { file: file.into(), rows, columns });
    }
    source.rest(count * PIXELS)
}

/// Reads a file of labels: bytes `[count]` from 0 to 9, 1 to [`MAX_IMAGES`] of them.
///
/// # Errors
/// If the file is not such a file; see [`IdxError`].
pub fn read_labels(file: &str, bytes: &[u8]) -> Result<Vec<u8>, IdxError> {
    let mut source = Source::new(file, bytes);
    let count = source.header(LABELS_MAGIC)?;
    let labels = source.rest(count)?;
    match labels.iter().position(|&label| label > 9) {
        Some(position) => Err(IdxError::WrongLabel { file: file.into(), position, label: labels[position] }),
        None => Ok(labels),
    }
}

/// A file that is read from its start to its end.
struct Source<'a> {
    file: &'a str,
    bytes: Bytes<'a>,
    /// Most bytes that the file can hold.
    bound: usize,
}

/// Where the bytes come from.
enum Bytes<'a> {
    Plain(&'a [u8]),
    Gzip(Box<GzDecoder<&'a [u8]>>),
}

impl<'a> Source<'a> {
    fn new(file: &'a str, bytes: &'a [u8]) -> Self {
        if bytes.starts_with(&GZIP_MAGIC) {
            let bound = bytes.len().saturating_mul(MOST_DEFLATE_GAIN);
            Self { file, bytes: Bytes::Gzip(Box::new(GzDecoder::new(bytes))), bound }
        } else {
            Self { file, bytes: Bytes::Plain(bytes), bound: bytes.len() }
        }
    }

    /// Reads the first word, which must be `magic`, and the count.
    fn header(&mut self, magic: u32) -> Result<usize, IdxError> {
        let found = self.word()?;
        if found != magic {
            return Err(IdxError::WrongMagic { file: self.file.into(), found, expected: magic });
        }
        match self.word()? {
            0 => Err(IdxError::Empty { file: self.file.into() }),
            count if count as usize > MAX_IMAGES => Err(IdxError::TooMany { file: self.file.into(), count }),
            count => Ok(count as usize),
        }
    }

    /// Reads a word, most significant byte first.
    fn word(&mut self) -> Result<u32, IdxError> {
        let bytes = self.take(4)?;
        Ok(bytes.iter().fold(0, |word, &byte| word << 8 | u32::from(byte)))
    }

    /// Reads the `length` bytes after which the file must end.
    fn rest(mut self, length: usize) -> Result<Vec<u8>, IdxError> {
        let bytes = self.take(length)?;
        let mut more = Vec::new();
        match self.read(1, &mut more) {
            Ok(()) if more.is_empty() && self.is_used_up() => Ok(bytes),
            Ok(()) => Err(IdxError::TrailingBytes { file: self.file.into() }),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
                Err(IdxError::CutOffChecksum { file: self.file.into() })
            }
            Err(_) => Err(self.damaged()),
        }
    }

    /// Reads exactly `length` bytes. Takes memory for no more than can be there.
    fn take(&mut self, length: usize) -> Result<Vec<u8>, IdxError> {
        let mut bytes = Vec::with_capacity(length.min(self.bound));
        match self.read(length, &mut bytes) {
            Err(error) if error.kind() != ErrorKind::UnexpectedEof => Err(self.damaged()),
            _ if bytes.len() < length => {
                Err(IdxError::CutOff { file: self.file.into(), missing: length - bytes.len() })
            }
            _ => Ok(bytes),
        }
    }

    /// Reads up to `length` bytes.
    fn read(&mut self, length: usize, bytes: &mut Vec<u8>) -> std::io::Result<()> {
        match &mut self.bytes {
            Bytes::Plain(source) => source.take(length as u64).read_to_end(bytes),
            Bytes::Gzip(source) => source.take(length as u64).read_to_end(bytes),
        }
        .map(|_| ())
    }

    /// Whether nothing follows, not even after the end of the compressed data.
    fn is_used_up(&self) -> bool {
        match &self.bytes {
            Bytes::Plain(source) => source.is_empty(),
            Bytes::Gzip(source) => source.get_ref().is_empty(),
        }
    }

    fn damaged(&self) -> IdxError {
        IdxError::Damaged { file: self.file.into() }
    }
}
