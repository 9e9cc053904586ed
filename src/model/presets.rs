//! The lesson's networks.

use super::{Activation, Layer, Model};
use crate::settings::{ModelName, Settings};

/// The network that the settings name, for images of `pixels` pixels.
pub fn preset(settings: &Settings, pixels: u32) -> Model {
    match settings.model {
        ModelName::Vae => Model {
            pixels,
            encoder: vec![Layer::Dense { outputs: settings.hidden, activation: Activation::Relu }],
            latent: settings.latent,
            decoder: vec![
                Layer::Dense { outputs: settings.hidden, activation: Activation::Relu },
                Layer::Dense { outputs: pixels, activation: Activation::Identity },
            ],
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lessons_vae_has_807_700_parameters() {
        // The lesson counts 807,700: 784·512+512 + 2·(512·2+2) + 2·512+512 + 512·784+784.
        assert_eq!(preset(&Settings::default(), 784).parameter_count(), 807_700);
    }
}
