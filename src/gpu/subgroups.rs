//! WebGPU's feature `subgroups` in a browser. wgpu does not ask for it there yet, so what wgpu asks the browser is
//! listened to, and where the adapter has the feature it is added to the request for a device.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

const FEATURE: &str = "subgroups";
const REQUEST_ADAPTER: &str = "requestAdapter";
const REQUEST_DEVICE: &str = "requestDevice";

/// While it lives, the next adapter that is asked for gives devices with subgroups if it can.
pub(super) struct Listening(JsValue);

impl Listening {
    /// Nothing where the browser has no WebGPU.
    pub(super) fn begin() -> Option<Self> {
        let navigator = property(&js_sys::global(), "navigator")?;
        let gpu = property(&navigator, "gpu")?;
        let ask = method(&gpu, REQUEST_ADAPTER)?;
        let this = gpu.clone();
        let heard = move |options: JsValue| {
            future_to_promise(async move {
                let adapter = JsFuture::from(ask.call1(&this, &options)?.dyn_into::<Promise>()?).await?;
                // An adapter without the feature is left as it is.
                let _ = ask_for_more(&adapter);
                Ok(adapter)
            })
        };
        put(&gpu, REQUEST_ADAPTER, &Closure::once_into_js(heard))?;
        Some(Self(gpu))
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        // What was put before the browser's own method goes; a refusal would leave it, which does no harm.
        let _ = Reflect::delete_property(self.0.unchecked_ref::<Object>(), &REQUEST_ADAPTER.into());
    }
}

/// Whether a device has subgroups.
pub(super) fn are_on(device: &wgpu::Device) -> bool {
    device.as_webgpu().is_some_and(|device| has(device).unwrap_or(false))
}

/// Adds the feature to the request for a device of an adapter that has it.
fn ask_for_more(adapter: &JsValue) -> Option<()> {
    if !has(adapter)? {
        return None;
    }
    let ask = method(adapter, REQUEST_DEVICE)?;
    let this = adapter.clone();
    let heard = move |wish: JsValue| {
        let features = Array::from(&Reflect::get(&wish, &"requiredFeatures".into())?);
        features.push(&FEATURE.into());
        Reflect::set(&wish, &"requiredFeatures".into(), &features)?;
        ask.call1(&this, &wish)
    };
    put(adapter, REQUEST_DEVICE, &Closure::once_into_js(heard))
}

/// Whether an adapter or a device has the feature.
fn has(owner: &JsValue) -> Option<bool> {
    let features = property(owner, "features")?;
    method(&features, "has")?.call1(&features, &FEATURE.into()).ok()?.as_bool()
}

fn property(owner: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(owner, &name.into()).ok().filter(|value| !value.is_undefined())
}

fn method(owner: &JsValue, name: &str) -> Option<Function> {
    property(owner, name)?.dyn_into().ok()
}

fn put(owner: &JsValue, name: &str, method: &JsValue) -> Option<()> {
    Reflect::set(owner, &name.into(), method).ok()?.then_some(())
}
