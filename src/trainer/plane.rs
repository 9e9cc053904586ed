//! The plane through the latent space that the plate shows: the space itself for codes of two numbers with a
//! prior, else the plane of the codes' first two principal components.

use crate::view::View;
use nalgebra::{DMatrix, DVector, SymmetricEigen};

/// A plane of codes: `center + u·axes[0] + v·axes[1]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane {
    center: Vec<f32>,
    axes: [Vec<f32>; 2],
    /// Whether the axes are principal components.
    pub principal: bool,
    /// Whether codes have a standard normal prior, which sets the scale of the axes; without one, the standard
    /// deviation along an axis is its unit.
    prior: bool,
}

impl Plane {
    /// The plane before any codes are known: the first two numbers of the code.
    pub fn first_numbers(latent: u32, prior: bool) -> Self {
        let axis = |number| (0..latent).map(|i| f32::from(u8::from(i == number))).collect();
        Self { center: vec![0.0; latent as usize], axes: [axis(0), axis(1)], principal: false, prior }
    }

    /// The plane of the first two principal components of `codes` (`[count, latent]`, at least one row), turned
    /// so that its axes point like those of `self`. Codes of one number, and of two with a prior, keep their own
    /// axes.
    #[must_use]
    pub fn follow(&self, codes: &[f32]) -> Self {
        let latent = self.center.len();
        if latent < 2 || latent == 2 && self.prior || codes.iter().any(|number| !number.is_finite()) {
            return self.clone();
        }
        // Untrained codes can be so small that their squares are lost in single precision.
        let codes =
            DMatrix::from_row_iterator(codes.len() / latent, latent, codes.iter().copied().map(f64::from));
        let center = codes.row_mean();
        let mut covariance = codes.transpose() * &codes / codes.nrows() as f64;
        covariance -= center.transpose() * &center;
        let eigen = SymmetricEigen::new(covariance);
        let mut order: Vec<usize> = (0..latent).collect();
        order.sort_by(|a, b| eigen.eigenvalues[*b].total_cmp(&eigen.eigenvalues[*a]));
        let axis = |number: usize| -> Vec<f32> {
            let component: DVector<f64> = eigen.eigenvectors.column(order[number]).into_owned();
            let same =
                component.iter().zip(&self.axes[number]).map(|(a, b)| a * f64::from(*b)).sum::<f64>() >= 0.0;
            let deviation = eigen.eigenvalues[order[number]].max(1e-12).sqrt();
            let unit = if self.prior { 1.0 } else { deviation };
            let scale = if same { unit } else { -unit };
            component.iter().map(|value| (scale * value) as f32).collect()
        };
        let axes = [axis(0), axis(1)];
        if axes.iter().flatten().any(|number| !number.is_finite()) {
            return self.clone();
        }
        Self {
            center: center.iter().map(|number| *number as f32).collect(),
            axes,
            principal: true,
            prior: self.prior,
        }
    }

    /// The code at a point of the plane.
    pub fn code(&self, [u, v]: [f32; 2]) -> Vec<f32> {
        let [first, second] = &self.axes;
        self.center.iter().zip(first).zip(second).map(|((c, a), b)| c + u * a + v * b).collect()
    }

    /// The point of the plane nearest to a code.
    pub fn point(&self, code: &[f32]) -> [f32; 2] {
        self.axes.each_ref().map(|axis| {
            let along: f64 = code
                .iter()
                .zip(&self.center)
                .zip(axis)
                .map(|((z, c), a)| (f64::from(*z) - f64::from(*c)) * f64::from(*a))
                .sum();
            (along / length_squared(axis)) as f32
        })
    }

    /// Standard deviations along the axes of a code with standard deviations `sigma`.
    pub fn spread(&self, sigma: &[f32]) -> [f32; 2] {
        [0, 1]
            .map(|axis| sigma.iter().zip(&self.axes[axis]).map(|(s, a)| (s * a).powi(2)).sum::<f32>().sqrt())
    }

    /// Points of the plane for codes with labels. Codes of one number have only a first coordinate: their second
    /// sorts them into a row for each digit, 0 at the bottom.
    pub fn points(&self, codes: &[f32], labels: &[u8]) -> Vec<[f32; 2]> {
        let latent = self.center.len();
        let rows = codes.chunks_exact(latent).zip(labels);
        if latent == 1 {
            rows.map(|(code, label)| [code[0], (f32::from(*label) - 4.5) * 0.6]).collect()
        } else {
            rows.map(|(code, _)| self.point(code)).collect()
        }
    }

    /// Codes of the view's grid of `grid × grid` points, row by row from the plate's upper left corner,
    /// `[grid², latent]`.
    pub fn grid(&self, view: &View) -> Vec<f32> {
        let side = view.grid;
        let place = |cell: u32| (cell as f32 + 0.5) / side as f32;
        (0..side * side)
            .flat_map(|cell| self.code(view.point([place(cell % side), place(side - 1 - cell / side)])))
            .collect()
    }
}

/// Squared length of an axis; 1 for the missing second axis of codes of one number.
fn length_squared(axis: &[f32]) -> f64 {
    let sum: f64 = axis.iter().map(|a| f64::from(*a) * f64::from(*a)).sum();
    if sum > 0.0 { sum } else { 1.0 }
}

/// Cells of the histogram that finds the peaks, in a row.
const CELLS: usize = 24;

/// The densest place on the plate of each digit's points, where any are in view.
pub fn peaks(points: &[[f32; 2]], labels: &[u8], view: &View) -> [Option<[f32; 2]>; 10] {
    let cell_of = |point: &[f32; 2]| {
        let [column, row] = view.place(*point).map(|place| (place * CELLS as f32).floor());
        let inside = |cell: f32| (0.0..CELLS as f32).contains(&cell);
        (inside(column) && inside(row)).then_some((row as usize, column as usize))
    };
    std::array::from_fn(|digit| {
        let mine = || points.iter().zip(labels).filter(|(_, label)| usize::from(**label) == digit);
        let mut counts = [[0_u32; CELLS]; CELLS];
        for (point, _) in mine() {
            if let Some((row, column)) = cell_of(point) {
                // A point counts in its cell and, less, around it, so that the peak is not a chance hit.
                for (r, line) in counts.iter_mut().enumerate() {
                    for (c, count) in line.iter_mut().enumerate() {
                        *count += [4, 2, 0][(r.abs_diff(row) + c.abs_diff(column)).min(2)];
                    }
                }
            }
        }
        let cells = (0..CELLS * CELLS).map(|cell| (cell / CELLS, cell % CELLS));
        let (row, column) = cells.max_by_key(|(row, column)| counts[*row][*column])?;
        let near = || {
            mine().filter(|(point, _)| {
                cell_of(point).is_some_and(|(r, c)| r.abs_diff(row) + c.abs_diff(column) <= 1)
            })
        };
        let count = near().count();
        let mean = |axis: usize| near().map(|(point, _)| point[axis]).sum::<f32>() / count as f32;
        (count > 0).then(|| [mean(0), mean(1)])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::normal;

    #[test]
    fn two_numbers_are_their_own_plane() {
        let plane = Plane::first_numbers(2, true).follow(&[1.0, 2.0, 3.0, 5.0]);
        let bits = |numbers: &[f32]| numbers.iter().map(|number| number.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&plane.code([0.25, -2.0])), bits(&[0.25, -2.0]));
        assert_eq!(bits(&plane.point(&[0.25, -2.0])), bits(&[0.25, -2.0]));
        assert!(!plane.principal);
    }

    #[test]
    fn codes_hardly_above_zero_make_a_plane_too() {
        for scale in [1e-3, 1e-8, 1e-15, 1e-22, 1e-30, 1e-38, 0.0] {
            let number =
                |i: u32| (normal(1, 77, 0, i) * scale).max(0.0) * f32::from(u8::from(!i.is_multiple_of(3)));
            let codes: Vec<f32> = (0..32 * 200).map(number).collect();
            let plane = Plane::first_numbers(32, false).follow(&codes);
            let point = plane.point(&plane.code([-2.0, 0.8]));
            assert!(point.iter().all(|number| number.is_finite()), "{scale}: {point:?}");
        }
    }

    #[test]
    fn the_plane_follows_the_longest_axes_of_the_codes() {
        let scales = [0.1, 3.0, 0.2, 1.0, 0.05];
        let codes: Vec<f32> = (0..5000).map(|i| normal(1, 77, 0, i) * scales[i as usize % 5]).collect();
        let plane = Plane::first_numbers(5, true).follow(&codes);
        assert!(plane.principal);
        let [u, v] = plane.spread(&scales);
        assert!((u - 3.0).abs() < 0.1 && (v - 1.0).abs() < 0.1, "{u} {v}");
        let [u, v] = plane.point(&plane.code([0.5, -0.75]));
        assert!((u - 0.5).abs() < 1e-4 && (v + 0.75).abs() < 1e-4, "{u} {v}");
    }

    #[test]
    fn without_a_prior_the_deviation_is_the_unit() {
        let codes: Vec<f32> =
            (0..4000).map(|i| 7.0 + normal(1, 77, 0, i) * [20.0, 0.5][i as usize % 2]).collect();
        let plane = Plane::first_numbers(2, false).follow(&codes);
        let [u, v] = plane.point(&[27.0, 7.0]);
        assert!((u - 1.0).abs() < 0.1 && v.abs() < 0.1, "{u} {v}");
        let [u, v] = plane.point(&plane.code([-2.0, 1.5]));
        assert!((u + 2.0).abs() < 1e-3 && (v - 1.5).abs() < 1e-3, "{u} {v}");
    }

    #[test]
    fn axes_do_not_flip_from_one_look_to_the_next() {
        let codes = |salt| -> Vec<f32> {
            (0..3999).map(|i| normal(1, 77, salt, i) * [1.0, 2.0, 3.0][i as usize % 3]).collect()
        };
        let first = Plane::first_numbers(3, true).follow(&codes(0));
        let second = first.follow(&codes(1));
        let [u, v] = second.point(&first.code([1.0, 1.0]));
        assert!(u > 0.9 && v > 0.9, "{u} {v}");
    }

    #[test]
    fn a_peak_lies_where_the_digits_codes_are() {
        let labels = [3; 200];
        let points: Vec<_> = (0..200).map(|i| [1.5 + 0.1 * normal(1, 77, 0, i), -1.0]).collect();
        let peaks = peaks(&points, &labels, &View::default());
        let [u, v] = peaks[3].expect("a peak for the threes");
        assert!((u - 1.5).abs() < 0.1 && (v + 1.0).abs() < 0.1);
        assert!(peaks.iter().enumerate().all(|(digit, peak)| digit == 3 || peak.is_none()));
    }
}
