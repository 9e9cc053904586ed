//! The steps of the lesson, which networks belong to each, and which settings a network has.

use crate::settings::ModelName;

/// A step of the lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LessonStep {
    /// Images through a narrow code and back.
    Autoencoder,
    /// Noise taken off.
    Denoise,
    /// Resolution raised.
    SuperResolution,
    /// Codes that are distributions.
    Vae,
    /// The same with convolutions.
    VaeConv,
    /// The digit's label given, so that codes hold style alone.
    Conditional,
    /// Codes made normal by a discriminator.
    Adversarial,
}

impl LessonStep {
    /// Every step, in order.
    pub const ALL: &[Self] = &[
        Self::Autoencoder,
        Self::Denoise,
        Self::SuperResolution,
        Self::Vae,
        Self::VaeConv,
        Self::Conditional,
        Self::Adversarial,
    ];

    /// The step that a network belongs to.
    pub fn of(model: ModelName) -> Self {
        match model {
            ModelName::Autoencoder
            | ModelName::Autoencoder2d
            | ModelName::Dense
            | ModelName::Sparse
            | ModelName::Deep => Self::Autoencoder,
            ModelName::Denoiser | ModelName::DenoiserFixed => Self::Denoise,
            ModelName::SuperResolution2x | ModelName::SuperResolution4x => Self::SuperResolution,
            ModelName::Vae => Self::Vae,
            ModelName::VaeConv | ModelName::VaeConvWide => Self::VaeConv,
            ModelName::VaeConditional => Self::Conditional,
            ModelName::Adversarial => Self::Adversarial,
        }
    }

    /// The step's networks; the first is the one that it begins with.
    pub fn networks(self) -> impl Iterator<Item = ModelName> {
        ModelName::ALL.iter().copied().filter(move |&model| Self::of(model) == self)
    }

    /// The network that the step begins with.
    pub fn first_network(self) -> ModelName {
        match self {
            Self::Autoencoder => ModelName::Autoencoder,
            Self::Denoise => ModelName::Denoiser,
            Self::SuperResolution => ModelName::SuperResolution2x,
            Self::Vae => ModelName::Vae,
            Self::VaeConv => ModelName::VaeConv,
            Self::Conditional => ModelName::VaeConditional,
            Self::Adversarial => ModelName::Adversarial,
        }
    }

    /// The step's number, from 1.
    pub fn number(self) -> usize {
        1 + self as usize
    }

    /// The step before, if there is one.
    pub fn previous(self) -> Option<Self> {
        Self::ALL.get((self as usize).checked_sub(1)?).copied()
    }

    /// The step after, if there is one.
    pub fn next(self) -> Option<Self> {
        Self::ALL.get(self as usize + 1).copied()
    }
}

/// Whether a network's codes are distributions.
pub fn is_gaussian(model: ModelName) -> bool {
    matches!(model, ModelName::Vae | ModelName::VaeConv | ModelName::VaeConvWide | ModelName::VaeConditional)
}

/// Whether a network's codes are to be standard normal, how strictly being weighed by β; their size is a setting.
pub fn has_prior(model: ModelName) -> bool {
    is_gaussian(model) || model == ModelName::Adversarial
}

/// Whether the width of a network's hidden layers is a setting.
pub fn has_hidden_width(model: ModelName) -> bool {
    matches!(model, ModelName::Vae | ModelName::VaeConditional | ModelName::Adversarial)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_network_belongs_to_one_step_and_a_step_begins_with_its_first() {
        let listed: usize = LessonStep::ALL.iter().map(|step| step.networks().count()).sum();
        assert_eq!(listed, ModelName::ALL.len());
        for step in LessonStep::ALL {
            assert_eq!(step.networks().next(), Some(step.first_network()));
        }
    }

    #[test]
    fn steps_are_numbered_from_one_and_end_at_both_sides() {
        let numbers: Vec<_> = LessonStep::ALL.iter().map(|step| step.number()).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(LessonStep::Autoencoder.previous(), None);
        assert_eq!(LessonStep::Denoise.previous(), Some(LessonStep::Autoencoder));
        assert_eq!(LessonStep::Adversarial.next(), None);
    }
}
