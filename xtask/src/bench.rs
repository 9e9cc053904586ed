//! `cargo xtask bench`: milliseconds of training steps, grids, codes and a product, in headless Chromium on the GPU
//! executor and on the CPU executor, on demand beside the peers; then those of each kernel natively.

use crate::project::{cargo, root, run};
use crate::setup;
use anyhow::{Context, Result};
use std::process::Command;

/// Measures and prints; `only` names cases by a part of their names.
///
/// # Errors
/// If the browser, one of the builds or one of the peers is missing.
pub fn bench(rivals: bool, only: Option<&str>) -> Result<()> {
    setup::browser()?;
    let page = ["build", "--release", "--offline", "--skip-version-check", "--dist", "target/bench"];
    run(setup::page_tools()?.trunk().args(page).arg("benches/rivals/index.html").env_remove("NO_COLOR"))?;
    let mut query = vec![];
    if rivals {
        bring_rivals()?;
        query.push("rivals".to_owned());
    }
    query.extend(only.map(|only| format!("only={}", only.replace(' ', "+"))));
    let arguments = ["test", "--quiet", "--test", "browser", "bench::", "--", "--ignored", "--nocapture"];
    run(cargo().args(arguments).env("LATENT_BENCH", query.join("&")))?;
    run(cargo().args(["bench", "--bench", "kernels"]))
}

/// Installs the peers into target/rivals, where the page looks for them.
fn bring_rivals() -> Result<()> {
    let folder = root().join("target/rivals");
    std::fs::create_dir_all(&folder)?;
    std::fs::copy(root().join("benches/rivals/package.json"), folder.join("package.json"))?;
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    run(Command::new(npm)
        .args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"])
        .arg(folder))
    .context("the peers come with npm, which is part of Node.js")
}
