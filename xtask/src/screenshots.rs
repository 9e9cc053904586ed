//! `cargo xtask screenshots`: pictures of every step of the lesson on wide and narrow screens, light and dark, in
//! every language, for people to look at.

use crate::project::{cargo, run};
use crate::{dist, setup};
use anyhow::Result;

/// Builds the page and writes the pictures into screenshots/.
///
/// # Errors
/// If the browser is missing or the page cannot be built.
pub fn screenshots() -> Result<()> {
    setup::browser()?;
    dist::build()?;
    run(cargo().args([
        "test",
        "--quiet",
        "--test",
        "browser",
        "screenshots::",
        "--",
        "--ignored",
        "--nocapture",
    ]))
}
