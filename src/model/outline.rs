//! A network told layer by layer, for a drawing of it.

use super::{Code, Layer, Model, Shape};

/// A part of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The image, and what is made of it before the encoder sees it.
    Input,
    /// From there to the layer before the code.
    Encoder,
    /// The code.
    Code,
    /// From the code to the image.
    Decoder,
    /// From the code to the guess where it is from.
    Discriminator,
}

/// A layer with what it makes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stage {
    /// The layer; none for the image and for the code.
    pub layer: Option<Layer>,
    /// Shape of its output.
    pub output: Shape,
    /// Its trainable parameters.
    pub parameters: u32,
}

/// The parts of a network in the order in which an image passes them, each with its layers.
pub fn outline(model: &Model) -> Vec<(Part, Vec<Stage>)> {
    let image = Stage { layer: None, output: model.input, parameters: 0 };
    let prepared = Model::shape_after(&model.prepare, model.input);
    let encoded = model.encoded_shape();
    let parameters = match model.code {
        Code::Gaussian { latent } => 2 * (encoded.numbers() + 1) * latent,
        Code::Plain { .. } | Code::Adversarial { .. } => 0,
    };
    let code = Stage { layer: None, output: model.code_shape(), parameters };
    let mut parts = vec![
        (Part::Input, [vec![image], stages(model.input, &model.prepare)].concat()),
        (Part::Encoder, stages(prepared, &model.encoder)),
        (Part::Code, vec![code]),
        (Part::Decoder, stages(code.output, &model.decoder)),
    ];
    if let Code::Adversarial { discriminator } = &model.code {
        parts.push((Part::Discriminator, stages(code.output, discriminator)));
    }
    parts
}

fn stages(input: Shape, layers: &[Layer]) -> Vec<Stage> {
    let mut shape = input;
    let stage = |layer: &Layer| {
        let parameters = match *layer {
            Layer::Dense { outputs, .. } => (shape.numbers() + 1) * outputs,
            Layer::Conv { channels, kernel, .. } => (kernel * kernel * shape.channels + 1) * channels,
            _ => 0,
        };
        shape = layer.output(shape);
        Stage { layer: Some(*layer), output: shape, parameters }
    };
    layers.iter().map(stage).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::preset;
    use crate::settings::{ModelName, Settings};

    #[test]
    fn an_outline_has_all_parameters_and_ends_with_an_image() {
        let image = Shape { height: 28, width: 28, channels: 1 };
        for &name in ModelName::ALL {
            let model = preset(&Settings::of(name), image);
            let parts = outline(&model);
            let all = parts.iter().flat_map(|(_, stages)| stages).map(|stage| stage.parameters);
            assert_eq!(all.sum::<u32>(), model.parameter_count(), "{name}");
            let decoder = parts.iter().find(|(part, _)| *part == Part::Decoder).expect("a decoder");
            assert_eq!(decoder.1.last().map(|stage| stage.output.numbers()), Some(784), "{name}");
        }
    }
}
