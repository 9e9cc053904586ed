//! The body of a response, read part by part within bounds.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, Response};

/// Why a body is not here.
pub(super) enum Cut {
    /// There is none.
    NoBody,
    /// It stopped arriving after so many bytes.
    Stopped { after: usize },
    /// It has more bytes than are read.
    TooLong,
}

/// Reads at most `most` bytes; tells `progress` how many are here.
pub(super) async fn read(
    response: &Response,
    most: usize,
    mut progress: impl FnMut(usize),
) -> Result<Vec<u8>, Cut> {
    let reader: ReadableStreamDefaultReader =
        response.body().ok_or(Cut::NoBody)?.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    loop {
        let cut = |_| Cut::Stopped { after: bytes.len() };
        let part = JsFuture::from(reader.read()).await.map_err(cut)?;
        let field = |key| js_sys::Reflect::get(&part, &JsValue::from_str(key)).unwrap_or_default();
        if field("done").is_truthy() {
            return Ok(bytes);
        }
        let chunk: js_sys::Uint8Array = field("value").unchecked_into();
        if bytes.len() + chunk.length() as usize > most {
            // The rest is not wanted; that it is refused changes nothing.
            let _ = reader.cancel();
            return Err(Cut::TooLong);
        }
        bytes.extend(chunk.to_vec());
        progress(bytes.len());
    }
}
