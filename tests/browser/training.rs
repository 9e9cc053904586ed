//! Training as a visitor starts, pauses, steps and resets it, on WebGPU.

use crate::harness::{Page, WebGpu, in_browser};
use anyhow::{Result, ensure};
use latent_playground::settings::{ExecutorChoice, Recipe, Settings};
use latent_playground::share::link;
use latent_playground::view::{Marks, View};
use std::time::Duration;

/// Time that some hundreds of steps may take on a software GPU.
const TRAINING: Duration = Duration::from_mins(6);

/// A link to the usual network on WebGPU.
fn on_webgpu(view: View) -> String {
    let settings = Settings { executor: ExecutorChoice::Gpu, ..Settings::default() };
    link::write(&Recipe { settings, ..Recipe::default() }, &view)
}

async fn open(page: &Page) -> Result<()> {
    let status = page.open_ready(&on_webgpu(View::default())).await?;
    ensure!(status.executor == "gpu", "WebGPU is not used: {status:?}");
    ensure!(!status.adapter.is_empty(), "the adapter has no name");
    Ok(())
}

#[test]
fn the_loss_falls_below_190_nats_within_300_steps_on_webgpu() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        open(page).await?;
        let dataset = if page.site.has_mnist() { "mnist" } else { "synthetic" };
        page.wait_for_value("dataset", "element.value", |value| value == dataset).await?;
        ensure!(page.value("batch-size").await? == "128", "the batch is not 128");
        page.click("train").await?;
        let below = |loss: Option<f64>| loss.is_some_and(|loss| loss < 190.0);
        let status =
            page.wait_for("300 steps", TRAINING, |status| below(status.loss) || status.step > 300).await?;
        println!("{dataset}: {:?} nats after {} steps on {}", status.loss, status.step, status.adapter);
        ensure!(below(status.loss) && status.step <= 300, "the loss is too high: {status:?}");
        Ok(())
    })
}

#[test]
fn the_plane_shows_decoded_digits_and_codes_while_training() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        for (marks, canvas) in [(Marks::Manifold, "manifold"), (Marks::Codes, "codes")] {
            let view = View { marks, ..View::default() };
            page.open_ready(&on_webgpu(view)).await?;
            page.click("train").await?;
            page.wait_for("steps", TRAINING, |status| status.step >= 30 && status.test_loss.is_some())
                .await?;
            let colours = page.colours(canvas).await?;
            println!("{canvas} shows {colours} colours.");
            ensure!(colours > 50, "{canvas} shows {colours} colours");
        }
        Ok(())
    })
}

#[test]
fn pause_stops_training_step_moves_it_by_one_and_reset_starts_anew() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        open(page).await?;
        page.click("train").await?;
        page.wait_for("steps", TRAINING, |status| status.state == "training" && status.step >= 5).await?;
        page.click("train").await?;
        let paused = page.wait_for("pause", TRAINING, |status| status.state == "paused").await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        let later = page.status().await?;
        ensure!(later.step == paused.step, "training went on from {} to {}", paused.step, later.step);

        page.click("step").await?;
        page.wait_for("one more step", TRAINING, |status| status.step == paused.step + 1).await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        let stepped = page.status().await?;
        ensure!(stepped.step == paused.step + 1 && stepped.state == "paused", "one step led to {stepped:?}");

        page.click("reset").await?;
        page.wait_until_ready().await?;
        Ok(())
    })
}
