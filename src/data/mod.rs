//! Bytes become images: IDX files, pictures, synthetic digits, the drawn digit. Knows no network and no GPU.

pub mod drawn;
pub mod fit;
pub mod frame;
mod glyphs;
pub mod idx;
pub mod noise;
pub mod own;
pub mod raster;
pub mod source;
pub mod synthetic;

/// Rows, and columns, of a picture.
pub const SIDE: usize = 28;
/// Pixels of a picture.
pub const PIXELS: usize = SIDE * SIDE;

/// Grey images of one size with a label each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Images {
    /// Rows of an image.
    pub rows: usize,
    /// Columns of an image.
    pub columns: usize,
    /// `[count, rows, columns]`, 0 for paper and 255 for ink.
    pub pixels: Vec<u8>,
    /// `[count]`, 0 to 9.
    pub labels: Vec<u8>,
}

impl Images {
    /// One empty image, where others are still to come.
    pub fn blank() -> Self {
        Self { rows: SIDE, columns: SIDE, pixels: vec![0; PIXELS], labels: vec![0] }
    }
}

/// Images to train on and images to test on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dataset {
    /// Training images.
    pub train: Images,
    /// Test images, never trained on.
    pub test: Images,
}
