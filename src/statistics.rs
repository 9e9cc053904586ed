//! What the codes of the test digits are like. Pure arithmetic.

use serde::{Deserialize, Serialize};

/// Codes of more numbers have no covariance matrix here.
pub const MOST_COVARIANCES: usize = 16;
/// A number of a plain code counts as used by a digit where it is above this share of the largest magnitude.
const USED: f32 = 0.01;
/// A number that fewer than this share of the digits use is hardly used.
const HARDLY: f64 = 0.01;
/// A number with a prior is hardly used where the variance of its mean is below this (Burda et al., 2016).
const HARDLY_MOVES: f64 = 0.01;

/// Statistics of codes, number by number.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Statistics {
    /// Means, `[latent]`.
    pub mean: Vec<f32>,
    /// Standard deviations, `[latent]`.
    pub deviation: Vec<f32>,
    /// Smallest values, `[latent]`.
    pub minimum: Vec<f32>,
    /// Largest values, `[latent]`.
    pub maximum: Vec<f32>,
    /// Covariance matrix, `[latent, latent]`; empty where codes have more than [`MOST_COVARIANCES`] numbers.
    pub covariance: Vec<f32>,
    /// Numbers that hardly any digit uses.
    pub hardly_used: u32,
}

impl Statistics {
    /// Of codes `[count, latent]`, at least one, which are means of distributions with a standard normal `prior`
    /// or plain.
    ///
    /// ```
    /// use latent_playground::statistics::Statistics;
    /// let statistics = Statistics::of(&[1.0, 0.0, 3.0, 4.0], 2, true);
    /// assert_eq!(statistics.mean, [2.0, 2.0]);
    /// assert_eq!(statistics.covariance, [1.0, 2.0, 2.0, 4.0]);
    /// ```
    pub fn of(codes: &[f32], latent: usize, prior: bool) -> Self {
        let count = (codes.len() / latent) as f64;
        let column = |number: usize| codes.iter().skip(number).step_by(latent).copied();
        let means: Vec<f64> =
            (0..latent).map(|number| column(number).map(f64::from).sum::<f64>() / count).collect();
        let covariance = |i: usize, j: usize| {
            let products =
                column(i).zip(column(j)).map(|(a, b)| (f64::from(a) - means[i]) * (f64::from(b) - means[j]));
            products.sum::<f64>() / count
        };
        let variances: Vec<f64> = (0..latent).map(|number| covariance(number, number)).collect();
        let threshold = USED * codes.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
        let hardly_used = (0..latent).filter(|&number| {
            if prior {
                variances[number] < HARDLY_MOVES
            } else {
                let users = column(number).filter(|value| value.abs() > threshold).count();
                (users as f64) < HARDLY * count
            }
        });
        let known = if latent <= MOST_COVARIANCES { latent } else { 0 };
        let single = |values: &[f64]| values.iter().map(|&value| value as f32).collect();
        Self {
            deviation: variances.iter().map(|variance| variance.sqrt() as f32).collect(),
            minimum: (0..latent).map(|number| column(number).fold(f32::INFINITY, f32::min)).collect(),
            maximum: (0..latent).map(|number| column(number).fold(f32::NEG_INFINITY, f32::max)).collect(),
            covariance: (0..known * known).map(|at| covariance(at / known, at % known) as f32).collect(),
            hardly_used: hardly_used.count() as u32,
            mean: single(&means),
        }
    }

    /// Of a standard normal prior, for want of codes.
    pub fn of_prior(latent: usize) -> Self {
        let known = if latent <= MOST_COVARIANCES { latent } else { 0 };
        Self {
            mean: vec![0.0; latent],
            deviation: vec![1.0; latent],
            minimum: vec![-3.0; latent],
            maximum: vec![3.0; latent],
            covariance: (0..known * known).map(|at| f32::from(u8::from(at % (known + 1) == 0))).collect(),
            hardly_used: 0,
        }
    }

    /// From the smallest to the largest value of each number, `[latent]`.
    pub fn ranges(&self) -> Vec<[f32; 2]> {
        self.minimum.iter().zip(&self.maximum).map(|(&low, &high)| [low, high]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::normal;

    #[test]
    fn codes_drawn_from_a_normal_distribution_have_its_mean_and_covariance() {
        let codes: Vec<f32> = (0..20_000)
            .flat_map(|row| {
                let [a, b] = [0, 1].map(|number| normal(1, 78, row, number));
                [1.0 + 2.0 * a, -3.0 + a + 0.5 * b]
            })
            .collect();
        let found = Statistics::of(&codes, 2, true);
        let near = |found: &[f32], wanted: &[f32]| {
            found.iter().zip(wanted).all(|(found, wanted)| (found - wanted).abs() < 0.08)
        };
        assert!(near(&found.mean, &[1.0, -3.0]), "{found:?}");
        assert!(near(&found.covariance, &[4.0, 2.0, 2.0, 1.25]), "{found:?}");
        assert!(near(&found.deviation, &[2.0, 1.25_f32.sqrt()]), "{found:?}");
        assert!(found.minimum[0] < -5.0 && found.maximum[0] > 7.0, "{found:?}");
        assert_eq!(found.hardly_used, 0);
    }

    #[test]
    fn numbers_that_hardly_any_digit_uses_are_counted() {
        // The first is dead, the second fires for one digit in 500, the third for every second digit.
        let codes: Vec<f32> = (0..1000)
            .flat_map(|row| [0.0, if row % 500 == 0 { 5.0 } else { 0.01 }, (row % 2) as f32])
            .collect();
        assert_eq!(Statistics::of(&codes, 3, false).hardly_used, 2);
    }

    #[test]
    fn a_number_with_a_prior_is_hardly_used_where_its_mean_stands_still() {
        let codes: Vec<f32> =
            (0..1000).flat_map(|row| [normal(1, 78, row, 0), 2.0 + 0.05 * normal(1, 78, row, 1)]).collect();
        assert_eq!(Statistics::of(&codes, 2, true).hardly_used, 1);
    }

    #[test]
    fn the_prior_is_told_by_the_same_numbers_as_its_draws() {
        let codes: Vec<f32> = (0..30_000).map(|at| normal(1, 78, at, 0)).collect();
        let (drawn, prior) = (Statistics::of(&codes, 3, true), Statistics::of_prior(3));
        let near =
            |a: &[f32], b: &[f32]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 0.05);
        assert!(near(&drawn.mean, &prior.mean) && near(&drawn.deviation, &prior.deviation), "{drawn:?}");
        assert!(near(&drawn.covariance, &prior.covariance), "{drawn:?} {prior:?}");
    }

    #[test]
    fn long_codes_have_no_covariance_matrix() {
        let found = Statistics::of(&[0.5; 34], 17, false);
        assert!(found.covariance.is_empty());
        assert_eq!(found.ranges(), vec![[0.5, 0.5]; 17]);
    }
}
