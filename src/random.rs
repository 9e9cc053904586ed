//! The counter-based random generator: every number is a hash of (seed, stream, step, element), so nothing
//! is stored, shuffled or uploaded, and GPU and CPU draw the same integers. Twin of
//! `shaders/shared/random.wgsl`.

/// Stream of the initial weights; its step is the number of the parameter tensor.
pub const WEIGHTS: u32 = 1;
/// Stream of the batch order; its step is the epoch.
pub const ORDER: u32 = 2;
/// Stream of the latent noise in training; its step is the training step.
pub const LATENT: u32 = 3;
/// Stream of the latent noise on the test set; its step is 0.
pub const TEST_LATENT: u32 = 4;
/// Stream of the noise on a network's input in training; its step is the training step.
pub const NOISE: u32 = 5;
/// Stream of the noise on a network's input for the test set; its step is 0.
pub const TEST_NOISE: u32 = 6;
/// Stream of codes drawn from the prior: element = row · latent size + number.
pub const PRIOR: u32 = 9;
/// Stream of the first guess of principal components.
pub const COMPONENTS: u32 = 10;
/// Stream of the noise on a code that the visitor plays with; its step is 0.
pub const PLAY_NOISE: u32 = 16;
/// Stream of random codes; its step is the number of the draw.
pub const PLAY_CODES: u32 = 17;

/// The hash pcg4d of Jarzynski and Olano, "Hash Functions for GPU Rendering" (2020).
pub fn pcg4d(input: [u32; 4]) -> [u32; 4] {
    let [mut x, mut y, mut z, mut w] =
        input.map(|word| word.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
    let mix = |x: &mut u32, y: &mut u32, z: &mut u32, w: &mut u32| {
        *x = x.wrapping_add(y.wrapping_mul(*w));
        *y = y.wrapping_add(z.wrapping_mul(*x));
        *z = z.wrapping_add(x.wrapping_mul(*y));
        *w = w.wrapping_add(y.wrapping_mul(*z));
    };
    mix(&mut x, &mut y, &mut z, &mut w);
    [x, y, z, w] = [x, y, z, w].map(|word| word ^ (word >> 16));
    mix(&mut x, &mut y, &mut z, &mut w);
    [x, y, z, w]
}

/// A number in [0, 1) with 24 random bits.
pub fn uniform(bits: u32) -> f32 {
    (bits >> 8) as f32 * (1.0 / 16_777_216.0)
}

/// A standard normal number (Box and Muller, 1958).
pub fn normal(seed: u32, stream: u32, step: u32, element: u32) -> f32 {
    let [a, b, _, _] = pcg4d([seed, stream, step, element]);
    let above_zero = ((a >> 8) + 1) as f32 * (1.0 / 16_777_216.0);
    (-2.0 * above_zero.ln()).sqrt() * (std::f32::consts::TAU * uniform(b)).cos()
}

/// Training steps in an epoch of `images` images: the last partial batch is dropped.
pub fn steps_per_epoch(images: u32, batch: u32) -> u32 {
    (images / batch).max(1)
}

/// A bijection on `0..count` for every seed and epoch: a Feistel network on the smallest even number of bits
/// that holds `count`, walked until it lands inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    count: u32,
    half_bits: u32,
}

impl Order {
    /// The order of `count` images, at least 1.
    pub fn new(count: u32) -> Self {
        let bits = (32 - count.saturating_sub(1).leading_zeros()).max(2);
        Self { count, half_bits: bits.div_ceil(2) }
    }

    /// Bits in each half of the Feistel network.
    pub fn half_bits(self) -> u32 {
        self.half_bits
    }

    /// The image at `position` of `epoch`, both `0..count`.
    pub fn image(self, seed: u32, epoch: u32, position: u32) -> u32 {
        let mask = (1 << self.half_bits) - 1;
        let mut place = position;
        loop {
            let (mut left, mut right) = (place >> self.half_bits, place & mask);
            for round in 0..4 {
                let hash = pcg4d([seed, ORDER, epoch, (round << 28) | right])[0];
                (left, right) = (right, left ^ (hash & mask));
            }
            place = (left << self.half_bits) | right;
            if place < self.count {
                return place;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_epoch_shows_every_image_once() {
        for count in [1, 2, 3, 7, 40, 1000, 60_000] {
            let order = Order::new(count);
            let mut seen: Vec<u32> = (0..count).map(|position| order.image(5, 2, position)).collect();
            seen.sort_unstable();
            assert!(seen.into_iter().eq(0..count), "{count} images");
        }
    }

    #[test]
    fn epochs_and_seeds_have_orders_of_their_own() {
        let order = Order::new(1000);
        let first =
            |seed, epoch| (0..20).map(|position| order.image(seed, epoch, position)).collect::<Vec<_>>();
        assert_ne!(first(1, 0), first(1, 1));
        assert_ne!(first(1, 0), first(2, 0));
    }

    #[test]
    fn normal_numbers_have_mean_zero_and_variance_one() {
        let draws: Vec<f64> = (0..100_000).map(|element| f64::from(normal(3, LATENT, 9, element))).collect();
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        let variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / draws.len() as f64;
        assert!(mean.abs() < 0.02, "mean {mean}");
        assert!((variance - 1.0).abs() < 0.02, "variance {variance}");
    }
}
