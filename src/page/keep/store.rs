//! The browser's own folder for this page: a file for each training that is kept. A file is replaced whole or not at
//! all. Which trainings are those of open tabs, Web Locks tell.

use super::Kept;
use crate::page::record::{self, PREFIX};
use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, File, FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetDirectoryOptions,
    FileSystemGetFileOptions, FileSystemWritableFileStream,
};

/// Folder of the kept trainings.
const FOLDER: &str = "trainings";
/// Trainings that are kept beside those of open tabs; older ones are forgotten.
const MOST: usize = 3;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["navigator", "locks"])]
    fn request(name: &str, hold: &Function) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["navigator", "locks"])]
    fn query() -> Result<Promise, JsValue>;
}

/// A new name for the training of this tab, which other tabs will see to be taken until it is closed.
pub fn take_name() -> String {
    let random = || (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
    let name = format!("training-{:08x}{:08x}", random(), random());
    let hold = Closure::once_into_js(|| Promise::new(&mut |_, _| {}));
    if let Ok(held) = request(&name, hold.unchecked_ref()) {
        // It is held as long as the page lives. Without locks, an open tab's training may be offered to another.
        spawn_local(async { drop(JsFuture::from(held).await) });
    }
    name
}

/// The newest training that no open tab has, with its file's name.
pub async fn newest() -> Option<(String, Kept)> {
    for file in free_files().await.ok()? {
        if let Some(kept) = read(&file).await {
            return Some((file.name(), kept));
        }
    }
    None
}

/// Puts a training into the file `name`.
pub async fn write(name: &str, kept: &Kept) -> Result<(), JsValue> {
    match try_to_write(name, kept).await {
        // A browser without room may break off before it knows why; asked again, it says so.
        Err(error) if is_named(&error, "AbortError") => try_to_write(name, kept).await,
        outcome => outcome,
    }
}

async fn try_to_write(name: &str, kept: &Kept) -> Result<(), JsValue> {
    let options = FileSystemGetFileOptions::new();
    options.set_create(true);
    let handle = JsFuture::from(folder().await?.get_file_handle_with_options(name, &options)).await?;
    let opened = JsFuture::from(handle.unchecked_into::<FileSystemFileHandle>().create_writable()).await?;
    let stream: FileSystemWritableFileStream = opened.unchecked_into();
    let record = Uint8Array::from(record::write(&kept.record).as_slice());
    for part in [&record, kept.content.unchecked_ref()] {
        if let Err(error) = JsFuture::from(stream.write_with_js_u8_array(part)?).await {
            // The file stays as it was.
            drop(JsFuture::from(stream.abort()).await);
            return Err(error);
        }
    }
    JsFuture::from(stream.close()).await.map(drop)
}

/// Forgets the training in the file `name`; one that is gone already is no fault.
pub async fn remove(name: &str) {
    if let Ok(folder) = folder().await {
        drop(JsFuture::from(folder.remove_entry(name)).await);
    }
}

/// Forgets all but the newest few.
pub async fn tidy() {
    for file in free_files().await.unwrap_or_default().iter().skip(MOST) {
        remove(&file.name()).await;
    }
}

/// Whether `error` says that there is no room.
pub fn is_full(error: &JsValue) -> bool {
    is_named(error, "QuotaExceededError")
}

fn is_named(error: &JsValue, name: &str) -> bool {
    Reflect::get(error, &"name".into()).is_ok_and(|given| given == name)
}

async fn folder() -> Result<FileSystemDirectoryHandle, JsValue> {
    let get = |from: &JsValue, key: &str| Reflect::get(from, &key.into()).unwrap_or_default();
    let prototype = get(&get(&window(), "FileSystemFileHandle"), "prototype");
    if get(&window().navigator(), "storage").is_undefined()
        || get(&prototype, "createWritable").is_undefined()
    {
        return Err("this browser has no such folder".into());
    }
    let root = JsFuture::from(window().navigator().storage().get_directory()).await?;
    let options = FileSystemGetDirectoryOptions::new();
    options.set_create(true);
    let root: FileSystemDirectoryHandle = root.unchecked_into();
    let folder = JsFuture::from(root.get_directory_handle_with_options(FOLDER, &options)).await?;
    Ok(folder.unchecked_into())
}

/// The files that no open tab has, the newest first.
async fn free_files() -> Result<Vec<File>, JsValue> {
    let taken = taken_names().await;
    let handles = folder().await?.values();
    let mut files = Vec::new();
    loop {
        let next = JsFuture::from(handles.next()?).await?.unchecked_into::<js_sys::IteratorNext>();
        if next.done() {
            break;
        }
        let handle: FileSystemFileHandle = next.value().unchecked_into();
        if !taken.contains(&handle.name()) {
            // One that is gone meanwhile is none.
            files.extend(JsFuture::from(handle.get_file()).await.map(File::unchecked_from_js));
        }
    }
    files.sort_by(|one, other| other.last_modified().total_cmp(&one.last_modified()));
    Ok(files)
}

/// Names that open tabs have taken.
async fn taken_names() -> Vec<String> {
    let Ok(asked) = query() else { return Vec::new() };
    let held = JsFuture::from(asked).await.and_then(|answer| Reflect::get(&answer, &"held".into()));
    let name = |lock: JsValue| Reflect::get(&lock, &"name".into()).ok()?.as_string();
    held.map(|held| Array::from(&held).iter().filter_map(name).collect()).unwrap_or_default()
}

/// A file's record and snapshot; none if the record is broken or of another version.
async fn read(file: &File) -> Option<Kept> {
    let length = record::length(&bytes(file, 0, PREFIX).await?)?;
    let end = PREFIX + length;
    let record = record::read(&bytes(file, PREFIX, end).await?)?;
    let content = file.slice_with_f64_and_f64(end as f64, file.size()).ok()?;
    Some(Kept { record, content: content.into() })
}

async fn bytes(blob: &Blob, from: usize, to: usize) -> Option<Vec<u8>> {
    let part = blob.slice_with_f64_and_f64(from as f64, to as f64).ok()?;
    let content = JsFuture::from(part.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&content).to_vec())
}
