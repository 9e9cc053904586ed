//! What page and worker say to each other: the page sends [`Command`]s, the worker answers with [`Event`]s.
//! They share nothing else. Pictures are bytes, 0 for paper and 255 for ink, row by row.

use crate::beside::{Beside, Neighbours};
use crate::choice::{Choice, Chosen, TestDigit};
use crate::data::drawn::Stroke;
use crate::data::own::{Refusal, Taken};
use crate::exchange::{Order, Origin, Packed, Product};
use crate::filters::Filters;
use crate::inspection::Output;
use crate::play::{Play, Played};
use crate::sentence::Sentence;
use crate::settings::{DatasetName, ExecutorChoice, Recipe, Settings};
use crate::statistics::Statistics;
use crate::trial::Trial;
use crate::view::{Feed, View};
use crate::window::Window;
use serde::{Deserialize, Serialize};

/// Number of test digits in the strip.
pub const STRIP: usize = 8;

/// Colours and sizes that the worker draws with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Palette {
    /// Ground of the plate, sRGB.
    pub plate: [u8; 3],
    /// Colour of the digits, sRGB.
    pub ink: [u8; 3],
    /// Colour of the codes of each digit, sRGB.
    pub classes: [[u8; 3]; 10],
    /// Side of the plate in device pixels.
    pub plate_pixels: u32,
    /// Radius of a code's dot in device pixels.
    pub dot_radius: f32,
}

/// The fastest kernels of an adapter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tuned {
    /// Its name.
    pub adapter: String,
    /// Names of products and of their variants, as [`crate::gpu::Choices`] writes them.
    pub variants: String,
}

/// What the page asks of the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Use these kernels where the adapter is theirs; comes before all that needs the GPU.
    Recall(Tuned),
    /// Throw the network away and start a new one. With `run`, train at once; training pauses by itself after
    /// `recipe.steps` steps if that is not 0.
    Start {
        /// Settings, changes to replay, and steps to train to.
        recipe: Recipe,
        /// Whether to train at once.
        run: bool,
    },
    /// Train until paused.
    Train,
    /// Stop after the slice in flight.
    Pause,
    /// Train one step.
    Step,
    /// Change β and the learning rate from here on.
    Tune {
        /// Weight of the KL term.
        beta: f32,
        /// Learning rate.
        learning_rate: f32,
    },
    /// Change how the plane is looked at.
    Look {
        /// Marks, grid and scale.
        view: View,
        /// Which digits' codes are hidden.
        hidden: [bool; 10],
    },
    /// Change colours or sizes.
    Paint(Palette),
    /// Decode the point of the plane under the pointer (plane coordinates); answered by [`Event::Decoded`].
    Hover([f32; 2]),
    /// Choose a test digit; answered by [`Event::Chosen`].
    Choose(Choice),
    /// Encode what is drawn on the pad (empty: forget it); answered by [`Event::Probed`].
    Draw(Vec<Stroke>),
    /// Put a random test digit in place of the drawing; answered by [`Event::Probed`].
    PickTestDigit,
    /// Show other test digits in the strip; answered by [`Event::Strip`].
    ShuffleStrip,
    /// Play with codes; answered by [`Event::Played`], the newest alone where several come at once.
    Play(Play),
    /// Tell what a stage of the network makes of the digit at hand, again and again, or no longer; answered by
    /// [`Event::Output`].
    Inspect(Option<u32>),
    /// Make a data set of the files that were handed over; answered by [`Event::Taken`] or
    /// [`Notice::PicturesRefused`].
    TakeFiles,
    /// Show the network beside principal components or no longer; answered by [`Event::Beside`] again and again.
    Compare(bool),
    /// Show the weights of the first layer from a unit on, or no longer; answered by [`Event::Filters`] again and again.
    WatchFilters(Option<u32>),
    /// Look for the test codes' nearest neighbours, while training waits, or give it up; answered by
    /// [`Event::Neighbours`] again and again.
    SeekNeighbours(bool),
    /// Open weights in place of the network; answered by [`Event::Ready`] or [`Event::Refused`].
    Open(Order),
    /// Make a file of the network as it stands; answered by [`Event::Made`].
    Make(Product),
    /// Pack the weights into a link; answered by [`Event::Packed`].
    Pack,
    /// Tell the recipe of the network as it stands; answered by [`Event::Recipe`].
    AskRecipe,
    /// Make a snapshot now, if steps were made since the last; answered by [`Event::Kept`].
    Keep,
    /// Put the snapshot that was handed over as a file in place of the network, paused; answered by
    /// [`Event::Ready`] or [`Event::NotRestored`].
    Restore {
        /// What its network was made from.
        origin: Origin,
        /// What runs it.
        executor: ExecutorChoice,
    },
}

/// What the trainer is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Data or GPU are being prepared.
    #[default]
    Loading,
    /// A new network stands at step 0.
    Ready,
    /// Steps are being made.
    Training,
    /// Steps were made and can go on.
    Paused,
    /// The loss is no longer a number.
    Diverged,
    /// The GPU stopped answering.
    Lost,
    /// Nothing can be trained until the visitor acts.
    Error,
}

impl State {
    /// The state's stable name, as in `data-state`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::Ready => "ready",
            Self::Training => "training",
            Self::Paused => "paused",
            Self::Diverged => "diverged",
            Self::Lost => "lost",
            Self::Error => "error",
        }
    }
}

/// Which executor is at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExecutorKind {
    /// The GPU.
    Gpu,
    /// The CPU.
    Cpu,
}

impl ExecutorKind {
    /// The kind's stable name, as in `data-executor`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gpu => "gpu",
            Self::Cpu => "cpu",
        }
    }
}

/// Losses at a step, in nats per image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LossPoint {
    /// Steps trained.
    pub step: u32,
    /// Reconstruction term, summed over pixels.
    pub reconstruction: f32,
    /// KL divergence, not yet weighted.
    pub kl: f32,
    /// Reconstruction + β KL.
    pub total: f32,
    /// What an encoder pays its discriminator; 0 without one, and on the test set.
    pub generator: f32,
    /// What the discriminator pays; 0 without one, and on the test set.
    pub discriminator: f32,
}

/// Something that the visitor should know, with what happened in it; the page finds the words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Notice {
    /// There is no WebGPU; the CPU trains.
    NoWebGpu {
        /// Why, if there is more to say.
        reason: Option<Sentence>,
    },
    /// A GPU was asked for by name and there is none.
    GpuRefused {
        /// Why.
        reason: Sentence,
    },
    /// The data set is not on this host; synthetic digits are used instead.
    DataMissing {
        /// The data set.
        dataset: DatasetName,
        /// Why.
        reason: Sentence,
    },
    /// The test images of opened weights cannot be had; they are explored without.
    TestsMissing {
        /// The data set.
        dataset: DatasetName,
        /// Why.
        reason: Sentence,
    },
    /// A file cannot be made of the network.
    NotMade {
        /// Why.
        reason: Sentence,
    },
    /// The recipe's pictures were its sender's own; MNIST is used instead.
    NoPictures,
    /// The visitor's files make no data set; what was there before stays.
    PicturesRefused(Refusal),
    /// The data set that was to be fed to the network cannot be had; its own is fed.
    FeedMissing {
        /// The data set.
        dataset: DatasetName,
        /// Why.
        reason: Sentence,
    },
    /// A data file is there but broken; nothing is trained until another data set is chosen.
    DataBroken {
        /// Name of the file.
        file: String,
        /// Why.
        reason: Sentence,
    },
    /// The device refused the work: too little memory, a shader or a limit.
    DeviceFailed {
        /// Why.
        reason: Sentence,
    },
    /// The recipe's list of changes is full; the change was not made.
    TooManyChanges,
}

/// What a code is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodeKind {
    /// Numbers as they are.
    #[default]
    Plain,
    /// A normal distribution, with μ, σ and a KL term.
    Gaussian,
    /// Numbers that a discriminator compares with the prior's.
    Adversarial,
}

/// What the page shows of a network's shape.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkShape {
    /// Trainable parameters.
    pub parameters: u32,
    /// Numbers in a code.
    pub latent: u32,
    /// What a code is.
    pub code: CodeKind,
    /// Classes that the network is given with each image, 0 for none.
    pub classes: u32,
    /// Whether losses are a mean over pixels (nats per pixel) rather than summed (nats per image).
    pub per_pixel: bool,
    /// Side of the square picture that the network is given: 28, or less for super-resolution.
    pub input_side: u32,
    /// Whether the network is given something else than the image: noise or a lower resolution.
    pub prepared: bool,
}

impl NetworkShape {
    /// Whether a code is a normal distribution, with μ, σ and a KL term.
    pub fn gaussian(&self) -> bool {
        self.code == CodeKind::Gaussian
    }

    /// Whether codes are to be standard normal, so that one knows where to sample.
    pub fn has_prior(&self) -> bool {
        self.code != CodeKind::Plain
    }

    /// Whether a discriminator judges the codes.
    pub fn adversarial(&self) -> bool {
        self.code == CodeKind::Adversarial
    }
}

/// What the worker tells the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The worker runs and waits for its canvases and a [`Command::Start`].
    Hello,
    /// A data set is arriving.
    Loading {
        /// Which.
        dataset: DatasetName,
        /// Bytes that are here.
        received: u64,
        /// Bytes in all.
        total: u64,
    },
    /// The visitor's files became the data set [`DatasetName::Own`].
    Taken(Taken),
    /// The state changed.
    State(State),
    /// A new network stands ready.
    Ready {
        /// Settings that hold; the data set can differ from the one asked for.
        settings: Settings,
        /// Executor at work.
        executor: ExecutorKind,
        /// Name of the adapter or of the CPU's instruction set.
        adapter: String,
        /// The trial that the executor won, if one was held.
        trial: Option<Trial>,
        /// The network's shape, as far as it is shown.
        network: NetworkShape,
        /// Training images.
        train_images: u32,
        /// Test images.
        test_images: u32,
        /// Steps after which training pauses by itself, or 0.
        target: u32,
        /// What it was made from.
        origin: Origin,
    },
    /// Weights are arriving.
    Fetching {
        /// Bytes that are here.
        received: u64,
        /// Bytes in all, 0 if not known.
        total: u64,
    },
    /// Weights were not opened; what was there before stays.
    Refused {
        /// Why.
        reason: Sentence,
        /// Whether they come with the page.
        pretrained: bool,
    },
    /// A file was made.
    Made {
        /// What it is.
        product: Product,
        /// Its content.
        bytes: Vec<u8>,
    },
    /// What came of packing the weights.
    Packed(Packed),
    /// Steps were made.
    Progress {
        /// Losses, averaged over the steps since the last such event.
        loss: LossPoint,
        /// Passes through the training images.
        epoch: f32,
        /// Speed of training, images per second.
        images_per_second: f32,
    },
    /// The test set was measured, with one sample a code.
    Tested(LossPoint),
    /// The codes of the test digits were drawn anew.
    Codes {
        /// Densest place of each digit's codes in the plane, if any are in view.
        peaks: [Option<[f32; 2]>; 10],
        /// Whether the plane's axes are principal components of the codes (latent size above 2).
        principal: bool,
        /// The part of the plane that they were drawn in.
        window: Window,
    },
    /// The decoded grid was drawn anew.
    Manifold {
        /// Steps trained.
        step: u32,
        /// The part of the plane that it shows.
        window: Window,
    },
    /// The digit decoded at a point of the plane.
    Decoded {
        /// The point, in plane coordinates.
        point: [f32; 2],
        /// Its picture, 28×28.
        picture: Vec<u8>,
        /// The test digits whose codes lie nearest to it, the nearest first; none before codes are measured.
        near: Vec<TestDigit>,
    },
    /// The chosen test digit; comes again with every [`Event::Tested`].
    Chosen(Option<Chosen>),
    /// What became of the drawn or picked digit; `None` after an empty drawing.
    Probed(Option<Probe>),
    /// Test digits over their reconstructions.
    Strip {
        /// The digits, [`STRIP`] × 28×28.
        originals: Vec<u8>,
        /// What the network was given where that is something else, [`STRIP`] × `input_side`².
        inputs: Vec<u8>,
        /// Their reconstructions at μ, [`STRIP`] × 28×28.
        outputs: Vec<u8>,
        /// Their numbers in the network's test set, none where something else is fed.
        indices: Vec<u32>,
        /// Their codes μ, [`STRIP`] × latent.
        codes: Vec<f32>,
        /// Mean absolute error per pixel, 0 to 1.
        mean_error: f32,
        /// The same of the network's own test images, where something else is fed.
        own_error: Option<f32>,
    },
    /// What came of playing with codes.
    Played(Played),
    /// What a stage of the network makes of the digit at hand.
    Output(Output),
    /// What the codes of the test digits are like; comes with every [`Event::Tested`].
    Statistics(Statistics),
    /// Part of the comparison with principal components.
    Beside(Beside),
    /// The weights of the first layer.
    Filters(Filters),
    /// How the nearest neighbours stand.
    Neighbours {
        /// Steps trained.
        step: u32,
        /// Sought, found, or given up.
        neighbours: Neighbours,
    },
    /// Faster kernels were found.
    Tuned(Tuned),
    /// The recipe of the network as it stands.
    Recipe(Recipe),
    /// The loss, or a parameter, became NaN or infinite.
    Diverged {
        /// Step at which it was seen.
        step: u32,
    },
    /// The GPU stopped answering.
    GpuLost {
        /// Step that training was at.
        step: u32,
        /// Whether it was going on.
        training: bool,
        /// Why, in a few words.
        reason: Sentence,
    },
    /// A snapshot was made; its file is handed over with this.
    Kept {
        /// What is being baked, trained to its `steps`, with the changes that are still to come.
        recipe: Recipe,
        /// Steps trained.
        steps: u32,
    },
    /// A snapshot was not restored; what was there before stays.
    NotRestored {
        /// Why.
        reason: Sentence,
    },
    /// Something that the visitor should know.
    Notice(Notice),
}

/// A digit, its code and its reconstruction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Probe {
    /// The digit, 28×28.
    pub digit: Vec<u8>,
    /// What the network is given, `input_side`².
    pub input: Vec<u8>,
    /// Its reconstruction at μ, 28×28.
    pub output: Vec<u8>,
    /// The code, `latent` numbers; of a distribution its mean.
    pub mu: Vec<f32>,
    /// Standard deviation of the code, `latent` numbers; none where the code is no distribution.
    pub sigma: Vec<f32>,
    /// The code's place in the plane.
    pub point: [f32; 2],
    /// The code's spread along the plane's axes.
    pub spread: [f32; 2],
    /// Reconstruction term at μ, nats.
    pub reconstruction: f32,
    /// KL divergence, nats, not weighted.
    pub kl: f32,
    /// Class that the network was given with it, if it is given any: a test digit's label, and for a drawing the
    /// class that describes it best.
    pub class: Option<u8>,
    /// What it was taken from, where it is no drawing.
    pub fed: Option<Feed>,
    /// Time from the request to the answer, milliseconds.
    pub milliseconds: f32,
}
