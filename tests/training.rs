//! Whole training steps: against stored tensors of a reference in JAX (`tests/reference/vae.py`), against
//! themselves, and the GPU against the CPU.

mod common;

use common::reference::{Reference, compare_losses, compare_step};
use common::{close, gpu, hardware_in_every_way};
use latent_playground::data::{Dataset, synthetic};
use latent_playground::executor::Hardware;
use latent_playground::model::{Shape, preset};
use latent_playground::settings::{Recipe, Settings};
use latent_playground::trainer::{StepLoss, Trainer};
use pollster::block_on;

const CASES: [&str; 4] = ["vae-bce-adam", "vae-bce-rmsprop", "vae-mse-adam", "vae-mse-rmsprop"];

fn hardware() -> [Hardware; 2] {
    [Hardware::Cpu, Hardware::Gpu(gpu())]
}

/// What a reference's case is tried on.
fn hardware_for(reference: &Reference, data: &Dataset) -> Vec<(String, Hardware)> {
    let settings = reference.recipe().settings;
    let model = preset(&settings, Shape { height: 7, width: 7, channels: 1 });
    hardware_in_every_way(&model, &settings, data.train.labels.len() as u32)
}

#[test]
fn a_step_has_the_numbers_of_the_reference() {
    for case in CASES {
        let reference = Reference::open(case);
        let data = reference.data(7);
        for (hardware_name, hardware) in hardware_for(&reference, &data) {
            let trainer = block_on(Trainer::new(&hardware, reference.recipe(), &data));
            let name = format!("{case} on {hardware_name}");
            let compared = compare_step(&mut trainer.expect("a trainer"), &reference, 1.0, &name);
            assert!(compared > 4000, "{name}: only {compared} numbers were compared");
        }
    }
}

#[test]
fn twenty_losses_are_those_of_the_reference() {
    for case in CASES {
        let reference = Reference::open(case);
        let data = reference.data(7);
        for (hardware_name, hardware) in hardware_for(&reference, &data) {
            let trainer = block_on(Trainer::new(&hardware, reference.recipe(), &data));
            let name = format!("{case} on {hardware_name}");
            compare_losses(&mut trainer.expect("a trainer"), &reference, 1.0, &name);
        }
    }
}

fn small_settings() -> Settings {
    Settings { hidden: 37, latent: 3, batch: 25, seed: 11, ..Settings::default() }
}

fn small_data() -> Dataset {
    synthetic::synthetic(3, 203, 61)
}

fn trained(hardware: &Hardware, recipe: Recipe, slices: &[u32]) -> (Trainer, Vec<f32>) {
    let mut trainer = block_on(Trainer::new(hardware, recipe, &small_data())).expect("a trainer");
    let mut losses = Vec::new();
    for steps in slices {
        let until = trainer.steps() + steps;
        while trainer.steps() < until {
            let made = block_on(trainer.train(until - trainer.steps())).expect("steps");
            losses.extend(made.iter().map(|loss| loss.total));
        }
    }
    (trainer, losses)
}

fn bits(trainer: &Trainer) -> Vec<u32> {
    let parameters = block_on(trainer.parameters()).expect("parameters");
    parameters.iter().flat_map(|tensor| &tensor.values).map(|value| value.to_bits()).collect()
}

fn recipe() -> Recipe {
    Recipe { settings: small_settings(), ..Recipe::default() }
}

#[test]
fn the_same_recipe_gives_the_same_bits_in_slices_of_any_length() {
    for hardware in hardware() {
        let (once, _) = trained(&hardware, recipe(), &[40]);
        let (again, _) = trained(&hardware, recipe(), &[1, 30, 2, 7]);
        assert_eq!(bits(&once), bits(&again), "{}", hardware.name());
        let other = Recipe { settings: Settings { seed: 12, ..small_settings() }, ..Recipe::default() };
        let (other, _) = trained(&hardware, other, &[40]);
        assert_ne!(bits(&once), bits(&other));
    }
}

#[test]
fn measuring_and_looking_do_not_change_training() {
    for hardware in hardware() {
        let (plain, _) = trained(&hardware, recipe(), &[20]);
        let (mut watched, _) = trained(&hardware, recipe(), &[7]);
        block_on(watched.measure()).expect("a measurement");
        block_on(watched.decode(&[0.5, -0.5, 1.0], 0)).expect("a picture");
        watched.decode_grid(&[0.0; 3 * 225], 0);
        block_on(watched.probe(&[&[128; 784]], &[0])).expect("a probe");
        while watched.steps() < 20 {
            block_on(watched.measure_chunk()).expect("a chunk");
            block_on(watched.train(3.min(20 - watched.steps()))).expect("steps");
        }
        assert_eq!(bits(&plain), bits(&watched), "{}", hardware.name());
    }
}

#[test]
fn a_recipe_with_changes_bakes_the_same_network_again() {
    for hardware in hardware() {
        let (mut first, _) = trained(&hardware, recipe(), &[9]);
        assert!(first.tune(4.0, 5e-4));
        assert!(first.tune(3.0, 5e-4), "a change made twice at the same step counts once");
        block_on(first.train(6)).expect("steps");
        assert!(first.tune(0.0, 1e-2));
        block_on(first.train(5)).expect("steps");
        let recipe = first.recipe().clone();
        assert_eq!(recipe.changes.len(), 2);
        let steps = recipe.steps;
        let (again, _) = trained(&hardware, recipe, &[steps]);
        assert_eq!(bits(&first), bits(&again), "{}", hardware.name());
        let (plain, _) = trained(&hardware, self::recipe(), &[steps]);
        assert_ne!(bits(&first), bits(&plain));
    }
}

#[test]
fn gpu_and_cpu_stay_together_over_fifty_steps() {
    let [cpu, gpu] = hardware();
    let (mut on_cpu, cpu_losses) = trained(&cpu, recipe(), &[50]);
    let (mut on_gpu, gpu_losses) = trained(&gpu, recipe(), &[50]);
    for (step, (a, b)) in cpu_losses.iter().zip(&gpu_losses).enumerate() {
        assert!(close(*a, *b, 1e-3), "step {step}: CPU {a}, GPU {b}");
    }
    let [a, b] =
        [&mut on_cpu, &mut on_gpu].map(|trainer| block_on(trainer.measure()).expect("a measurement"));
    assert!(close(a.reconstruction, b.reconstruction, 1e-3) && close(a.kl, b.kl, 1e-2), "{a:?} {b:?}");
}

#[test]
fn sets_smaller_than_a_batch_are_trained_on_and_every_image_of_them() {
    for hardware in hardware() {
        for (train, test) in [(1, 1), (2, 3), (24, 2), (26, 300)] {
            let data = synthetic::synthetic(3, train, test);
            let mut trainer = block_on(Trainer::new(&hardware, recipe(), &data)).expect("a trainer");
            let before = block_on(trainer.measure()).expect("a measurement");
            while trainer.steps() < 12 {
                let losses = block_on(trainer.train(12 - trainer.steps())).expect("steps");
                assert!(losses.iter().all(StepLoss::is_finite), "{train} images on {}", hardware.name());
            }
            let after = block_on(trainer.measure()).expect("a measurement");
            assert!(after.reconstruction < before.reconstruction, "{before:?} {after:?}");
            let steps_an_epoch = (train as f32 / 25.0).floor().max(1.0);
            assert!(close(trainer.epoch(), 12.0 / steps_an_epoch, 1e-6));
            assert_eq!(block_on(trainer.test_codes()).expect("codes").len(), test * 3);
        }
    }
}

#[test]
fn the_loss_falls_and_the_codes_are_all_there() {
    let (mut trainer, losses) = trained(&Hardware::Cpu, recipe(), &[150]);
    let mean = |losses: &[f32]| losses.iter().sum::<f32>() / losses.len() as f32;
    assert!(mean(&losses[140..]) < 0.6 * mean(&losses[..5]), "{losses:?}");
    let loss = block_on(trainer.measure()).expect("a measurement");
    assert!(loss.reconstruction > 0.0 && loss.reconstruction < losses[0]);
    let codes = block_on(trainer.test_codes()).expect("codes");
    assert_eq!(codes.len(), 61 * 3);
    assert!(codes.chunks_exact(3).all(|code| code.iter().any(|number| *number != 0.0)));
}

#[test]
fn the_test_losses_are_the_mean_over_every_test_image_once() {
    // Latent noise apart, a probe of each test image gives its own terms; KL does not depend on the noise.
    let (mut trainer, _) = trained(&Hardware::Cpu, recipe(), &[30]);
    let loss = block_on(trainer.measure()).expect("a measurement");
    let data = small_data();
    let mut kl = 0.0;
    for image in data.test.pixels.chunks_exact(784) {
        kl += block_on(trainer.probe(&[image], &[0])).expect("a probe")[0].kl;
    }
    assert!(close(loss.kl, kl / 61.0, 1e-4), "{} {}", loss.kl, kl / 61.0);
}

#[test]
fn parameters_that_leave_come_back_the_same() {
    for hardware in hardware() {
        let (source, _) = trained(&hardware, recipe(), &[5]);
        let (mut target, _) = trained(&hardware, recipe(), &[1]);
        target.set_parameters(&block_on(source.parameters()).expect("parameters"));
        assert_eq!(bits(&source), bits(&target));
    }
}

#[test]
fn a_rate_without_measure_is_noticed_as_a_loss_that_is_no_number() {
    for hardware in hardware() {
        let settings = Settings { learning_rate: 1e6, ..small_settings() };
        let (_, losses) = trained(&hardware, Recipe { settings, ..Recipe::default() }, &[30]);
        assert!(losses.iter().any(|loss| !loss.is_finite()), "{}", hardware.name());
    }
}

#[test]
fn opened_parameters_are_trained_on_from_their_step_with_fresh_moments() {
    for hardware in hardware() {
        let (source, _) = trained(&hardware, recipe(), &[60]);
        let (mut target, _) = trained(&hardware, recipe(), &[]);
        target.continue_from(60, &block_on(source.parameters()).expect("parameters"));
        assert_eq!(target.steps(), 60);
        assert_eq!(bits(&source), bits(&target));
        let before = block_on(target.measure()).expect("losses");
        // Adam's first step from zero moments moves no number by more than the rate.
        let first = block_on(target.trace_step()).expect("a step");
        let numbers = |part: &str| -> Vec<f32> {
            first.iter().filter(|it| it.name.starts_with(part)).flat_map(|it| it.values.clone()).collect()
        };
        let moves = numbers("before/").into_iter().zip(numbers("after/")).map(|(a, b)| (a - b).abs());
        let largest = moves.fold(0.0, f32::max);
        assert!(largest > 0.9e-3 && largest < 1.01e-3, "{largest} on {}", hardware.name());
        while target.steps() < 120 {
            block_on(target.train(120 - target.steps())).expect("steps");
        }
        let after = block_on(target.measure()).expect("losses");
        assert!(after.reconstruction < before.reconstruction, "{before:?} {after:?}");
    }
}
