//! The leading eigenvectors of a covariance, by subspace iteration a round at a time and one Rayleigh-Ritz step
//! at the end.

use crate::cpu::{Matrix, product};
use crate::random::{COMPONENTS, normal};
use nalgebra::{DMatrix, SymmetricEigen};

/// Part of what is not captured that a round must add to the captured variance to be worth another one.
const WORTHWHILE: f64 = 1e-6;
/// Part of the whole variance that is added to every eigenvalue on the way, so that the block keeps its rank where
/// the covariance has less; the eigenvectors stay the same.
const SHIFT: f32 = 1e-7;
/// Most rounds.
const MAX_ROUNDS: u32 = 300;

/// Eigenvectors in the making.
pub(super) struct Subspace {
    covariance: DMatrix<f32>,
    /// Orthonormal, `[numbers, block]`.
    basis: DMatrix<f32>,
    /// Eigenvectors wanted; the block is wider, so that the last of them settle too.
    count: usize,
    captured: f64,
    rounds: u32,
}

impl Subspace {
    /// Looks for the `count` leading eigenvectors of a symmetric matrix.
    pub fn new(covariance: DMatrix<f32>, count: usize) -> Self {
        let numbers = covariance.nrows();
        let block = (count + count / 4 + 8).min(numbers);
        let guess = DMatrix::from_fn(numbers, block, |i, j| normal(0, COMPONENTS, j as u32, i as u32));
        Self { covariance, basis: guess.qr().q(), count, captured: 0.0, rounds: 0 }
    }

    /// Goes a round; the eigenvectors, `[numbers, count]`, once they have settled.
    pub fn advance(&mut self) -> Option<DMatrix<f32>> {
        let image = times(&self.covariance, &self.basis);
        let captured = f64::from(self.basis.dot(&image));
        let whole = self.covariance.trace();
        let left = f64::from(whole) - captured;
        let gain = captured - self.captured;
        (self.captured, self.rounds) = (captured, self.rounds + 1);
        // Rounding alone can gain some millionths of a variance that is captured whole.
        if gain > WORTHWHILE * left.max(0.01 * captured) && self.rounds < MAX_ROUNDS {
            self.basis = (image + &self.basis * (SHIFT * whole)).qr().q();
            return None;
        }
        let eigen = SymmetricEigen::new(times(&self.basis.transpose(), &image));
        let mut order: Vec<usize> = (0..eigen.eigenvalues.len()).collect();
        order.sort_by(|a, b| eigen.eigenvalues[*b].total_cmp(&eigen.eigenvalues[*a]));
        let leading = eigen.eigenvectors.select_columns(&order[..self.count]);
        Some(times(&self.basis, &leading))
    }
}

/// `a·b` by the blocked product.
fn times(a: &DMatrix<f32>, b: &DMatrix<f32>) -> DMatrix<f32> {
    let (rows, inner, columns) = (a.nrows(), a.ncols(), b.ncols());
    let mut c = vec![0.0; rows * columns];
    product(view(a), view(b), &mut c, [rows, inner, columns]);
    DMatrix::from_row_slice(rows, columns, &c)
}

/// A matrix stored column by column is the transposed one stored row by row.
fn view(matrix: &DMatrix<f32>) -> Matrix<'_> {
    Matrix::new(matrix.as_slice(), matrix.nrows() as u32).transposed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_leading_eigenvectors_are_those_of_the_whole_decomposition() {
        let data = DMatrix::from_fn(200, 40, |i, j| {
            normal(1, 77, i as u32, j as u32) * 0.9_f32.powi(j as i32) * if j < 20 { 1.0 } else { 0.1 }
        });
        let covariance = data.transpose() * &data / 200.0;
        let mut subspace = Subspace::new(covariance.clone(), 5);
        let found = (0..=MAX_ROUNDS).find_map(|_| subspace.advance()).expect("settled eigenvectors");
        let eigen = SymmetricEigen::new(covariance);
        let mut order: Vec<usize> = (0..40).collect();
        order.sort_by(|a, b| eigen.eigenvalues[*b].total_cmp(&eigen.eigenvalues[*a]));
        for (column, index) in found.column_iter().zip(order) {
            let cosine = column.dot(&eigen.eigenvectors.column(index)).abs();
            assert!((cosine - 1.0).abs() < 1e-3, "{cosine}");
        }
    }

    #[test]
    fn a_covariance_of_lower_rank_ends_too() {
        let data = DMatrix::from_fn(3, 30, |i, j| normal(1, 77, i as u32, j as u32));
        let mut subspace = Subspace::new(data.transpose() * &data, 10);
        let found = (0..=20).find_map(|_| subspace.advance()).expect("settled eigenvectors");
        let [first, .., last] = [0, 1, 2, 9].map(|index| found.column(index).norm());
        assert!((first - 1.0).abs() < 1e-4 && (last - 1.0).abs() < 1e-4, "{first} {last}");
    }
}
