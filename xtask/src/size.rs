//! The size of the page: wasm made smaller by Binaryen, and what a visitor downloads.

use crate::project::run;
use crate::setup::npm_package;
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Binaryen's version.
const BINARYEN: &str = "132.0.0";
/// Kilobytes that page and worker may take together, compressed with Brotli.
const LIMIT: usize = 725;
/// What browsers with WebAssembly SIMD all have, and Rust uses.
const FEATURES: [&str; 7] = [
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Makes the wasm files of a folder smaller, where Node.js and its npm are here to bring Binaryen; tells whether.
///
/// # Errors
/// If Binaryen has something against a file.
pub fn optimise(folder: &Path) -> Result<bool> {
    let Some(wasm_opt) = wasm_opt() else { return Ok(false) };
    for file in wasm_and_scripts(folder)?.iter().filter(|file| file.extension() == Some("wasm".as_ref())) {
        run(Command::new("node")
            .arg(&wasm_opt)
            .args(["-Oz", "--strip-debug", "--strip-producers"])
            .args(FEATURES)
            .arg(file)
            .arg("-o")
            .arg(file))?;
    }
    Ok(true)
}

/// Binaryen's optimiser. None, said with what it would take, where it cannot be had.
fn wasm_opt() -> Option<PathBuf> {
    let package = npm_package("binaryen", BINARYEN)?;
    Some(package.join("bin/wasm-opt"))
}

/// Prints what page and worker take, as they are and compressed; fails over the limit.
///
/// # Errors
/// If they are too large.
pub fn check(dist: &Path) -> Result<()> {
    let (mut raw, mut compressed) = (0, 0);
    for file in wasm_and_scripts(dist)? {
        let bytes = std::fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
        let small = brotli(&bytes)?.len();
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        eprintln!("{name:<40}{:>8} KB{:>8} KB with Brotli", bytes.len() / 1000, small / 1000);
        raw += bytes.len();
        compressed += small;
    }
    eprintln!(
        "{:<40}{:>8} KB{:>8} KB with Brotli, at most {LIMIT}",
        "together",
        raw / 1000,
        compressed / 1000
    );
    ensure!(compressed <= LIMIT * 1000, "page and worker take {} KB", compressed / 1000);
    Ok(())
}

fn wasm_and_scripts(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = folder.read_dir().with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|kind| kind == "wasm" || kind == "js"));
    files.sort();
    Ok(files)
}

/// Bytes compressed with Brotli, as small as they get.
///
/// # Errors
/// None that memory does not make.
pub fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut small = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut small, &parameters)?;
    Ok(small)
}
