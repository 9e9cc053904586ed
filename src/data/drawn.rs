//! The drawn digit: strokes from the pad become a picture like those of MNIST. Strokes are outside input;
//! what is no stroke is left out, and only so much is looked at.

use super::frame::Frame;
use super::raster::Line;
use serde::{Deserialize, Serialize};

/// Most strokes that are looked at.
pub const MAX_STROKES: usize = 256;
/// Most points, of all strokes together, that are looked at.
pub const MAX_POINTS: usize = 16_384;
/// Narrowest and widest pen, in sides of the pad.
pub const PEN_RANGE: [f32; 2] = [0.001, 0.5];

/// One stroke of a pen on the pad.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stroke {
    /// Places of the pen, `[x, y]` from the pad's upper left corner (0, 0) to its lower right one (1, 1).
    pub points: Vec<[f32; 2]>,
    /// Width of the pen, in sides of the pad.
    pub width: f32,
}

/// The picture of the strokes as the network sees it: `[28, 28]`, 0 for paper and 255 for ink, scaled and
/// placed as in MNIST (see [`super::frame`]). `None` where there is no ink.
///
/// Points off the pad are moved to its edge and pens outside [`PEN_RANGE`] to its ends; points and widths
/// that are no finite numbers are left out, and so is what goes beyond [`MAX_STROKES`] or [`MAX_POINTS`].
pub fn normalise(strokes: &[Stroke]) -> Option<Vec<u8>> {
    let mut room = MAX_POINTS;
    let lines: Vec<Line> = strokes
        .iter()
        .take(MAX_STROKES)
        .filter(|stroke| stroke.width.is_finite())
        .map(|stroke| {
            let points: Vec<[f32; 2]> = stroke
                .points
                .iter()
                .take(room)
                .filter(|point| point.iter().all(|x| x.is_finite()))
                .map(|point| point.map(|x| x.clamp(0.0, 1.0)))
                .collect();
            room -= stroke.points.len().min(room);
            Line { points, width: stroke.width.clamp(PEN_RANGE[0], PEN_RANGE[1]) }
        })
        .filter(|line| !line.points.is_empty())
        .collect();
    Frame::default().picture(&lines)
}
