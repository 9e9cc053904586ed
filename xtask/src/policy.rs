//! What the built page may load and run: its own files and nothing else. And the script that begins it.

use anyhow::{Context, Result};
use std::path::Path;

/// The file that Trunk's inline script moves to, since the policy allows none.
const START: &str = "start.js";
/// The page's program, as Trunk names it.
const PROGRAM: &str = "page_bg.wasm";
/// The page's policy. Its worker is not bound by it, and fetches weights from where the visitor says.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; \
     style-src 'self'; img-src 'self' data: blob:; media-src blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'";
const OPENING: &str = r#"<script type="module">"#;
const CLOSING: &str = "</script>";
const CHARSET: &str = r#"<meta charset="utf-8">"#;

/// Gives the page in `folder` its policy, moves its inline script to a file, and takes the preload of its program out.
///
/// # Errors
/// If the page is not as Trunk makes it, or cannot be written.
pub fn guard(folder: &Path) -> Result<()> {
    let index = folder.join("index.html");
    let text = std::fs::read_to_string(&index).with_context(|| format!("there is no {}", index.display()))?;
    let (guarded, script) =
        split(&text).context("index.html is not as Trunk makes it: an inline script is missing")?;
    std::fs::write(folder.join(START), script)?;
    let guarded =
        without_preload(&guarded).context("index.html is not as Trunk makes it: no program is preloaded")?;
    Ok(std::fs::write(index, guarded)?)
}

/// The page without the element that preloads its program: Chromium now and then never hands over a preloaded file
/// whose bytes a script counts.
fn without_preload(page: &str) -> Option<String> {
    let (before, rest) = page.split_once(&format!(r#"<link rel="preload" href="./{PROGRAM}""#))?;
    let (_, after) = rest.split_once('>')?;
    Some(format!("{before}{after}"))
}

/// Tells the script that starts the page how large its program is now, for the bytes that it counts.
///
/// # Errors
/// If the script does not count as Trunk's does, or cannot be written.
pub fn mend_size(folder: &Path) -> Result<()> {
    let script = folder.join(START);
    let text = std::fs::read_to_string(&script).with_context(|| format!("there is no {START}"))?;
    let bytes =
        std::fs::metadata(folder.join(PROGRAM)).with_context(|| format!("there is no {PROGRAM}"))?.len();
    let mended =
        with_size(&text, bytes).with_context(|| format!("{START} does not count the bytes of {PROGRAM}"))?;
    Ok(std::fs::write(script, mended)?)
}

/// The script with another number after the program's name.
fn with_size(script: &str, bytes: u64) -> Option<String> {
    let (before, rest) = script.split_once(&format!("{PROGRAM}', "))?;
    let (old, after) = rest.split_once(',')?;
    old.parse::<u64>().ok()?;
    Some(format!("{before}{PROGRAM}', {bytes},{after}"))
}

/// The page with its policy and with its inline script in a file, and that script.
fn split(page: &str) -> Option<(String, &str)> {
    let (before, rest) = page.split_once(OPENING)?;
    let (script, after) = rest.split_once(CLOSING)?;
    let (head, more) = before.split_once(CHARSET)?;
    let policy = format!(r#"{CHARSET}<meta http-equiv="Content-Security-Policy" content="{POLICY}">"#);
    let moved = format!(r#"<script type="module" src="./{START}">{CLOSING}"#);
    Some((format!("{head}{policy}{more}{moved}{after}"), script))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inline_script_moves_to_a_file_behind_the_policy() {
        let page =
            r#"<head><meta charset="utf-8"><title>x</title><script type="module">go();</script></head>"#;
        let (guarded, script) = split(page).unwrap();
        assert_eq!(script, "go();");
        assert!(guarded.contains(r#"<script type="module" src="./start.js"></script></head>"#), "{guarded}");
        assert!(guarded.find("Content-Security-Policy").unwrap() < guarded.find("<title>").unwrap());
        assert!(!guarded.contains("go()"));
    }

    #[test]
    fn the_script_counts_to_the_size_that_the_program_has() {
        let script = "const wasm = await run(init, './page_bg.wasm', 2574232, initializer(), true);";
        let mended = "const wasm = await run(init, './page_bg.wasm', 123, initializer(), true);";
        assert_eq!(with_size(script, 123).as_deref(), Some(mended));
        assert!(with_size("await init('./page_bg.wasm')", 1).is_none());
    }

    #[test]
    fn the_program_is_not_preloaded() {
        let page =
            r#"<head><link rel="preload" href="./page_bg.wasm" as="fetch" type="application/wasm"></head>"#;
        assert_eq!(without_preload(page).as_deref(), Some("<head></head>"));
        assert!(without_preload("<head></head>").is_none());
    }

    #[test]
    fn a_page_without_an_inline_script_is_refused() {
        assert!(split(r#"<meta charset="utf-8"><script src="x.js"></script>"#).is_none());
    }
}
