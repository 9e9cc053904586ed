//! Principal components of a data set's training images: the best code that sums of fixed pictures can make, to
//! set beside a network's. Knows no network and no GPU.

mod analysis;
mod subspace;

pub use analysis::Analysis;

/// Most components that are looked for: the numbers in the longest code of the lesson's networks.
pub const MAX_COMPONENTS: usize = 128;

/// Principal components, and how well they describe the test images. Pixels count from 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Pca {
    /// Mean training image, `[pixels]`.
    mean: Vec<f32>,
    /// Orthonormal, the most telling first, `[components, pixels]`.
    components: Vec<f32>,
    /// Squared error of a test image, summed over pixels, its mean with 0, 1, … components.
    test_errors: Vec<f32>,
    /// Test images on the first two components.
    test_points: Vec<[f32; 2]>,
}

/// An image made of components.
#[derive(Clone, Debug, PartialEq)]
pub struct Approximation {
    /// A byte a pixel; what lies outside 0 to 1 is cut off.
    pub picture: Vec<u8>,
    /// Squared error summed over pixels, nothing cut off.
    pub squared_error: f32,
}

impl Pca {
    /// Components that there are.
    pub fn components(&self) -> usize {
        self.test_errors.len() - 1
    }

    /// Squared error of the test images with `count` components, as many as there are at most: summed over
    /// pixels, mean over images.
    pub fn test_error(&self, count: usize) -> f32 {
        self.test_errors[count.min(self.components())]
    }

    /// The test images on the first two components; 0 for a second that there is not.
    pub fn test_points(&self) -> &[[f32; 2]] {
        &self.test_points
    }

    /// An image of a byte a pixel made of the first `count` components, as many as there are at most.
    pub fn approximate(&self, image: &[u8], count: usize) -> Approximation {
        let centred: Vec<f32> =
            image.iter().zip(&self.mean).map(|(byte, mean)| f32::from(*byte) / 255.0 - mean).collect();
        let mut sum = self.mean.clone();
        for component in self.components.chunks_exact(self.mean.len()).take(count) {
            let score: f32 = centred.iter().zip(component).map(|(x, c)| x * c).sum();
            for (value, c) in sum.iter_mut().zip(component) {
                *value += score * c;
            }
        }
        let squared_error =
            image.iter().zip(&sum).map(|(byte, value)| (f32::from(*byte) / 255.0 - value).powi(2)).sum();
        let picture = sum.iter().map(|value| (255.0 * value.clamp(0.0, 1.0)).round() as u8).collect();
        Approximation { picture, squared_error }
    }
}
