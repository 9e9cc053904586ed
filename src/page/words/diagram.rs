//! The words of the drawn network.

use super::{Text, decimal};
use crate::inspection::Output;
use crate::model::{Layer, Part, Shape, Stage};

texts! {
    TITLE = "diagram.title";
    AWAITED = "diagram.awaited";
}

/// A part of a network.
pub fn part(part: Part) -> Text {
    match part {
        Part::Input => Text("diagram.input"),
        Part::Encoder => Text("diagram.encoder"),
        Part::Code => Text("diagram.code"),
        Part::Decoder => Text("diagram.decoder"),
        Part::Discriminator => Text("diagram.discriminator"),
    }
}

/// What a layer is.
pub fn layer(part: Part, stage: &Stage) -> String {
    match stage.layer {
        None if part == Part::Input => say!("diagram.image"),
        None if stage.parameters > 0 => say!("diagram.cloud"),
        None => say!("diagram.numbers"),
        Some(Layer::Dense { .. }) => say!("diagram.dense"),
        Some(Layer::Conv { kernel, .. }) => say!("diagram.conv", side = kernel),
        Some(Layer::MaxPool) => say!("diagram.max_pool"),
        Some(Layer::Upsample) => say!("diagram.upsample"),
        Some(Layer::Reshape(_)) => say!("diagram.reshape"),
        Some(Layer::AveragePool { factor }) => say!("diagram.average_pool", side = factor),
        Some(Layer::Label { .. }) => say!("diagram.label"),
        Some(Layer::Corrupt { .. }) => say!("diagram.noise"),
    }
}

/// What a stage made of the digit at hand.
pub fn output(output: &Output) -> String {
    let [height, width, channels] = output.shape;
    let largest = decimal(output.largest, 2);
    if height * width == 1 {
        say!("diagram.output_numbers", count = channels, largest = largest)
    } else if channels == 1 {
        say!("diagram.output_picture", largest = largest)
    } else {
        say!("diagram.output_channels", count = channels, largest = largest)
    }
}

/// Height, width and channels; of what is no picture, how many numbers.
pub fn shape(Shape { height, width, channels }: Shape) -> String {
    match (height * width, channels) {
        (1, _) => channels.to_string(),
        (_, 1) => format!("{height}×{width}"),
        _ => format!("{height}×{width}×{channels}"),
    }
}
