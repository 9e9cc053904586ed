//! `cargo xtask test`: every check, each a stage with its time. A stage that fails does not keep the others from
//! telling what they find.

use crate::project::{cargo, run};
use crate::source::{self, Source};
use crate::{data, dist, setup};
use anyhow::{Context, Result, bail, ensure};
use std::time::{Duration, Instant};

const DENY_WARNINGS: [&str; 3] = ["--", "-D", "warnings"];
const WASM: [&str; 4] = ["--lib", "--bins", "--target", "wasm32-unknown-unknown"];

/// The stages that were run, in order.
#[derive(Default)]
struct Report {
    stages: Vec<(&'static str, Duration, Result<()>)>,
}

impl Report {
    /// Runs a stage; returns what it made, if it did not fail.
    fn stage<T>(&mut self, name: &'static str, work: impl FnOnce() -> Result<T>) -> Option<T> {
        eprintln!("\n== {name}");
        let start = Instant::now();
        let (made, result) = match work() {
            Ok(made) => (Some(made), Ok(())),
            Err(error) => {
                eprintln!("{name}: {error:#}");
                (None, Err(error))
            }
        };
        self.stages.push((name, start.elapsed(), result));
        made
    }

    fn cargo(&mut self, name: &'static str, arguments: &[&str]) {
        self.stage(name, || run(cargo().args(arguments)));
    }

    /// Prints the stages.
    fn finish(self) -> Result<()> {
        eprintln!("\n== Summary");
        for (name, time, result) in &self.stages {
            let verdict =
                result.as_ref().map_or_else(|error| format!("FAILED: {error:#}"), |()| "ok".to_owned());
            eprintln!("{name:<24}{:>7.1} s  {verdict}", time.as_secs_f64());
        }
        let failed = self.stages.iter().filter(|(_, _, result)| result.is_err()).count();
        ensure!(failed == 0, "{failed} of {} stages failed", self.stages.len());
        Ok(())
    }
}

/// Runs the checks; `quick` leaves out the browser and the tests that are marked as slow (ignored).
///
/// # Errors
/// If a stage fails.
pub fn test(quick: bool) -> Result<()> {
    let mut report = Report::default();
    let tools = report.stage("set-up", || {
        if quick {
            return setup::wasm_target().map(|()| None);
        }
        setup::browser()?;
        setup::page_tools().map(Some)
    });
    let sources_here = report.stage("data", sources).unwrap_or_default();
    report.cargo("format", &["fmt", "--all", "--check"]);
    report.cargo("lints", &[&["clippy", "--workspace", "--all-targets"], &DENY_WARNINGS[..]].concat());
    // All targets are those that a plain `cargo test` runs, and the browser tests are not among them.
    report.cargo("lints of browser tests", &[&["clippy", "--test", "browser"], &DENY_WARNINGS[..]].concat());
    report.cargo("lints of the page", &[&["clippy"], &WASM[..], &DENY_WARNINGS[..]].concat());
    report.stage("tests", || {
        let python = if quick { None } else { setup::python() };
        run(cargo().arg("test").envs(python.map(|python| ("LATENT_PYTHON", python))))
    });
    report.cargo("tests of xtask", &["test", "--package", "xtask"]);
    if !quick {
        report.cargo("slow tests", &["test", "--tests", "--", "--ignored"]);
        let page = report.stage("page", || {
            let tools = tools.flatten().context("the tools of the page are missing")?;
            dist::build_with(&tools, &sources_here)
        });
        // Without it they would look at an older page.
        if page.is_some() {
            report.stage("browser tests", || {
                let axe = setup::axe();
                run(cargo().args(["test", "--test", "browser"]).envs(axe.map(|axe| ("LATENT_AXE", axe))))
            });
        }
    }
    report.finish()
}

/// The data sets that are here. On CI all must be.
fn sources() -> Result<Vec<&'static Source>> {
    let here = data::try_to_bring();
    if here.len() < source::ALL.len() && is_ci() {
        bail!("CI=true, and a data set is missing");
    }
    Ok(here)
}

fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true")
}
