//! Files and a link are made of the network as it stands.

use super::Session;
use crate::exchange::{MAX_SCALE, Packed, Product};
use crate::gpu::GpuError;
use crate::message::{Event, Notice};
use crate::sentence::{Sentence, sentence};
use crate::share::checkpoint::NamedTensor;
use crate::share::onnx::{self, Onnx};
use crate::share::packed::{self, PackedError};
use crate::share::{link, weights};
use crate::trainer::Trainer;
use crate::view::View;
use crate::worker::inbox::post;
use crate::worker::network::Picture;
use crate::worker::poster;

/// Test images that tell how far the weights may be rounded.
const MEASURED: u32 = 1000;
/// By which fraction the reconstruction error may rise.
const RISE: f32 = 0.02;

/// What was made, or why it was not.
type Made<T> = Result<T, Sentence>;

fn nothing<T>() -> Made<T> {
    Err(sentence!("file.no_network"))
}

impl Session {
    /// Makes a file and hands it to the page.
    pub(super) async fn make_file(&mut self, product: Product) -> Result<(), GpuError> {
        let made = match product {
            Product::Checkpoint => self.checkpoint().await?,
            Product::Encoder => self.onnx().await?.map(|onnx| onnx.encoder),
            Product::Decoder => self.onnx().await?.map(|onnx| onnx.decoder),
            Product::Picture { scale } => self.picture(scale.clamp(1, MAX_SCALE)).await?,
        };
        post(&match made {
            Ok(bytes) => Event::Made { product, bytes },
            Err(reason) => Event::Notice(Notice::NotMade { reason }),
        });
        Ok(())
    }

    async fn checkpoint(&self) -> Result<Made<Vec<u8>>, GpuError> {
        let Some(network) = &self.network else { return Ok(nothing()) };
        let tensors = network.trainer.parameters().await?;
        let file = weights::write(network.trainer.recipe(), &self.view, &tensors);
        Ok(file.map_err(|error| Sentence::from(&error)))
    }

    async fn onnx(&self) -> Result<Made<Onnx>, GpuError> {
        let Some(network) = &self.network else { return Ok(nothing()) };
        let tensors = network.trainer.parameters().await?;
        let recipe = link::write(network.trainer.recipe(), &self.view);
        Ok(onnx::write(network.trainer.model(), &tensors, &recipe).map_err(|error| Sentence::from(&error)))
    }

    async fn picture(&mut self, scale: u32) -> Result<Made<Vec<u8>>, GpuError> {
        let Some(network) = &mut self.network else { return Ok(nothing()) };
        let codes = network.plane.grid(&self.view);
        network.trainer.decode_grid(&codes, self.view.class);
        let pictures = network.trainer.grid_pictures().await?;
        let file = poster::png(network, &pictures, &self.view, &self.hidden, &self.palette, scale).await;
        Ok(file.map_err(|_| sentence!("file.no_picture")))
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
            Err(error) => Packed::Failed { reason: Sentence::from(&error) },
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
