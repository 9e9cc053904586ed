//! Every word that the page says, in one place, so that another language can stand beside English.
//! Numbers are written here too: thousands with commas, a true minus sign.

pub mod beside;
pub mod data;
pub mod lesson;
pub mod own;
pub mod play;
pub mod share;

pub use data::{FEED, Nouns, class, class_choice, dataset, feed, mark, nouns, random, strip};
pub use own::{DROP, OWN_FILES, OWN_FILES_HELP, SHARE_OWN};

use crate::message::{CodeKind, ExecutorKind, NetworkShape, Notice, State};
use crate::page::course::{LessonStep, has_hidden_width, has_prior, is_gaussian};
use crate::settings::{DatasetName, ExecutorChoice, ModelName, Optimizer, Reconstruction, Settings};
use crate::view::Spread;

macro_rules! words {
    ($($name:ident = $text:expr;)*) => {
        $(#[doc = concat!("“", $text, "”")] pub const $name: &str = $text;)*
    };
}

words! {
    TITLE = "Latent Playground";
    SKIP = "Skip to the latent plane";
    SHARE = "Share";
    COPY = "Copy";
    COPIED = "Copied.";
    COPY_BY_HAND = "The browser keeps its clipboard closed: the link is selected, copy it by hand.";
    CLOSE = "Close";
    DISMISS = "Dismiss";

    STEPS = "Steps of the lesson";
    PREVIOUS_STEP = "Previous step";
    NEXT_STEP = "Next step";

    TRAINING = "Training";
    DATA_AND_MODEL = "Data and model";
    DATASET = "Data set";
    MODEL = "Network";
    LATENT = "Latent size";
    HIDDEN = "Hidden width";
    BETA = "Weight of the term that shapes the codes";
    LEARNING_RATE = "Learning rate";
    BATCH = "Batch";
    OPTIMIZER = "Optimiser";
    LOSS = "Loss";
    SEED = "Seed";
    EXECUTOR = "Runs on";
    USUAL_VALUES = "Usual values";
    TRAIN = "Train";
    PAUSE = "Pause";
    STEP = "Step";
    RESET = "Reset";
    PREPARING = "Preparing…";
    EPOCH = "Epoch";
    PROGRESS = "Training progress";

    TOTAL = "Total";
    RECONSTRUCTION = "Reconstruction";
    KL = "KL";
    NATS = "nats";
    NATS_PER_PIXEL = "nats per pixel";
    IN_TRAINING = "train";
    IN_TEST = "test";
    CHART = "Loss in nats per pixel against epochs; train solid, test dashed";
    CHART_OF_PARTS = "Loss in nats per image against epochs: total and reconstruction above, KL below; train solid, test dashed";
    CHART_OF_PLAYERS = "Losses against epochs: reconstruction in nats per pixel above, train solid, test dashed; below, what discriminator and encoder pay each other, with lines at log 2 and 2 log 2";
    DISCRIMINATOR = "Discriminator";
    ENCODER = "Encoder";
    EPOCH_AXIS = "epoch";
    NOT_A_NUMBER = "NaN";

    PLANE = "Latent plane";
    PLANE_KEYS = "Latent plane; arrow keys move the cross-hair, A and B set the pins there";
    SHOW = "Show";
    MANIFOLD = "Manifold";
    CODES = "Codes";
    BOTH = "Both";
    GRID = "Decoded digits in a row and in a column";
    SCALE = "Scale of the axes";
    CLASS = "Class that is decoded";
    CLASSES = "Classes whose codes are shown";
    UNTRAINED = "An untrained decoder. Press Train.";
    PRETRAINED = "A trained network. Train begins a new one.";

    PAD = "Pad to draw on";
    UNDO = "Undo the last stroke";
    BRUSH = "Brush size";
    CLEAR = "Clear";

    ORIGINAL = "Original";
    OUTPUT = "Output";
    ERROR = "Error";
    CODE = "Code";

    START_ANEW = "Start anew";
    KEEP = "Keep this one";
    HALVE = "Halve the rate and start anew";
    TRY_AGAIN = "Try again";
    ON_CPU = "Train on the CPU";
    USE_SYNTHETIC = "Use synthetic digits";
    HOW_TO = "How to turn it on";
    HOW_TO_LONG = "Chrome and Edge from version 113 and Safari from version 26 have WebGPU switched on; Firefox has it on Windows and on recent Macs. The page must come over https or from localhost, and graphics acceleration must be on in the browser’s settings. On Linux, Chrome may need chrome://flags/#enable-unsafe-webgpu.";
    OPEN_LINK = "Open the link";

    TRY_THIS = "Try this";
    PRIVACY = "Everything runs on your device. Your drawings are never uploaded.";
}

/// The name of a network.
pub fn model(name: ModelName) -> &'static str {
    match name {
        ModelName::Autoencoder => "Convolutional",
        ModelName::Autoencoder2d => "Two-number code",
        ModelName::Dense => "Dense 32",
        ModelName::Sparse => "Sparse",
        ModelName::Deep => "Deep",
        ModelName::Denoiser => "Denoiser",
        ModelName::SuperResolution2x => "2×, from 14 × 14",
        ModelName::SuperResolution4x => "4×, from 7 × 7",
        ModelName::Vae => "VAE",
        ModelName::VaeConv => "Convolutional VAE",
        ModelName::VaeConvWide => "Wider, 32 and 64",
        ModelName::VaeConditional => "Conditional VAE",
        ModelName::Adversarial => "Adversarial autoencoder",
    }
}

/// The name of a step of the lesson.
pub fn step_title(step: LessonStep) -> &'static str {
    match step {
        LessonStep::Autoencoder => "Autoencoder",
        LessonStep::Denoise => "Denoise",
        LessonStep::SuperResolution => "Super-resolution",
        LessonStep::Vae => "VAE",
        LessonStep::VaeConv => "Convolutional VAE",
        LessonStep::Conditional => "Conditional",
        LessonStep::Adversarial => "Adversarial",
    }
}

/// What a step of the lesson is about, in a few words.
pub fn step_subtitle(step: LessonStep) -> &'static str {
    match step {
        LessonStep::Autoencoder => "compress to a code",
        LessonStep::Denoise => "clean noisy digits",
        LessonStep::SuperResolution => "14 × 14 to 28 × 28",
        LessonStep::Vae => "a plane you can sample",
        LessonStep::VaeConv => "the same with filters",
        LessonStep::Conditional => "digit and style apart",
        LessonStep::Adversarial => "a critic for the codes",
    }
}

/// A step with its number.
pub fn numbered_step(step: LessonStep) -> String {
    format!("{}. {}", step.number(), step_title(step))
}

/// The name of an update rule.
pub fn optimizer(name: Optimizer) -> &'static str {
    match name {
        Optimizer::Adam => "Adam",
        Optimizer::RmsProp => "RMSprop",
    }
}

/// The name of a loss, with or without its KL term.
pub fn loss(name: Reconstruction, gaussian: bool) -> &'static str {
    match (name, gaussian) {
        (Reconstruction::BinaryCrossEntropy, false) => "Cross-entropy",
        (Reconstruction::BinaryCrossEntropy, true) => "Cross-entropy + β KL",
        (Reconstruction::SquaredError, false) => "Squared error",
        (Reconstruction::SquaredError, true) => "Squared error + β KL",
    }
}

/// The name of a choice of executor.
pub fn executor(choice: ExecutorChoice) -> &'static str {
    match choice {
        ExecutorChoice::Auto => "GPU if there is one",
        ExecutorChoice::Gpu => "GPU",
        ExecutorChoice::Cpu => "CPU",
    }
}

/// The name of the interface that an executor works through.
pub fn backend(kind: ExecutorKind) -> &'static str {
    match kind {
        ExecutorKind::Gpu => "WebGPU",
        ExecutorKind::Cpu => "CPU",
    }
}

/// The name of a scale.
pub fn spread(spread: Spread) -> &'static str {
    match spread {
        Spread::Linear => "Linear",
        Spread::Quantiles => "Quantiles",
    }
}

/// The numbers that a network makes of pixels and back, the code's size set bold. Where that size is no
/// setting, the network must stand for it to be known.
pub fn shape(settings: &Settings, stands: Option<&NetworkShape>) -> String {
    let latent =
        if has_prior(settings.model) { Some(settings.latent) } else { stands.map(|shape| shape.latent) };
    let Some(latent) = latent else { return String::new() };
    let pixels = stands.map_or(784, |shape| shape.input_side * shape.input_side);
    if has_hidden_width(settings.model) {
        let layers = if settings.model == ModelName::Adversarial { "<sup>3</sup>" } else { "" };
        let hidden = format!("{}{layers}", settings.hidden);
        format!("{pixels} → {hidden} → <b>{latent}</b> → {hidden} → 784")
    } else {
        format!("{pixels} → <b>{latent}</b> → 784")
    }
}

/// How many parameters a network has.
pub fn parameters(count_of: u32) -> String {
    if count_of == 0 { String::new() } else { format!("{} parameters", count(count_of)) }
}

/// What stands under the picture that the network is given, perhaps with a class.
pub fn input(shape: &NetworkShape, class: Option<&str>) -> String {
    let side = shape.input_side;
    match class {
        Some(class) => format!("Input, as a {class}"),
        None if shape.prepared && side == 28 => "Noisy input".into(),
        None => format!("Input {side}×{side}"),
    }
}

/// The label of the strip's row of what the network is given in place of the originals.
pub fn given(input_side: u32) -> String {
    if input_side == 28 { "Noisy".into() } else { format!("{input_side} × {input_side}") }
}

/// How many numbers a code has.
pub fn code_size(latent: u32) -> String {
    format!("{latent} numbers")
}

/// The value of the fullest colour in a heat-map.
pub fn code_scale(scale: f32) -> String {
    format!("largest {}", decimal(scale, 1))
}

/// What the colour of negative numbers means in the strip.
pub fn missing_ink(scale: f32) -> String {
    format!("missing ink, code −{}", at_most_one_decimal(scale))
}

/// What the colour of positive numbers means in the strip.
pub fn extra_ink(scale: f32) -> String {
    format!("extra ink, code +{}", at_most_one_decimal(scale))
}

/// What the chart shows.
pub fn chart(code: CodeKind) -> &'static str {
    match code {
        CodeKind::Plain => CHART,
        CodeKind::Gaussian => CHART_OF_PARTS,
        CodeKind::Adversarial => CHART_OF_PLAYERS,
    }
}

/// The unit of a loss.
pub fn unit(per_pixel: bool) -> &'static str {
    if per_pixel { NATS_PER_PIXEL } else { NATS }
}

/// A loss, with four decimals per pixel and one per image.
pub fn loss_value(value: f32, per_pixel: bool) -> String {
    decimal(value, if per_pixel { 4 } else { 1 })
}

/// The name of the plane's axes, before their number: numbers of the code, or its principal components.
pub fn axis(principal: bool) -> &'static str {
    if principal { "PC" } else { "z" }
}

/// What Train does besides, while a link's network is not yet there.
pub fn to_step(target: u32) -> String {
    format!("to step {}", count(target))
}

/// What is arriving.
pub fn downloading(name: Option<DatasetName>) -> String {
    match name {
        None => share::ARRIVING.into(),
        Some(DatasetName::Own) => own::READING.into(),
        Some(name) => format!("Downloading {}", dataset(name)),
    }
}

/// How much of it is here.
pub fn megabytes(received: u64, total: u64) -> String {
    let megabytes = |bytes: u64| decimal(bytes as f32 / 1e6, 1);
    if total == 0 {
        format!("{} MB", megabytes(received))
    } else {
        format!("{} of {} MB", megabytes(received), megabytes(total))
    }
}

/// What the trainer is doing before there is a network.
pub fn waiting(state: State) -> &'static str {
    match state {
        State::Error => "Not ready",
        State::Lost => "The GPU is gone",
        _ => PREPARING,
    }
}

/// Speed in images.
pub fn images_per_second(rate: f32) -> String {
    format!("{} images/s", count(rounded(rate)))
}

/// Speed in steps.
pub fn steps_per_second(rate: f32) -> String {
    let steps = if rate < 9.95 { decimal(rate, 1) } else { count(rate.round() as u32) };
    format!("{steps} steps/s")
}

/// The test value under a readout.
pub fn test_value(value: Option<f32>, per_pixel: bool) -> String {
    value.map_or_else(|| "test –".into(), |value| format!("{IN_TEST} {}", loss_value(value, per_pixel)))
}

/// The time that encoding took.
pub fn encoded_in(milliseconds: f32) -> String {
    format!("encoded in {} ms", decimal(milliseconds, 1))
}

/// The strip's mean error; where something else is fed, beside that on the network's own test images.
pub fn mean_error(error: f32, own: Option<f32>) -> String {
    let own = own.map(|own| format!(", on its own {}", decimal(own, 3))).unwrap_or_default();
    format!("mean error {}{own}", decimal(error, 3))
}

/// What the toggle of a class shows and hides.
pub fn class_toggle(dataset: DatasetName, index: usize) -> String {
    format!("Codes of {} {}", nouns(dataset).class, class(dataset, index))
}

/// A point of the plane.
pub fn point([x, y]: [f32; 2]) -> String {
    format!("({}, {})", decimal(x, 2), decimal(y, 2))
}

/// A mark that lies off the plate, with where it is.
pub fn off_plate(label: &str, at: [f32; 2]) -> String {
    format!("{label} {}", point(at))
}

/// What the setting that differs is called, with its new value; “These settings” if several differ.
pub fn changed(old: &Settings, new: &Settings) -> String {
    let mut changes = Vec::new();
    if old.dataset != new.dataset {
        changes.push(format!("Another data set ({})", dataset(new.dataset)));
    }
    if old.model != new.model {
        changes.push(format!("“{}”", model(new.model)));
    }
    if old.latent != new.latent {
        changes.push(format!("{LATENT} {}", new.latent));
    }
    if old.hidden != new.hidden {
        changes.push(format!("{HIDDEN} {}", count(new.hidden)));
    }
    if old.reconstruction != new.reconstruction {
        changes.push(format!("The loss {}", loss(new.reconstruction, is_gaussian(new.model))));
    }
    if old.optimizer != new.optimizer {
        changes.push(format!("The optimiser {}", optimizer(new.optimizer)));
    }
    if old.batch != new.batch {
        changes.push(format!("{BATCH} {}", count(new.batch)));
    }
    if old.seed != new.seed {
        changes.push(format!("{SEED} {}", new.seed));
    }
    if old.executor != new.executor {
        changes.push(format!("Running on “{}”", executor(new.executor)));
    }
    match <[String; 1]>::try_from(changes) {
        Ok([only]) => format!("{only} needs"),
        Err(_) => "These settings need".into(),
    }
}

/// What is said: a bold lead and the sentences after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saying {
    /// Bold.
    pub lead: String,
    /// After it.
    pub rest: String,
}

fn saying(lead: impl Into<String>, rest: impl Into<String>) -> Saying {
    Saying { lead: lead.into(), rest: rest.into() }
}

/// What a notice of the worker says.
pub fn notice(notice: &Notice) -> Saying {
    match notice {
        Notice::NoWebGpu { reason } => {
            saying("No WebGPU here, so the CPU trains.", format!("Everything works, only slower. {reason}"))
        }
        Notice::GpuRefused { reason } => saying("There is no GPU to train on.", reason),
        Notice::DataMissing { dataset: name, reason } => {
            saying(format!("{} is not here, so synthetic digits stand in.", dataset(*name)), reason)
        }
        Notice::TestsMissing { dataset: name, reason } => {
            saying(format!("{} is not here, so there are no codes to show.", dataset(*name)), reason)
        }
        Notice::NotMade { reason } => saying("No file was made.", reason),
        Notice::NoPictures => own::no_pictures(),
        Notice::PicturesRefused(refusal) => own::refused_files(refusal),
        Notice::FeedMissing { dataset: name, reason } => {
            saying(format!("{} cannot be fed here.", dataset(*name)), reason)
        }
        Notice::DataBroken { file, reason } => saying(format!("{file} could not be read."), reason),
        Notice::Diverged { step } => saying(
            format!("Diverged at step {}.", count(*step)),
            "The loss is no longer a number; the learning rate is probably too high.",
        ),
        Notice::GpuLost { step, reason } => saying(
            "The GPU stopped answering.",
            format!("Training stands at step {}. {reason}", count(*step)),
        ),
        Notice::DeviceFailed { reason } => saying("The GPU refused the work.", reason),
        Notice::TooManyChanges => saying(
            "β and the learning rate stay as they are.",
            "They were changed too often for a link to carry; start anew to change them further.",
        ),
    }
}

/// A draft needs a new network.
pub fn new_network(old: &Settings, new: &Settings, step: u32) -> Saying {
    saying(
        format!("{} a new network.", changed(old, new)),
        format!("The one trained for {} would be lost.", steps(step)),
    )
}

/// A link was refused, when the page was opened or later.
pub fn link_refused(reason: &str, at_opening: bool) -> Saying {
    let outcome = if at_opening { "The page opened with its defaults." } else { "Nothing was changed." };
    saying("This link cannot be opened.", format!("{reason} {outcome}"))
}

/// A link came while a network stands trained.
pub fn link_asks(step: u32) -> Saying {
    saying("The link holds another network.", format!("The one trained for {} would be lost.", steps(step)))
}

/// The worker died and was started anew.
pub fn worker_restarted(reason: &str, step: u32) -> Saying {
    saying(
        "The trainer stopped and was started anew.",
        format!("The network trained for {} is gone. {reason}", steps(step)),
    )
}

/// The worker cannot run.
pub fn worker_failed(reason: &str) -> Saying {
    saying("The trainer cannot run.", reason)
}

/// Something typed was not taken.
pub fn refused(sentence: &str) -> Saying {
    saying("Not changed.", sentence)
}

fn steps(step: u32) -> String {
    if step == 1 { "1 step".into() } else { format!("{} steps", count(step)) }
}

/// A whole number with commas between thousands.
pub fn count(number: u32) -> String {
    let digits = number.to_string();
    let mut written = String::with_capacity(digits.len() + 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

/// A number with `digits` decimals and a true minus sign.
pub fn decimal(number: f32, digits: usize) -> String {
    if !number.is_finite() {
        return NOT_A_NUMBER.into();
    }
    let written = format!("{:.digits$}", number.abs());
    let is_zero = written.chars().all(|letter| matches!(letter, '0' | '.'));
    if number < 0.0 && !is_zero { format!("−{written}") } else { written }
}

/// A number in the fewest digits that keep its value, as a field holds it.
pub fn shortest(number: f32) -> String {
    format!("{number}")
}

/// A number with as many decimals as it has, and at least one.
pub fn weight(number: f32) -> String {
    format!("{number:?}")
}

fn at_most_one_decimal(number: f32) -> String {
    decimal(number, usize::from(number.fract() != 0.0))
}

fn rounded(rate: f32) -> u32 {
    let rate = rate.max(0.0);
    if rate < 1000.0 { rate.round() as u32 } else { (rate / 100.0).round() as u32 * 100 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_with_commas_and_a_true_minus() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(decimal(-1.318, 2), "−1.32");
        assert_eq!(decimal(-0.001, 2), "0.00");
        assert_eq!(decimal(f32::NAN, 1), "NaN");
    }

    #[test]
    fn losses_have_four_decimals_per_pixel_and_one_per_image() {
        assert_eq!(loss_value(0.100_46, true), "0.1005");
        assert_eq!(loss_value(152.48, false), "152.5");
        assert_eq!(test_value(Some(0.1037), true), "test 0.1037");
    }

    #[test]
    fn a_shape_names_the_code_s_size_once_it_is_known() {
        let vae = Settings::default();
        assert_eq!(shape(&vae, None), "784 → 512 → <b>2</b> → 512 → 784");
        let small = Settings { model: ModelName::SuperResolution4x, ..vae };
        assert_eq!(shape(&small, None), "");
        let stands = NetworkShape { latent: 128, input_side: 7, ..NetworkShape::default() };
        assert_eq!(shape(&small, Some(&stands)), "49 → <b>128</b> → 784");
    }

    #[test]
    fn a_draft_says_which_network_it_would_cost() {
        let old = Settings::default();
        let new = Settings { latent: 16, ..old.clone() };
        let said = new_network(&old, &new, 1234);
        assert_eq!(said.lead, "Latent size 16 needs a new network.");
        assert_eq!(said.rest, "The one trained for 1,234 steps would be lost.");
        let newer = Settings { seed: 2, ..new };
        assert_eq!(new_network(&old, &newer, 1).lead, "These settings need a new network.");
    }
}
