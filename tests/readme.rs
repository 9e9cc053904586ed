//! The README's lines of Python decode a saved checkpoint to what the trainer decodes.

mod common;

use common::python::python;
use latent_playground::data::synthetic;
use latent_playground::executor::Hardware;
use latent_playground::settings::{Recipe, Settings};
use latent_playground::share::weights;
use latent_playground::trainer::{Plane, Trainer};
use latent_playground::view::View;
use pollster::block_on;
use std::process::Command;

/// Digits in a row of the grid that the lines decode.
const GRID: u32 = 20;

/// The README's block of Python that reads a checkpoint with numpy.
fn lines() -> &'static str {
    let readme = include_str!("../README.md");
    let blocks = readme.split("```python\n").skip(1).filter_map(|rest| rest.split("```").next());
    let mut with_numpy = blocks.filter(|block| block.contains("safetensors.numpy"));
    let block = with_numpy.next().expect("the README has lines for numpy");
    assert!(
        with_numpy.next().is_none()
            && block.contains("\"vae.safetensors\"")
            && block.contains("\"grid.pgm\"")
    );
    block
}

#[test]
fn the_lines_of_python_decode_the_grid_of_the_plane() {
    let lines = lines();
    let Some(python) = python("numpy, safetensors") else { return };
    let data = synthetic::synthetic(3, 200, 8);
    let recipe = Recipe { settings: Settings { hidden: 24, ..Settings::default() }, ..Recipe::default() };
    let mut trainer = block_on(Trainer::new(&Hardware::Cpu, recipe, &data)).expect("a trainer");
    while trainer.steps() < 60 {
        block_on(trainer.train(60 - trainer.steps())).expect("steps");
    }
    let tensors = block_on(trainer.parameters()).expect("parameters");
    let file = weights::write(trainer.recipe(), &View::default(), &tensors).expect("a file");
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("vae.safetensors"), file).expect("the file is written");

    let output =
        Command::new(python).args(["-c", lines]).current_dir(&folder).output().expect("Python starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let picture = std::fs::read(folder.path().join("grid.pgm")).expect("the lines write a picture");
    let pixels = picture.strip_prefix(b"P5 560 560 255\n").expect("a picture of 560 by 560 pixels");
    assert_eq!(pixels.len(), 560 * 560);

    trainer.decode_grid(&Plane::first_numbers(2, true).grid(&View { grid: GRID, ..View::default() }), 0);
    let wanted = block_on(trainer.grid_pictures()).expect("pictures");
    let place = |digit: usize, pixel: usize| {
        let (row, column) =
            (digit / GRID as usize * 28 + pixel / 28, digit % GRID as usize * 28 + pixel % 28);
        row * 560 + column
    };
    for (at, &ink) in wanted.iter().enumerate() {
        let found = 255 - pixels[place(at / 784, at % 784)];
        assert!(found.abs_diff(ink) <= 1, "pixel {} of digit {} is {found}, not {ink}", at % 784, at / 784);
    }
}
