//! The visitor's own files: read one by one, pictures decoded by the browser, and made a data set.

use super::clock::{now, scope};
use crate::data::Dataset;
use crate::data::own::{Gathering, MAX_PICTURE_PIXELS, Refusal, Skip, Sorted, Taken};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, ImageBitmap, OffscreenCanvas, OffscreenCanvasRenderingContext2d as Context};

/// Milliseconds between two tellings of progress.
const TELL_EVERY: f64 = 100.0;

/// Makes a data set of files; tells `progress` the bytes that are read and the bytes in all.
pub(super) async fn take(
    files: &[File],
    mut progress: impl FnMut(u64, u64),
) -> Result<(Dataset, Taken), Refusal> {
    let mut gathering = Gathering::new(files.len())?;
    let total = files.iter().map(|file| file.size() as u64).sum();
    let (mut received, mut told) = (0, f64::MIN);
    for file in files {
        if now() - told > TELL_EVERY {
            progress(received, total);
            told = now();
        }
        if let Err(why) = take_file(&mut gathering, file).await {
            gathering.skip(why);
        }
        received += file.size() as u64;
    }
    gathering.finish()
}

async fn take_file(gathering: &mut Gathering, file: &File) -> Result<(), Skip> {
    gathering.admit(file.size() as u64)?;
    let bytes = JsFuture::from(file.array_buffer()).await.map_err(damaged)?;
    let bytes = js_sys::Uint8Array::new(&bytes).to_vec();
    if gathering.sort(&file.name(), bytes)? == Sorted::Picture {
        let (rgba, width) = decode(file).await?;
        gathering.add(&rgba, width);
    }
    Ok(())
}

/// A picture's pixels, `[height, width, 4]`, and its width.
async fn decode(file: &File) -> Result<(Vec<u8>, usize), Skip> {
    let bitmap = scope().create_image_bitmap_with_blob(file).map_err(damaged)?;
    let bitmap: ImageBitmap = JsFuture::from(bitmap).await.map_err(damaged)?.unchecked_into();
    let (width, height) = (bitmap.width(), bitmap.height());
    if width as usize * height as usize > MAX_PICTURE_PIXELS {
        return Err(Skip::TooLarge);
    }
    let canvas = OffscreenCanvas::new(width, height).map_err(damaged)?;
    let context: Context = canvas.get_context("2d").ok().flatten().ok_or(Skip::Damaged)?.unchecked_into();
    context.draw_image_with_image_bitmap(&bitmap, 0.0, 0.0).map_err(damaged)?;
    bitmap.close();
    let image = context.get_image_data(0.0, 0.0, f64::from(width), f64::from(height)).map_err(damaged)?;
    Ok((image.data().0, width as usize))
}

/// Why a file was not read the browser knows; to the visitor it is damaged.
fn damaged(_: JsValue) -> Skip {
    Skip::Damaged
}
