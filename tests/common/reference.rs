//! Stored trainings of a reference, made by the scripts in `tests/reference`.

use latent_playground::data::{Dataset, Images};
use latent_playground::settings::Recipe;
use latent_playground::share::link;
use latent_playground::trainer::Trainer;
use pollster::block_on;
use safetensors::SafeTensors;

use super::close;

/// A stored reference training.
pub struct Reference {
    bytes: Vec<u8>,
}

impl Reference {
    /// The training that a script has stored under `name`.
    pub fn open(name: &str) -> Self {
        let file = format!("{}/tests/reference/{name}.safetensors", env!("CARGO_MANIFEST_DIR"));
        Self { bytes: std::fs::read(file).expect("a stored reference") }
    }

    fn tensors(&self) -> SafeTensors<'_> {
        SafeTensors::deserialize(&self.bytes).expect("a whole file")
    }

    /// A tensor's numbers.
    pub fn floats(&self, name: &str) -> Vec<f32> {
        let tensors = self.tensors();
        let bytes = tensors.tensor(name).expect("a stored tensor").data();
        bytes.chunks_exact(4).map(|word| f32::from_le_bytes(word.try_into().expect("four bytes"))).collect()
    }

    /// The recipe in its metadata.
    pub fn recipe(&self) -> Recipe {
        let (_, metadata) = SafeTensors::read_metadata(&self.bytes).expect("metadata");
        let recipe = metadata.metadata().as_ref().and_then(|entries| entries.get("recipe"));
        link::read(recipe.expect("a stored recipe")).expect("a link that opens").recipe
    }

    /// Its images, both to train and to test on.
    pub fn data(&self, side: usize) -> Dataset {
        let tensors = self.tensors();
        let pixels = tensors.tensor("images").expect("stored images").data().to_vec();
        let count = pixels.len() / (side * side);
        let labels =
            tensors.tensor("labels").map_or_else(|_| vec![0; count], |labels| labels.data().to_vec());
        let images = Images { rows: side, columns: side, labels, pixels };
        Dataset { train: images.clone(), test: images }
    }
}

/// Trains one step and compares every number of it with the reference; returns how many there were.
pub fn compare_step(trainer: &mut Trainer, reference: &Reference, kl_weight: f32, name: &str) -> usize {
    let losses = reference.floats("losses");
    let mut compared = 0;
    for tensor in block_on(trainer.trace_step()).expect("a step") {
        let (wanted, tolerance) = match tensor.name.as_str() {
            "loss" => (vec![losses[0]], 1e-5),
            "reconstruction" => (vec![losses[1]], 1e-5),
            "kl" => (vec![kl_weight * losses[2]], 1e-5),
            "generator" => (vec![first(reference, 0)], 1e-5),
            "discriminator" => (vec![first(reference, 1)], 1e-5),
            name => (reference.floats(name), 2e-5),
        };
        assert_eq!(tensor.values.len(), wanted.len(), "{name}: {}", tensor.name);
        let gradient = tensor.name.strip_prefix("after/").map(|name| format!("gradient/{name}"));
        let gradient = gradient.map(|name| reference.floats(&name));
        for (index, (found, wanted)) in tensor.values.iter().zip(&wanted).enumerate() {
            // The first step of either rule has the size of the rate, however small the gradient; where
            // the gradient is no more than rounding, so is the step's direction.
            if gradient.as_ref().is_some_and(|gradient| gradient[index].abs() < 1e-6) {
                continue;
            }
            let ok = close(*found, *wanted, tolerance);
            assert!(ok, "{name}: {} at {index} is {found}, not {wanted}", tensor.name);
            compared += 1;
        }
    }
    compared
}

/// The generator's loss in the first step, or the discriminator's.
fn first(reference: &Reference, which: usize) -> f32 {
    reference.floats("adversarial")[which]
}

/// Trains from the start and compares the losses of every stored step.
pub fn compare_losses(trainer: &mut Trainer, reference: &Reference, kl_weight: f32, name: &str) {
    let stored = reference.floats("losses");
    let mut losses = Vec::new();
    while losses.len() < stored.len() / 3 {
        losses.extend(block_on(trainer.train((stored.len() / 3 - losses.len()) as u32)).expect("steps"));
    }
    for (loss, wanted) in losses.iter().zip(stored.chunks_exact(3)) {
        let pairs =
            [(loss.total, wanted[0]), (loss.reconstruction, wanted[1]), (loss.kl, kl_weight * wanted[2])];
        for (found, wanted) in pairs {
            assert!(close(found, wanted, 2e-3), "{name}: step {} gives {found}, not {wanted}", loss.step);
        }
    }
}
