//! Brings a drawing to a picture the way MNIST was made: scaled into a box of 20×20 with its proportions
//! kept and its edges smooth, then placed in 28×28 by its centre of mass, in whole pixels. In MNIST's own files
//! that centre lies within half a pixel of the middle of the pixel in column 14 and row 14, counted from 0.

use super::raster::{Line, coverage};
use super::{PIXELS, SIDE};

/// Side of the box that a digit is scaled into.
pub const BOX: usize = 20;
/// Thinnest line of a finished picture, in pixels: thinner ones would be too pale for a digit of MNIST.
pub const THINNEST: f32 = 1.5;

/// Where MNIST puts the centre of mass: the middle of the pixel in column 14 and row 14.
pub const CENTRE: [f32; 2] = [14.5; 2];

/// How a drawing is framed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Longer side of the scaled drawing, in pixels, above 0 and at most [`BOX`].
    pub longer_side: f32,
    /// Where the centre of mass comes to lie, `[x, y]`, in pixels from the picture's upper left corner.
    pub centre: [f32; 2],
}

impl Default for Frame {
    /// As MNIST was made.
    fn default() -> Self {
        Self { longer_side: BOX as f32, centre: CENTRE }
    }
}

impl Frame {
    /// The lines' picture, `[SIDE, SIDE]`, 0 for paper and 255 for ink; `None` where there is no ink. The
    /// whole drawing stays in the picture, even where its centre of mass is far off its middle.
    pub fn picture(self, lines: &[Line]) -> Option<Vec<u8>> {
        let boxed = coverage(&self.scaled(lines)?, BOX);
        let mass: f32 = boxed.iter().sum();
        if mass <= 0.0 {
            return None;
        }
        let moment = |place: fn(usize) -> usize| {
            boxed.iter().enumerate().map(|(index, ink)| (place(index) as f32 + 0.5) * ink).sum::<f32>() / mass
        };
        let shift = |target: f32, found: f32| {
            // A symmetric drawing lies halfway between two places: the nudge keeps rounding errors from choosing.
            (target - found - 1e-3).round().clamp(0.0, (SIDE - BOX) as f32) as usize
        };
        let left = shift(self.centre[0], moment(|index| index % BOX));
        let top = shift(self.centre[1], moment(|index| index / BOX));

        let mut picture = vec![0; PIXELS];
        for (row, inks) in boxed.chunks(BOX).enumerate() {
            for (column, ink) in inks.iter().enumerate() {
                picture[(top + row) * SIDE + left + column] = (ink * 255.0).round() as u8;
            }
        }
        Some(picture)
    }

    /// The lines in the pixels of the box, in its middle.
    fn scaled(self, lines: &[Line]) -> Option<Vec<Line>> {
        let scale = self.longer_side / Extent::of(lines)?.longer_side();
        let thick: Vec<Line> = lines
            .iter()
            .map(|line| Line { points: line.points.clone(), width: line.width.max(THINNEST / scale) })
            .collect();

        let extent = Extent::of(&thick)?;
        let scale = self.longer_side / extent.longer_side();
        if !scale.is_finite() {
            return None;
        }
        let place = |point: [f32; 2]| {
            [0, 1].map(|axis| {
                (point[axis] - f32::midpoint(extent.low[axis], extent.high[axis])) * scale + BOX as f32 / 2.0
            })
        };
        Some(
            thick
                .iter()
                .map(|line| Line {
                    points: line.points.iter().copied().map(place).collect(),
                    width: line.width * scale,
                })
                .collect(),
        )
    }
}

/// The smallest upright box around all ink.
struct Extent {
    low: [f32; 2],
    high: [f32; 2],
}

impl Extent {
    /// `None` where there is no point.
    fn of(lines: &[Line]) -> Option<Self> {
        lines
            .iter()
            .flat_map(|line| line.points.iter().map(move |point| (point, line.width / 2.0)))
            .map(|(point, radius)| Self { low: point.map(|x| x - radius), high: point.map(|x| x + radius) })
            .reduce(|a, b| Self {
                low: [a.low[0].min(b.low[0]), a.low[1].min(b.low[1])],
                high: [a.high[0].max(b.high[0]), a.high[1].max(b.high[1])],
            })
    }

    fn longer_side(&self) -> f32 {
        (self.high[0] - self.low[0]).max(self.high[1] - self.low[1])
    }
}
