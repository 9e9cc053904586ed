//! The fastest kernels are sought while training goes on, and kept for the next visit.

use crate::harness::{WebGpu, in_browser};
use anyhow::{Result, ensure};
use latent_playground::gpu::Choices;
use latent_playground::settings::{ExecutorChoice, Recipe, Settings};
use latent_playground::share::link;
use latent_playground::view::View;
use std::time::{Duration, Instant};

const KEPT: &str = "return localStorage.getItem('fastest-kernels') ?? ''";

#[test]
fn the_fastest_kernels_are_kept_for_the_next_visit() -> Result<()> {
    let settings = Settings { executor: ExecutorChoice::Gpu, ..Settings::default() };
    let address = link::write(&Recipe { settings, ..Recipe::default() }, &View::default());
    in_browser(WebGpu::On, async |page| {
        let status = page.open_ready(&address).await?;
        page.click("train").await?;
        let start = Instant::now();
        let kept = loop {
            let kept = page.script(KEPT).await?.as_str().unwrap_or_default().to_owned();
            // A product is tried after the other: two are known by now.
            if kept.contains(',') {
                break kept;
            }
            ensure!(start.elapsed() < Duration::from_mins(3), "nothing was kept: {:?}", page.status().await?);
            tokio::time::sleep(Duration::from_millis(100)).await;
        };
        let lines: Vec<&str> = kept.lines().collect();
        ensure!(lines.len() == 3 && lines[1] == status.adapter, "{kept}");
        ensure!(Choices::read(lines[2]).to_string() == lines[2], "{kept}");

        // Another visit finds them, with names of its own making among them, and trains.
        let spoilt = format!("{}\n{}\n{},nonsense:huge", lines[0], lines[1], lines[2]);
        page.open_ready(&address).await?;
        page.script(&format!("localStorage.setItem('fastest-kernels', {spoilt:?})")).await?;
        page.open_ready(&address).await?;
        page.click("train").await?;
        page.wait_for("steps", Duration::from_mins(3), |status| status.step >= 5).await?;
        let later = page.script(KEPT).await?.as_str().unwrap_or_default().to_owned();
        ensure!(later.starts_with(&format!("{}\n{}\n", lines[0], lines[1])), "{later}");
        Ok(())
    })
}
