//! What a stage of the network makes of a picture, small enough to be told again and again. Pure data and arithmetic.

use crate::magnitude;
use crate::model::Shape;
use serde::{Deserialize, Serialize};

/// The output of a stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Output {
    /// Which stage, counted over all parts of the network's [`crate::model::outline`].
    pub stage: u32,
    /// Its height, its width and its channels.
    pub shape: [u32; 3],
    /// The largest magnitude.
    pub largest: f32,
    /// Its numbers, `[height, width, channels]`, −127 to 127 for −`largest` to `largest`.
    pub values: Vec<i8>,
}

impl Output {
    /// The output `values` of a stage of shape `shape`. What is no number becomes 0.
    pub fn new(stage: u32, shape: Shape, values: &[f32]) -> Self {
        let largest = magnitude::largest(values);
        let scale = if largest > 0.0 { 127.0 / largest } else { 0.0 };
        let values = values.iter().map(|value| (value * scale).round() as i8).collect();
        Self { stage, shape: [shape.height, shape.width, shape.channels], largest, values }
    }

    /// Whether no number is below 0.
    pub fn is_ink(&self) -> bool {
        self.values.iter().all(|value| *value >= 0)
    }

    /// The numbers as one sheet, row by row, its number of columns first: channels side by side, a cell between them
    /// `None`; numbers that are no picture in rows of at most `most`.
    pub fn sheet(&self, most: usize) -> (usize, Vec<Option<i8>>) {
        let [height, width, channels] = self.shape.map(|it| it as usize);
        if height * width == 1 {
            let columns = channels.clamp(1, most);
            let cells = channels.div_ceil(columns) * columns;
            return (columns, (0..cells).map(|cell| self.values.get(cell).copied()).collect());
        }
        let across = (channels as f32).sqrt().ceil() as usize;
        let down = channels.div_ceil(across);
        let (columns, rows) = (across * (width + 1) - 1, down * (height + 1) - 1);
        let value = |cell: usize| {
            let (row, column) = (cell / columns, cell % columns);
            let (y, x) = (row % (height + 1), column % (width + 1));
            let channel = row / (height + 1) * across + column / (width + 1);
            let inside = y < height && x < width && channel < channels;
            inside.then(|| self.values.get((y * width + x) * channels + channel).copied()).flatten()
        };
        (columns, (0..columns * rows).map(value).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_number_fills_the_scale_and_what_is_no_number_is_none_of_it() {
        let shape = Shape { height: 1, width: 1, channels: 4 };
        let output = Output::new(3, shape, &[-2.0, 1.0, f32::NAN, 0.0]);
        assert_eq!(output.values, [-127, 64, 0, 0]);
        assert_eq!(output.largest.to_bits(), 2.0_f32.to_bits());
        assert!(!output.is_ink());
        assert_eq!(Output::new(0, shape, &[0.0; 4]).values, [0; 4]);
    }

    #[test]
    fn channels_lie_side_by_side_with_a_gap() {
        let shape = Shape { height: 1, width: 2, channels: 3 };
        let output = Output { stage: 0, shape: [1, 2, 3], largest: 1.0, values: vec![1, 2, 3, 4, 5, 6] };
        let gap = None;
        let wanted = [
            Some(1),
            Some(4),
            gap,
            Some(2),
            Some(5),
            gap,
            gap,
            gap,
            gap,
            gap,
            Some(3),
            Some(6),
            gap,
            gap,
            gap,
        ];
        assert_eq!(output.sheet(8), (5, wanted.to_vec()));
        assert_eq!(shape.numbers() as usize, output.values.len());
    }

    #[test]
    fn numbers_that_are_no_picture_fill_rows() {
        let output = Output { stage: 0, shape: [1, 1, 3], largest: 1.0, values: vec![1, 2, 3] };
        assert_eq!(output.sheet(8), (3, vec![Some(1), Some(2), Some(3)]));
        assert_eq!(output.sheet(2), (2, vec![Some(1), Some(2), Some(3), None]));
    }
}
