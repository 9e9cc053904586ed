//! The CPU executor gives the same bits whatever the number of threads.

use latent_playground::data::synthetic;
use latent_playground::executor::Hardware;
use latent_playground::settings::{ExecutorChoice, ModelName, Recipe, Settings};
use latent_playground::trainer::Trainer;
use pollster::block_on;
use rayon::ThreadPoolBuilder;

/// The bits of all parameters after a few steps.
fn trained(model: ModelName, threads: usize) -> Vec<u32> {
    let pool = ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    pool.install(|| {
        let settings = Settings { batch: 37, executor: ExecutorChoice::Cpu, ..Settings::of(model) };
        let recipe = Recipe { settings, ..Recipe::default() };
        block_on(async {
            let mut trainer = Trainer::new(&Hardware::Cpu, recipe, &synthetic::embedded()).await?;
            trainer.train(3).await?;
            trainer.parameters().await
        })
        .expect("the CPU has no faults")
        .into_iter()
        .flat_map(|tensor| tensor.values)
        .map(f32::to_bits)
        .collect()
    })
}

#[test]
fn one_two_and_four_threads_give_the_same_bits() {
    for model in [ModelName::Vae, ModelName::VaeConv] {
        let alone = trained(model, 1);
        assert!(!alone.is_empty());
        for threads in [2, 4] {
            assert!(trained(model, threads) == alone, "{model}: {threads} threads differ from one");
        }
    }
}
