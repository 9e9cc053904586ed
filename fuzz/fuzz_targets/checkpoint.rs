//! Checkpoints of a small network.
#![no_main]

use latent_playground::share::checkpoint;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let expected = [("mu.weight".to_owned(), vec![2, 3]), ("mu.bias".to_owned(), vec![2])];
    if let Ok(tensors) = checkpoint::read(bytes, &expected) {
        assert!(tensors.iter().flat_map(|tensor| &tensor.values).all(|value| value.is_finite()));
    }
});
