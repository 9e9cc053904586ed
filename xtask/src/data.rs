//! Brings the MNIST files into data/mnist, which git ignores: from the folder named by `LATENT_DATA`, from
//! ../shared/data, or from two public homes of MNIST in turn. Files that are there and whole are kept.

use crate::download::{agent, copy, download, is_here};
use crate::project::{mnist, root};
use crate::source::{MNIST, SourceFile};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

const HOMES: [&str; 2] =
    ["https://storage.googleapis.com/cvdf-datasets/mnist/", "https://ossci-datasets.s3.amazonaws.com/mnist/"];

/// Makes sure that all four files are in data/mnist.
///
/// # Errors
/// If one cannot be had; the sentence says what was tried.
pub fn bring() -> Result<()> {
    let folder = mnist();
    for file in MNIST.iter().filter(|file| !is_here(file, &folder)) {
        bring_file(file, &folder)?;
    }
    eprintln!("MNIST is in {}.", folder.display());
    Ok(())
}

/// Like [`bring`], for commands that go on without the files.
///
/// Returns whether the files are there.
pub fn try_to_bring() -> bool {
    match bring() {
        Ok(()) => true,
        Err(error) => {
            eprintln!("Without MNIST: {error:#}. The page draws synthetic digits instead.");
            false
        }
    }
}

fn bring_file(file: &SourceFile, folder: &Path) -> Result<()> {
    for from in folders_to_look_in().iter().filter(|from| from.join(file.name).is_file()) {
        match copy(file, from, folder) {
            Ok(()) => return Ok(()),
            Err(error) => eprintln!("{error:#}; looking further."),
        }
    }
    eprintln!("Downloading {}.", file.name);
    download(&agent(true), file, &HOMES, folder)
        .context("set LATENT_DATA to a folder with the four MNIST files, or go online")
}

fn folders_to_look_in() -> Vec<PathBuf> {
    let named = std::env::var_os("LATENT_DATA").map(PathBuf::from);
    named
        .into_iter()
        .flat_map(|folder| [folder.join("mnist"), folder])
        .chain([root().join("../shared/data/mnist")])
        .collect()
}
