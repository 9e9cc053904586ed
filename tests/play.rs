//! What comes of playing in the latent space, of plain and of Gaussian codes, on the CPU and on the GPU.

mod common;

use common::{gpu, numbers};
use latent_playground::data::{Dataset, Images, PIXELS, synthetic};
use latent_playground::executor::Hardware;
use latent_playground::plan::SHEET_ROWS;
use latent_playground::play::{
    Digit, MOST_FRAMES, NOISY, Pin, Play, Played, RANDOM, STYLES, Way, prior_codes,
};
use latent_playground::settings::{ModelName, Recipe, Settings};
use latent_playground::statistics::Statistics;
use latent_playground::trainer::{Plane, Probed, Trainer};
use pollster::block_on;

const NETWORKS: [ModelName; 3] = [ModelName::VaeConditional, ModelName::Autoencoder2d, ModelName::Sparse];
/// The class that the plane shows.
const CLASS: u8 = 3;

/// A network of five numbers if it has a prior, trained a little.
struct Trained {
    trainer: Trainer,
    data: Dataset,
    plane: Plane,
    statistics: Statistics,
}

impl Trained {
    fn new(hardware: &Hardware, model: ModelName) -> Self {
        let settings = Settings { model, latent: 5, hidden: 37, batch: 25, ..Settings::default() };
        let recipe = Recipe { settings, ..Recipe::default() };
        let data = synthetic::synthetic(3, 203, 61);
        let mut trainer = block_on(Trainer::new(hardware, recipe, &data)).expect("a trainer");
        block_on(trainer.train(20)).expect("steps");
        block_on(trainer.measure()).expect("a measurement");
        let codes = block_on(trainer.test_codes()).expect("codes");
        let (latent, prior) = (trainer.model().latent(), trainer.model().code.has_prior());
        let plane = Plane::first_numbers(latent, prior).follow(&codes);
        let statistics = Statistics::of(&codes, latent as usize, prior);
        Self { trainer, data, plane, statistics }
    }

    fn digit(&self, index: usize) -> Digit {
        let Images { pixels, labels, .. } = &self.data.test;
        Digit { picture: pixels[index * PIXELS..][..PIXELS].to_vec(), class: labels[index] }
    }

    /// What the network makes of a digit.
    fn output(&mut self, digit: &Digit) -> Probed {
        let probed = block_on(self.trainer.probe(&[&digit.picture], &[digit.class]));
        probed.expect("a digit").swap_remove(0)
    }

    fn play(&mut self, play: &Play) -> Played {
        let digit = self.digit(0);
        block_on(self.trainer.play(play, &digit, CLASS, &self.plane, &self.statistics)).expect("pictures")
    }
}

fn for_each_network(check: impl Fn(Trained, &str)) {
    for hardware in [Hardware::Cpu, Hardware::Gpu(gpu())] {
        for model in NETWORKS {
            check(Trained::new(&hardware, model), &format!("{model} on {}", hardware.name()));
        }
    }
}

/// Whether two pictures are one, but for the last bit: sums may run in another order for other numbers of rows.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.abs_diff(*b) <= 1)
}

#[test]
fn a_sheet_of_any_length_shows_each_code_as_it_is_decoded_alone() {
    for_each_network(|mut trained, name| {
        let latent = trained.trainer.model().latent() as usize;
        let rows = SHEET_ROWS as usize + 3;
        let codes = numbers(rows * latent, 1);
        let classes: Vec<u8> = (0..rows).map(|row| (row % 10) as u8).collect();
        let pictures = block_on(trained.trainer.decode_sheet(&codes, &classes)).expect("pictures");
        assert_eq!(pictures.len(), rows * PIXELS, "{name}");
        for row in [0, SHEET_ROWS as usize - 1, rows - 1] {
            let alone = block_on(trained.trainer.decode(&codes[row * latent..][..latent], classes[row]))
                .expect("a picture");
            assert!(same(&pictures[row * PIXELS..][..PIXELS], &alone), "{name}: row {row}");
        }
        let none = block_on(trained.trainer.decode_sheet(&[], &[])).expect("no picture");
        assert!(none.is_empty(), "{name}");
    });
}

#[test]
fn a_path_goes_from_what_is_pinned_to_what_is_pinned() {
    for_each_network(|mut trained, name| {
        let digit = trained.digit(1);
        for &way in Way::ALL {
            let pins = [Pin::Place([0.5, -0.25]), Pin::Digit(digit.clone())];
            let played = trained.play(&Play { pins, way, at: 1.0, ..Play::default() });
            assert_eq!(played.points.len(), MOST_FRAMES as usize, "{name}");
            let place = block_on(trained.trainer.decode(&trained.plane.code([0.5, -0.25]), CLASS))
                .expect("a picture");
            let code = trained.output(&digit).mu;
            let end = block_on(trained.trainer.decode(&code, CLASS)).expect("a picture");
            let last = played.path.len() - PIXELS;
            assert!(same(&played.path[..PIXELS], &place), "{name}: the path begins elsewhere");
            assert!(same(&played.path[last..], &end), "{name}: the path ends elsewhere");
            assert!(same(&played.now, &end), "{name}: the end is not what is looked at");
            let point = trained.plane.point(&code);
            assert!((point[0] - played.pins[1][0]).abs() < 1e-3, "{name}: the pin is not at its digit");
        }
    });
}

#[test]
fn noise_of_0_and_sliders_left_alone_give_the_digit_s_reconstruction() {
    for_each_network(|mut trained, name| {
        let still = trained.play(&Play { noise: 0.0, ..Play::default() });
        let digit = trained.digit(0);
        let output = trained.output(&digit).output;
        assert_eq!(still.noisy.len(), NOISY as usize * PIXELS, "{name}");
        for noisy in still.noisy.chunks(PIXELS).chain([still.set.as_slice()]) {
            assert!(same(noisy, &output), "{name}");
        }
        let mut code = still.code.clone();
        let [low, high] = still.ranges[0];
        code[0] = if code[0] - low > high - code[0] { low } else { high };
        let moved = trained.play(&Play { noise: 3.0, code: Some(code.clone()), ..Play::default() });
        assert_ne!(moved.noisy, still.noisy, "{name}: noise changes nothing");
        let alone = block_on(trained.trainer.decode(&code, digit.class)).expect("a picture");
        assert!(same(&moved.set, &alone), "{name}: the sliders' code is another one");
    });
}

#[test]
fn other_draws_give_other_random_pictures_and_a_code_of_another_length_is_not_used() {
    for_each_network(|mut trained, name| {
        let first = trained.play(&Play { code: Some(vec![9.0; 3]), frames: 1000, ..Play::default() });
        let second = trained.play(&Play { draw: 1, frames: 0, ..Play::default() });
        let classes = trained.trainer.model().classes();
        let wanted = if classes > 0 { classes * STYLES } else { RANDOM };
        assert_eq!(first.random.len(), wanted as usize * PIXELS, "{name}");
        assert_ne!(first.random, second.random, "{name}");
        assert_eq!(first.set, second.set, "{name}: a code of another network was decoded");
        assert_eq!((first.points.len(), second.points.len()), (MOST_FRAMES as usize, 2), "{name}");
    });
}

#[test]
fn with_classes_a_row_of_the_same_codes_stands_for_each() {
    let mut trained = Trained::new(&Hardware::Cpu, ModelName::VaeConditional);
    let played = trained.play(&Play::default());
    let codes = prior_codes(5, 0);
    for class in 0..10 {
        let row = &played.random[class * STYLES as usize * PIXELS..][..STYLES as usize * PIXELS];
        let (styles, classes) = (&codes[..5 * STYLES as usize], [class as u8; STYLES as usize]);
        let decoded = trained.trainer.decode_sheet(styles, &classes);
        assert_eq!(row, block_on(decoded).expect("pictures"), "digit {class}");
    }
}
