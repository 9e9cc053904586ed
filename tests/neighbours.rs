//! What the codes know: the nearest neighbours' votes and the squared error, by hand and on both executors.

mod common;

use common::{close, gpu};
use latent_playground::beside::{Neighbours, Votes};
use latent_playground::data::{Dataset, PIXELS, synthetic};
use latent_playground::executor::Hardware;
use latent_playground::settings::{ModelName, Recipe, Settings};
use latent_playground::trainer::Trainer;
use pollster::block_on;

/// More training images than a chunk has, and no multiple of one.
fn data() -> Dataset {
    synthetic::synthetic(3, 557, 301)
}

fn trained(hardware: &Hardware, model: ModelName, data: &Dataset, steps: u32) -> Trainer {
    let settings = Settings { hidden: 37, batch: 25, seed: 11, ..Settings::of(model) };
    let recipe = Recipe { settings, ..Recipe::default() };
    let mut trainer = block_on(Trainer::new(hardware, recipe, data)).expect("a trainer");
    while trainer.steps() < steps {
        block_on(trainer.train(steps - trainer.steps())).expect("steps");
    }
    trainer
}

/// μ of images that are not trained on, by single probes.
fn codes(trainer: &mut Trainer, images: &[u8], labels: &[u8]) -> Vec<Vec<f32>> {
    let images: Vec<&[u8]> = images.chunks_exact(PIXELS).collect();
    let mut codes = Vec::new();
    for (images, labels) in images.chunks(10).zip(labels.chunks(10)) {
        let probed = block_on(trainer.probe(images, labels)).expect("probes");
        codes.extend(probed.into_iter().map(|probed| probed.mu));
    }
    codes
}

/// The votes, by sorting all distances.
fn by_hand(trainer: &mut Trainer, data: &Dataset) -> Votes {
    let train = codes(trainer, &data.train.pixels, &data.train.labels);
    let test = codes(trainer, &data.test.pixels, &data.test.labels);
    let right = test.iter().zip(&data.test.labels).filter(|(code, label)| {
        let distance =
            |other: &Vec<f32>| code.iter().zip(other).map(|(a, b)| f64::from(a - b).powi(2)).sum::<f64>();
        let mut order: Vec<(f64, u8)> = train.iter().map(distance).zip(data.train.labels.clone()).collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0));
        let near: Vec<_> = order[..10].iter().map(|(_, label)| *label).collect();
        let count = |label: u8| near.iter().map(|other| usize::from(*other == label)).sum::<usize>();
        let most = near.iter().map(|label| count(*label)).max();
        near.iter().find(|label| Some(count(**label)) == most) == Some(label)
    });
    Votes { right: right.count() as u32, of: data.test.labels.len() as u32 }
}

#[test]
fn the_votes_are_those_of_all_distances_sorted() {
    let data = data();
    for hardware in [Hardware::Cpu, Hardware::Gpu(gpu())] {
        for model in [ModelName::Vae, ModelName::VaeConditional, ModelName::Dense] {
            let mut trainer = trained(&hardware, model, &data, 60);
            let votes = block_on(trainer.neighbours()).expect("votes");
            let known = by_hand(&mut trainer, &data);
            println!("{model} on {}: {votes:?}", hardware.name());
            // Two codes that are all but equally far may change places.
            assert!(
                votes.right.abs_diff(known.right) <= 2 && votes.of == 301,
                "{votes:?}, by hand {known:?}"
            );
            assert!(votes.right > 60, "no better than chance: {votes:?}");
        }
    }
}

#[test]
fn wide_codes_are_compared_in_blocks_to_the_same_end() {
    // 128 numbers: the test codes are more than a block.
    let data = synthetic::synthetic(4, 300, 2100);
    let mut trainer = trained(&Hardware::Cpu, ModelName::Autoencoder, &data, 1);
    trainer.seek_neighbours();
    let (mut slices, mut last) = (0, 0.0);
    let votes = loop {
        match block_on(trainer.neighbours_slice()).expect("a slice") {
            Neighbours::Sought(part) => {
                assert!(part >= last, "from {last} back to {part}");
                last = part;
            }
            Neighbours::Found(votes) => break votes,
            Neighbours::Ended => panic!("nobody ended it"),
        }
        slices += 1;
        // Other work in the same memory does no harm.
        if slices % 2 == 0 {
            block_on(trainer.squared_error_chunk()).expect("a chunk");
        }
    };
    assert!(votes == block_on(trainer.neighbours()).expect("votes") && slices >= 9 + 3, "{slices} {votes:?}");
}

#[test]
fn training_ends_a_search() {
    let data = data();
    let mut trainer = trained(&Hardware::Cpu, ModelName::Vae, &data, 1);
    assert_eq!(block_on(trainer.neighbours_slice()).expect("a slice"), Neighbours::Ended);
    trainer.seek_neighbours();
    assert_eq!(block_on(trainer.neighbours_slice()).expect("a slice"), Neighbours::Sought(0.0));
    block_on(trainer.train(1)).expect("a step");
    assert_eq!(block_on(trainer.neighbours_slice()).expect("a slice"), Neighbours::Ended);
}

#[test]
fn the_squared_error_is_that_of_the_reconstructions() {
    let data = data();
    for hardware in [Hardware::Cpu, Hardware::Gpu(gpu())] {
        for model in [ModelName::Vae, ModelName::Dense] {
            let mut trainer = trained(&hardware, model, &data, 40);
            let told = block_on(trainer.squared_error()).expect("an error");
            let mut sum = 0.0;
            for image in data.test.pixels.chunks_exact(PIXELS) {
                let output = &block_on(trainer.probe(&[image], &[0])).expect("a probe")[0].output;
                let pairs = image.iter().zip(output);
                sum += pairs.map(|(x, y)| (f32::from(x.abs_diff(*y)) / 255.0).powi(2)).sum::<f32>();
            }
            // The reconstructions are rounded to bytes.
            assert!(close(told, sum / 301.0, 1e-3), "{model}: {told} told, {} by hand", sum / 301.0);
        }
    }
}

#[test]
fn a_measurement_goes_on_beside_a_squared_error() {
    let data = data();
    let mut trainer = trained(&Hardware::Cpu, ModelName::Vae, &data, 5);
    let (loss, error) = (block_on(trainer.measure()), block_on(trainer.squared_error()));
    let (loss, error) = (loss.expect("a loss"), error.expect("an error"));
    assert_eq!(block_on(trainer.measure_chunk()).expect("a chunk"), None);
    assert_eq!(block_on(trainer.squared_error_chunk()).expect("a chunk"), None);
    assert_eq!(block_on(trainer.measure_chunk()).expect("a chunk"), Some(loss));
    assert_eq!(block_on(trainer.squared_error_chunk()).expect("a chunk"), Some(error));
}
