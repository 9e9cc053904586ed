//! The lesson from its first step to its last, as a visitor goes through it: each step trains from its preset.

use crate::harness::{Page, Status, WebGpu, in_browser};
use anyhow::{Result, ensure};
use latent_playground::settings::{ExecutorChoice, ModelName, Recipe, Settings};
use latent_playground::share::link;
use latent_playground::view::{Marks, View};
use std::time::Duration;

/// Steps that each network is trained.
const STEPS: u32 = 200;
/// Time that they may take on a software GPU.
const TRAINING: Duration = Duration::from_mins(15);

/// The networks that the steps of the lesson begin with.
const BEGINNINGS: [ModelName; 7] = [
    ModelName::Autoencoder,
    ModelName::Denoiser,
    ModelName::SuperResolution2x,
    ModelName::Vae,
    ModelName::VaeConv,
    ModelName::VaeConditional,
    ModelName::Adversarial,
];

/// Waits for a test loss other than `old`.
async fn measured(page: &Page, old: Option<f64>) -> Result<Status> {
    page.wait_for("test loss", TRAINING, |status| {
        status.test_loss.is_some() && status.test_loss != old && status.state != "training"
    })
    .await
}

async fn walk(page: &Page, executor: ExecutorChoice) -> Result<()> {
    let settings = Settings { executor, seed: 2, ..Settings::default() };
    let view = View { marks: Marks::Both, ..View::default() };
    page.open_ready(&link::write(&Recipe { settings, ..Recipe::default() }, &view)).await?;
    for (index, model) in BEGINNINGS.into_iter().enumerate() {
        page.click(&format!("lesson-step-{}", index + 1)).await?;
        if index > 0 {
            // The network of the step before is trained; the page asks before it throws it away.
            page.click("reset").await?;
        }
        page.wait_for("the step's network", TRAINING, |status| status.model == model.name()).await?;
        page.wait_until_ready().await?;
        let before = measured(page, None).await?;
        page.click("train").await?;
        page.wait_for("steps", TRAINING, |status| status.step >= STEPS).await?;
        page.click("train").await?;
        page.wait_for("pause", TRAINING, |status| status.state == "paused").await?;
        let after = measured(page, before.test_loss).await?;
        println!(
            "{model}, {} steps on {}: {:?}",
            after.step,
            after.executor,
            (before.test_loss, after.test_loss)
        );
        ensure!(after.executor == executor.name(), "{model}: {executor} is not at work: {after:?}");
        ensure!(after.test_loss < before.test_loss, "{model} did not learn: {before:?}, {after:?}");
        for canvas in ["manifold", "codes"] {
            let colours = page.colours(canvas).await?;
            ensure!(colours > 10, "{model}: {canvas} shows {colours} colours");
        }
    }
    Ok(())
}

#[test]
fn every_step_of_the_lesson_trains_from_its_preset() -> Result<()> {
    in_browser(WebGpu::On, async |page| walk(page, ExecutorChoice::Cpu).await)
}

#[test]
#[ignore = "takes a quarter of an hour on a software GPU"]
fn every_step_of_the_lesson_trains_from_its_preset_on_webgpu() -> Result<()> {
    in_browser(WebGpu::On, async |page| walk(page, ExecutorChoice::Gpu).await)
}
