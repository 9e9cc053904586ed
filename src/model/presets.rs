//! The lesson's networks, each a list of layers that reads like its table. To try a network with one layer more,
//! add it to a list here.

use super::{Activation, Code, Layer, Model, Padding, Reduction, Shape};
use crate::settings::{ModelName, Settings};
use Activation::{Identity, Relu};
use Layer::{AveragePool, Corrupt, Label, MaxPool, Reshape, Upsample};

fn dense(outputs: u32, activation: Activation) -> Layer {
    Layer::Dense { outputs, activation }
}

/// A 3×3 convolution that keeps the picture's size.
fn conv(channels: u32, activation: Activation) -> Layer {
    Layer::Conv { channels, kernel: 3, stride: 1, padding: Padding::Same, activation }
}

/// A 3×3 convolution that stays inside the picture.
fn valid(channels: u32, activation: Activation) -> Layer {
    Layer::Conv { channels, kernel: 3, stride: 1, padding: Padding::Valid, activation }
}

/// The network that the settings name, for images of size `input`.
pub fn preset(settings: &Settings, input: Shape) -> Model {
    let (latent, hidden, pixels) = (settings.latent, settings.hidden, input.numbers());
    let pooled = |outer, inner| {
        vec![conv(outer, Relu), MaxPool, conv(inner, Relu), MaxPool, conv(inner, Relu), MaxPool]
    };
    let raised = |inner, outer| {
        let small = [conv(inner, Relu), Upsample, conv(inner, Relu), Upsample];
        [&small[..], &[valid(outer, Relu), Upsample, conv(1, Identity)]].concat()
    };
    let (encoder, decoder) = (|| pooled(16, 8), || raised(8, 16));
    let from_code = |channels, layers: Vec<Layer>| {
        let code = Shape { height: 4, width: 4, channels };
        [vec![dense(code.numbers(), Relu), Reshape(code)], layers].concat()
    };
    let plain = Model {
        input,
        prepare: vec![],
        encoder: vec![],
        code: Code::Plain { sparsity: 0.0 },
        decoder: vec![],
        reduction: Reduction::Mean,
    };
    let gaussian = Model { code: Code::Gaussian { latent }, reduction: Reduction::Sum, ..plain.clone() };
    let low_resolution = |factor| Model {
        prepare: vec![AveragePool { factor }],
        encoder: vec![conv(16, Relu), MaxPool, conv(8, Relu), MaxPool],
        decoder: decoder(),
        ..plain.clone()
    };
    match settings.model {
        ModelName::Autoencoder => Model { encoder: encoder(), decoder: decoder(), ..plain },
        ModelName::Autoencoder2d => Model {
            encoder: [encoder(), vec![dense(2, Identity)]].concat(),
            decoder: from_code(8, decoder()),
            ..plain
        },
        ModelName::Dense => {
            Model { encoder: vec![dense(32, Relu)], decoder: vec![dense(pixels, Identity)], ..plain }
        }
        ModelName::Sparse => Model {
            encoder: vec![dense(32, Relu)],
            code: Code::Plain { sparsity: 1e-5 },
            decoder: vec![dense(pixels, Identity)],
            ..plain
        },
        ModelName::Deep => Model {
            encoder: vec![dense(128, Relu), dense(64, Relu), dense(32, Relu)],
            decoder: vec![dense(64, Relu), dense(128, Relu), dense(pixels, Identity)],
            ..plain
        },
        name @ (ModelName::Denoiser | ModelName::DenoiserFixed) => Model {
            prepare: vec![Corrupt { mean: 0.5, deviation: 0.5, fresh: name == ModelName::Denoiser }],
            encoder: encoder(),
            decoder: decoder(),
            ..plain
        },
        ModelName::SuperResolution2x => low_resolution(2),
        ModelName::SuperResolution4x => {
            Model { encoder: vec![conv(16, Relu), MaxPool, conv(8, Relu)], ..low_resolution(4) }
        }
        ModelName::Vae => Model {
            encoder: vec![dense(hidden, Relu)],
            decoder: vec![dense(hidden, Relu), dense(pixels, Identity)],
            ..gaussian
        },
        ModelName::VaeConv => Model { encoder: encoder(), decoder: from_code(8, decoder()), ..gaussian },
        ModelName::VaeConvWide => {
            Model { encoder: pooled(32, 64), decoder: from_code(64, raised(64, 32)), ..gaussian }
        }
        ModelName::VaeConditional => Model {
            encoder: vec![Label { classes: 10 }, dense(hidden, Relu)],
            decoder: vec![Label { classes: 10 }, dense(hidden, Relu), dense(pixels, Identity)],
            ..gaussian
        },
        ModelName::Adversarial => {
            let wide = || vec![dense(hidden, Relu); 3];
            let critic = dense(hidden.div_ceil(2), Relu);
            Model {
                encoder: [wide(), vec![dense(latent, Identity)]].concat(),
                code: Code::Adversarial {
                    discriminator: [vec![critic; 4], vec![dense(1, Identity)]].concat(),
                },
                decoder: [wide(), vec![dense(pixels, Identity)]].concat(),
                reduction: Reduction::Sum,
                ..plain
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IMAGE: Shape = Shape { height: 28, width: 28, channels: 1 };

    fn model(name: ModelName) -> Model {
        preset(&Settings { model: name, ..Settings::default() }, IMAGE)
    }

    #[test]
    fn the_networks_have_the_lessons_parameter_counts() {
        assert_eq!(model(ModelName::Autoencoder).parameter_count(), 4_385);
        assert_eq!(model(ModelName::Denoiser).parameter_count(), 4_385);
        assert_eq!(model(ModelName::SuperResolution2x).parameter_count(), 3_801);
        // 784·512+512 + 2·(512·2+2) + 2·512+512 + 512·784+784
        assert_eq!(model(ModelName::Vae).parameter_count(), 807_700);
        // ten more inputs to both parts
        assert_eq!(model(ModelName::VaeConditional).parameter_count(), 807_700 + 2 * 10 * 512);
        let settings = Settings { model: ModelName::Adversarial, hidden: 1000, ..Settings::default() };
        let encoder = 785 * 1000 + 2 * 1001 * 1000 + 1001 * 2;
        let decoder = 3 * 1000 + 2 * 1001 * 1000 + 1001 * 784;
        let discriminator = 3 * 500 + 3 * 501 * 500 + 501;
        assert_eq!(preset(&settings, IMAGE).parameter_count(), encoder + decoder + discriminator);
    }

    #[test]
    fn every_network_makes_an_image_of_an_image() {
        for &name in ModelName::ALL {
            let model = model(name);
            let made = Model::shape_after(&model.decoder, model.code_shape());
            assert_eq!(made.numbers(), IMAGE.numbers(), "{name}");
        }
    }

    #[test]
    fn pooling_seven_by_seven_gives_four_by_four() {
        assert_eq!(model(ModelName::Autoencoder).code_shape(), Shape { height: 4, width: 4, channels: 8 });
    }
}
