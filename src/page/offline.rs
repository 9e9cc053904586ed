//! The page without a network: its own files are kept by the service worker, MNIST if the visitor says so.

use crate::data::source::MNIST;
use crate::page::words::{self, Text};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, CacheStorage};

/// Name of the cache that holds data sets.
const CACHE: &str = "data";

/// Starts the service worker, where the browser has one for this page.
pub fn begin() {
    let container = window().navigator().service_worker();
    let script = document().query_selector("meta[name=service-worker]").ok().flatten();
    if let Some(script) =
        script.and_then(|meta| meta.get_attribute("content")).filter(|_| container.is_object())
    {
        // Without it the page needs a network, and nothing else.
        let registering = JsFuture::from(container.register(&script));
        leptos::task::spawn_local(async move { drop(registering.await) });
    }
}

/// The button that keeps MNIST, and what came of it.
#[component]
pub fn KeepData() -> impl IntoView {
    let said = RwSignal::new(None::<Text>);
    let Some(caches) = window().caches().ok().filter(|caches| caches.is_object()) else {
        return ().into_any();
    };
    let looked_up = caches.clone();
    leptos::task::spawn_local(async move {
        if is_kept(&looked_up).await {
            said.set(Some(words::offline::KEPT));
        }
    });
    let keep = move |_| {
        let caches = caches.clone();
        said.set(Some(words::offline::KEEPING));
        leptos::task::spawn_local(async move {
            let kept = keep(&caches).await.is_ok();
            said.set(Some(if kept { words::offline::KEPT } else { words::offline::NOT_KEPT }));
        });
    };
    let offered = move || said.get().is_none_or(|said| said == words::offline::NOT_KEPT);
    view! {
        <span role="status">{move || said.get().map(Text::get)}</span>
        <button class="link" class:hide=move || !offered() data-testid="keep-data" on:click=keep>
            {move || words::offline::keep(MNIST.bytes())}
        </button>
    }
    .into_any()
}

async fn is_kept(caches: &CacheStorage) -> bool {
    JsFuture::from(caches.has(CACHE)).await.is_ok_and(|has| has.is_truthy())
}

/// Fetches MNIST into a cache: all of it or none.
async fn keep(caches: &CacheStorage) -> Result<(), JsValue> {
    let cache: Cache = JsFuture::from(caches.open(CACHE)).await?.unchecked_into();
    let addresses = js_sys::Array::new();
    for file in &MNIST.files {
        addresses.push(&format!("data/{}/{}", MNIST.name, file.hashed_name()).into());
    }
    let added = JsFuture::from(cache.add_all_with_str_sequence(&addresses)).await;
    if added.is_err() {
        // An empty cache would look like a full one at the next visit.
        let _ = JsFuture::from(caches.delete(CACHE)).await;
    }
    added.map(drop)
}
