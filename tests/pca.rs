//! Principal components: on synthetic digits by their definition, on MNIST by figures known from elsewhere.

mod common;

use common::stored::read;
use latent_playground::data::source::MNIST;
use latent_playground::data::{Dataset, PIXELS, synthetic};
use latent_playground::pca::{Analysis, MAX_COMPONENTS, Pca};

fn analyse(data: &Dataset) -> Pca {
    let mut analysis = Analysis::new(PIXELS);
    std::iter::repeat_with(|| analysis.advance(data)).flatten().next().expect("components")
}

/// Mean squared error of the test images, by making each of them.
fn error_by_hand(pca: &Pca, data: &Dataset, count: usize) -> f64 {
    let images = data.test.pixels.chunks_exact(PIXELS);
    let sum: f64 = images.map(|image| f64::from(pca.approximate(image, count).squared_error)).sum();
    sum / data.test.labels.len() as f64
}

#[test]
fn the_error_of_the_test_set_is_that_of_its_approximations() {
    let data = synthetic::synthetic(5, 700, 130);
    let pca = analyse(&data);
    assert_eq!(pca.components(), MAX_COMPONENTS);
    assert_eq!(pca.test_points().len(), 130);
    for count in [0, 1, 2, 17, MAX_COMPONENTS] {
        let (told, made) = (f64::from(pca.test_error(count)), error_by_hand(&pca, &data, count));
        assert!((told - made).abs() < 1e-4 * made.max(1.0), "{count} components: {told} told, {made} made");
    }
    for count in 1..=MAX_COMPONENTS {
        assert!(pca.test_error(count) <= pca.test_error(count - 1), "component {count} does harm");
    }
}

#[test]
fn images_that_lie_on_a_line_need_one_component() {
    let mut data = synthetic::synthetic(5, 40, 9);
    for images in [&mut data.train, &mut data.test] {
        for (number, image) in images.pixels.chunks_exact_mut(PIXELS).enumerate() {
            for (pixel, value) in image.iter_mut().enumerate() {
                *value = if pixel % 3 == 0 { (number % 7 * 30) as u8 } else { 9 };
            }
        }
    }
    let pca = analyse(&data);
    assert!(pca.test_error(0) > 1.0 && pca.test_error(1) < 1e-3, "{}", pca.test_error(1));
    let image = &data.test.pixels[..PIXELS];
    assert_eq!(pca.approximate(image, 1).picture, image);
}

#[test]
fn mnist_has_its_known_errors() {
    let Some(data) = read(&MNIST) else { return };
    let start = std::time::Instant::now();
    let pca = analyse(&data);
    println!("{} components of MNIST in {:?}", pca.components(), start.elapsed());
    for (count, known) in [(0, 52.897), (2, 43.645), (16, 21.058)] {
        let error = f64::from(pca.test_error(count));
        println!("{count}: {error:.5}");
        assert!((error - known).abs() < 5.1e-4, "{count} components: {error} instead of {known}");
    }
}
