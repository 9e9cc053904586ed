//! Milliseconds of training and decoding in the browser, for `cargo xtask bench`, which builds the page in
//! target/bench: `benches/rivals/run.js` measures. `LATENT_BENCH` is that page's query.

use crate::harness::{Driver, Server, WebGpu, capabilities};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::path::Path;
use std::time::{Duration, Instant};
use thirtyfour::WebDriver;

/// Time that all cases may take on a software GPU.
const LONG: Duration = Duration::from_hours(1);

#[test]
#[ignore = "a measurement: `cargo xtask bench`"]
fn figures() -> Result<()> {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("target");
    let query = std::env::var("LATENT_BENCH").unwrap_or_default();
    let server = Server::start(&target, 0)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let result = runtime.block_on(measure(&format!("{}bench/?{query}", server.url())))?;
    print(&result)?;
    let file = target.join("bench.json");
    std::fs::write(&file, serde_json::to_vec_pretty(&result)?)?;
    println!("All figures are in {}.", file.display());
    Ok(())
}

async fn measure(url: &str) -> Result<Value> {
    let driver = Driver::start()?;
    let browser = WebDriver::new(driver.url(), capabilities(WebGpu::On)?).await?;
    browser.clone().leak()?;
    browser.goto(url).await?;
    let (start, mut shown) = (Instant::now(), Value::Null);
    loop {
        let script = "return [globalThis.progress ?? null, globalThis.result ?? null]";
        let said = browser.execute(script, vec![]).await?.json().clone();
        if said[0] != shown {
            shown = said[0].clone();
            eprintln!("{:6.0} s  {}", start.elapsed().as_secs_f64(), shown.as_str().unwrap_or_default());
        }
        if !said[1].is_null() {
            ensure!(said[1]["error"].is_null(), "the bench page failed: {}", said[1]["error"]);
            return Ok(said[1].clone());
        }
        ensure!(start.elapsed() < LONG, "the bench page is still at {shown}");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// A table for each case, with what the other sides take as a multiple of ours on the same hardware.
fn print(result: &Value) -> Result<()> {
    let results = result["results"].as_array().context("the bench page has no results")?;
    let time_of = |case: &Value, side: &str| {
        let found = results.iter().find(|one| one["case"] == *case && one["side"] == side)?;
        found["milliseconds"].as_f64()
    };
    let mut case = &Value::Null;
    for one in results {
        if one["case"] != *case {
            case = &one["case"];
            println!("\n{}", case.as_str().unwrap_or_default());
        }
        let side = one["side"].as_str().unwrap_or_default();
        let Some(milliseconds) = one["milliseconds"].as_f64() else {
            println!("  {side:<22}  {}", one["error"].as_str().unwrap_or_default());
            continue;
        };
        let ours = if side.ends_with("gpu") { "ours, gpu" } else { "ours, cpu" };
        let ratio = time_of(case, ours).map_or(f64::NAN, |ours| milliseconds / ours);
        let gflops = one["gflops"].as_f64().map_or(String::new(), |gflops| format!("{gflops:8.1} GFLOP/s"));
        println!("  {side:<22}{milliseconds:10.2} ms{ratio:8.2}×{gflops}");
    }
    Ok(())
}
