//! Builds the page into dist/: files that work from any sub-path of any static host, all but index.html with
//! their hash in their name, and the data sets beside them that could be had.

use crate::hashed_names::hash_names;
use crate::project::{self, dist, root, run};
use crate::source::Source;
use crate::{data, policy, setup, size};
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};

/// Trunk's name for the script that starts the worker.
const LOADER: &str = "worker_loader.js";
/// The script that keeps the page for use without a network, and the place in it for the names of files.
const SERVICE_WORKER: &str = "service-worker.js";
const FILES: &str = r#"["files"]"#;

/// Builds the page, with what that needs; returns its folder.
///
/// # Errors
/// If something cannot be installed or built.
pub fn build() -> Result<PathBuf> {
    let tools = setup::page_tools()?;
    let sources = data::try_to_bring();
    build_with(&tools, &sources)
}

/// Builds the page with tools and data that are at hand.
///
/// # Errors
/// If it cannot be built.
pub fn build_with(tools: &setup::PageTools, sources: &[&Source]) -> Result<PathBuf> {
    // CI systems set NO_COLOR to 1, which Trunk takes for a wrong value.
    run(tools
        .trunk()
        .args(["build", "--release", "--offline", "--skip-version-check"])
        .env_remove("NO_COLOR"))?;
    let (built, dist) = (root().join("target/trunk"), dist());
    check_index(&built.join("index.html"))?;
    policy::guard(&built)?;
    mend_loader(&built.join(LOADER))?;
    list_files(&built)?;
    let optimised = size::optimise(&built)?;
    policy::mend_size(&built)?;
    if dist.exists() {
        std::fs::remove_dir_all(&dist).with_context(|| format!("{} cannot be replaced", dist.display()))?;
    }
    hash_names(&built, &dist).context("the built page cannot be given hashed names")?;
    for source in sources {
        copy_data(source, &dist.join("data").join(source.name))?;
    }
    // Only a page that was made smaller can be held to the limit.
    if optimised {
        size::check(&dist)?;
    }
    eprintln!("The page is in {}.", dist.display());
    Ok(dist)
}

/// Trunk's loader starts the worker in a way that wasm-bindgen calls deprecated in the visitor's console.
fn mend_loader(loader: &Path) -> Result<()> {
    let text =
        std::fs::read_to_string(loader).with_context(|| format!("Trunk made no {}", loader.display()))?;
    let (old, new) =
        (r#"wasm_bindgen("./worker_bg.wasm")"#, r#"wasm_bindgen({module_or_path:"./worker_bg.wasm"})"#);
    std::fs::write(loader, text.replace(old, new))?;
    Ok(())
}

/// The service worker keeps every file of the page; which there are is known now.
fn list_files(built: &Path) -> Result<()> {
    let mut names = Vec::new();
    for folder in ["", "pretrained/"] {
        for entry in built.join(folder).read_dir().context("Trunk made no page")? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                names.push(format!("{folder}{}", entry.file_name().to_string_lossy()));
            }
        }
    }
    names.retain(|name| name != "index.html" && name != SERVICE_WORKER);
    names.sort();
    let script = built.join(SERVICE_WORKER);
    let text = std::fs::read_to_string(&script).context("Trunk copied no service worker")?;
    ensure!(text.contains(FILES), "the service worker has no place for the names of files");
    std::fs::write(script, text.replace(FILES, &format!("{names:?}")))?;
    Ok(())
}

/// The page finds its worker by a meta element, since the worker's name changes with every build.
fn check_index(index: &Path) -> Result<()> {
    let text =
        std::fs::read_to_string(index).with_context(|| format!("Trunk made no {}", index.display()))?;
    let names_worker = text.contains(&format!(r#"<meta name="latent-worker" content="{LOADER}""#));
    ensure!(names_worker, r#"index.html must hold <meta name="latent-worker" content="{LOADER}">"#);
    Ok(())
}

fn copy_data(source: &Source, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    for file in &source.files {
        std::fs::copy(project::data(source).join(file.name), folder.join(file.hashed_name()))?;
    }
    Ok(())
}
