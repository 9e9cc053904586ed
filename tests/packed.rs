//! Packed weights: what is written is read back rounded, as small as an error allows, and everything else is refused
//! in a sentence.

mod common;

use common::numbers;
use latent_playground::data::synthetic;
use latent_playground::executor::Hardware;
use latent_playground::settings::{ModelName, Recipe, Settings};
use latent_playground::share::checkpoint::NamedTensor;
use latent_playground::share::packed::{
    MAX_BYTES, PackedError, Step, choose_steps, from_text, read, rounded, to_text, without_untouched, write,
};
use latent_playground::trainer::Trainer;
use latent_playground::view::View;
use pollster::block_on;
use std::convert::Infallible;

fn recipe(model: ModelName) -> Recipe {
    let settings = Settings { model, hidden: 5, latent: 2, batch: 16, seed: 3, ..Settings::default() };
    Recipe { settings, steps: 40, ..Recipe::default() }
}

fn trainer(model: ModelName, steps: u32) -> Trainer {
    let data = synthetic::synthetic(3, 200, 100);
    let mut trainer = block_on(Trainer::new(&Hardware::Cpu, recipe(model), &data)).expect("a trainer");
    while trainer.steps() < steps {
        block_on(trainer.train(steps - trainer.steps())).expect("steps");
    }
    trainer
}

/// A small network's parameters with a step each, and their file.
fn example() -> (Vec<NamedTensor>, Vec<Step>, Vec<u8>) {
    let tensors = block_on(trainer(ModelName::Vae, 0).parameters()).expect("parameters");
    let steps = vec![Step::within(0.02); tensors.len()];
    let bytes = write(&recipe(ModelName::Vae), &View::default(), &tensors, &steps).expect("a file");
    (tensors, steps, bytes)
}

fn tensor(shape: &[usize], values: Vec<f32>) -> NamedTensor {
    NamedTensor { name: "w".to_owned(), shape: shape.to_vec(), values }
}

#[test]
fn every_network_comes_back_rounded_and_with_its_recipe() {
    for &model in ModelName::ALL {
        let tensors = block_on(trainer(model, 0).parameters()).expect("parameters");
        let steps: Vec<Step> =
            (0..tensors.len()).map(|number| Step::within(0.3 / (number + 1) as f32)).collect();
        let bytes = write(&recipe(model), &View::default(), &tensors, &steps).expect("a file");
        let unpacked = read(&from_text(&to_text(&bytes)).expect("bytes")).expect("weights");
        assert_eq!(unpacked.opened.recipe, recipe(model), "{model}");
        assert_eq!(unpacked.tensors, rounded(&tensors, &steps), "{model}");
    }
}

#[test]
fn no_value_is_further_off_than_its_step() {
    let weights = tensor(&[20, 50], numbers(1000, 1));
    let bias = tensor(&[1000], numbers(1000, 1));
    for size in [1e-4, 0.01, 0.3, 2.0] {
        let step = Step::within(size);
        assert!(step.size() <= size && step.size() > 0.9 * size);
        for (tensor, most) in [(&weights, step.size()), (&bias, 0.5 * step.size())] {
            let [rounded] = &rounded(std::slice::from_ref(tensor), &[step])[..] else { panic!("one tensor") };
            let off = rounded.values.iter().zip(&tensor.values).map(|(a, b)| (a - b).abs());
            assert!(off.fold(0.0, f32::max) <= most * 1.001);
        }
    }
}

#[test]
fn rounding_errors_of_neighbours_nearly_cancel() {
    let row = tensor(&[1, 300], vec![0.3; 300]);
    let step = Step::within(1.0);
    let sum: f32 = rounded(&[row], &[step])[0].values.iter().sum();
    assert!((70.0..=100.0).contains(&sum), "of 90 there remain {sum}");
}

#[test]
fn the_error_rises_as_far_as_it_may_and_each_tensor_by_its_part() {
    let tensors = [tensor(&[40, 50], numbers(2000, 1)), tensor(&[40, 50], numbers(2000, 2))];
    let mut measurements = 0;
    // The second tensor matters a hundred times as much.
    let mut error = |tried: &[NamedTensor]| {
        measurements += 1;
        let square = |number: usize| -> f32 {
            let pairs = tried[number].values.iter().zip(&tensors[number].values);
            pairs.map(|(a, b)| (a - b).powi(2)).sum()
        };
        10.0 + 1e-3 * square(0) + 1e-1 * square(1)
    };
    let steps = block_on(choose_steps(&tensors, 0.02, async |tried| Ok::<_, Infallible>(error(tried))));
    let steps = steps.unwrap_or_else(|never| match never {});
    let risen = error(&rounded(&tensors, &steps)) / 10.0 - 1.0;
    assert!((0.018..=0.02).contains(&risen), "{risen}");
    let ratio = steps[0].size() / steps[1].size();
    assert!((7.0..14.0).contains(&ratio), "{ratio}");
    assert!(measurements < 30, "{measurements} measurements");
}

#[test]
fn a_trained_network_shrinks_to_a_fraction_with_little_more_error() {
    let mut trainer = trainer(ModelName::Vae, 40);
    let count = trainer.model().parameter_count() as usize;
    let before = block_on(trainer.measure()).expect("losses").reconstruction;
    let recipe = trainer.recipe().clone();
    let tensors = block_on(trainer.parameters()).expect("parameters");
    let tensors = without_untouched(&recipe.settings, &tensors);
    let mut error = async |tensors: &[NamedTensor]| {
        trainer.set_parameters(tensors);
        Ok::<_, latent_playground::gpu::GpuError>(trainer.measure().await?.reconstruction)
    };
    let steps = block_on(choose_steps(&tensors, 0.02, &mut error)).expect("steps");
    let bytes = write(&recipe, &View::default(), &tensors, &steps).expect("a file");
    let after = block_on(error(&read(&bytes).expect("weights").tensors)).expect("losses");
    assert!(after <= 1.02 * before, "{before} became {after}");
    assert!(bytes.len() * 8 < count * 4, "{} bytes for {count} numbers", bytes.len());
}

#[test]
fn weights_that_never_moved_become_zero_and_no_others() {
    let recipe = recipe(ModelName::Vae);
    let mut tensors = block_on(trainer(ModelName::Vae, 0).parameters()).expect("parameters");
    tensors[0].values[7] += 0.01;
    let kept = without_untouched(&recipe.settings, &tensors);
    let nonzero = kept.iter().flat_map(|tensor| &tensor.values).filter(|value| **value != 0.0);
    assert_eq!(nonzero.collect::<Vec<_>>(), [&tensors[0].values[7]]);
}

#[test]
fn parameters_of_another_network_are_refused_by_name() {
    let (tensors, steps, _) = example();
    let refused = |model, tensors: &[NamedTensor], steps: &[Step]| {
        write(&recipe(model), &View::default(), tensors, steps).unwrap_err()
    };
    let wrong = |name: &str| PackedError::WrongParameter { name: name.to_owned() };
    assert_eq!(refused(ModelName::Dense, &tensors, &steps), wrong("encoder.0.weight"));
    assert_eq!(refused(ModelName::Vae, &tensors[..9], &steps), wrong("decoder.2.bias"));
    assert_eq!(refused(ModelName::Vae, &tensors, &steps[..9]), wrong("decoder.2.bias"));
}

#[test]
fn every_cut_off_file_and_every_changed_byte_is_noticed() {
    let (_, _, bytes) = example();
    for length in 4..bytes.len() {
        assert_eq!(read(&bytes[..length]), Err(PackedError::Damaged), "{length}");
    }
    for place in 4..bytes.len() {
        let mut changed = bytes.clone();
        changed[place] ^= 16;
        assert_eq!(read(&changed), Err(PackedError::Damaged), "{place}");
    }
}

#[test]
fn another_kind_of_file_and_another_version_are_refused_as_such() {
    let (_, _, mut bytes) = example();
    assert_eq!(read(b""), Err(PackedError::WrongMagic));
    assert_eq!(read(b"\x89PNG\r\n"), Err(PackedError::WrongMagic));
    assert_eq!(from_text("LPW!"), Err(PackedError::NotText));
    bytes[3] = 2;
    let refused = read(&bytes).unwrap_err();
    assert_eq!(refused, PackedError::WrongVersion { version: 2 });
    assert!(refused.to_string().contains("version 2"), "{refused}");
}

#[test]
fn a_file_too_large_is_refused_unread() {
    assert!(matches!(read(&vec![0; MAX_BYTES + 1]), Err(PackedError::TooLarge { .. })));
    assert!(matches!(from_text(&"A".repeat(MAX_BYTES / 3 * 4 + 8)), Err(PackedError::TooLarge { .. })));
}
