//! `cargo xtask lighthouse`: what Google's Lighthouse has to say of the built page on a desktop, served compressed.

use crate::browser::chromium;
use crate::project::{root, run};
use crate::server::Server;
use crate::{dist, setup, size};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// Lighthouse's version.
const VERSION: &str = "12.8.2";
/// The least mark in every category, of 100.
const LEAST: f64 = 95.0;
/// Files that no compression makes smaller.
const COMPACT: [&str; 5] = ["png", "webp", "lpw", "gz", "br"];

/// Builds the page, has it judged, and prints the marks; the whole report goes to target/lighthouse/.
///
/// # Errors
/// If Lighthouse cannot be had, or a mark is too low.
pub fn lighthouse() -> Result<()> {
    setup::browser()?;
    let package = setup::npm_package("lighthouse", VERSION)
        .context("Lighthouse comes with npm, which is part of Node.js")?;
    let folder = root().join("target/lighthouse");
    let site = folder.join("site");
    if site.exists() {
        std::fs::remove_dir_all(&site)?;
    }
    copy_compressed(&dist::build()?, &site)?;
    let server = Server::start(&site, 0)?;
    let report = folder.join("report");
    run(Command::new("node")
        .arg(package.join("cli/index.js"))
        .arg(server.url())
        .args(["--quiet", "--preset=desktop", "--output=json", "--output=html"])
        .arg("--chrome-flags=--headless=new --no-sandbox --disable-quic --no-first-run")
        .arg(format!("--output-path={}", report.display()))
        .env("CHROME_PATH", chromium().context("there is no Chromium")?))?;
    let text = std::fs::read_to_string(report.with_extension("report.json"))?;
    print(&serde_json::from_str(&text)?)
}

/// Prints the marks and what lowers them; fails where one is too low.
fn print(report: &Value) -> Result<()> {
    let categories = report["categories"].as_object().context("the report has no marks")?;
    let mut low = Vec::new();
    for category in categories.values() {
        let (title, mark) = (&category["title"], category["score"].as_f64().unwrap_or_default() * 100.0);
        println!("{:<20}{mark:>4.0}", title.as_str().unwrap_or_default());
        if mark < LEAST {
            low.push(title);
        }
        for audit in category["auditRefs"].as_array().into_iter().flatten() {
            let audit = &report["audits"][audit["id"].as_str().unwrap_or_default()];
            if audit["score"].as_f64().is_some_and(|score| score < 0.9) {
                let shown = audit["displayValue"].as_str().unwrap_or_default();
                println!("    {} {shown}", audit["title"].as_str().unwrap_or_default());
            }
        }
    }
    ensure!(low.is_empty(), "below {LEAST}: {low:?}");
    Ok(())
}

/// Copies a folder, with a compressed file beside each that gains by it.
fn copy_compressed(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in from.read_dir()? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_compressed(&entry.path(), &target)?;
            continue;
        }
        let bytes = std::fs::read(entry.path())?;
        if !COMPACT.iter().any(|kind| target.extension() == Some(kind.as_ref())) {
            let mut name = target.clone().into_os_string();
            name.push(".br");
            std::fs::write(name, size::brotli(&bytes)?)?;
        }
        std::fs::write(&target, bytes)?;
    }
    Ok(())
}
