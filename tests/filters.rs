//! The pictures of the first layer are its parameters, as a checkpoint has them.

use latent_playground::data::synthetic;
use latent_playground::executor::Hardware;
use latent_playground::settings::{ModelName, Recipe, Settings};
use latent_playground::trainer::Trainer;
use pollster::block_on;

#[test]
fn filters_are_the_first_parameters() {
    let data = synthetic::embedded();
    for (model, side, units) in [
        (ModelName::Vae, 28, 70),
        (ModelName::VaeConditional, 28, 70),
        (ModelName::Dense, 28, 32),
        (ModelName::Autoencoder, 3, 16),
        (ModelName::SuperResolution4x, 3, 16),
    ] {
        let settings = Settings { hidden: 70, ..Settings::of(model) };
        let recipe = Recipe { settings, ..Recipe::default() };
        let trainer = block_on(Trainer::new(&Hardware::Cpu, recipe, &data)).expect("a trainer");
        let first = &block_on(trainer.parameters()).expect("parameters")[0];
        let inputs = first.values.len() / units;
        let pixels = (side * side) as usize;
        for page in [0, 64] {
            let filters = block_on(trainer.filters(page)).expect("filters");
            assert_eq!((filters.side, filters.of), (side, units as u32), "{model}");
            let shown = filters.weights.chunks_exact(pixels);
            assert!(
                shown.len() == units.min(filters.first as usize + 64) - filters.first as usize,
                "{model}"
            );
            for (unit, picture) in (filters.first as usize..).zip(shown) {
                for (pixel, weight) in picture.iter().enumerate() {
                    let found = f32::from(*weight) / 127.0 * filters.largest;
                    let wanted = first.values[unit * inputs + pixel];
                    assert!(
                        (found - wanted).abs() <= filters.largest / 250.0,
                        "{model}: {found}, not {wanted}"
                    );
                }
            }
        }
    }
}
