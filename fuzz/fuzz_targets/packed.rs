//! Packed weights. They are given the right checksum, so that what comes after it is reached too.
#![no_main]

use latent_playground::share::packed;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let file = [bytes, &crc32fast::hash(bytes).to_le_bytes()].concat();
    if let Ok(unpacked) = packed::read(&file) {
        assert!(unpacked.tensors.iter().flat_map(|tensor| &tensor.values).all(|value| value.is_finite()));
    }
});
