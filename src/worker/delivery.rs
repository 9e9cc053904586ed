//! Weights on their way: fetched or read while the worker goes on serving. Whoever drops a delivery hears no more
//! of it.

use super::body::{self, Cut};
use super::clock::scope;
use super::inbox::{Bell, post};
use crate::exchange::{Order, Place};
use crate::message::Event;
use crate::sentence::{Sentence, sentence};
use crate::share::packed;
use crate::share::weights::{self, MAX_BYTES, Weights};
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, Response};

/// The weights, or why they are not here.
type Brought = Result<Weights, Sentence>;
type Slot = RefCell<Option<Brought>>;

/// What was ordered.
pub(super) struct Delivery {
    pub order: Order,
    slot: Rc<Slot>,
}

impl Delivery {
    /// Begins to bring what is ordered, perhaps out of `file`; rings when it is here, or when it cannot be had.
    pub(super) fn begin(order: Order, file: Option<File>, bell: Bell) -> Self {
        let slot = Rc::<Slot>::default();
        let (place, waiting) = (order.place.clone(), Rc::downgrade(&slot));
        spawn_local(async move {
            let brought = bring(place, file, &waiting).await;
            if let Some(slot) = waiting.upgrade() {
                slot.replace(Some(brought));
                bell.ring();
            }
        });
        Self { order, slot }
    }

    /// What was brought, once it is here.
    pub(super) fn take(&self) -> Option<Brought> {
        self.slot.take()
    }
}

async fn bring(place: Place, file: Option<File>, waiting: &Weak<Slot>) -> Brought {
    let bytes = match place {
        Place::File => read(file.ok_or_else(|| sentence!("file.none"))?).await?,
        Place::Address(url) => fetch(&url, waiting).await?,
        Place::Text(text) => packed::from_text(&text).map_err(|error| Sentence::from(&error))?,
    };
    weights::read(&bytes).map_err(|error| Sentence::from(&error))
}

async fn read(file: File) -> Result<Vec<u8>, Sentence> {
    let (name, bytes) = (file.name(), file.size());
    if bytes > MAX_BYTES as f64 {
        return Err(too_large(&name));
    }
    if bytes == 0.0 {
        // There is nothing to wait for.
        return Ok(Vec::new());
    }
    let content = JsFuture::from(file.array_buffer()).await;
    let content = content.map_err(|_| sentence!("file.unread", name))?;
    Ok(js_sys::Uint8Array::new(&content).to_vec())
}

async fn fetch(url: &str, waiting: &Weak<Slot>) -> Result<Vec<u8>, Sentence> {
    let response =
        JsFuture::from(scope().fetch_with_str(url)).await.map_err(|_| sentence!("file.no_answer", url))?;
    let response: Response = response.unchecked_into();
    if !response.ok() {
        return Err(sentence!("file.not_at_address", url, status = response.status()));
    }
    let length = response.headers().get("content-length").ok().flatten();
    let total = length.and_then(|length| length.parse().ok()).unwrap_or_default();
    if total > MAX_BYTES as u64 {
        return Err(too_large(url));
    }
    let progress = |received: usize| {
        if waiting.strong_count() > 0 {
            post(&Event::Fetching { received: received as u64, total });
        }
    };
    body::read(&response, MAX_BYTES, progress).await.map_err(|cut| match cut {
        Cut::NoBody => sentence!("file.no_content", name = url),
        Cut::Stopped { after } => sentence!("file.stopped", name = url, after),
        Cut::TooLong => too_large(url),
    })
}

fn too_large(name: &str) -> Sentence {
    sentence!("file.too_large", name, most = MAX_BYTES >> 20)
}
