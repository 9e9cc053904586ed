//! The fastest kernels of the GPU, kept in this browser, so that they are not sought at every visit. Where it keeps
//! nothing, they are.

use crate::message::Tuned;
use crate::page::browser::storage;
use leptos::prelude::document;

/// Under which name they are kept: a line each for the version of the page, the adapter and the variants.
const KEY: &str = "fastest-kernels";
/// Longest text that is read, in bytes.
const MAX_BYTES: usize = 10_000;

/// What an earlier visit found out, if it was with this version of the page.
pub fn recall() -> Option<Tuned> {
    let text = storage()?.get_item(KEY).ok().flatten().filter(|text| text.len() <= MAX_BYTES)?;
    let mut lines = text.lines();
    let version_then = lines.next()?;
    (version_then == version()?).then_some(())?;
    Some(Tuned { adapter: lines.next()?.to_owned(), variants: lines.next()?.to_owned() })
}

/// Keeps what was found out.
pub fn keep(Tuned { adapter, variants }: &Tuned) {
    if let (Some(storage), Some(version)) = (storage(), version()) {
        // A browser that keeps nothing seeks again.
        let _ = storage.set_item(KEY, &format!("{version}\n{adapter}\n{variants}"));
    }
}

/// The worker's name has the hash of its content in it.
fn version() -> Option<String> {
    document().query_selector("meta[name=latent-worker]").ok().flatten()?.get_attribute("content")
}
