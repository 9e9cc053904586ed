//! Brings the data set: MNIST or Fashion-MNIST from beside the page, or synthetic digits.

use super::body::{self, Cut};
use super::clock::scope;
use crate::data::idx::{self, IdxError};
use crate::data::source::{Source, SourceFile};
use crate::data::{Dataset, Images, synthetic};
use crate::sentence::{Sentence, sentence};
use crate::settings::DatasetName;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

/// More bytes than any file of a data set has, packed or not: what is longer is not read on.
const MAX_FILE_BYTES: usize = 64 << 20;

/// Why a data set is not here.
pub(super) enum DataError {
    /// A file is not on this host, or the host does not answer.
    Missing { reason: Sentence },
    /// A file is there but cannot be used.
    Broken { file: String, reason: Sentence },
}

impl From<IdxError> for DataError {
    fn from(error: IdxError) -> Self {
        Self::Broken { file: error.file().to_owned(), reason: Sentence::from(&error) }
    }
}

/// Brings a data set; tells `progress` the bytes that are here and the bytes in all.
pub(super) async fn bring(name: DatasetName, progress: impl FnMut(u64, u64)) -> Result<Dataset, DataError> {
    let Some(source) = Source::named(name.name()) else { return Ok(synthetic::embedded()) };
    let contents = fetch_all(source, &source.files, progress).await?;
    let files = std::array::from_fn(|i| (source.files[i].name, contents[i].as_slice()));
    Ok(idx::read_dataset(files)?)
}

/// Brings the test images of a data set alone; tells `progress` the bytes that are here and the bytes in all.
pub(super) async fn bring_test(
    name: DatasetName,
    progress: impl FnMut(u64, u64),
) -> Result<Images, DataError> {
    let Some(source) = Source::named(name.name()) else { return Ok(synthetic::embedded().test) };
    let files = &source.files[2..];
    let contents = fetch_all(source, files, progress).await?;
    Ok(Images::read((files[0].name, &contents[0]), (files[1].name, &contents[1]))?)
}

/// Brings files of a data set, one after the other.
async fn fetch_all(
    source: &Source,
    files: &[SourceFile],
    mut progress: impl FnMut(u64, u64),
) -> Result<Vec<Vec<u8>>, DataError> {
    let total: u64 = files.iter().map(|file| file.bytes).sum();
    let mut contents = Vec::new();
    let mut before = 0;
    for file in files {
        let url = format!("data/{}/{}", source.name, file.hashed_name());
        let bytes =
            fetch(file.name, &url, |received| progress(before + received.min(file.bytes), total)).await?;
        before += file.bytes;
        contents.push(bytes);
    }
    Ok(contents)
}

/// Fetches a file beside the worker's script.
async fn fetch(name: &str, url: &str, mut progress: impl FnMut(u64)) -> Result<Vec<u8>, DataError> {
    let silent = |_| DataError::Missing { reason: sentence!("file.not_fetched", name) };
    let response: Response =
        JsFuture::from(scope().fetch_with_str(url)).await.map_err(silent)?.unchecked_into();
    if !response.ok() {
        let reason = sentence!("file.not_on_host", name, status = response.status());
        return Err(DataError::Missing { reason });
    }
    let read = body::read(&response, MAX_FILE_BYTES, |received| progress(received as u64)).await;
    read.map_err(|cut| {
        let reason = match cut {
            Cut::NoBody => {
                return DataError::Missing { reason: sentence!("file.no_content", name) };
            }
            Cut::Stopped { after } => sentence!("file.stopped", name, after),
            Cut::TooLong => sentence!("file.too_long", name),
        };
        DataError::Broken { file: name.to_owned(), reason }
    })
}
