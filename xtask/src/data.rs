//! Brings the files of MNIST and Fashion-MNIST into data/, which git ignores: from the folder named by
//! `LATENT_DATA`, from ../shared/data, or from two public homes of each in turn. Files that are there and whole
//! are kept.

use crate::download::{agent, copy, download, is_here};
use crate::project::{data, root};
use crate::source::{ALL, Source, SourceFile};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// Makes sure that all files are in data/.
///
/// # Errors
/// If one cannot be had; the sentence says what was tried.
pub fn bring() -> Result<()> {
    ALL.into_iter().try_for_each(bring_source)
}

/// Like [`bring`], for commands that go on without the files.
///
/// Returns the data sets that are there.
pub fn try_to_bring() -> Vec<&'static Source> {
    let is_here = |source: &&Source| match bring_source(source) {
        Ok(()) => true,
        Err(error) => {
            eprintln!("Without {}: {error:#}. The page does without.", source.title);
            false
        }
    };
    ALL.into_iter().filter(is_here).collect()
}

fn bring_source(source: &Source) -> Result<()> {
    let folder = data(source);
    for file in source.files.iter().filter(|file| !is_here(file, &folder)) {
        bring_file(source, file, &folder)?;
    }
    eprintln!("{} is in {}.", source.title, folder.display());
    Ok(())
}

fn bring_file(source: &Source, file: &SourceFile, folder: &Path) -> Result<()> {
    for from in folders_to_look_in(source).iter().filter(|from| from.join(file.name).is_file()) {
        match copy(file, from, folder) {
            Ok(()) => return Ok(()),
            Err(error) => eprintln!("{error:#}; looking further."),
        }
    }
    eprintln!("Downloading {} of {}.", file.name, source.title);
    download(&agent(true), file, &source.homes, folder)
        .with_context(|| format!("set LATENT_DATA to a folder with {}, or go online", source.name))
}

fn folders_to_look_in(source: &Source) -> Vec<PathBuf> {
    let named = std::env::var_os("LATENT_DATA").map(PathBuf::from);
    named
        .into_iter()
        .flat_map(|folder| [folder.join(source.name), folder])
        .chain([root().join("../shared/data").join(source.name)])
        .collect()
}
