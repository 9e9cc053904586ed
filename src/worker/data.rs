//! Brings the data set: MNIST from beside the page, or synthetic digits.

use super::clock::scope;
use crate::data::source::MNIST;
use crate::data::{Dataset, idx, synthetic};
use crate::settings::DatasetName;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, Response};

/// More bytes than any file of a data set has, packed or not: what is longer is not read on.
const MAX_FILE_BYTES: usize = 64 << 20;

/// Why a data set is not here.
pub(super) enum DataError {
    /// A file is not on this host, or the host does not answer.
    Missing { reason: String },
    /// A file is there but cannot be used.
    Broken { file: String, reason: String },
}

/// Brings a data set; tells `progress` the bytes that are here and the bytes in all.
pub(super) async fn bring(
    name: DatasetName,
    mut progress: impl FnMut(u64, u64),
) -> Result<Dataset, DataError> {
    match name {
        DatasetName::Synthetic => Ok(synthetic::embedded()),
        DatasetName::Mnist => {
            let total: u64 = MNIST.iter().map(|file| file.bytes).sum();
            let mut contents = Vec::new();
            let mut before = 0;
            for file in &MNIST {
                let url = format!("data/mnist/{}", file.hashed_name());
                let bytes = fetch(file.name, &url, |received| {
                    progress(before + received.min(file.bytes), total);
                })
                .await?;
                before += file.bytes;
                contents.push(bytes);
            }
            let files = std::array::from_fn(|i| (MNIST[i].name, contents[i].as_slice()));
            idx::read_dataset(files).map_err(|error| DataError::Broken {
                file: error.file().to_owned(),
                reason: error.to_string(),
            })
        }
    }
}

/// Fetches a file beside the worker's script.
async fn fetch(name: &str, url: &str, mut progress: impl FnMut(u64)) -> Result<Vec<u8>, DataError> {
    let silent = |_| DataError::Missing { reason: format!("{name} could not be fetched") };
    let response: Response =
        JsFuture::from(scope().fetch_with_str(url)).await.map_err(silent)?.unchecked_into();
    if !response.ok() {
        let reason = format!("{name} is not on this host (status {})", response.status());
        return Err(DataError::Missing { reason });
    }
    let Some(body) = response.body() else {
        return Err(DataError::Missing { reason: format!("{name} came without content") });
    };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    loop {
        let cut = |_| DataError::Broken {
            file: name.to_owned(),
            reason: format!("{name} stopped arriving after {} bytes.", bytes.len()),
        };
        let part = JsFuture::from(reader.read()).await.map_err(cut)?;
        let field = |key| js_sys::Reflect::get(&part, &JsValue::from_str(key)).unwrap_or_default();
        if field("done").is_truthy() {
            return Ok(bytes);
        }
        let chunk: js_sys::Uint8Array = field("value").unchecked_into();
        if bytes.len() + chunk.length() as usize > MAX_FILE_BYTES {
            return Err(DataError::Broken {
                file: name.to_owned(),
                reason: format!("{name} is longer than any MNIST file."),
            });
        }
        bytes.extend(chunk.to_vec());
        progress(bytes.len() as u64);
    }
}
