//! Finds programs on the PATH, among them the browser for the tests and its driver. The browser tests use this
//! file too.

use std::path::PathBuf;

/// The first of `names` that is a file in a folder of the PATH.
pub fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    names.iter().find_map(|name| {
        let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        std::env::split_paths(&path).map(|folder| folder.join(&file)).find(|program| program.is_file())
    })
}

/// Chromium or Chrome; the variable `CHROMIUM` can name another.
pub fn chromium() -> Option<PathBuf> {
    std::env::var_os("CHROMIUM").map(PathBuf::from).or_else(|| {
        on_path(&["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"])
    })
}

/// The browser's WebDriver; the variable `CHROMEDRIVER` can name another.
pub fn chromedriver() -> Option<PathBuf> {
    std::env::var_os("CHROMEDRIVER")
        .map(PathBuf::from)
        .or_else(|| on_path(&["chromedriver", "chromium.chromedriver"]))
}
