//! Height, width and channels of a picture inside a network.

use serde::{Deserialize, Serialize};

/// A picture's size: a row of a tensor holds it as `[height, width, channels]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Shape {
    /// Rows of pixels.
    pub height: u32,
    /// Pixels in a row.
    pub width: u32,
    /// Numbers at a pixel.
    pub channels: u32,
}

impl Shape {
    /// Numbers in the picture.
    pub fn numbers(self) -> u32 {
        self.height * self.width * self.channels
    }
}

/// What a convolution finds beyond the edges of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Padding {
    /// Zeros, as many as make the output `ceil(input / stride)` long, one more after than before if odd.
    Same,
    /// Nothing: the kernel stays inside.
    Valid,
}

impl Padding {
    /// Length of the output along one axis.
    pub fn output(self, input: u32, kernel: u32, stride: u32) -> u32 {
        match self {
            Self::Same => input.div_ceil(stride),
            Self::Valid => (input - kernel) / stride + 1,
        }
    }
}
