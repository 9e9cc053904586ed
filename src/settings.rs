//! Everything that makes the result of a training: the settings of a run, the changes made to it on the
//! way, and the number of steps. Pure data with its bounds; knows no GPU, no page and no link syntax.

use crate::named::names;
use serde::{Deserialize, Serialize};

/// Largest latent size that a network may have.
pub const MAX_LATENT: u32 = 64;
/// Largest width of a hidden layer.
pub const MAX_HIDDEN: u32 = 2048;
/// Largest batch.
pub const MAX_BATCH: u32 = 1024;
/// Largest number of steps that a recipe may ask for.
pub const MAX_STEPS: u32 = 10_000_000;
/// Largest weight of the KL term.
pub const MAX_BETA: f32 = 100.0;
/// Largest learning rate.
pub const MAX_LEARNING_RATE: f32 = 1e6;
/// Largest number of changes of β or of the learning rate that a recipe keeps.
pub const MAX_CHANGES: usize = 32;

/// The images that a network is trained on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DatasetName {
    /// MNIST: 60,000 training and 10,000 test images of handwritten digits.
    #[default]
    Mnist,
    /// Fashion-MNIST: as many of clothes, shoes and bags.
    FashionMnist,
    /// Digits drawn by this program from a seed; needs no file and no network.
    Synthetic,
    /// The visitor's own pictures, for one visit.
    Own,
}

/// The networks that can be trained.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ModelName {
    /// Convolutions and pools to a code of 4×4×8, and back.
    Autoencoder,
    /// The same to a code of two numbers.
    Autoencoder2d,
    /// 784-32-784.
    Dense,
    /// 784-32-784 with a penalty on the magnitudes of the code.
    Sparse,
    /// 784-128-64-32-64-128-784.
    Deep,
    /// The convolutional autoencoder, given noisy images.
    Denoiser,
    /// The same with noise that is drawn once for each image.
    DenoiserFixed,
    /// From 14×14 pixels to 28×28.
    SuperResolution2x,
    /// From 7×7 pixels to 28×28.
    SuperResolution4x,
    /// The dense variational autoencoder 784-hidden-latent-hidden-784.
    #[default]
    Vae,
    /// The convolutional autoencoder as a variational one.
    VaeConv,
    /// The same with 32 and 64 channels instead of 16 and 8.
    VaeConvWide,
    /// The dense variational autoencoder, its encoder and its decoder given the digit's label.
    VaeConditional,
    /// A dense autoencoder whose codes a discriminator compares with numbers drawn from N(0, I).
    Adversarial,
}

/// The reconstruction term of the loss, summed over pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Reconstruction {
    /// Binary cross-entropy on logits, in nats.
    #[default]
    BinaryCrossEntropy,
    /// Squared error of the sigmoid of the logits.
    SquaredError,
}

/// The rule that turns gradients into updates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Optimizer {
    /// Adam (Kingma and Ba, 2015): decay 0.9 and 0.999, ε = 1e-8.
    #[default]
    Adam,
    /// `RMSprop` (Tieleman and Hinton, 2012): decay 0.9, ε = 1e-8 outside the root.
    RmsProp,
}

/// Which executor the visitor asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ExecutorChoice {
    /// The faster one: in the page by a trial, elsewhere the GPU where there is one.
    #[default]
    Auto,
    /// WebGPU (natively Vulkan, Metal or DX12) or nothing.
    Gpu,
    /// The CPU, even where there is a GPU.
    Cpu,
}

names!(DatasetName { Mnist = "mnist", FashionMnist = "fashion-mnist", Synthetic = "synthetic", Own = "own" });
names!(ModelName {
    Autoencoder = "autoencoder",
    Autoencoder2d = "autoencoder-2d",
    Dense = "dense",
    Sparse = "sparse",
    Deep = "deep",
    Denoiser = "denoiser",
    DenoiserFixed = "denoiser-fixed",
    SuperResolution2x = "super-resolution-2x",
    SuperResolution4x = "super-resolution-4x",
    Vae = "vae",
    VaeConv = "vae-conv",
    VaeConvWide = "vae-conv-wide",
    VaeConditional = "vae-conditional",
    Adversarial = "adversarial",
});
names!(Reconstruction { BinaryCrossEntropy = "bce", SquaredError = "mse" });
names!(Optimizer { Adam = "adam", RmsProp = "rmsprop" });
names!(ExecutorChoice { Auto = "auto", Gpu = "gpu", Cpu = "cpu" });

/// The settings of a training run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Images to train on.
    pub dataset: DatasetName,
    /// Network to train.
    pub model: ModelName,
    /// Numbers in a code, 1 to [`MAX_LATENT`].
    pub latent: u32,
    /// Width of the hidden layers, 1 to [`MAX_HIDDEN`].
    pub hidden: u32,
    /// Reconstruction term.
    pub reconstruction: Reconstruction,
    /// Weight of the KL term, or of what an encoder pays its discriminator, at step 0, 0 to [`MAX_BETA`].
    pub beta: f32,
    /// Update rule.
    pub optimizer: Optimizer,
    /// Learning rate at step 0, above 0 and at most [`MAX_LEARNING_RATE`].
    pub learning_rate: f32,
    /// Images in a step, 1 to [`MAX_BATCH`].
    pub batch: u32,
    /// Seed of the weights, the batches and the noise.
    pub seed: u32,
    /// Executor asked for.
    pub executor: ExecutorChoice,
}

impl DatasetName {
    /// The data set that shows a network what it does not know.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::FashionMnist => Self::Mnist,
            Self::Mnist | Self::Synthetic | Self::Own => Self::FashionMnist,
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            dataset: DatasetName::default(),
            model: ModelName::default(),
            latent: 2,
            hidden: 512,
            reconstruction: Reconstruction::default(),
            beta: 1.0,
            optimizer: Optimizer::default(),
            learning_rate: 1e-3,
            batch: 128,
            seed: 1,
            executor: ExecutorChoice::default(),
        }
    }
}

impl Settings {
    /// The lesson's settings for a network.
    pub fn of(model: ModelName) -> Self {
        let settings = Self { model, ..Self::default() };
        match model {
            ModelName::Adversarial => Self { hidden: 1000, beta: 4.0, learning_rate: 1e-4, ..settings },
            _ => settings,
        }
    }

    /// Goes to another network. Width, β and learning rate follow if they are the lesson's for the one before.
    pub fn change_model(&mut self, model: ModelName) {
        let (old, new) = (Self::of(self.model), Self::of(model));
        if self.hidden == old.hidden {
            self.hidden = new.hidden;
        }
        if self.beta.to_bits() == old.beta.to_bits() {
            self.beta = new.beta;
        }
        if self.learning_rate.to_bits() == old.learning_rate.to_bits() {
            self.learning_rate = new.learning_rate;
        }
        self.model = model;
    }

    /// Whether going from `self` to `other` keeps the network: only β and the learning rate differ.
    pub fn same_network(&self, other: &Self) -> bool {
        Self { beta: other.beta, learning_rate: other.learning_rate, ..self.clone() } == *other
    }
}

/// β and the learning rate from one step on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Number of steps that were trained before the change.
    pub step: u32,
    /// Weight of the KL term from there on.
    pub beta: f32,
    /// Learning rate from there on.
    pub learning_rate: f32,
}

/// All that is needed to bake a result again, bit for bit on the same adapter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Recipe {
    /// Settings at step 0.
    pub settings: Settings,
    /// Later changes, each at a later step than the one before, none after [`Self::steps`], at most
    /// [`MAX_CHANGES`].
    pub changes: Vec<Change>,
    /// Steps trained, at most [`MAX_STEPS`].
    pub steps: u32,
}

impl Recipe {
    /// β and the learning rate that hold for the step after `step` steps.
    pub fn rates_at(&self, step: u32) -> (f32, f32) {
        self.changes
            .iter()
            .rev()
            .find(|change| change.step <= step)
            .map_or((self.settings.beta, self.settings.learning_rate), |change| {
                (change.beta, change.learning_rate)
            })
    }
}
