//! Python, where it is there with what a test needs.

use std::io::Write;
use std::path::PathBuf;
use std::process::Command;

/// A Python that imports `modules`, a list with commas: `$LATENT_PYTHON`, or the one on the PATH. Where there is none,
/// it is said that the test is skipped.
pub fn python(modules: &str) -> Option<PathBuf> {
    let named = std::env::var_os("LATENT_PYTHON").map(PathBuf::from);
    let found = named.into_iter().chain(["python3".into(), "python".into()]).find(|python| {
        let mut imports = Command::new(python);
        imports.args(["-c", &format!("import {modules}")]);
        imports.output().is_ok_and(|output| output.status.success())
    });
    if found.is_none() {
        // Written past the test harness, which keeps what is printed to itself.
        writeln!(std::io::stderr(), "SKIPPED: no Python with {modules}; name one by LATENT_PYTHON")
            .expect("standard error");
    }
    found
}
