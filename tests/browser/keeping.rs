//! Nothing is lost: a training goes on after a reload, a fault of the GPU or of the worker, and a divergence.

use crate::harness::{Page, Status, WebGpu, in_browser};
use anyhow::{Result, ensure};
use latent_playground::settings::{ExecutorChoice, Recipe, Settings};
use latent_playground::share::link;
use latent_playground::view::View;
use std::time::Duration;

/// Time that some hundreds of steps may take on a software GPU.
const TRAINING: Duration = Duration::from_mins(4);
/// Time that anything else may take.
const SOON: Duration = Duration::from_secs(40);

/// Lets a script of the page have the worker lose its device, or die.
const FRAIL: &str = "
    if (self.GPUAdapter) {
        const request = GPUAdapter.prototype.requestDevice;
        GPUAdapter.prototype.requestDevice = async function (...wishes) {
            return self.device = await request.apply(this, wishes);
        };
    }
    new BroadcastChannel('fault').onmessage = ({ data }) => {
        if (data === 'lose') self.device.destroy();
        if (data === 'die') setTimeout(() => { throw new Error('The test wants it so.'); });
    };";

async fn fail(page: &Page, how: &str) -> Result<()> {
    page.script(&format!("new BroadcastChannel('fault').postMessage('{how}')")).await.map(drop)
}

/// A link to a network that trains to `steps` steps.
fn to_steps(executor: ExecutorChoice, steps: u32) -> String {
    let settings = Settings { executor, ..Settings::default() };
    link::write(&Recipe { settings, steps, ..Recipe::default() }, &View::default())
}

/// The losses of the three steps after `steps`, made one by one, once the training rests there: they follow from every
/// bit of the network and of its optimiser.
async fn losses_after(page: &Page, steps: u32) -> Result<Vec<Option<f64>>> {
    page.wait_for("rest", TRAINING, |status| status.state == "paused" && status.step == steps).await?;
    let mut losses = Vec::new();
    for step in steps + 1..=steps + 3 {
        page.click("step").await?;
        losses.push(page.wait_for("one more step", SOON, |status| status.step == step).await?.loss);
    }
    ensure!(losses.iter().all(Option::is_some), "there are no losses");
    Ok(losses)
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
    // A software GPU draws the page too: a small one leaves it time to train.
    page.resize(390, 600).await?;
    page.open_ready(&to_steps(executor, steps)).await?;
    page.click("train").await?;
    let whole = losses_after(page, steps).await?;

    page.open_ready(&to_steps(executor, steps)).await?;
    page.wait_for_message("Go on from step").await?;
    page.click("resume-dismiss").await?;
    page.click("train").await?;
    trained(page, kept).await?;
    stored(page, kept).await?;
    page.open("").await?;
    page.wait_for_message("Go on from step").await?;
    page.click("resume").await?;
    let resumed = page.wait_for("the kept steps", SOON, |status| status.step >= kept).await?;
    ensure!(resumed.step < steps, "nothing is left to train: {resumed:?}");
    let again = losses_after(page, steps).await?;
    ensure!(again == whole, "after step {steps} the losses are {again:?}, not {whole:?}");
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
        tokio::time::sleep(Duration::from_secs(2)).await;
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
        trained(page, 30).await?;
        page.click("train").await?;
        let first = page.wait_for("pause", SOON, |status| status.state == "paused").await?.step;
        stored(page, first).await?;
        page.open_second(&page.site.url(&link)).await?;
        page.wait_for("a network", SOON, |status| status.state == "ready").await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        ensure!(!page.has("resume").await?, "the training of an open tab is offered to another");
        page.click("train").await?;
        trained(page, 10).await?;
        page.click("train").await?;
        let second = page.wait_for("pause", SOON, |status| status.state == "paused").await?.step;
        tokio::time::sleep(Duration::from_secs(2)).await;
        // Once the second tab is closed, the first one's next visit is offered both, one after the other.
        page.close_tab().await?;
        // The browser lets go of a closed tab's locks a moment later.
        tokio::time::sleep(Duration::from_secs(2)).await;
        page.open("").await?;
        page.wait_for_message(&words(second)).await?;
        page.click("resume-dismiss").await?;
        // The file is gone a moment later, too.
        tokio::time::sleep(Duration::from_secs(2)).await;
        page.open("").await?;
        page.wait_for_message(&words(first)).await?;
        Ok(())
    })
}

fn words(step: u32) -> String {
    format!("Go on from step {} of", latent_playground::page::words::count(step))
}

#[test]
fn a_lost_gpu_is_asked_for_again_once_by_itself_and_then_on_a_press() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.site.before_worker(FRAIL)?;
        page.open_ready(&to_steps(ExecutorChoice::Gpu, 0)).await?;
        page.click("train").await?;
        let kept = trained(page, 20).await?;
        stored(page, 1).await?;
        fail(page, "lose").await?;
        let said = page.wait_for_message("The GPU is back").await?;
        ensure!(said.contains("Resumed from step"), "{said}");
        let back = page.wait_for("training", SOON, |status| status.state == "training").await?;
        ensure!(back.executor == "gpu" && back.step > 0, "{back:?}");
        trained(page, kept.step + 5).await?;

        fail(page, "lose").await?;
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
        page.site.before_worker(FRAIL)?;
        page.open_ready(&to_steps(ExecutorChoice::Cpu, 0)).await?;
        page.click("train").await?;
        trained(page, 50).await?;
        stored(page, 10).await?;
        fail(page, "die").await?;
        let said = page.wait_for_message("was started anew").await?;
        ensure!(said.contains("Resumed from step"), "{said}");
        let back = page.wait_for("training", SOON, |status| status.state == "training").await?;
        ensure!(back.step > 0, "{back:?}");
        fail(page, "die").await?;
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
        page.script("document.querySelector('.notice [aria-label=Dismiss]').click()").await?;
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
            "if (navigator.storage) navigator.storage.getDirectory = () => Promise.reject(new DOMException('no', 'SecurityError'))",
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
fn a_hidden_tab_is_kept_and_trains_on() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.open_ready(&to_steps(ExecutorChoice::Cpu, 0)).await?;
        page.script("document.onvisibilitychange = () => { window.wasHidden ||= document.hidden; }").await?;
        page.click("train").await?;
        let before = trained(page, 20).await?;
        page.open_second(&page.site.url("")).await?;
        tokio::time::sleep(Duration::from_secs(3)).await;
        page.close_tab().await?;
        ensure!(page.script("return window.wasHidden").await? == true, "the tab was never hidden");
        trained(page, before.step + 20).await?;
        Ok(())
    })
}
