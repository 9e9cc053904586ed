//! Snapshots: a training that is interrupted and goes on gives the bits of one that never was.

mod common;

use common::gpu;
use latent_playground::data::synthetic;
use latent_playground::executor::Hardware;
use latent_playground::settings::{Change, ModelName, Optimizer, Recipe, Settings};
use latent_playground::share::snapshot;
use latent_playground::trainer::Trainer;
use pollster::block_on;

const STEPS: u32 = 14;

fn trainer(hardware: &Hardware, recipe: Recipe) -> Trainer {
    block_on(Trainer::new(hardware, recipe, &synthetic::synthetic(3, 203, 61))).expect("a trainer")
}

/// The bits of the losses on the way to `steps` steps.
fn train_to(trainer: &mut Trainer, steps: u32) -> Vec<u32> {
    let mut losses = Vec::new();
    while trainer.steps() < steps {
        let made = block_on(trainer.train(steps - trainer.steps())).expect("steps");
        losses.extend(made.iter().map(|loss| loss.total.to_bits()));
    }
    losses
}

fn recipes() -> impl Iterator<Item = Recipe> {
    let small = |model| Settings { hidden: 37, batch: 25, seed: 11, ..Settings::of(model) };
    let rms = Settings { optimizer: Optimizer::RmsProp, latent: 3, ..small(ModelName::Vae) };
    let changes = vec![
        Change { step: 5, beta: 3.0, learning_rate: 2e-3 },
        Change { step: 11, beta: 0.5, learning_rate: 5e-4 },
    ];
    [small(ModelName::Vae), rms, small(ModelName::VaeConv), small(ModelName::Adversarial)]
        .into_iter()
        .map(move |settings| Recipe { settings, changes: changes.clone(), steps: STEPS })
}

#[test]
fn an_interrupted_training_goes_on_to_the_bits_of_one_that_never_stopped() {
    for hardware in [Hardware::Cpu, Hardware::Gpu(gpu())] {
        for recipe in recipes() {
            let name = format!("{} on {}", recipe.settings.model, hardware.name());
            let mut whole = trainer(&hardware, recipe.clone());
            let losses = train_to(&mut whole, STEPS);
            let mut first = trainer(&hardware, recipe);
            train_to(&mut first, 8);
            let file = snapshot::write(block_on(first.snapshot()).expect("a snapshot")).expect("a file");
            // What is trained after it does not count.
            train_to(&mut first, 10);
            drop(first);
            let kept = snapshot::read(&file).expect("a snapshot");
            assert!(kept.is_finite(), "{name}");
            let mut second = trainer(&hardware, kept.recipe.clone());
            second.restore(&kept);
            assert_eq!(second.steps(), 8);
            assert_eq!(train_to(&mut second, STEPS), losses[8..], "{name}");
            let [one, other] = [&whole, &second].map(|it| block_on(it.snapshot()).expect("a snapshot"));
            assert_eq!(one.tensors, other.tensors, "{name}");
            assert_eq!(one.recipe, other.recipe, "{name}");
            assert!(one.tensors[2].iter().any(|moment| moment.values.iter().any(|value| *value > 0.0)));
        }
    }
}

#[test]
fn moments_that_began_late_are_as_old_after_a_snapshot_as_before() {
    for hardware in [Hardware::Cpu, Hardware::Gpu(gpu())] {
        let recipe = || recipes().next().expect("a recipe");
        let mut opened = trainer(&hardware, recipe());
        train_to(&mut opened, 9);
        let tensors = block_on(opened.parameters()).expect("parameters");
        opened.continue_from(9, &tensors);
        train_to(&mut opened, 12);
        let kept = block_on(opened.snapshot()).expect("a snapshot");
        assert_eq!(kept.fresh_at, 9);
        let mut second = trainer(&hardware, recipe());
        second.restore(&kept);
        assert_eq!(train_to(&mut second, STEPS), train_to(&mut opened, STEPS), "{}", hardware.name());
    }
}
