//! Files and a link are made of the network as it stands.

use super::Session;
use crate::exchange::{Packed, Product};
use crate::gpu::GpuError;
use crate::message::{Event, Notice};
use crate::share::checkpoint::NamedTensor;
use crate::share::packed::PackedError;
use crate::share::{link, onnx, packed, weights};
use crate::trainer::Trainer;
use crate::view::View;
use crate::worker::inbox::post;
use crate::worker::network::Picture;

/// Test images that tell how far the weights may be rounded.
const MEASURED: u32 = 1000;
/// By which fraction the reconstruction error may rise.
const RISE: f32 = 0.02;

impl Session {
    /// Makes a file and hands it to the page.
    pub(super) async fn make_file(&mut self, product: Product) -> Result<(), GpuError> {
        let Some(network) = &self.network else { return Ok(()) };
        let tensors = network.trainer.parameters().await?;
        let (recipe, model) = (network.trainer.recipe(), network.trainer.model());
        let exported = || {
            let onnx = onnx::write(model, &tensors, &link::write(recipe, &self.view));
            onnx.map_err(|error| error.to_string())
        };
        let made = match product {
            Product::Checkpoint => {
                weights::write(recipe, &self.view, &tensors).map_err(|error| error.to_string())
            }
            Product::Encoder => exported().map(|onnx| onnx.encoder),
            Product::Decoder => exported().map(|onnx| onnx.decoder),
        };
        post(&match made {
            Ok(bytes) => Event::Made { product, bytes },
            Err(reason) => Event::Notice(Notice::NotMade { reason }),
        });
        Ok(())
    }

    /// Packs the weights into a text. Training rests meanwhile and goes on from the same weights.
    pub(super) async fn pack(&mut self) -> Result<(), GpuError> {
        let Some(network) = &mut self.network else { return Ok(()) };
        if !network.has_tests() {
            post(&Event::Packed(Packed::NothingToMeasure));
            return Ok(());
        }
        let tensors = network.trainer.parameters().await?;
        let result = pack(&mut network.trainer, &self.view, &tensors).await;
        network.trainer.set_parameters(&tensors);
        // The measurement of the test set that was under way is lost.
        network.measured();
        network.stale(Picture::Codes);
        let packed = match result? {
            Ok((bytes, rise)) => Packed::Text { text: packed::to_text(&bytes), rise },
            Err(error) => Packed::Failed { reason: error.to_string() },
        };
        post(&Event::Packed(packed));
        Ok(())
    }
}

/// The packed file, and by which fraction the error rises.
async fn pack(
    trainer: &mut Trainer,
    view: &View,
    tensors: &[NamedTensor],
) -> Result<Result<(Vec<u8>, f32), PackedError>, GpuError> {
    let recipe = trainer.recipe().clone();
    let before = trainer.reconstruction_of(MEASURED).await?;
    let tensors = packed::without_untouched(&recipe.settings, tensors);
    let mut error = async |tensors: &[NamedTensor]| {
        trainer.set_parameters(tensors);
        trainer.reconstruction_of(MEASURED).await
    };
    let steps = packed::choose_steps(&tensors, RISE, &mut error).await?;
    let after = error(&packed::rounded(&tensors, &steps)).await?;
    Ok(packed::write(&recipe, view, &tensors, &steps).map(|bytes| (bytes, after / before - 1.0)))
}
