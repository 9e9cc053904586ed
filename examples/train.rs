//! Trains without a browser, on a native GPU or on the CPU, with the same trainer as the page.
//!
//! `cargo run --release --example train -- --data data/mnist --steps 4680`

use anyhow::{Context, Result, bail};
use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use latent_playground::beside::Votes;
use latent_playground::data::source::Source;
use latent_playground::data::{Dataset, idx, source, synthetic};
use latent_playground::executor::Hardware;
use latent_playground::gpu::{Choices, Gpu, GpuError};
use latent_playground::settings::{
    DatasetName, ExecutorChoice, MAX_BATCH, MAX_HIDDEN, MAX_LATENT, MAX_STEPS, ModelName, Optimizer, Recipe,
    Reconstruction, Settings,
};
use latent_playground::share::{checkpoint, link, packed};
use latent_playground::trainer::{Slicer, StepLoss, TestLoss, Trainer};
use latent_playground::view::View;
use serde_json::json;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Trains an autoencoder and measures it on the test set.
#[derive(Parser)]
struct Options {
    /// Network to train.
    #[arg(long, default_value = "vae")]
    model: ModelName,
    /// Folder with the four files of MNIST or Fashion-MNIST, gzipped or not; without it, synthetic digits are used.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// What computes: auto, gpu or cpu.
    #[arg(long, default_value = "auto")]
    executor: ExecutorChoice,
    /// Steps to train.
    #[arg(long, default_value_t = 468, value_parser = clap::value_parser!(u32).range(0..=i64::from(MAX_STEPS)))]
    steps: u32,
    /// Images in a step.
    #[arg(long, default_value_t = 128, value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_BATCH)))]
    batch: u32,
    /// Numbers in a code.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_LATENT)))]
    latent: u32,
    /// Width of the hidden layers; the lesson's if not given.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_HIDDEN)))]
    hidden: Option<u32>,
    /// Weight of the KL term, or of the adversarial one; the lesson's if not given.
    #[arg(long)]
    beta: Option<f32>,
    /// Reconstruction term: bce or mse.
    #[arg(long, default_value = "bce")]
    loss: Reconstruction,
    /// Update rule: adam or rmsprop.
    #[arg(long, default_value = "adam")]
    optimizer: Optimizer,
    /// Learning rate; the lesson's if not given.
    #[arg(long)]
    learning_rate: Option<f32>,
    /// Seed of weights, batches and noise.
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// Parameters to start from (safetensors).
    #[arg(long, value_name = "FILE")]
    init: Option<PathBuf>,
    /// Where the trained parameters go (safetensors).
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Where the trained parameters go, packed as small as --rise allows: as bytes if the name ends in .lpw, else as
    /// text (base64url).
    #[arg(long, value_name = "FILE")]
    pack: Option<PathBuf>,
    /// By which fraction packing may raise the reconstruction error.
    #[arg(long, default_value_t = 0.02)]
    rise: f32,
    /// Where all numbers of the first step go (safetensors).
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
    /// Have each test image's ten nearest training codes vote on its class at the end.
    #[arg(long)]
    neighbours: bool,
    /// Find the fastest variant of each product on the GPU after the first step, and print them.
    #[arg(long)]
    variants: bool,
    /// One JSON object a line instead of a progress bar.
    #[arg(long)]
    json: bool,
}

fn main() -> Result<()> {
    let options = Options::parse();
    pollster::block_on(train(&options))
}

async fn train(options: &Options) -> Result<()> {
    let settings = settings(options)?;
    if !(options.rise > 0.0 && options.rise <= 1.0) {
        bail!("--rise takes a fraction above 0 and at most 1, not {}", options.rise);
    }
    let (data, name) = read_data(options)?;
    let hardware = hardware(settings.executor).await?;
    let recipe = Recipe { settings, ..Recipe::default() };
    let mut trainer = Trainer::new(&hardware, recipe, &data).await?;
    if let Some(file) = &options.init {
        let bytes = std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
        let tensors = checkpoint::read(&bytes, &trainer.parameter_shapes())
            .with_context(|| format!("{} is no checkpoint of this network", file.display()))?;
        trainer.set_parameters(&tensors);
    }
    if !options.json {
        let (train, test) = trainer.image_counts();
        println!(
            "{name}: {train} training and {test} test images; {} parameters; {} on {}",
            trainer.model().parameter_count(),
            hardware.kind().name(),
            hardware.name(),
        );
    }
    let report = Report::new(options);
    let mut slicer = Slicer::new(Duration::from_millis(100));
    let mut training_time = Duration::ZERO;
    if let Some(file) = &options.trace {
        let trace = trainer.trace_step().await?;
        let scalar = |name| trace.iter().find(|tensor| tensor.name == name).map_or(f32::NAN, |t| t.values[0]);
        report.step(StepLoss {
            step: 1,
            reconstruction: scalar("reconstruction"),
            kl: scalar("kl"),
            total: scalar("loss"),
            ..StepLoss::default()
        })?;
        save(file, &trace, "")?;
    }
    let mut timed_steps = 0;
    let mut untried = options.variants;
    while trainer.steps() < options.steps {
        let start = Instant::now();
        let losses = trainer.train(slicer.steps().min(options.steps - trainer.steps())).await?;
        slicer.learn(losses.len() as u32, start.elapsed());
        training_time += start.elapsed();
        timed_steps += losses.len();
        for loss in losses {
            report.step(loss)?;
            if !loss.is_finite() {
                bail!("the loss is no longer a number at step {}: choose a lower learning rate", loss.step);
            }
        }
        if let (true, Hardware::Gpu(gpu)) = (std::mem::take(&mut untried), &hardware) {
            let start = Instant::now();
            while trainer.try_variant(&|| start.elapsed().as_secs_f64() * 1e3).await? {}
            report.variants(&gpu.choices())?;
        }
    }
    let test = trainer.measure().await?;
    report.end(
        test,
        trainer.recipe().settings.beta,
        training_time.as_secs_f64() * 1e3 / timed_steps.max(1) as f64,
    )?;
    if options.neighbours {
        report.neighbours(trainer.neighbours().await?)?;
    }
    if let Some(file) = &options.save {
        let recipe = link::write(trainer.recipe(), &View::default());
        save(file, &trainer.parameters().await?, &recipe)?;
    }
    if let Some(file) = &options.pack {
        pack(&mut trainer, file, options.rise).await?;
    }
    Ok(())
}

/// Packs the parameters and says how large they are and what they have lost.
async fn pack(trainer: &mut Trainer, file: &Path, rise: f32) -> Result<()> {
    let recipe = trainer.recipe().clone();
    let before = trainer.measure().await?.reconstruction;
    let tensors = packed::without_untouched(&recipe.settings, &trainer.parameters().await?);
    let mut error = async |tensors: &[checkpoint::NamedTensor]| {
        trainer.set_parameters(tensors);
        Ok::<_, GpuError>(trainer.measure().await?.reconstruction)
    };
    let steps = packed::choose_steps(&tensors, rise, &mut error).await?;
    let bytes = packed::write(&recipe, &View::default(), &tensors, &steps)?;
    let after = error(&packed::read(&bytes)?.tensors).await?;
    let text = packed::to_text(&bytes);
    println!(
        "packed: {:.2} KB, {:.2} KB as text; test reconstruction {before:.4}, packed {after:.4} nats",
        bytes.len() as f32 / 1e3,
        text.len() as f32 / 1e3,
    );
    let as_bytes = file.extension().is_some_and(|ending| ending == "lpw");
    let content = if as_bytes { bytes } else { text.into_bytes() };
    std::fs::write(file, content).with_context(|| format!("{} cannot be written", file.display()))
}

fn settings(options: &Options) -> Result<Settings> {
    let usual = Settings::of(options.model);
    let beta = options.beta.unwrap_or(usual.beta);
    if !(0.0..=100.0).contains(&beta) {
        bail!("--beta takes a number from 0 to 100, not {beta}");
    }
    let learning_rate = options.learning_rate.unwrap_or(usual.learning_rate);
    if !(learning_rate > 0.0 && learning_rate <= 1e6) {
        bail!("--learning-rate takes a number above 0 and at most 1e6, not {learning_rate}");
    }
    Ok(Settings {
        dataset: dataset(options),
        model: options.model,
        latent: options.latent,
        hidden: options.hidden.unwrap_or(usual.hidden),
        reconstruction: options.loss,
        beta,
        optimizer: options.optimizer,
        learning_rate,
        batch: options.batch,
        seed: options.seed,
        executor: options.executor,
    })
}

/// A folder with the name of a data set holds that one, any other MNIST.
fn dataset(options: &Options) -> DatasetName {
    let Some(folder) = &options.data else { return DatasetName::Synthetic };
    let name = folder.file_name().and_then(|name| name.to_str()).and_then(Source::named);
    name.and_then(|source| DatasetName::from_name(source.name)).unwrap_or(DatasetName::Mnist)
}

/// The data set and its name.
fn read_data(options: &Options) -> Result<(Dataset, &'static str)> {
    let Some(folder) = &options.data else {
        return Ok((synthetic::embedded(), "Synthetic digits"));
    };
    let source = Source::named(dataset(options).name()).unwrap_or(&source::MNIST);
    let mut contents = Vec::new();
    for file in &source.files {
        let plain = file.name.trim_end_matches(".gz");
        let path = [file.name, plain].map(|name| folder.join(name)).into_iter().find(|path| path.is_file());
        let path = path.with_context(|| format!("{} holds no {}", folder.display(), file.name))?;
        contents.push(std::fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?);
    }
    let files = std::array::from_fn(|i| (source.files[i].name, contents[i].as_slice()));
    Ok((idx::read_dataset(files)?, source.title))
}

async fn hardware(choice: ExecutorChoice) -> Result<Hardware> {
    if choice == ExecutorChoice::Cpu {
        return Ok(Hardware::Cpu);
    }
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
    match (Gpu::request(&instance).await, choice) {
        (Ok(gpu), _) => Ok(Hardware::Gpu(gpu)),
        (Err(_), ExecutorChoice::Auto) => Ok(Hardware::Cpu),
        (Err(error), _) => Err(error.into()),
    }
}

fn save(file: &Path, tensors: &[checkpoint::NamedTensor], recipe: &str) -> Result<()> {
    let bytes = checkpoint::write(tensors, recipe)?;
    std::fs::write(file, bytes).with_context(|| format!("{} cannot be written", file.display()))
}

/// Says how training goes, as a progress bar or as JSON.
enum Report {
    Bar(ProgressBar),
    Json,
}

impl Report {
    fn new(options: &Options) -> Self {
        if options.json {
            return Self::Json;
        }
        let style = ProgressStyle::with_template("{bar:40} step {pos} of {len}, {eta} left: {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        Self::Bar(ProgressBar::new(u64::from(options.steps)).with_style(style))
    }

    fn step(&self, loss: StepLoss) -> Result<()> {
        let StepLoss { step, reconstruction, kl, total, generator, discriminator } = loss;
        let adversarial = discriminator > 0.0;
        match self {
            Self::Bar(bar) => {
                bar.set_position(u64::from(step));
                let digits = if reconstruction < 1.0 { 4 } else { 2 };
                let message = format!("loss {total:.digits$} = {reconstruction:.digits$} + β·{kl:.2} nats");
                bar.set_message(if adversarial {
                    format!("{message}; discriminator {discriminator:.3}, encoder {generator:.3}")
                } else {
                    message
                });
            }
            Self::Json => {
                let mut line =
                    json!({ "step": step, "loss": total, "reconstruction": reconstruction, "kl": kl });
                if adversarial {
                    line["generator"] = generator.into();
                    line["discriminator"] = discriminator.into();
                }
                writeln!(std::io::stdout(), "{line}")?;
            }
        }
        Ok(())
    }

    fn variants(&self, choices: &Choices) -> Result<()> {
        let choices = choices.to_string();
        match self {
            Self::Bar(bar) => bar.println(choices.replace(',', "\n")),
            Self::Json => writeln!(std::io::stdout(), "{}", json!({ "variants": choices }))?,
        }
        Ok(())
    }

    fn end(&self, test: TestLoss, beta: f32, milliseconds_per_step: f64) -> Result<()> {
        let TestLoss { reconstruction, kl } = test;
        match self {
            Self::Bar(bar) => {
                bar.finish();
                let digits = if reconstruction < 1.0 { 4 } else { 2 };
                println!(
                    "test loss {:.digits$} = {reconstruction:.digits$} + β·{kl:.2} nats; {milliseconds_per_step:.2} ms a step",
                    reconstruction + beta * kl
                );
            }
            Self::Json => writeln!(
                std::io::stdout(),
                "{}",
                json!({
                    "test_reconstruction": reconstruction,
                    "test_kl": kl,
                    "milliseconds_per_step": milliseconds_per_step,
                })
            )?,
        }
        Ok(())
    }

    fn neighbours(&self, Votes { right, of }: Votes) -> Result<()> {
        match self {
            Self::Bar(_) => {
                println!(
                    "10 nearest neighbours: {:.1} % of {of} test images",
                    100.0 * f64::from(right) / f64::from(of)
                );
            }
            Self::Json => {
                writeln!(std::io::stdout(), "{}", json!({ "neighbours_right": right, "test_images": of }))?;
            }
        }
        Ok(())
    }
}
