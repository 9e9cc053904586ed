//! The search for the fastest kernels: it finds a variant for every product, and changes no number of training.

mod common;

use common::gpu;
use latent_playground::data::synthetic;
use latent_playground::executor::Hardware;
use latent_playground::gpu::{Choices, Gpu, GpuExecutor};
use latent_playground::kernel::{Call, Variant};
use latent_playground::model::{Shape, preset};
use latent_playground::plan::{Plan, Sizes};
use latent_playground::settings::{ModelName, Recipe, Settings};
use latent_playground::trainer::Trainer;
use pollster::block_on;
use std::time::Instant;

const MODELS: [ModelName; 2] = [ModelName::Vae, ModelName::VaeConv];

fn recipe(model: ModelName) -> Recipe {
    let settings = Settings { model, hidden: 37, latent: 3, batch: 25, seed: 11, ..Settings::of(model) };
    Recipe { settings, ..Recipe::default() }
}

fn trainer(gpu: &Gpu, model: ModelName) -> Trainer {
    let data = synthetic::synthetic(3, 203, 61);
    block_on(Trainer::new(&Hardware::Gpu(gpu.clone()), recipe(model), &data)).expect("a trainer")
}

/// The plan that it trains by.
fn plan(model: ModelName) -> Plan {
    let settings = recipe(model).settings;
    let Settings { batch, reconstruction, optimizer, .. } = settings;
    let sizes = Sizes { batch, train_images: 203, test_images: 61, reconstruction, optimizer };
    Plan::new(&preset(&settings, Shape { height: 28, width: 28, channels: 1 }), sizes)
}

/// Three steps, perhaps the search, three steps more; bits of the parameters.
fn parameters(trainer: &mut Trainer, search: bool) -> Vec<u32> {
    block_on(async {
        trainer.train(3).await.expect("steps");
        let start = Instant::now();
        let clock = || start.elapsed().as_secs_f64() * 1e3;
        while search && trainer.try_variant(&clock).await.expect("a trial") {}
        trainer.train(3).await.expect("steps");
        let tensors = trainer.parameters().await.expect("parameters");
        tensors.iter().flat_map(|tensor| &tensor.values).map(|value| value.to_bits()).collect()
    })
}

#[test]
fn the_search_changes_no_bit_of_training() {
    for model in MODELS {
        let plain = parameters(&mut trainer(&gpu(), model), false);
        assert!(plain == parameters(&mut trainer(&gpu(), model), true), "{model} trains otherwise");
    }
}

#[test]
fn every_product_of_a_step_gets_a_variant_which_the_next_network_on_the_device_takes_over() {
    let gpu = gpu();
    for model in MODELS {
        let plan = plan(model);
        let step: Vec<_> = plan.step.program.calls.iter().map(Call::dispatch).collect();
        assert!(step.iter().any(|call| call.product.is_some()), "{model} has no products");
        parameters(&mut trainer(&gpu, model), true);
        let found = gpu.choices();
        for call in step.iter().filter(|call| call.product.is_some()) {
            assert!(found.get(call).is_some(), "{model}: nothing was found for {:?}", call.product_name());
        }
        let mut next = trainer(&gpu, model);
        block_on(next.train(1)).expect("a step");
        assert!(!block_on(next.try_variant(&|| 0.0)).expect("no trial"), "{model}: there is more to try");
        assert_eq!(gpu.choices(), found);
    }
}

#[test]
fn every_call_of_a_step_is_timed_by_a_device_that_has_a_clock() {
    let gpu = gpu();
    let plan = plan(ModelName::Vae);
    let mut executor = block_on(GpuExecutor::new(&gpu, &plan.buffers)).expect("an executor");
    let step = executor.prepare(&plan.step.program);
    let start = Instant::now();
    let Some(times) = block_on(executor.time_calls(step)).expect("times") else {
        eprintln!("{} has no clock", gpu.adapter_name);
        return;
    };
    let whole = start.elapsed().as_secs_f64() * 1e3;
    assert_eq!(times.len(), plan.step.program.calls.len());
    let sum: f64 = times.iter().sum();
    assert!(sum > 0.0 && sum < whole, "the calls take {sum} of {whole} ms");
}

#[test]
fn choices_are_read_as_they_were_written() {
    let text = "dense-32x196x128:large,dense_backward_input-1x2x3:shared-medium";
    assert_eq!(Choices::read(text).to_string(), text);
    for variant in Variant::ALL {
        let text = format!("dense-1x1x1:{variant}");
        assert_eq!(Choices::read(&text).to_string(), text);
    }
}

#[test]
fn what_is_no_choice_is_left_out() {
    assert_eq!(Choices::read("dense-1x1x1:huge,,:,dense,x:small").to_string(), "x:small");
    assert_eq!(Choices::read(&"x:small,".repeat(20_000)), Choices::default());
    assert_eq!(Choices::read(""), Choices::default());
}
