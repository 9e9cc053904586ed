//! What the page says: which text of `locales/` it is, and what fills its gaps. Numbers are written here too:
//! thousands with their marks, a true minus sign.

#[macro_use]
mod text;
pub mod beside;
pub mod chart;
pub mod data;
pub mod diagram;
pub mod filters;
pub mod keep;
pub mod lesson;
pub mod look;
pub mod offline;
pub mod own;
pub mod play;
pub mod share;
pub mod tour;

pub use data::{FEED, Nouns, class, class_choice, dataset, feed, mark, nouns, random, strip};
pub use own::{DROP, OWN_FILES, OWN_FILES_HELP, SHARE_OWN};
pub use text::Text;
use text::said;

use crate::message::{CodeKind, ExecutorKind, NetworkShape, Notice, State};
use crate::page::course::{LessonStep, has_hidden_width, has_prior, is_gaussian};
use crate::sentence::Sentence;
use crate::settings::{DatasetName, ExecutorChoice, ModelName, Optimizer, Reconstruction, Settings};
use crate::trial::Trial;
use crate::view::Spread;

texts! {
    TITLE = "page.title";
    SKIP = "page.skip";
    SHARE = "page.share";
    COPY = "page.copy";
    COPIED = "page.copied";
    COPY_BY_HAND = "page.copy_by_hand";
    CLOSE = "page.close";
    DISMISS = "page.dismiss";
    STEPS = "page.steps";
    PREVIOUS_STEP = "page.previous_step";
    NEXT_STEP = "page.next_step";
    TRAINING = "page.training";
    DATA_AND_MODEL = "page.data_and_model";
    DATASET = "page.dataset";
    MODEL = "page.model";
    LATENT = "page.latent";
    HIDDEN = "page.hidden";
    BETA = "page.beta";
    LEARNING_RATE = "page.learning_rate";
    BATCH = "page.batch";
    OPTIMIZER = "page.optimizer";
    LOSS = "page.loss";
    SEED = "page.seed";
    EXECUTOR = "page.executor";
    USUAL_VALUES = "page.usual_values";
    TRAIN = "page.train";
    PAUSE = "page.pause";
    STEP = "page.step";
    RESET = "page.reset";
    PREPARING = "page.preparing";
    EPOCH = "page.epoch";
    PROGRESS = "page.progress";
    TOTAL = "page.total";
    RECONSTRUCTION = "page.reconstruction";
    KL = "page.kl";
    NATS = "page.nats";
    NATS_PER_PIXEL = "page.nats_per_pixel";
    IN_TRAINING = "page.in_training";
    IN_TEST = "page.in_test";
    CHART = "page.chart";
    CHART_OF_PARTS = "page.chart_of_parts";
    CHART_OF_PLAYERS = "page.chart_of_players";
    DISCRIMINATOR = "page.discriminator";
    ENCODER = "page.encoder";
    EPOCH_AXIS = "page.epoch_axis";
    PLANE = "page.plane";
    PLANE_KEYS = "page.plane_keys";
    SHOW = "page.show";
    MANIFOLD = "page.manifold";
    CODES = "page.codes";
    BOTH = "page.both";
    GRID = "page.grid";
    SCALE = "page.scale";
    CLASS = "page.class";
    CLASSES = "page.classes";
    UNTRAINED = "page.untrained";
    PRETRAINED = "page.pretrained";
    PAD = "page.pad";
    UNDO = "page.undo";
    BRUSH = "page.brush";
    CLEAR = "page.clear";
    ORIGINAL = "page.original";
    OUTPUT = "page.output";
    ERROR = "page.error";
    CODE = "page.code";
    START_ANEW = "page.start_anew";
    KEEP = "page.keep";
    TRY_AGAIN = "page.try_again";
    ON_CPU = "page.on_cpu";
    USE_SYNTHETIC = "page.use_synthetic";
    HOW_TO = "page.how_to";
    HOW_TO_LONG = "page.how_to_long";
    OPEN_LINK = "page.open_link";
    TRY_THIS = "page.try_this";
    QUESTIONS = "page.questions";
    PRIVACY = "page.privacy";
}

/// The name of a network.
pub fn model(name: ModelName) -> Text {
    match name {
        ModelName::Autoencoder => Text("model.autoencoder"),
        ModelName::Autoencoder2d => Text("model.autoencoder2d"),
        ModelName::Dense => Text("model.dense"),
        ModelName::Sparse => Text("model.sparse"),
        ModelName::Deep => Text("model.deep"),
        ModelName::Denoiser => Text("model.denoiser"),
        ModelName::DenoiserFixed => Text("model.denoiser_fixed"),
        ModelName::SuperResolution2x => Text("model.super_resolution2x"),
        ModelName::SuperResolution4x => Text("model.super_resolution4x"),
        ModelName::Vae => Text("model.vae"),
        ModelName::VaeConv => Text("model.vae_conv"),
        ModelName::VaeConvWide => Text("model.vae_conv_wide"),
        ModelName::VaeConditional => Text("model.vae_conditional"),
        ModelName::Adversarial => Text("model.adversarial"),
    }
}

/// The name of a step of the lesson.
pub fn step_title(step: LessonStep) -> Text {
    match step {
        LessonStep::Autoencoder => Text("step.autoencoder"),
        LessonStep::Denoise => Text("step.denoise"),
        LessonStep::SuperResolution => Text("step.super_resolution"),
        LessonStep::Vae => Text("step.vae"),
        LessonStep::VaeConv => Text("step.vae_conv"),
        LessonStep::Conditional => Text("step.conditional"),
        LessonStep::Adversarial => Text("step.adversarial"),
    }
}

/// What a step of the lesson is about, in a few words.
pub fn step_subtitle(step: LessonStep) -> Text {
    match step {
        LessonStep::Autoencoder => Text("step.autoencoder_about"),
        LessonStep::Denoise => Text("step.denoise_about"),
        LessonStep::SuperResolution => Text("step.super_resolution_about"),
        LessonStep::Vae => Text("step.vae_about"),
        LessonStep::VaeConv => Text("step.vae_conv_about"),
        LessonStep::Conditional => Text("step.conditional_about"),
        LessonStep::Adversarial => Text("step.adversarial_about"),
    }
}

/// A step with its number.
pub fn numbered_step(step: LessonStep) -> String {
    format!("{}. {}", step.number(), step_title(step).get())
}

/// The name of an update rule.
pub fn optimizer(name: Optimizer) -> Text {
    match name {
        Optimizer::Adam => Text("optimizer.adam"),
        Optimizer::RmsProp => Text("optimizer.rmsprop"),
    }
}

/// The name of a loss, with or without its KL term.
pub fn loss(name: Reconstruction, gaussian: bool) -> Text {
    match (name, gaussian) {
        (Reconstruction::BinaryCrossEntropy, false) => Text("loss.cross_entropy"),
        (Reconstruction::BinaryCrossEntropy, true) => Text("loss.cross_entropy_kl"),
        (Reconstruction::SquaredError, false) => Text("loss.squared_error"),
        (Reconstruction::SquaredError, true) => Text("loss.squared_error_kl"),
    }
}

/// The name of a choice of executor.
pub fn executor(choice: ExecutorChoice) -> Text {
    match choice {
        ExecutorChoice::Auto => Text("executor.auto"),
        ExecutorChoice::Gpu => Text("executor.gpu"),
        ExecutorChoice::Cpu => Text("executor.cpu"),
    }
}

/// Which executor is at work, and why, if another one was tried.
pub fn executor_title(adapter: &str, trial: Option<Trial>) -> String {
    let Some(Trial { gpu, cpu }) = trial else { return adapter.to_owned() };
    let figure = |time: f32| if time < 9.95 { decimal(time, 1) } else { count(time.round() as u32) };
    say!("executor.title", adapter = adapter, gpu = figure(gpu), cpu = figure(cpu))
}

/// The name of the interface that an executor works through.
pub fn backend(kind: ExecutorKind) -> &'static str {
    match kind {
        ExecutorKind::Gpu => "WebGPU",
        ExecutorKind::Cpu => "CPU",
    }
}

/// The name of a scale.
pub fn spread(spread: Spread) -> Text {
    match spread {
        Spread::Linear => Text("scale.linear"),
        Spread::Quantiles => Text("scale.quantiles"),
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
    if count_of == 0 { String::new() } else { say!("network.parameters", count = count(count_of)) }
}

/// What stands under the picture that the network is given, perhaps with a class.
pub fn input(shape: &NetworkShape, class: Option<&str>) -> String {
    let side = shape.input_side;
    match class {
        Some(class) => say!("network.input_as", class = class),
        None if shape.prepared && side == 28 => say!("network.noisy_input"),
        None => say!("network.input", side = side),
    }
}

/// The label of the strip's row of what the network is given in place of the originals.
pub fn given(input_side: u32) -> String {
    if input_side == 28 { say!("network.noisy") } else { format!("{input_side} × {input_side}") }
}

/// How many numbers a code has.
pub fn code_size(latent: u32) -> String {
    numbers(latent)
}

/// The value of the fullest colour in a heat-map.
pub fn code_scale(scale: f32) -> String {
    say!("picture.largest", value = decimal(scale, 1))
}

/// What the colour of negative numbers means in the strip.
pub fn missing_ink(scale: f32) -> String {
    say!("picture.missing_ink", value = at_most_one_decimal(scale))
}

/// What the colour of positive numbers means in the strip.
pub fn extra_ink(scale: f32) -> String {
    say!("picture.extra_ink", value = at_most_one_decimal(scale))
}

/// What the chart shows.
pub fn chart(code: CodeKind) -> Text {
    match code {
        CodeKind::Plain => CHART,
        CodeKind::Gaussian => CHART_OF_PARTS,
        CodeKind::Adversarial => CHART_OF_PLAYERS,
    }
}

/// The unit of a loss.
pub fn unit(per_pixel: bool) -> Text {
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
    say!("training.to_step", step = count(target))
}

/// What is arriving.
pub fn downloading(name: Option<DatasetName>) -> String {
    match name {
        None => share::ARRIVING.get(),
        Some(DatasetName::Own) => own::READING.get(),
        Some(name) => say!("training.downloading", data = dataset(name).get()),
    }
}

/// How much of it is here.
pub fn megabytes(received: u64, total: u64) -> String {
    let megabytes = |bytes: u64| decimal(bytes as f32 / 1e6, 1);
    if total == 0 {
        say!("training.megabytes", received = megabytes(received))
    } else {
        say!("training.megabytes_of", received = megabytes(received), total = megabytes(total))
    }
}

/// What the trainer is doing before there is a network.
pub fn waiting(state: State) -> Text {
    match state {
        State::Error => Text("training.not_ready"),
        State::Lost => Text("training.gpu_gone"),
        _ => PREPARING,
    }
}

/// Speed in images.
pub fn images_per_second(rate: f32) -> String {
    say!("training.images_per_second", rate = count(rounded(rate)))
}

/// Speed in steps.
pub fn steps_per_second(rate: f32) -> String {
    let steps = if rate < 9.95 { decimal(rate, 1) } else { count(rate.round() as u32) };
    say!("training.steps_per_second", rate = steps)
}

/// The test value under a readout.
pub fn test_value(value: Option<f32>, per_pixel: bool) -> String {
    let value = value.map_or_else(|| "–".into(), |value| loss_value(value, per_pixel));
    format!("{} {value}", IN_TEST.get())
}

/// The time that encoding took.
pub fn encoded_in(milliseconds: f32) -> String {
    say!("picture.encoded_in", time = decimal(milliseconds, 1))
}

/// The strip's mean error; where something else is fed, beside that on the network's own test images.
pub fn mean_error(error: f32, own: Option<f32>) -> String {
    let error = decimal(error, 3);
    match own {
        None => say!("picture.mean_error", error = error),
        Some(own) => say!("picture.mean_errors", error = error, own = decimal(own, 3)),
    }
}

/// What the toggle of a class shows and hides.
pub fn class_toggle(dataset: DatasetName, index: usize) -> String {
    say!("data.codes_of", kind = nouns(dataset).class.get(), class = class(dataset, index))
}

/// A point of the plane.
pub fn point([x, y]: [f32; 2]) -> String {
    let between = if text::language().decimal_mark() == ',' { "; " } else { ", " };
    format!("({}{between}{})", decimal(x, 2), decimal(y, 2))
}

/// A mark that lies off the plate, with where it is.
pub fn off_plate(label: &str, at: [f32; 2]) -> String {
    format!("{label} {}", point(at))
}

/// What the setting that differs is called, with its new value; “These settings” if several differ.
pub fn changed(old: &Settings, new: &Settings) -> String {
    let mut changes = Vec::new();
    if old.dataset != new.dataset {
        changes.push(say!("changed.dataset", data = dataset(new.dataset).get()));
    }
    if old.model != new.model {
        changes.push(say!("changed.model", network = model(new.model).get()));
    }
    if old.latent != new.latent {
        changes.push(say!("changed.setting", name = LATENT.get(), value = new.latent));
    }
    if old.hidden != new.hidden {
        changes.push(say!("changed.setting", name = HIDDEN.get(), value = count(new.hidden)));
    }
    if old.reconstruction != new.reconstruction {
        let loss = loss(new.reconstruction, is_gaussian(new.model));
        changes.push(say!("changed.loss", loss = loss.get()));
    }
    if old.optimizer != new.optimizer {
        changes.push(say!("changed.optimizer", name = optimizer(new.optimizer).get()));
    }
    if old.batch != new.batch {
        changes.push(say!("changed.setting", name = BATCH.get(), value = count(new.batch)));
    }
    if old.seed != new.seed {
        changes.push(say!("changed.setting", name = SEED.get(), value = new.seed));
    }
    if old.executor != new.executor {
        changes.push(say!("changed.executor", name = executor(new.executor).get()));
    }
    match <[String; 1]>::try_from(changes) {
        Ok([change]) => say!("changed.needs", change = change),
        Err(_) => say!("changed.need"),
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
            let reason = reason.as_ref().map(said).unwrap_or_default();
            saying(say!("notice.no_webgpu"), say!("notice.no_webgpu_rest", reason = reason).trim_end())
        }
        Notice::GpuRefused { reason } => saying(say!("notice.gpu_refused"), said(reason)),
        Notice::DataMissing { dataset: name, reason } => {
            saying(say!("notice.data_missing", data = dataset(*name).get()), said(reason))
        }
        Notice::TestsMissing { dataset: name, reason } => {
            saying(say!("notice.tests_missing", data = dataset(*name).get()), said(reason))
        }
        Notice::NotMade { reason } => saying(say!("notice.not_made"), said(reason)),
        Notice::NoPictures => own::no_pictures(),
        Notice::PicturesRefused(refusal) => own::refused_files(refusal),
        Notice::FeedMissing { dataset: name, reason } => {
            saying(say!("notice.feed_missing", data = dataset(*name).get()), said(reason))
        }
        Notice::DataBroken { file, reason } => saying(say!("notice.data_broken", file = file), said(reason)),
        Notice::DeviceFailed { reason } => saying(say!("notice.device_failed"), said(reason)),
        Notice::TooManyChanges => {
            saying(say!("notice.too_many_changes"), say!("notice.too_many_changes_rest"))
        }
    }
}

/// A draft needs a new network.
pub fn new_network(old: &Settings, new: &Settings, step: u32) -> Saying {
    saying(changed(old, new), would_be_lost(step))
}

/// A link was refused, when the page was opened or later.
pub fn link_refused(reason: &Sentence, at_opening: bool) -> Saying {
    saying(say!("link.refused"), format!("{} {}", said(reason), outcome(at_opening)))
}

/// A link came while a network stands trained.
pub fn link_asks(step: u32) -> Saying {
    saying(say!("link.asks"), would_be_lost(step))
}

/// The worker cannot run.
pub fn worker_failed(reason: &Sentence) -> Saying {
    saying(say!("worker.failed"), said(reason))
}

/// Something typed was not taken.
pub fn refused(reason: &Sentence) -> Saying {
    saying(say!("page.not_changed"), said(reason))
}

fn steps(step: u32) -> String {
    if step == 1 { say!("count.step") } else { say!("count.steps", count = count(step)) }
}

fn numbers(numbers: u32) -> String {
    if numbers == 1 { say!("count.number") } else { say!("count.numbers", count = count(numbers)) }
}

/// What a new network would cost.
fn would_be_lost(step: u32) -> String {
    say!("page.would_be_lost", steps = steps(step))
}

/// What came of something that was refused, when the page was opened or later.
fn outcome(at_opening: bool) -> String {
    if at_opening { say!("page.opened_with_defaults") } else { say!("page.nothing_changed") }
}

/// A whole number with marks between thousands.
pub fn count(number: u32) -> String {
    text::language().count(number)
}

/// What a loss is that is no number.
pub const NOT_A_NUMBER: &str = "NaN";

/// A number with `digits` decimals and a true minus sign.
pub fn decimal(number: f32, digits: usize) -> String {
    if !number.is_finite() {
        return NOT_A_NUMBER.into();
    }
    let written = format!("{:.digits$}", number.abs());
    let is_zero = written.chars().all(|letter| matches!(letter, '0' | '.'));
    let written = marked(&written);
    if number < 0.0 && !is_zero { format!("−{written}") } else { written }
}

/// A number in the fewest digits that keep its value.
pub fn shortest(number: f32) -> String {
    marked(&number.to_string())
}

/// A number that is written with a point, with the language's decimal mark.
pub fn marked(number: &str) -> String {
    number.replace('.', text::language().decimal_mark().encode_utf8(&mut [0; 4]))
}

/// A number with as many decimals as it has, and at least one.
pub fn weight(number: f32) -> String {
    marked(&format!("{number:?}"))
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
