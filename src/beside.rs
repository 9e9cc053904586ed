//! What is shown beside a network to judge it by: principal components of as many numbers as its code has, and
//! the votes of nearest neighbours. Pure data that page and worker share.

use crate::message::STRIP;
use serde::{Deserialize, Serialize};

/// The comparison with principal components. Errors are squared ones summed over pixels of 0 to 1; places are on a
/// square, from its lower left corner (0, 0) to its upper right one (1, 1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Beside {
    /// The components are being looked for; the part of the training images that is looked at so far, 0 to 1.
    Analysing(f32),
    /// The components are found.
    Components(Components),
    /// The network was measured by the same measure.
    Network {
        /// Steps trained.
        step: u32,
        /// Error of the test images at μ.
        test_error: f32,
    },
    /// Places of the test images' codes in the plane.
    Codes(Vec<[f32; 2]>),
    /// The strip's digits were made of components too.
    Strip(Strip),
}

/// Principal components of the training images.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Components {
    /// How many are compared with the network: as many as its code has numbers.
    pub count: u32,
    /// Error of the test images with so many.
    pub test_error: f32,
    /// Error of the test images with none: each is the mean training image.
    pub mean_error: f32,
    /// Places of the test images on the first two.
    pub places: Vec<[f32; 2]>,
    /// Labels of the test images.
    pub labels: Vec<u8>,
}

/// The digits of the strip made of components, in its order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Strip {
    /// The pictures, [`STRIP`] × 28×28.
    pub pictures: Vec<u8>,
    /// Their errors.
    pub errors: [f32; STRIP],
    /// Those of the network's outputs.
    pub network_errors: [f32; STRIP],
}

/// How well the codes tell the classes apart: the ten nearest training codes of each test code vote on its class.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Neighbours {
    /// They are being looked for; the part that is done, 0 to 1.
    Sought(f32),
    /// All have voted.
    Found(Votes),
    /// None are looked for: nobody asked, or the search was given up.
    Ended,
}

/// How the votes went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Votes {
    /// Test images whose class was voted for.
    pub right: u32,
    /// Test images.
    pub of: u32,
}

/// Part of the points on each side that may fall off the square.
const OUTLIERS: f32 = 0.002;

/// Places of points on the smallest square that holds all but a few, with one scale for both axes.
pub fn framed(points: &[[f32; 2]]) -> Vec<[f32; 2]> {
    let range = |axis: usize| {
        let mut values: Vec<f32> = points.iter().map(|point| point[axis]).collect();
        values.sort_by(f32::total_cmp);
        let skipped = (values.len() as f32 * OUTLIERS) as usize;
        let last = values.len().saturating_sub(1 + skipped);
        [skipped, last].map(|index| values.get(index).copied().unwrap_or_default())
    };
    let ranges = [range(0), range(1)];
    // A little room around, so that no dot is cut in two.
    let side = ranges.iter().map(|[low, high]| high - low).fold(f32::MIN_POSITIVE, f32::max) * 1.06;
    let place =
        |axis: usize, value: f32| 0.5 + (value - f32::midpoint(ranges[axis][0], ranges[axis][1])) / side;
    points.iter().map(|&[x, y]| [place(0, x), place(1, y)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_fill_the_square_by_their_wider_axis() {
        let points: Vec<[f32; 2]> = (0..=100_u8).map(|i| [f32::from(i) - 30.0, f32::from(i % 5)]).collect();
        let places = framed(&points);
        let close = |a: f32, b: f32| (a - b).abs() < 1e-3;
        assert!(close(places[0][0], 0.028) && close(places[100][0], 0.972), "{places:?}");
        assert!(close(places[2][1], 0.5) && close(places[4][1] - places[0][1], 4.0 / 106.0), "{places:?}");
    }

    #[test]
    fn an_outlier_does_not_press_the_others_together() {
        let mut points = vec![[0.0, 0.0]; 1000];
        points.extend([[1.0, 1.0]; 1000]);
        points.push([1e6, 0.5]);
        let places = framed(&points);
        assert!(places[1000][0] - places[0][0] > 0.9 && places[2000][0] > 1.0);
        assert_eq!(framed(&[[3.0, 4.0]]), [[0.5, 0.5]]);
        assert!(framed(&[]).is_empty());
    }
}
