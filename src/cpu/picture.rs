//! Pixels of a picture inside a network, for the twins: twin of `shaders/shared/picture.wgsl`.

use crate::model::Shape;
use std::ops::Range;

/// The numbers of pixel (h, w) within a picture, or of the nearest pixel inside.
pub fn pixel(shape: Shape, h: usize, w: usize) -> Range<usize> {
    let [height, width, channels] = [shape.height, shape.width, shape.channels].map(|size| size as usize);
    let first = (h.min(height - 1) * width + w.min(width - 1)) * channels;
    first..first + channels
}

/// The four pixels of the 2×2 window whose upper left corner is (h, w), row by row; in place of one outside, the
/// nearest inside.
pub fn window(shape: Shape, h: usize, w: usize) -> [Range<usize>; 4] {
    [[h, w], [h, w + 1], [h + 1, w], [h + 1, w + 1]].map(|[h, w]| pixel(shape, h, w))
}

/// All pixels (h, w) of a picture of `height`×`width`, row by row.
pub fn pixels(height: u32, width: u32) -> impl Iterator<Item = [usize; 2]> {
    (0..height as usize).flat_map(move |h| (0..width as usize).map(move |w| [h, w]))
}
