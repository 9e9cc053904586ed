//! The loss chart: it is read out, its axes change, and earlier runs are kept beside the one that is going on.

use crate::harness::{Page, WebGpu, in_browser};
use anyhow::{Context, Result, ensure};
use latent_playground::settings::{DatasetName, ExecutorChoice, Recipe, Settings};
use latent_playground::share::link;
use latent_playground::view::View;
use std::time::Duration;

const TRAINING: Duration = Duration::from_mins(3);

/// Opens a small training on the CPU and on synthetic digits, for speed.
async fn open(page: &Page, steps: u32) -> Result<()> {
    let settings = Settings {
        dataset: DatasetName::Synthetic,
        executor: ExecutorChoice::Cpu,
        hidden: 64,
        ..Settings::default()
    };
    page.open_ready(&link::write(&Recipe { settings, steps, ..Recipe::default() }, &View::default())).await?;
    Ok(())
}

async fn train(page: &Page, steps: u32) -> Result<()> {
    page.click("train").await?;
    page.wait_for("the link's steps", TRAINING, |status| status.state == "paused" && status.step == steps)
        .await?;
    Ok(())
}

/// Presses a key on the chart, and returns what is read out then.
async fn press(page: &Page, key: &str) -> Result<String> {
    page.script(&format!(
        "document.querySelector('[data-testid=chart]')
            .dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true, cancelable: true }}));"
    ))
    .await?;
    tokio::time::sleep(Duration::from_millis(500)).await;
    page.element("chart").await?.attr("aria-valuetext").await?.context("nothing is read out")
}

/// Where the total loss is drawn.
async fn line(page: &Page) -> Result<String> {
    tokio::time::sleep(Duration::from_millis(500)).await;
    let line = page.script("return document.querySelector('.chart .total').getAttribute('d')").await?;
    Ok(line.as_str().unwrap_or_default().to_owned())
}

async fn count(page: &Page, selector: &str) -> Result<u64> {
    let count = page.script(&format!("return document.querySelectorAll('{selector}').length")).await?;
    count.as_u64().context("nothing is counted")
}

#[test]
fn losses_are_read_out_and_axes_become_logarithmic() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        open(page, 200).await?;
        train(page, 200).await?;
        let (last, first) = (press(page, "End").await?, press(page, "Home").await?);
        ensure!(
            last.contains("step 200") && last.contains("train"),
            "the last losses are read out as {last:?}"
        );
        ensure!(
            first != last && press(page, "ArrowRight").await? != first,
            "the arrow leads nowhere from {first:?}"
        );
        let by_pointer = page
            .script("const chart = document.querySelector('[data-testid=chart]');
                const { left, top, width, height } = chart.getBoundingClientRect();
                const at = { clientX: left + width, clientY: top + height / 2, bubbles: true };
                chart.dispatchEvent(new PointerEvent('pointermove', at));
                return new Promise(done => setTimeout(() => done(chart.getAttribute('aria-valuetext')), 500));")
            .await?;
        // The test set is measured anew meanwhile.
        let place = last.split(", test").next().unwrap_or_default();
        let same = by_pointer.as_str().is_some_and(|read| read.starts_with(place));
        ensure!(same, "the pointer at the end reads {by_pointer}, not {last:?}");
        ensure!(count(page, ".chart text.reading").await? == 2, "nothing is written in the chart");
        press(page, "Escape").await?;
        ensure!(count(page, ".chart text.reading").await? == 0, "what is read out stays");

        let linear = line(page).await?;
        page.click("log-loss").await?;
        let log_loss = line(page).await?;
        page.click("log-epochs").await?;
        let log_both = line(page).await?;
        ensure!(linear != log_loss && log_loss != log_both, "an axis stays as it was");
        ensure!(!log_both.contains("NaN") && !log_both.contains("inf"), "{log_both}");
        page.click("log-loss").await?;
        page.click("log-epochs").await?;
        ensure!(line(page).await? == linear, "the axes do not come back");
        Ok(())
    })
}

#[test]
fn earlier_runs_are_kept_for_the_next_visit_and_can_be_forgotten() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        open(page, 40).await?;
        page.click("step").await?;
        page.wait_for("a step", TRAINING, |status| status.step == 1).await?;
        page.click("reset").await?;
        page.wait_until_ready().await?;
        ensure!(count(page, ".runs li").await? == 0, "a run of one step is kept");

        for seed in ["2", "3"] {
            page.set("seed", seed).await?;
            page.wait_until_ready().await?;
            page.click("train").await?;
            page.wait_for("steps", TRAINING, |status| status.step >= 40).await?;
            page.click("train").await?;
            page.wait_for("a pause", TRAINING, |status| status.state == "paused").await?;
            page.click("reset").await?;
            page.wait_until_ready().await?;
        }
        ensure!(
            count(page, ".runs li").await? == 2 && count(page, ".chart .run[d]").await? == 2,
            "no two runs"
        );
        let text = page.element("run-2").await?.text().await?;
        ensure!(text.contains("Seed 3") && text.contains("train"), "the run is described as {text:?}");

        open(page, 40).await?;
        ensure!(count(page, ".runs li").await? == 2, "the next visit does not have the runs");
        page.click("run-1-remove").await?;
        open(page, 40).await?;
        ensure!(
            !page.has("run-1").await? && page.has("run-2").await?,
            "the run that was forgotten comes back"
        );

        page.script("localStorage.setItem('runs', 'AAAA' + 'x'.repeat(50000))").await?;
        open(page, 40).await?;
        ensure!(count(page, ".runs li").await? == 0, "what is broken is shown");
        Ok(())
    })
}
