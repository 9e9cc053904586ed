//! One step and ten losses of small networks of each kind, against stored tensors of a reference in JAX
//! (`tests/reference/autoencoder.py`), on the CPU and on the GPU.

mod common;

use common::reference::{Reference, compare_losses, compare_step};
use common::{close, hardware_in_every_way};
use latent_playground::data::synthetic;
use latent_playground::executor::Hardware;
use latent_playground::model::Activation::{Identity, Relu};
use latent_playground::model::Layer::{Corrupt, Label, MaxPool, Upsample};
use latent_playground::model::{Activation, Code, Layer, Model, Padding, Reduction, Shape};
use latent_playground::settings::{ModelName, Recipe, Settings};
use latent_playground::trainer::{StepLoss, Trainer};
use pollster::block_on;
use std::f32::consts::LN_2;

fn conv(channels: u32, padding: Padding, activation: Activation) -> Layer {
    Layer::Conv { channels, kernel: 3, stride: 1, padding, activation }
}

fn same(channels: u32) -> Layer {
    conv(channels, Padding::Same, Relu)
}

fn dense(outputs: u32, activation: Activation) -> Layer {
    Layer::Dense { outputs, activation }
}

fn logits() -> Layer {
    conv(1, Padding::Same, Identity)
}

/// The network of the stored case `name`.
fn model(name: &str, side: u32) -> Model {
    let model = Model {
        input: Shape { height: side, width: side, channels: 1 },
        prepare: vec![],
        encoder: vec![same(4), MaxPool, same(4), MaxPool],
        code: Code::Plain { sparsity: 0.0 },
        decoder: vec![same(4), Upsample, same(4), Upsample, logits()],
        reduction: Reduction::Mean,
    };
    match name {
        "conv" => model,
        "conv-odd" => Model {
            encoder: vec![same(4), MaxPool, same(3), MaxPool],
            decoder: vec![same(3), Upsample, same(4), Upsample, conv(5, Padding::Valid, Relu), logits()],
            ..model
        },
        "denoise" => Model { prepare: vec![Corrupt { mean: 0.5, deviation: 0.5, fresh: true }], ..model },
        "sparse" => Model {
            encoder: vec![dense(13, Relu)],
            code: Code::Plain { sparsity: 0.01 },
            decoder: vec![dense(side * side, Identity)],
            ..model
        },
        "label" => Model {
            encoder: vec![Label { classes: 10 }, dense(13, Relu)],
            code: Code::Gaussian { latent: 3 },
            decoder: vec![Label { classes: 10 }, dense(13, Relu), dense(side * side, Identity)],
            reduction: Reduction::Sum,
            ..model
        },
        "adversarial" => Model {
            encoder: vec![dense(13, Relu), dense(3, Identity)],
            code: Code::Adversarial { discriminator: vec![dense(9, Relu), dense(1, Identity)] },
            decoder: vec![dense(13, Relu), dense(side * side, Identity)],
            reduction: Reduction::Sum,
            ..model
        },
        _ => panic!("no network for {name}"),
    }
}

/// Cases with the side of their images and the weight of their penalty.
const CASES: [(&str, u32, f32); 6] = [
    ("conv", 8, 1.0),
    ("conv-odd", 14, 1.0),
    ("denoise", 8, 1.0),
    ("sparse", 7, 0.01),
    ("label", 7, 1.0),
    ("adversarial", 7, 1.0),
];

/// The cases with `kind` in their names, on the CPU, and on the GPU with its products spread in each way.
fn for_each_case(kind: &str, check: impl Fn(&mut Trainer, &Reference, f32, &str)) {
    for (case, side, weight) in CASES.into_iter().filter(|(case, ..)| case.contains(kind)) {
        let reference = Reference::open(&format!("autoencoder-{case}"));
        let settings = Settings { batch: 7, seed: 20, learning_rate: 0.01, ..Settings::default() };
        let data = reference.data(side as usize);
        let model = model(case, side);
        let images = data.train.labels.len() as u32;
        for (hardware_name, hardware) in hardware_in_every_way(&model, &settings, images) {
            let recipe = Recipe { settings: settings.clone(), ..Recipe::default() };
            let trainer = Trainer::of_model(&hardware, model.clone(), recipe, &data);
            let name = format!("{case} on {hardware_name}");
            check(&mut block_on(trainer).expect("a trainer"), &reference, weight, &name);
        }
    }
}

#[test]
fn a_step_has_the_numbers_of_the_reference() {
    for_each_case("", |trainer, reference, weight, name| {
        let compared = compare_step(trainer, reference, weight, name);
        assert!(compared > 1000, "{name}: only {compared} numbers were compared");
    });
}

#[test]
fn both_losses_of_the_adversarial_game_are_those_of_the_reference() {
    let reference = Reference::open("autoencoder-adversarial");
    for_each_case("adversarial", |trainer, _, _, name| {
        for wanted in reference.floats("adversarial").chunks_exact(2) {
            let loss = block_on(trainer.train(1)).expect("a step")[0];
            for (found, wanted) in [loss.generator, loss.discriminator].iter().zip(wanted) {
                assert!(
                    close(*found, *wanted, 2e-3),
                    "{name}: step {} gives {found}, not {wanted}",
                    loss.step
                );
            }
        }
    });
}

#[test]
fn ten_losses_are_those_of_the_reference() {
    for_each_case("", compare_losses);
}

#[test]
fn a_discriminator_learns_and_codes_become_normal() {
    let settings = Settings { hidden: 64, learning_rate: 1e-3, ..Settings::of(ModelName::Adversarial) };
    let recipe = Recipe { settings, ..Recipe::default() };
    let data = synthetic::embedded();
    let mut trainer = block_on(Trainer::new(&Hardware::Cpu, recipe, &data)).expect("a trainer");
    let mut losses = Vec::new();
    while trainer.steps() < 1500 {
        losses.extend(block_on(trainer.train(250)).expect("steps"));
    }
    block_on(trainer.measure()).expect("a measurement");
    let codes = block_on(trainer.test_codes()).expect("codes");
    let count = (codes.len() / 2) as f32;
    let mean = [0, 1].map(|axis| codes.iter().skip(axis).step_by(2).sum::<f32>() / count);
    let covariance = |a: usize, b: usize| {
        let product = |code: &[f32]| (code[a] - mean[a]) * (code[b] - mean[b]);
        codes.chunks_exact(2).map(product).sum::<f32>() / count
    };
    let covariances = [covariance(0, 0), covariance(1, 1), covariance(0, 1)];
    // A discriminator that guesses pays 2 ln 2.
    let average =
        |part: &[StepLoss]| part.iter().map(|loss| loss.discriminator).sum::<f32>() / part.len() as f32;
    let least = losses.chunks(100).map(average).fold(f32::INFINITY, f32::min);
    println!("{mean:?} {covariances:?} {least}");
    assert!(least < 2.0 * LN_2 - 0.1, "the discriminator never paid less than {least}");
    assert!(mean.iter().all(|mean| mean.abs() < 0.4), "{mean:?}");
    assert!(covariances[..2].iter().all(|variance| (0.5..1.6).contains(variance)), "{covariances:?}");
    assert!(covariances[2].abs() < 0.4, "{covariances:?}");
}
