//! Files of images and of labels, compressed or not.
#![no_main]

use latent_playground::data::PIXELS;
use latent_playground::data::idx::{read_images, read_labels};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(pixels) = read_images("a file", bytes) {
        assert_eq!(pixels.len() % PIXELS, 0);
    }
    if let Ok(labels) = read_labels("a file", bytes) {
        assert!(labels.iter().all(|label| *label < 10));
    }
});
