//! The words of the loss chart and of earlier runs.

use super::{count, dataset, decimal, loss, loss_value, model, optimizer, shortest};
use crate::page::course::{has_hidden_width, has_prior, is_gaussian};
use crate::page::runs::Run;
use crate::settings::Settings;

texts! {
    LOG = "chart.log";
    EPOCHS = "chart.epochs";
    NOT_READ = "chart.not_read";
    EARLIER = "chart.earlier";
}

/// Where in the training losses are read out.
pub fn place(step: u32, epoch: f32) -> String {
    say!("chart.place", step = count(step), epoch = decimal(epoch, 2))
}

/// The losses that are read out.
pub fn losses(train: f32, test: Option<f32>, per_pixel: bool) -> String {
    let train = loss_value(train, per_pixel);
    match test {
        Some(test) => say!("chart.losses", train = train, test = loss_value(test, per_pixel)),
        None => say!("chart.loss", train = train),
    }
}

/// What an earlier run was: network, data, and the settings that are not the lesson's.
pub fn run(run: &Run) -> String {
    let (settings, usual) = (&run.settings, Settings::of(run.settings.model));
    let mut parts = vec![model(settings.model).get(), dataset(settings.dataset).get()];
    let mut add = |name: &str, value: String| parts.push(format!("{name} {value}"));
    if has_prior(settings.model) && settings.latent != usual.latent {
        add(&super::LATENT.get(), count(settings.latent));
    }
    if has_hidden_width(settings.model) && settings.hidden != usual.hidden {
        add(&super::HIDDEN.get(), count(settings.hidden));
    }
    if has_prior(settings.model) && settings.beta.to_bits() != usual.beta.to_bits() {
        add("β", shortest(settings.beta));
    }
    if settings.learning_rate.to_bits() != usual.learning_rate.to_bits() {
        add(&super::LEARNING_RATE.get(), shortest(settings.learning_rate));
    }
    if settings.batch != usual.batch {
        add(&super::BATCH.get(), count(settings.batch));
    }
    if settings.seed != usual.seed {
        add(&super::SEED.get(), settings.seed.to_string());
    }
    if settings.optimizer != usual.optimizer {
        parts.push(optimizer(settings.optimizer).get());
    }
    if settings.reconstruction != usual.reconstruction {
        parts.push(loss(settings.reconstruction, is_gaussian(settings.model)).get());
    }
    parts.join(" · ")
}

/// How far an earlier run came.
pub fn run_losses(run: &Run) -> String {
    let losses = losses(run.train, run.test, run.per_pixel);
    say!("chart.run", steps = super::steps(run.steps), losses = losses)
}

/// The button that forgets an earlier run.
pub fn remove(number: u32) -> String {
    say!("chart.remove", number = number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::ModelName;

    #[test]
    fn a_run_is_named_by_what_is_unusual_about_it() {
        let mut settings = Settings::of(ModelName::Vae);
        (settings.beta, settings.seed) = (4.0, 7);
        let kept = Run {
            number: 1,
            settings,
            per_pixel: false,
            steps: 1200,
            train: 152.44,
            test: Some(153.0),
            curve: vec![[0.0, 0.0]],
        };
        assert_eq!(run(&kept), "VAE · MNIST · β 4 · Seed 7");
        assert_eq!(run_losses(&kept), "1,200 steps: train 152.4, test 153.0");
    }
}
