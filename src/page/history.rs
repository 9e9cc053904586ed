//! The losses so far, in bounded memory: when a curve is full, neighbours are merged into their mean, so that
//! a night of training takes no more room than a minute, and the whole of it stays in view.

use crate::message::LossPoint;
use serde::{Deserialize, Serialize};

/// Samples that a curve keeps at most.
pub const CAPACITY: usize = 512;

/// Losses at a place of the training.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// Passes through the training images.
    pub epoch: f32,
    /// Reconstruction term, nats per image.
    pub reconstruction: f32,
    /// KL divergence, nats per image, not weighted.
    pub kl: f32,
    /// Reconstruction + β KL, nats per image.
    pub total: f32,
    /// What an encoder pays its discriminator, nats.
    pub generator: f32,
    /// What the discriminator pays, nats.
    pub discriminator: f32,
}

impl Sample {
    /// The losses of `point`, seen after `epoch` passes.
    pub fn new(epoch: f32, point: &LossPoint) -> Self {
        let LossPoint { reconstruction, kl, total, generator, discriminator, .. } = *point;
        Self { epoch, reconstruction, kl, total, generator, discriminator }
    }

    fn is_finite(&self) -> bool {
        let Self { epoch, reconstruction, kl, total, generator, discriminator } = *self;
        [epoch, reconstruction, kl, total, generator, discriminator].iter().all(|value| value.is_finite())
    }

    fn mean(samples: &[Self]) -> Self {
        let mean =
            |part: fn(&Self) -> f32| samples.iter().map(part).sum::<f32>() / samples.len().max(1) as f32;
        Self {
            epoch: mean(|sample| sample.epoch),
            reconstruction: mean(|sample| sample.reconstruction),
            kl: mean(|sample| sample.kl),
            total: mean(|sample| sample.total),
            generator: mean(|sample| sample.generator),
            discriminator: mean(|sample| sample.discriminator),
        }
    }
}

/// One line of the chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    samples: Vec<Sample>,
    gathered: Vec<Sample>,
    stride: usize,
}

impl Default for Curve {
    fn default() -> Self {
        Self { samples: Vec::new(), gathered: Vec::new(), stride: 1 }
    }
}

impl Curve {
    /// Whether it keeps the bounds of its kind, as one that was read may not.
    fn is_sound(&self) -> bool {
        let whole = |samples: &[Sample]| samples.iter().all(Sample::is_finite);
        self.stride.is_power_of_two()
            && self.samples.len() < CAPACITY
            && self.gathered.len() < self.stride
            && whole(&self.samples)
            && whole(&self.gathered)
    }

    /// Adds a sample; one that is not finite is left out.
    pub fn push(&mut self, sample: Sample) {
        if !sample.is_finite() {
            return;
        }
        self.gathered.push(sample);
        if self.gathered.len() < self.stride {
            return;
        }
        self.samples.push(Sample::mean(&self.gathered));
        self.gathered.clear();
        if self.samples.len() >= CAPACITY {
            self.samples = self.samples.chunks(2).map(Sample::mean).collect();
            self.stride *= 2;
        }
    }

    /// The samples from the first to the newest, at most [`CAPACITY`].
    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }
}

/// Every line of the chart.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// Losses of the batches.
    pub train: Curve,
    /// Losses of the test set.
    pub test: Curve,
}

impl History {
    /// Whether it is one that this page could have written.
    pub fn is_sound(&self) -> bool {
        self.train.is_sound() && self.test.is_sound()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(epoch: f32) -> Sample {
        Sample { epoch, reconstruction: epoch, kl: 1.0, total: epoch + 1.0, ..Sample::default() }
    }

    #[test]
    fn a_long_training_stays_within_the_capacity_and_keeps_its_ends() {
        let mut curve = Curve::default();
        (0..100_000).for_each(|step| curve.push(sample(step as f32)));
        let samples = curve.samples();
        assert!(samples.len() < CAPACITY && samples.len() >= CAPACITY / 2 - 1);
        assert!(samples[0].epoch < 200.0);
        assert!(samples[samples.len() - 1].epoch > 99_500.0);
        assert!(samples.windows(2).all(|pair| pair[0].epoch < pair[1].epoch));
    }

    #[test]
    fn merged_samples_are_means() {
        let mut curve = Curve::default();
        (0..CAPACITY).for_each(|step| curve.push(sample(step as f32)));
        assert_eq!(curve.samples()[0], sample(0.5));
        assert_eq!(curve.samples().len(), CAPACITY / 2);
    }

    #[test]
    fn a_loss_that_is_no_number_is_left_out() {
        let mut curve = Curve::default();
        curve.push(Sample { total: f32::NAN, ..sample(1.0) });
        curve.push(Sample { kl: f32::INFINITY, ..sample(2.0) });
        assert!(curve.samples().is_empty());
    }
}
