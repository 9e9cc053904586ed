//! Test digits that are looked at one by one: those whose codes lie nearest to a code, and the one that the visitor
//! has chosen. Pure data and arithmetic.

use serde::{Deserialize, Serialize};

/// Nearest test digits that are shown.
pub const NEAREST: usize = 5;

/// A digit of the test set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestDigit {
    /// Its number in the test set, from 0.
    pub index: u32,
    /// Its label.
    pub label: u8,
    /// Its picture, 28×28 bytes.
    pub picture: Vec<u8>,
}

/// What the visitor chooses.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Choice {
    /// None.
    Nothing,
    /// One by its number.
    Digit(u32),
    /// The one whose dot lies nearest to a point of the plane.
    Near {
        /// The point.
        point: [f32; 2],
        /// How far from it on the plate the dot may lie, in widths of the plate.
        reach: f32,
    },
}

/// The chosen test digit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chosen {
    /// Which.
    pub digit: TestDigit,
    /// The point of its code in the plane, once it was measured.
    pub point: Option<[f32; 2]>,
}

/// Numbers of the `count` rows of `rows` `[rows, numbers]` nearest to `to` `[numbers]`, the nearest first. Rows that
/// are not finite are left out.
pub fn nearest(rows: &[f32], to: &[f32], count: usize) -> Vec<usize> {
    let mut found: Vec<(f32, usize)> = Vec::with_capacity(count + 1);
    for (index, row) in rows.chunks_exact(to.len().max(1)).enumerate() {
        let distance: f32 = row.iter().zip(to).map(|(a, b)| (a - b) * (a - b)).sum();
        let is_near = found.len() < count || found.last().is_some_and(|(farthest, _)| distance < *farthest);
        if distance.is_finite() && is_near {
            let place = found.partition_point(|(nearer, _)| *nearer <= distance);
            found.insert(place, (distance, index));
            found.truncate(count);
        }
    }
    found.into_iter().map(|(_, index)| index).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::normal;

    #[test]
    fn the_nearest_rows_are_those_that_sorting_finds() {
        let rows: Vec<f32> = (0..3 * 500).map(|i| normal(1, 77, 0, i)).collect();
        let to = [0.3, -0.2, 0.9];
        let distance = |index: usize| -> f32 {
            rows[3 * index..][..3].iter().zip(to).map(|(a, b)| (a - b) * (a - b)).sum()
        };
        let mut order: Vec<usize> = (0..500).collect();
        order.sort_by(|a, b| distance(*a).total_cmp(&distance(*b)));
        assert_eq!(nearest(&rows, &to, NEAREST), order[..NEAREST]);
    }

    #[test]
    fn few_or_broken_rows_are_no_trouble() {
        assert_eq!(nearest(&[5.0, 1.0, f32::NAN, f32::INFINITY], &[0.0], NEAREST), [1, 0]);
        assert_eq!(nearest(&[2.0, 2.0, 2.0], &[0.0], 2), [0, 1]);
        assert!(nearest(&[], &[0.0, 0.0], NEAREST).is_empty());
    }
}
