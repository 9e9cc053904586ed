//! What the first layer looks for: the weights of its units as small pictures. Pure data that page and worker share.

use crate::magnitude;
use serde::{Deserialize, Serialize};

/// Units that are shown at once.
pub const SHOWN: u32 = 64;

/// The weights of some units of the first layer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Filters {
    /// The first unit that is shown, from 0.
    pub first: u32,
    /// Units in all.
    pub of: u32,
    /// Pixels in a row of a picture: of the image for a dense layer, of the kernel for a convolution.
    pub side: u32,
    /// The largest magnitude of a weight in the layer.
    pub largest: f32,
    /// The weights in parts of that, −127 to 127, at most [`SHOWN`] × side².
    pub weights: Vec<i8>,
}

impl Filters {
    /// The units from `first` on, of a layer with weights `[inputs, units]` in rows of `stride` words; what is not of
    /// the picture of `side²` pixels, the first inputs, is left out. Beyond the last unit, the last page of them is
    /// taken.
    pub fn of(words: &[f32], stride: usize, units: u32, side: u32, first: u32) -> Self {
        let first = first.min(units.saturating_sub(1)) / SHOWN * SHOWN;
        let row = |pixel: usize| words.get(pixel * stride..).unwrap_or_default();
        let pixels = (side * side) as usize;
        let largest =
            magnitude::largest((0..pixels).flat_map(|pixel| row(pixel).iter().take(units as usize)));
        let scale = 127.0 / largest.max(f32::MIN_POSITIVE);
        let last = (first + SHOWN).min(units);
        let unit = |unit: u32| {
            // A weight that is no number becomes 0.
            (0..pixels).map(move |pixel| (row(pixel)[unit as usize] * scale).round() as i8)
        };
        Self { first, of: units, side, largest, weights: (first..last).flat_map(unit).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_cut_out_of_the_columns() {
        // Three units of 2×2 pixels and one input more, in rows of four words.
        let words: Vec<f32> =
            (0..20).map(|word| if word % 4 == 3 { 9.0 } else { word as f32 - 8.0 }).collect();
        let filters = Filters::of(&words, 4, 3, 2, 0);
        assert!((filters.largest - 8.0).abs() < 1e-6, "{}", filters.largest);
        assert_eq!(filters.weights.len(), 12);
        // Unit 1 has the words 1, 5, 9 and 13.
        assert_eq!(filters.weights[4..8], [-111, -48, 16, 79]);
    }

    #[test]
    fn pages_begin_at_multiples_of_their_size() {
        let words = vec![0.5; 4 * 200];
        let first = |first| Filters::of(&words, 200, 200, 2, first);
        assert_eq!((first(70).first, first(70).weights.len()), (64, 64 * 4));
        assert_eq!((first(9999).first, first(9999).weights.len()), (192, 8 * 4));
        assert!(first(0).weights.iter().all(|&weight| weight == 127));
    }

    #[test]
    fn weights_that_are_no_numbers_are_no_trouble() {
        let filters = Filters::of(&[f32::NAN, f32::INFINITY, 1.0, -1.0], 1, 1, 2, 0);
        assert_eq!(filters.weights, [0, 127, 127, -127]);
        assert_eq!(Filters::of(&[0.0; 4], 1, 1, 2, 0).weights, [0; 4]);
    }
}
