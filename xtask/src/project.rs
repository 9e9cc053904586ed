//! Where the project is, and how its commands run other programs.

use crate::source::Source;
use anyhow::{Context, Result, ensure};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Folder that holds the project's Cargo.toml.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is a folder of the project")
}

/// Folder that a data set's files are brought to.
pub fn data(source: &Source) -> PathBuf {
    root().join("data").join(source.name)
}

/// Folder of the built page.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// The cargo that runs this program.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
}

/// Runs `command` in the project's folder, after saying so.
///
/// # Errors
/// If it cannot be started or does not succeed.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    eprintln!("$ {shown}");
    let status =
        command.current_dir(root()).status().with_context(|| format!("`{shown}` could not be started"))?;
    ensure!(status.success(), "`{shown}` failed ({status})");
    Ok(())
}

/// What `command` prints on its standard output.
///
/// # Errors
/// If it cannot be started or does not succeed; the sentence holds what it said on standard error.
pub fn output(command: &mut Command) -> Result<String> {
    let shown = shown(command);
    let output =
        command.current_dir(root()).output().with_context(|| format!("`{shown}` could not be started"))?;
    let complaint = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "`{shown}` failed ({}): {}", output.status, complaint.trim());
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    std::iter::once(program)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}
