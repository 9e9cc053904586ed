//! Finds the principal components of a data set in slices of some tens of milliseconds, so that what runs beside
//! it goes on.

use super::subspace::Subspace;
use super::{MAX_COMPONENTS, Pca};
use crate::cpu::{Matrix, product};
use crate::data::{Dataset, Images};
use nalgebra::DMatrix;

/// Images in a slice.
const SLICE: usize = 512;

/// Principal components in the making.
pub struct Analysis {
    stage: Stage,
}

enum Stage {
    Moments(Moments),
    /// Looking for the components of images with this mean.
    Components(Vec<f32>, Subspace),
    Errors(Errors),
}

impl Analysis {
    /// Begins with images of `pixels` pixels.
    pub fn new(pixels: usize) -> Self {
        let (sums, products) = (vec![0.0; pixels], vec![0.0; pixels * pixels]);
        Self { stage: Stage::Moments(Moments { first: 0, sums, products }) }
    }

    /// The part of the training images that is looked at, 0 to 1; the components are looked for after that.
    pub fn seen(&self, data: &Dataset) -> f32 {
        match &self.stage {
            Stage::Moments(moments) => moments.first as f32 / data.train.labels.len().max(1) as f32,
            Stage::Components(..) | Stage::Errors(_) => 1.0,
        }
    }

    /// Goes on for a slice; the components of `data`'s training images once they are found and tried on its test
    /// images.
    pub fn advance(&mut self, data: &Dataset) -> Option<Pca> {
        match &mut self.stage {
            Stage::Moments(moments) => {
                if let Some((mean, covariance)) = moments.advance(&data.train) {
                    let count = MAX_COMPONENTS.min(mean.len());
                    self.stage = Stage::Components(mean, Subspace::new(covariance, count));
                }
                None
            }
            Stage::Components(mean, subspace) => {
                if let Some(components) = subspace.advance() {
                    let (mean, components) = (std::mem::take(mean), components.as_slice().to_vec());
                    self.stage = Stage::Errors(Errors::new(mean, components));
                }
                None
            }
            Stage::Errors(errors) => errors.advance(&data.test),
        }
    }
}

/// Sums over the training images before number `first`.
struct Moments {
    first: usize,
    /// `[pixels]`.
    sums: Vec<f64>,
    /// `[pixels, pixels]`.
    products: Vec<f64>,
}

impl Moments {
    /// Adds a slice; mean and covariance after the last.
    fn advance(&mut self, images: &Images) -> Option<(Vec<f32>, DMatrix<f32>)> {
        let pixels = self.sums.len();
        let slice = numbers(images, self.first);
        for image in slice.chunks_exact(pixels) {
            for (sum, value) in self.sums.iter_mut().zip(image) {
                *sum += f64::from(*value);
            }
        }
        let x = Matrix::new(&slice, pixels as u32);
        let mut products = vec![0.0; pixels * pixels];
        product(x.transposed(), x, &mut products, [pixels, slice.len() / pixels, pixels]);
        for (sum, value) in self.products.iter_mut().zip(products) {
            *sum += f64::from(value);
        }
        self.first += SLICE;
        let count = images.labels.len();
        if self.first < count {
            return None;
        }
        let count = count.max(1) as f64;
        let mean: Vec<f64> = self.sums.iter().map(|sum| sum / count).collect();
        let covariance = DMatrix::from_fn(pixels, pixels, |i, j| {
            (self.products[i * pixels + j] / count - mean[i] * mean[j]) as f32
        });
        Some((mean.into_iter().map(|value| value as f32).collect(), covariance))
    }
}

/// Sums over the test images before number `first`.
struct Errors {
    first: usize,
    mean: Vec<f32>,
    /// `[components, pixels]`.
    components: Vec<f32>,
    /// Squared distances from the mean, and how much of them each component takes away.
    whole: f64,
    taken: Vec<f64>,
    points: Vec<[f32; 2]>,
}

impl Errors {
    fn new(mean: Vec<f32>, components: Vec<f32>) -> Self {
        let taken = vec![0.0; components.len() / mean.len()];
        Self { first: 0, mean, components, whole: 0.0, taken, points: Vec::new() }
    }

    /// Adds a slice; all that there is to know after the last.
    fn advance(&mut self, images: &Images) -> Option<Pca> {
        let (pixels, count) = (self.mean.len(), self.taken.len());
        let mut slice = numbers(images, self.first);
        for image in slice.chunks_exact_mut(pixels) {
            for (value, mean) in image.iter_mut().zip(&self.mean) {
                *value -= mean;
                self.whole += f64::from(*value * *value);
            }
        }
        let components = Matrix::new(&self.components, pixels as u32).transposed();
        let rows = slice.len() / pixels;
        let mut scores = vec![0.0; rows * count];
        product(Matrix::new(&slice, pixels as u32), components, &mut scores, [rows, pixels, count]);
        for scores in scores.chunks_exact(count) {
            for (taken, score) in self.taken.iter_mut().zip(scores) {
                *taken += f64::from(*score * *score);
            }
            self.points.push([scores[0], scores.get(1).copied().unwrap_or_default()]);
        }
        self.first += SLICE;
        let images = images.labels.len();
        if self.first < images {
            return None;
        }
        let mean_error = |error: f64| (error / images.max(1) as f64) as f32;
        let mut left = self.whole;
        let mut test_errors = vec![mean_error(left)];
        for taken in &self.taken {
            left -= taken;
            test_errors.push(mean_error(left));
        }
        Some(Pca {
            mean: self.mean.clone(),
            components: self.components.clone(),
            test_errors,
            test_points: std::mem::take(&mut self.points),
        })
    }
}

/// The images from number `first` on that make a slice, `[images, pixels]`, 0 to 1.
fn numbers(images: &Images, first: usize) -> Vec<f32> {
    let pixels = images.rows * images.columns;
    let bytes = images.pixels.chunks_exact(pixels).skip(first).take(SLICE).flatten();
    bytes.map(|byte| f32::from(*byte) / 255.0).collect()
}
