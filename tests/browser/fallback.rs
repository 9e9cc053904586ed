//! What the page does where something is missing: WebGPU, the data, or a whole data file.

use crate::harness::{WebGpu, in_browser};
use anyhow::{Context, Result, ensure};
use latent_playground::settings::Recipe;
use latent_playground::share::link;
use latent_playground::view::View;
use std::time::Duration;

const TRAINING: Duration = Duration::from_mins(3);

/// A link to a network that is to be trained: the bare address shows one that is trained.
fn untrained() -> String {
    link::write(&Recipe::default(), &View::default())
}

#[test]
fn without_webgpu_the_page_says_so_and_trains_on_the_cpu() -> Result<()> {
    in_browser(WebGpu::Off, async |page| {
        let status = page.open_ready("").await?;
        ensure!(status.executor == "cpu", "the executor is {status:?}");
        page.wait_for_message("WebGPU").await?;
        page.click("train").await?;
        let first = page.wait_for("loss", TRAINING, |status| status.loss.is_some()).await?;
        let later = page.wait_for("100 steps", TRAINING, |status| status.step >= 100).await?;
        ensure!(later.loss < first.loss, "the loss went from {:?} to {:?}", first.loss, later.loss);
        let colours = page.colours("manifold").await?;
        ensure!(colours > 50, "the manifold shows {colours} colours");
        Ok(())
    })
}

#[test]
fn nothing_moves_while_the_page_opens() -> Result<()> {
    for web_gpu in [WebGpu::On, WebGpu::Off] {
        in_browser(web_gpu, async |page| {
            page.before_every_page(WATCH_SHIFTS).await?;
            for (width, height) in [(1440, 900), (1100, 800), (820, 1000), (390, 844)] {
                page.resize(width, height).await?;
                page.open_ready("").await?;
                if web_gpu == WebGpu::Off {
                    page.wait_for_message("WebGPU").await?;
                }
                page.wait_for_value("mean-error", "element.textContent", |it| it != "").await?;
                let shifted =
                    page.script("return window.shifted").await?.as_f64().context("nothing was seen")?;
                ensure!(shifted < 0.005, "{web_gpu:?}, {width} wide: {shifted}");
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Sums up what the browser calls layout shifts.
const WATCH_SHIFTS: &str = "
    window.shifted = 0;
    new PerformanceObserver(list => {
        for (const { value } of list.getEntries()) window.shifted += value;
    }).observe({ type: 'layout-shift', buffered: true });";

/// The number between two words of a text.
fn number_after(text: &str, before: &str, after: &str) -> Result<f32> {
    let number = text.split_once(after).and_then(|(head, _)| Some(head.rsplit_once(before)?.1.trim()));
    let number = number.with_context(|| format!("{before} … {after} is not in {text:?}"))?;
    Ok(number.replace(',', "").parse()?)
}

#[test]
fn unless_told_otherwise_the_faster_executor_trains_and_the_page_says_why() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        let status = page.open_ready(&untrained()).await?;
        let title = page.script("return document.querySelector('[data-testid=status] .name').title").await?;
        let title = title.as_str().unwrap_or_default();
        let gpu = number_after(title, "took ", " ms on the GPU")?;
        let cpu = number_after(title, "and ", " ms on the CPU")?;
        println!("{title}");
        ensure!(gpu > 0.0 && cpu > 0.0, "{title}");
        let as_told = if status.executor == "cpu" { cpu <= gpu } else { gpu <= cpu };
        ensure!(as_told, "{status:?}: {title}");
        page.click("train").await?;
        page.wait_for("steps", TRAINING, |status| status.step >= 10).await?;
        Ok(())
    })
}

#[test]
fn without_mnist_the_page_says_so_and_trains_on_synthetic_digits() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.site.remove_mnist()?;
        page.open_ready(&untrained()).await?;
        ensure!(!page.message().await?.is_empty(), "the page says nothing");
        page.wait_for_value("dataset", "element.value", |value| value == "synthetic").await?;
        page.click("train").await?;
        page.wait_for("steps", TRAINING, |status| status.step >= 10).await?;
        // The browser itself reports files that are not there.
        page.console_errors().await?;
        Ok(())
    })
}

#[test]
fn a_broken_data_file_is_named_and_synthetic_digits_are_offered() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        let name = page.site.break_training_images()?;
        page.open(&untrained()).await?;
        page.wait_for_message(name).await?;
        ensure!(page.status().await?.state == "error", "the state is not error");
        page.set("dataset", "synthetic").await?;
        page.wait_until_ready().await?;
        page.click("train").await?;
        page.wait_for("steps", TRAINING, |status| status.step >= 10).await?;
        Ok(())
    })
}
