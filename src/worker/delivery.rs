//! Weights on their way: fetched or read while the worker goes on serving. Whoever drops a delivery hears no more
//! of it.

use super::body::{self, Cut};
use super::clock::scope;
use super::inbox::{Bell, post};
use crate::exchange::{Order, Place};
use crate::message::Event;
use crate::share::packed;
use crate::share::weights::{self, MAX_BYTES, Weights};
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, Response};

/// The weights, or a sentence why they are not here.
type Brought = Result<Weights, String>;
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
        Place::File => read(file.ok_or("There is no file.")?).await?,
        Place::Address(url) => fetch(&url, waiting).await?,
        Place::Text(text) => packed::from_text(&text).map_err(|error| error.to_string())?,
    };
    weights::read(&bytes).map_err(|error| error.to_string())
}

async fn read(file: File) -> Result<Vec<u8>, String> {
    let (name, bytes) = (file.name(), file.size());
    if bytes > MAX_BYTES as f64 {
        return Err(too_long(&name));
    }
    if bytes == 0.0 {
        // There is nothing to wait for.
        return Ok(Vec::new());
    }
    let content = JsFuture::from(file.array_buffer()).await;
    let content = content.map_err(|_| format!("The browser could not read {name}; choose it again."))?;
    Ok(js_sys::Uint8Array::new(&content).to_vec())
}

async fn fetch(url: &str, waiting: &Weak<Slot>) -> Result<Vec<u8>, String> {
    let response = JsFuture::from(scope().fetch_with_str(url)).await.map_err(|_| {
        format!(
            "{url} could not be fetched: its host does not answer, or does not let other pages read the file \
             (CORS). Download the file and drop it on this page."
        )
    })?;
    let response: Response = response.unchecked_into();
    if !response.ok() {
        return Err(format!("{url} holds no file (status {}); check the address.", response.status()));
    }
    let length = response.headers().get("content-length").ok().flatten();
    let total = length.and_then(|length| length.parse().ok()).unwrap_or_default();
    if total > MAX_BYTES as u64 {
        return Err(too_long(url));
    }
    let progress = |received: usize| {
        if waiting.strong_count() > 0 {
            post(&Event::Fetching { received: received as u64, total });
        }
    };
    body::read(&response, MAX_BYTES, progress).await.map_err(|cut| match cut {
        Cut::NoBody => format!("{url} came without content."),
        Cut::Stopped { after } => format!("{url} stopped arriving after {after} bytes; try again."),
        Cut::TooLong => too_long(url),
    })
}

fn too_long(name: &str) -> String {
    format!("{name} is larger than {} MB, more than any network of this page.", MAX_BYTES >> 20)
}
