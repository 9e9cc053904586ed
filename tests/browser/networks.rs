//! Every network of the lesson trains from its preset, and the page shows what belongs to it.

use crate::harness::{Page, WebGpu, in_browser};
use anyhow::{Result, ensure};
use latent_playground::settings::{ExecutorChoice, ModelName, Recipe, Settings};
use latent_playground::share::link;
use latent_playground::view::View;
use std::time::Duration;

const TRAINING: Duration = Duration::from_mins(4);

/// Opens a link to a network, trains it to `steps` steps and looks at its losses and pictures.
async fn train(page: &Page, model: ModelName, executor: ExecutorChoice, steps: u32) -> Result<()> {
    let settings = Settings { executor, ..Settings::of(model) };
    let recipe = Recipe { settings, steps, ..Recipe::default() };
    page.open_ready(&link::write(&recipe, &View::default())).await?;
    page.wait_for("the first test loss", TRAINING, |status| status.test_loss.is_some()).await?;
    let before = page.status().await?.test_loss.unwrap_or_default();
    page.click("train").await?;
    let status = page
        .wait_for("the steps of the link", TRAINING, |status| {
            status.state == "paused" && status.step == steps && status.test_loss != Some(before)
        })
        .await?;
    let (loss, after) = (status.loss.unwrap_or(f64::NAN), status.test_loss.unwrap_or(f64::NAN));
    println!("{model} on {}: test loss {before} before, {after} after {steps} steps", status.executor);
    ensure!(after < before, "{model}: the test loss went from {before} to {after}");
    ensure!(loss < before, "{model}: the loss is {loss}, the untrained network's was {before}");
    ensure!(page.value("model").await? == model.name(), "the page shows another network than {model}");
    let colours = page.colours("manifold").await?;
    ensure!(colours > 20, "{model}: the manifold shows {colours} colours");
    Ok(())
}

#[test]
fn every_network_trains_from_its_link_on_the_cpu() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        for &model in ModelName::ALL {
            train(page, model, ExecutorChoice::Cpu, 60).await?;
        }
        Ok(())
    })
}

#[test]
fn convolutional_networks_train_on_webgpu() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        // A software GPU draws the page too: a small one leaves it time to train.
        page.resize(390, 600).await?;
        for model in [ModelName::Denoiser, ModelName::SuperResolution2x, ModelName::VaeConv] {
            train(page, model, ExecutorChoice::Gpu, 12).await?;
        }
        Ok(())
    })
}
