//! `cargo xtask bench`: milliseconds per training step of the lesson's VAE at batch 128, in headless Chromium and
//! natively, on the GPU executor and on the CPU executor.

use crate::project::{cargo, data as folder_of, output, run};
use crate::source::MNIST;
use crate::{data, dist, setup};
use anyhow::{Context, Result};

/// Measures and prints.
///
/// # Errors
/// If MNIST, the browser or one of the builds is missing.
pub fn bench(steps: u32) -> Result<()> {
    setup::browser()?;
    data::bring()?;
    dist::build()?;
    run(cargo().args(["build", "--release", "--example", "train"]))?;
    let native = ["gpu", "cpu"].map(|executor| (executor, native(executor, steps)));
    println!("Milliseconds per step, batch 128:");
    for (executor, result) in native {
        match result {
            Ok(milliseconds) => println!("native   {executor}  {milliseconds:8.2}"),
            Err(error) => println!("native   {executor}  not measured: {error:#}"),
        }
    }
    let arguments = ["test", "--quiet", "--test", "browser", "bench::", "--", "--ignored", "--nocapture"];
    run(cargo().args(arguments).env("LATENT_BENCH_STEPS", steps.to_string()))
}

fn native(executor: &str, steps: u32) -> Result<f64> {
    let (data, steps) = (folder_of(&MNIST), steps.to_string());
    let said = output(
        cargo()
            .args([
                "run",
                "--quiet",
                "--release",
                "--example",
                "train",
                "--",
                "--model",
                "vae",
                "--json",
                "--data",
            ])
            .arg(&data)
            .args(["--executor", executor, "--steps", &steps]),
    )?;
    milliseconds_per_step(&said)
}

/// The figure in the last line that the example prints.
fn milliseconds_per_step(said: &str) -> Result<f64> {
    let last = said.lines().rfind(|line| !line.trim().is_empty()).context("the example printed nothing")?;
    let last: serde_json::Value =
        serde_json::from_str(last).context("the example's last line is not JSON")?;
    last["milliseconds_per_step"].as_f64().context("the example's last line has no milliseconds_per_step")
}

#[cfg(test)]
mod tests {
    use super::milliseconds_per_step;

    #[test]
    fn the_figure_is_read_from_the_last_line() {
        let said = "{\"step\":1}\n{\"test_kl\":5.5,\"milliseconds_per_step\":12.5}\n";
        assert!((milliseconds_per_step(said).unwrap() - 12.5).abs() < 1e-9);
    }

    #[test]
    fn an_output_without_the_figure_is_refused() {
        assert!(milliseconds_per_step("").is_err());
        assert!(milliseconds_per_step("{\"step\":1}").is_err());
    }
}
