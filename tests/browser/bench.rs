//! Milliseconds per training step in the browser, for `cargo xtask bench`.

use crate::harness::{WebGpu, in_browser};
use anyhow::{Result, ensure};
use latent_playground::settings::{ExecutorChoice, Recipe, Settings};
use latent_playground::share::link;
use latent_playground::view::View;
use std::time::{Duration, Instant};

/// Steps before the clock starts: compiling and choosing variants are over by then.
const WARM_UP: u32 = 20;

fn measure(executor: ExecutorChoice) -> Result<()> {
    let steps: u32 =
        std::env::var("LATENT_BENCH_STEPS").ok().and_then(|steps| steps.parse().ok()).unwrap_or(200);
    in_browser(WebGpu::On, async |page| {
        let settings = Settings { executor, ..Settings::default() };
        let fragment = link::write(&Recipe { settings, ..Recipe::default() }, &View::default());
        let ready = page.open_ready(&fragment).await?;
        ensure!(ready.executor == executor.name(), "{executor} is not at work: {ready:?}");
        page.click("train").await?;
        let long = Duration::from_mins(10);
        let (begin, start) =
            (page.wait_for("warm-up", long, |status| status.step >= WARM_UP).await?, Instant::now());
        let end = page.wait_for("steps", long, |status| status.step >= begin.step + steps).await?;
        let milliseconds = 1000.0 * start.elapsed().as_secs_f64() / f64::from(end.step - begin.step);
        println!("browser  {executor}  {milliseconds:8.2}  ({})", end.adapter);
        Ok(())
    })
}

#[test]
#[ignore = "a measurement: `cargo xtask bench`"]
fn gpu() -> Result<()> {
    measure(ExecutorChoice::Gpu)
}

#[test]
#[ignore = "a measurement: `cargo xtask bench`"]
fn cpu() -> Result<()> {
    measure(ExecutorChoice::Cpu)
}
