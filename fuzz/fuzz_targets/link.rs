//! Links; what is read is written so that it reads as the same.
#![no_main]

use latent_playground::share::link;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(opened) = link::read(text) {
        let again = link::read(&link::write(&opened.recipe, &opened.view)).expect("a link of our own");
        assert_eq!((again.recipe, again.view), (opened.recipe, opened.view));
    }
});
