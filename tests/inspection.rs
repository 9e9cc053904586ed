//! What single stages of a network make of an image: as many as its outline has, each of its shape, on both executors.

mod common;

use common::{close, gpu};
use latent_playground::data::synthetic;
use latent_playground::executor::Hardware;
use latent_playground::inspection::Output;
use latent_playground::model::outline;
use latent_playground::settings::{ModelName, Recipe, Settings};
use latent_playground::trainer::{Probed, Trainer};
use pollster::block_on;

/// What a network makes of the second of two images, and all its stages.
fn stages(model: ModelName, hardware: &Hardware) -> (Probed, Vec<Output>, Trainer) {
    let settings = Settings { hidden: 20, batch: 4, ..Settings::of(model) };
    let data = synthetic::synthetic(7, 40, 12);
    let recipe = Recipe { settings, ..Recipe::default() };
    let mut trainer = block_on(Trainer::new(hardware, recipe, &data)).expect("a network");
    let images: Vec<&[u8]> = data.test.pixels.chunks(784).take(2).collect();
    let probed = block_on(trainer.probe(&images, &data.test.labels[..2])).expect("a probe").remove(1);
    let outputs = (0..).map_while(|stage| block_on(trainer.output(stage, 1)).expect("a stage")).collect();
    (probed, outputs, trainer)
}

#[test]
fn every_stage_of_every_network_has_its_output() {
    for &model in ModelName::ALL {
        let (probed, outputs, trainer) = stages(model, &Hardware::Cpu);
        let outline = outline(trainer.model());
        let shapes: Vec<_> =
            outline.iter().flat_map(|(_, stages)| stages).map(|stage| stage.output).collect();
        assert_eq!(outputs.len(), shapes.len(), "{model}");
        for (output, shape) in outputs.iter().zip(&shapes) {
            // Dense decoders make their picture as numbers in a row; it is shown as a picture.
            let own = output.shape == [shape.height, shape.width, shape.channels];
            assert!(own || output.shape == [28, 28, 1], "{model}: {:?}", output.shape);
            assert_eq!(output.values.len() as u32, shape.numbers(), "{model}, stage {}", output.stage);
            assert!(output.largest > 0.0, "{model}: stage {} is blank", output.stage);
        }
        let numbers = |output: &Output| -> Vec<f32> {
            output.values.iter().map(|value| f32::from(*value) * output.largest / 127.0).collect()
        };
        let near = |found: &[f32], wanted: &[f32], what: &str| {
            let largest = wanted.iter().fold(0.0_f32, |most, value| most.max(value.abs()));
            for (found, wanted) in found.iter().zip(wanted) {
                assert!(
                    (found - wanted).abs() <= largest / 250.0 + 1.0 / 500.0,
                    "{model}, {what}: {found}, not {wanted}"
                );
            }
        };
        let grey = |bytes: &[u8]| bytes.iter().map(|byte| f32::from(*byte) / 255.0).collect::<Vec<_>>();
        let ends: Vec<usize> = outline
            .iter()
            .scan(0, |end, (_, stages)| {
                *end += stages.len();
                Some(*end - 1)
            })
            .collect();
        near(&numbers(&outputs[ends[0]]), &grey(&probed.input), "input");
        near(&numbers(&outputs[ends[2]]), &probed.mu, "code");
        near(&numbers(&outputs[ends[3]]), &grey(&probed.output), "output");
    }
}

#[test]
fn stages_agree_on_both_executors() {
    let hardware = Hardware::Gpu(gpu());
    for model in [ModelName::Denoiser, ModelName::VaeConditional, ModelName::Adversarial] {
        let (_, found, _) = stages(model, &hardware);
        let (_, wanted, _) = stages(model, &Hardware::Cpu);
        assert_eq!(found.len(), wanted.len());
        for (found, wanted) in found.iter().zip(&wanted) {
            assert!(close(found.largest, wanted.largest, 1e-3), "{model}, stage {}", found.stage);
            for (a, b) in found.values.iter().zip(&wanted.values) {
                assert!(a.abs_diff(*b) <= 1, "{model}, stage {}: {a}, not {b}", found.stage);
            }
        }
    }
}
