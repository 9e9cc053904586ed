//! Whole training steps: against stored tensors of a reference in JAX (`tests/reference/vae.py`), against
//! themselves, and the GPU against the CPU.

mod common;

use common::{close, gpu};
use latent_playground::data::{Dataset, Images, synthetic};
use latent_playground::executor::Hardware;
use latent_playground::settings::{Recipe, Settings};
use latent_playground::share::link;
use latent_playground::trainer::Trainer;
use pollster::block_on;
use safetensors::SafeTensors;

const CASES: [&str; 4] = ["bce-adam", "bce-rmsprop", "mse-adam", "mse-rmsprop"];

/// A stored reference training.
struct Reference {
    bytes: Vec<u8>,
}

impl Reference {
    fn open(case: &str) -> Self {
        let file = format!("{}/tests/reference/vae-{case}.safetensors", env!("CARGO_MANIFEST_DIR"));
        Self { bytes: std::fs::read(file).expect("a stored reference") }
    }

    fn tensors(&self) -> SafeTensors<'_> {
        SafeTensors::deserialize(&self.bytes).expect("a whole file")
    }

    fn floats(&self, name: &str) -> Vec<f32> {
        let tensors = self.tensors();
        let bytes = tensors.tensor(name).expect("a stored tensor").data();
        bytes.chunks_exact(4).map(|word| f32::from_le_bytes(word.try_into().expect("four bytes"))).collect()
    }

    fn recipe(&self) -> Recipe {
        let (_, metadata) = SafeTensors::read_metadata(&self.bytes).expect("metadata");
        let recipe = metadata.metadata().as_ref().and_then(|entries| entries.get("recipe"));
        link::read(recipe.expect("a stored recipe")).expect("a link that opens").recipe
    }

    fn data(&self) -> Dataset {
        let tensors = self.tensors();
        let pixels = tensors.tensor("images").expect("stored images").data().to_vec();
        let images = Images { rows: 7, columns: 7, labels: vec![0; pixels.len() / 49], pixels };
        Dataset { train: images.clone(), test: images }
    }
}

fn hardware() -> [Hardware; 2] {
    [Hardware::Cpu, Hardware::Gpu(gpu())]
}

#[test]
fn a_step_has_the_numbers_of_the_reference() {
    for hardware in hardware() {
        for case in CASES {
            let reference = Reference::open(case);
            let data = reference.data();
            let trainer = block_on(Trainer::new(&hardware, reference.recipe(), &data));
            let mut trainer = trainer.expect("a trainer");
            let trace = block_on(trainer.trace_step()).expect("a step");
            let losses = reference.floats("losses");
            let mut compared = 0;
            for tensor in &trace {
                let (wanted, tolerance) = match tensor.name.as_str() {
                    "loss" => (vec![losses[0]], 1e-5),
                    "reconstruction" => (vec![losses[1]], 1e-5),
                    "kl" => (vec![losses[2]], 1e-5),
                    name => (reference.floats(name), 2e-5),
                };
                assert_eq!(tensor.values.len(), wanted.len(), "{case}: {}", tensor.name);
                let gradient = tensor.name.strip_prefix("after/").map(|name| format!("gradient/{name}"));
                let gradient = gradient.map(|name| reference.floats(&name));
                for (index, (found, wanted)) in tensor.values.iter().zip(&wanted).enumerate() {
                    // The first step of either rule has the size of the rate, however small the gradient; where
                    // the gradient is no more than rounding, so is the step's direction.
                    if gradient.as_ref().is_some_and(|gradient| gradient[index].abs() < 1e-6) {
                        continue;
                    }
                    assert!(
                        close(*found, *wanted, tolerance),
                        "{case} on {}: {} at {index} is {found}, not {wanted}",
                        hardware.name(),
                        tensor.name,
                    );
                    compared += 1;
                }
            }
            assert!(compared > 4000, "{case}: only {compared} numbers were compared");
        }
    }
}

#[test]
fn twenty_losses_are_those_of_the_reference() {
    for hardware in hardware() {
        for case in CASES {
            let reference = Reference::open(case);
            let data = reference.data();
            let trainer = block_on(Trainer::new(&hardware, reference.recipe(), &data));
            let mut trainer = trainer.expect("a trainer");
            let mut losses = Vec::new();
            while losses.len() < 20 {
                losses.extend(block_on(trainer.train(20 - losses.len() as u32)).expect("steps"));
            }
            for (loss, wanted) in losses.iter().zip(reference.floats("losses").chunks_exact(3)) {
                for (found, wanted) in [loss.total, loss.reconstruction, loss.kl].into_iter().zip(wanted) {
                    assert!(
                        close(found, *wanted, 2e-3),
                        "{case} on {}: step {} gives {found}, not {wanted}",
                        hardware.name(),
                        loss.step,
                    );
                }
            }
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
        block_on(watched.decode(&[0.5, -0.5, 1.0])).expect("a picture");
        watched.decode_grid(&[0.0; 3 * 225]);
        block_on(watched.probe(&[&[128; 784]])).expect("a probe");
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
        kl += block_on(trainer.probe(&[image])).expect("a probe")[0].kl;
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
