//! Gives the files of a built page names with their hash in them, so that browsers and CDNs may keep them for
//! ever, and writes the new names where the files name one another.

use crate::download::hex;
use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

/// A file of the page.
struct Asset {
    bytes: Vec<u8>,
    /// Old names, relative to the page's folder, of the files that this one names.
    names: Vec<String>,
}

/// Writes the files of the folder `from` to the folder `to`. Each file that another one names in quotes, brackets
/// or a path gets a new name: `worker.js` becomes `worker-0123456789abcdef.js`. Files that none names, such as
/// index.html, keep theirs.
///
/// # Errors
/// If files name each other in a circle, or a folder cannot be read or written.
pub fn hash_names(from: &Path, to: &Path) -> Result<()> {
    let mut assets = read(from)?;
    let named: Vec<String> = assets.values().flat_map(|asset| asset.names.clone()).collect();
    // A file is ready when no file that it names waits to be renamed.
    while let Some(ready) =
        assets.iter().find(|(_, asset)| asset.names.is_empty()).map(|(name, _)| name.clone())
    {
        let asset = assets.remove(&ready).context("the file was found a line above")?;
        let new_name = if named.contains(&ready) { hashed_name(&ready, &asset.bytes) } else { ready.clone() };
        for other in assets.values_mut().filter(|other| other.names.contains(&ready)) {
            let text =
                String::from_utf8(std::mem::take(&mut other.bytes)).context("only texts name files")?;
            other.bytes = replace_name(&text, &ready, &new_name).into_bytes();
            other.names.retain(|name| *name != ready);
        }
        write(&to.join(new_name), &asset.bytes)?;
    }
    let left: Vec<&String> = assets.keys().collect();
    ensure!(left.is_empty(), "these files of the page name each other in a circle: {left:?}");
    Ok(())
}

fn read(folder: &Path) -> Result<BTreeMap<String, Asset>> {
    let mut assets = BTreeMap::new();
    collect(folder, "", &mut assets)?;
    let all: Vec<String> = assets.keys().cloned().collect();
    for (own, asset) in &mut assets {
        if is_text(own) {
            let text = std::str::from_utf8(&asset.bytes).with_context(|| format!("{own} is not UTF-8"))?;
            asset.names = all
                .iter()
                .filter(|name| *name != own && places(text, name).next().is_some())
                .cloned()
                .collect();
        }
    }
    Ok(assets)
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let cannot = || format!("{} cannot be written", path.display());
    path.parent().map_or(Ok(()), std::fs::create_dir_all).with_context(cannot)?;
    std::fs::write(path, bytes).with_context(cannot)
}

fn collect(folder: &Path, prefix: &str, assets: &mut BTreeMap<String, Asset>) -> Result<()> {
    for entry in folder.read_dir().with_context(|| format!("{} cannot be read", folder.display()))? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{name}/"), assets)?;
        } else {
            assets.insert(name, Asset { bytes: std::fs::read(entry.path())?, names: vec![] });
        }
    }
    Ok(())
}

fn is_text(name: &str) -> bool {
    let extension = Path::new(name).extension().unwrap_or_default();
    ["html", "js", "css", "svg", "json", "webmanifest"].iter().any(|text| extension == *text)
}

/// Where `text` names the file: between delimiters, with or without a path before it.
fn places<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = usize> + 'a {
    text.match_indices(name).map(|(place, _)| place).filter(move |&place| {
        let before = text[..place].chars().next_back();
        let after = text[place + name.len()..].chars().next();
        before.is_some_and(|it| "\"'`(/=".contains(it)) && after.is_some_and(|it| "\"'`)?#>".contains(it))
    })
}

fn replace_name(text: &str, old: &str, new: &str) -> String {
    let (mut result, mut rest) = (String::with_capacity(text.len()), 0);
    for place in places(text, old) {
        result.push_str(&text[rest..place]);
        result.push_str(new);
        rest = place + old.len();
    }
    result + &text[rest..]
}

fn hashed_name(name: &str, bytes: &[u8]) -> String {
    let hash = &hex(&Sha256::digest(bytes))[..16];
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}-{hash}.{extension}"),
        None => format!("{name}-{hash}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::has_hash;

    /// A page's folder after its files were given new names.
    fn hashed(files: &[(&str, &str)]) -> tempfile::TempDir {
        let (from, to) = (page(files), tempfile::tempdir().unwrap());
        hash_names(from.path(), to.path()).unwrap();
        to
    }

    fn page(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        folder
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut assets = BTreeMap::new();
        collect(folder, "", &mut assets).unwrap();
        assets.into_keys().collect()
    }

    #[test]
    fn a_chain_of_files_is_renamed_from_its_end() {
        let folder = hashed(&[
            ("index.html", r#"<meta content="loader.js"><link href="./style.css">"#),
            ("loader.js", r#"importScripts("./worker.js");start("./worker_bg.wasm");"#),
            ("worker.js", "name = 'worker'"),
            ("worker_bg.wasm", "\0asm"),
            ("style.css", "body {}"),
        ]);
        let names = names(folder.path());
        assert_eq!(names.len(), 5);
        assert!(names.iter().all(|name| name == "index.html" || has_hash(name)), "{names:?}");
        let index = std::fs::read_to_string(folder.path().join("index.html")).unwrap();
        let loader = names.iter().find(|name| name.starts_with("loader-")).unwrap();
        assert!(index.contains(&format!("content=\"{loader}\"")));
        let loader = std::fs::read_to_string(folder.path().join(loader)).unwrap();
        let worker = names.iter().find(|name| name.starts_with("worker-")).unwrap();
        assert!(loader.contains(&format!("\"./{worker}\"")), "{loader}");
    }

    #[test]
    fn another_text_deep_in_the_chain_changes_every_name_above_it() {
        let build = |deep: &str| {
            let folder = hashed(&[("index.html", "'a.js'"), ("a.js", "'b.js'"), ("b.js", deep)]);
            names(folder.path()).into_iter().find(|name| name.starts_with("a-")).unwrap()
        };
        assert_ne!(build("1"), build("2"));
        assert_eq!(build("1"), build("1"));
    }

    #[test]
    fn names_inside_longer_names_are_left_alone() {
        assert_eq!(
            replace_name("'page.js' 'homepage.js' 'page.json'", "page.js", "p.js"),
            "'p.js' 'homepage.js' 'page.json'"
        );
    }

    #[test]
    fn files_that_no_file_names_keep_their_name() {
        let folder = hashed(&[("index.html", ""), ("robots.txt", "")]);
        assert_eq!(names(folder.path()), ["index.html", "robots.txt"]);
    }

    #[test]
    fn files_in_folders_are_renamed_in_their_folder() {
        let folder = hashed(&[("index.html", "'./snippets/a/inline.js'"), ("snippets/a/inline.js", "")]);
        let names = names(folder.path());
        assert!(names[1].starts_with("snippets/a/inline-"), "{names:?}");
    }

    #[test]
    fn a_circle_is_refused_with_its_files() {
        let folder = page(&[("a.js", "'b.js'"), ("b.js", "'a.js'")]);
        let sentence = hash_names(folder.path(), folder.path()).unwrap_err().to_string();
        assert!(sentence.contains("a.js") && sentence.contains("b.js"));
    }
}
