//! Nothing is lost: a training goes on after a reload, a fault of the GPU or of the worker, and a divergence.

use crate::harness::{Page, Status, WebGpu, in_browser};
use anyhow::{Context, Result, ensure};
use latent_playground::settings::{ExecutorChoice, Recipe, Settings};
use latent_playground::share::link;
use latent_playground::view::View;
use std::time::Duration;

/// Time that some hundreds of steps may take on a software GPU.
const TRAINING: Duration = Duration::from_mins(4);
/// Time that anything else may take.
const SOON: Duration = Duration::from_secs(40);

/// A link to a network that trains to `steps` steps.
fn to_steps(executor: ExecutorChoice, steps: u32) -> String {
    let settings = Settings { executor, ..Settings::default() };
    link::write(&Recipe { settings, steps, ..Recipe::default() }, &View::default())
}

/// The losses on the test set once the training has come to `steps` steps and rests there. The same network has the
/// same.
async fn losses_at(page: &Page, steps: u32) -> Result<Option<f64>> {
    page.wait_for("rest", TRAINING, |status| status.state == "paused" && status.step == steps).await?;
    // The measurement that ran while training went on is of older networks.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut last = page.status().await?.test_loss;
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let status = page.status().await?;
        if status.test_loss.is_some() && status.test_loss == last {
            return Ok(last);
        }
        last = status.test_loss;
    }
}

async fn trained(page: &Page, steps: u32) -> Result<Status> {
    page.wait_for("steps", TRAINING, |status| status.state == "training" && status.step >= steps).await
}

/// Waits until a snapshot of at least `steps` steps lies in the browser's storage.
async fn stored(page: &Page, steps: u32) -> Result<()> {
    let script = "
        const root = await navigator.storage.getDirectory();
        const folder = await root.getDirectoryHandle('trainings').catch(() => null);
        let most = 0;
        for await (const file of folder?.values() ?? []) {
            const text = await (await file.getFile()).text().catch(() => '');
            most = Math.max(most, Number(/\"recipe\":\"(\\d+) /.exec(text)?.[1] ?? 0));
        }
        return most;";
    let start = std::time::Instant::now();
    while page.script(script).await?.as_u64().unwrap_or_default() < u64::from(steps) {
        ensure!(start.elapsed() < SOON, "no snapshot of step {steps} is stored");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Ok(())
}

async fn reloaded_training_is_the_uninterrupted_one(
    page: &Page,
    executor: ExecutorChoice,
    [kept, steps]: [u32; 2],
) -> Result<()> {
    page.open_ready(&to_steps(executor, steps)).await?;
    page.click("train").await?;
    let whole = losses_at(page, steps).await?;
    ensure!(whole.is_some(), "the test set was not measured");

    page.click("reset").await?;
    page.wait_until_ready().await?;
    page.click("train").await?;
    trained(page, kept).await?;
    stored(page, kept).await?;
    page.open("").await?;
    page.wait_for_message("Go on from step").await?;
    page.click("resume").await?;
    let resumed = page.wait_for("the kept steps", SOON, |status| status.step >= kept).await?;
    ensure!(resumed.step < steps, "nothing is left to train: {resumed:?}");
    ensure!(losses_at(page, steps).await? == whole, "the losses at step {steps} are others");
    Ok(())
}

#[test]
fn after_a_reload_training_goes_on_to_the_same_network_on_the_cpu() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        reloaded_training_is_the_uninterrupted_one(page, ExecutorChoice::Cpu, [100, 1200]).await
    })
}

#[test]
fn after_a_reload_training_goes_on_to_the_same_network_on_the_gpu() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        reloaded_training_is_the_uninterrupted_one(page, ExecutorChoice::Gpu, [20, 250]).await
    })
}

#[test]
fn a_kept_training_that_is_forgotten_is_not_offered_again() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.open_ready(&to_steps(ExecutorChoice::Cpu, 0)).await?;
        page.click("train").await?;
        trained(page, 50).await?;
        stored(page, 50).await?;
        page.open("").await?;
        page.wait_for_message("Go on from step").await?;
        page.click("resume-dismiss").await?;
        page.wait_for_value("message", "element.textContent", |said| said == "").await?;
        page.open("").await?;
        page.wait_for("a network", SOON, |status| status.state == "ready").await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        ensure!(!page.has("resume").await?, "it is offered again");
        Ok(())
    })
}

#[test]
fn two_tabs_keep_a_training_each() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        let link = to_steps(ExecutorChoice::Cpu, 0);
        page.open_ready(&link).await?;
        page.click("train").await?;
        let first = trained(page, 300).await?.step;
        stored(page, first).await?;
        page.click("train").await?;
        page.wait_for("pause", SOON, |status| status.state == "paused").await?;
        page.open_second(&page.site.url(&link)).await?;
        page.wait_for("a network", SOON, |status| status.state == "ready").await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        ensure!(!page.has("resume").await?, "the training of an open tab is offered to another");
        page.click("train").await?;
        trained(page, 10).await?;
        page.click("train").await?;
        let second = page.wait_for("pause", SOON, |status| status.state == "paused").await?.step;
        ensure!(second < first, "the second tab came too far for this test: {second} of {first}");
        tokio::time::sleep(Duration::from_secs(2)).await;
        // Both tabs reload: each training is there, the newest first.
        page.close_other_tabs().await?;
        page.open("").await?;
        page.wait_for_message(&format!("Go on from step {second} ")).await?;
        page.click("resume-dismiss").await?;
        page.open("").await?;
        let said = page.wait_for_message("Go on from step").await?;
        let number: String = said.split(" of ").next().unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
        ensure!(number.parse::<u32>()? >= first, "of the first tab there is {said:?}");
        Ok(())
    })
}

#[test]
fn a_lost_gpu_is_asked_for_again_once_by_itself_and_then_on_a_press() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.site.let_worker_fail()?;
        page.open_ready(&to_steps(ExecutorChoice::Gpu, 0)).await?;
        page.click("train").await?;
        let kept = trained(page, 20).await?;
        stored(page, 1).await?;
        page.fail_worker("lose").await?;
        let said = page.wait_for_message("The GPU is back").await?;
        ensure!(said.contains("resumed from step"), "{said}");
        let back = page.wait_for("training", SOON, |status| status.state == "training").await?;
        ensure!(back.executor == "gpu" && back.step > 0, "{back:?}");
        trained(page, kept.step + 5).await?;

        page.fail_worker("lose").await?;
        page.wait_for("loss of the GPU", SOON, |status| status.state == "lost").await?;
        page.wait_for_message("The GPU stopped answering").await?;
        page.click("go-on").await?;
        page.wait_for_message("The GPU is back").await?;
        trained(page, kept.step + 10).await?;
        page.console_errors().await?;
        Ok(())
    })
}

#[test]
fn a_worker_that_dies_is_replaced_and_training_goes_on() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.site.let_worker_fail()?;
        page.open_ready(&to_steps(ExecutorChoice::Cpu, 0)).await?;
        page.click("train").await?;
        trained(page, 50).await?;
        stored(page, 10).await?;
        page.fail_worker("die").await?;
        let said = page.wait_for_message("was started anew").await?;
        ensure!(said.contains("resumed from step"), "{said}");
        let back = page.wait_for("training", SOON, |status| status.state == "training").await?;
        ensure!(back.step > 0, "{back:?}");
        page.fail_worker("die").await?;
        page.wait_for_message("cannot run").await?;
        page.console_errors().await?;
        Ok(())
    })
}

#[test]
fn after_a_divergence_the_last_good_step_comes_back() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.open_ready(&to_steps(ExecutorChoice::Cpu, 0)).await?;
        page.click("train").await?;
        let before = trained(page, 300).await?;
        tokio::time::sleep(Duration::from_secs(2)).await;
        let rate = page.value("learning-rate").await?;
        page.set("learning-rate", "1000000").await?;
        let diverged = page.wait_for("divergence", SOON, |status| status.state == "diverged").await?;
        page.wait_for_message("The last good step is").await?;
        page.click("restore").await?;
        let good = page.wait_for("the last good step", SOON, |status| status.state == "paused").await?;
        ensure!(good.step >= before.step && good.step < diverged.step, "{before:?} {good:?} {diverged:?}");
        ensure!(page.value("learning-rate").await? == rate, "the rate is not the good one");
        page.click("train").await?;
        let on = trained(page, good.step + 20).await?;
        ensure!(on.loss.is_some_and(|loss| loss < 300.0), "{on:?}");

        page.set("learning-rate", "1000000").await?;
        page.wait_for("divergence", SOON, |status| status.state == "diverged").await?;
        page.click("halve").await?;
        page.wait_for_value("learning-rate", "element.value", |rate| rate == "500000").await?;
        Ok(())
    })
}

#[test]
fn a_full_storage_is_said_once_and_training_goes_on() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.limit_storage(1000).await?;
        page.open_ready(&to_steps(ExecutorChoice::Cpu, 0)).await?;
        page.click("train").await?;
        page.wait_for_message("Its storage is full").await?;
        let status = page.status().await?;
        page.click_in("dismiss").await?;
        trained(page, status.step + 10).await?;
        page.click("train").await?;
        page.wait_for("pause", SOON, |status| status.state == "paused").await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        ensure!(page.message().await?.is_empty(), "it is said again");
        Ok(())
    })
}

#[test]
fn a_forbidden_storage_is_said_once_and_training_goes_on() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.before_every_page(
            "navigator.storage.getDirectory = () => Promise.reject(new DOMException('no', 'SecurityError'))",
        )
        .await?;
        page.open_ready(&to_steps(ExecutorChoice::Cpu, 0)).await?;
        page.click("train").await?;
        page.wait_for_message("Its storage is closed").await?;
        let status = page.status().await?;
        trained(page, status.step + 10).await?;
        Ok(())
    })
}

#[test]
fn a_hidden_tab_trains_on_and_is_kept() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.open_ready(&to_steps(ExecutorChoice::Cpu, 0)).await?;
        page.click("train").await?;
        trained(page, 20).await?;
        page.open_second("about:blank").await?;
        Ok(())
    })
}
