//! Readers of what comes from outside are given any bytes, and whole files with pieces changed, cut out, repeated
//! and put in. None may panic, take more memory than its input or its network warrants, or refuse without a
//! sentence.

mod common;

use common::numbers;
use flate2::{Compression, write::GzEncoder};
use latent_playground::data::idx::{read_images, read_labels};
use latent_playground::data::{PIXELS, SIDE};
use latent_playground::model::{Model, ParameterShape, Shape, parameter_shapes, preset};
use latent_playground::settings::{Change, MAX_HIDDEN, Recipe, Settings};
use latent_playground::share::checkpoint::{self, NamedTensor};
use latent_playground::share::link;
use latent_playground::share::packed::{self, Step};
use latent_playground::share::weights;
use latent_playground::view::View;
use peak_alloc::PeakAlloc;
use proptest::prelude::*;
use std::fmt::Display;
use std::io::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Bytes that a reader may take whatever it is given; what the tests beside it take meanwhile is in it too.
const SLACK: usize = 1 << 20;

/// While it is held, nothing else here takes much memory.
fn alone() -> MutexGuard<'static, ()> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs a reader, which may take `most` bytes more than it finds taken; its refusal must be a sentence.
fn read<T, E: Display>(most: usize, reader: impl FnOnce() -> Result<T, E>) -> Option<T> {
    let _guard = alone();
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let result = reader();
    let taken = MEMORY.peak_usage().saturating_sub(before);
    assert!(taken <= most + SLACK, "{taken} bytes were taken, {most} are allowed");
    match result {
        Ok(read) => Some(read),
        Err(error) => {
            let sentence = error.to_string();
            assert!(sentence.ends_with('.') && sentence.len() > 10 && sentence.len() < 500, "“{sentence}”");
            None
        }
    }
}

/// A change of a file, at places that are taken modulo its length.
#[derive(Clone, Debug)]
enum Edit {
    Set(usize, u8),
    Flip(usize, u8),
    Insert(usize, Vec<u8>),
    Remove(usize, usize),
    Repeat(usize, usize),
    CutOff(usize),
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    // Near the beginning are the headers.
    let place = || prop_oneof![any::<usize>(), 0_usize..64];
    let byte = prop_oneof![any::<u8>(), Just(0), Just(255)];
    let edit = prop_oneof![
        4 => (place(), byte).prop_map(|(at, byte)| Edit::Set(at, byte)),
        4 => (place(), 0_u8..8).prop_map(|(at, bit)| Edit::Flip(at, bit)),
        1 => (place(), prop::collection::vec(any::<u8>(), 1..20)).prop_map(|(at, bytes)| Edit::Insert(at, bytes)),
        1 => (place(), 1_usize..100).prop_map(|(at, count)| Edit::Remove(at, count)),
        1 => (place(), 1_usize..100).prop_map(|(at, count)| Edit::Repeat(at, count)),
        1 => place().prop_map(Edit::CutOff),
    ];
    prop::collection::vec(edit, 1..6)
}

fn edited(file: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut bytes = file.to_vec();
    for edit in edits {
        let length = bytes.len();
        let place = |at: &usize| at % length.max(1);
        let range = |at: &usize, count: &usize| place(at)..(place(at) + count).min(length);
        match edit {
            _ if bytes.is_empty() => {}
            Edit::Set(at, byte) => bytes[place(at)] = *byte,
            Edit::Flip(at, bit) => bytes[place(at)] ^= 1 << bit,
            Edit::Insert(at, new) => drop(bytes.splice(place(at)..place(at), new.iter().copied())),
            Edit::Remove(at, count) => drop(bytes.drain(range(at, count))),
            Edit::Repeat(at, count) => {
                let piece = bytes[range(at, count)].to_vec();
                drop(bytes.splice(place(at)..place(at), piece));
            }
            Edit::CutOff(at) => bytes.truncate(place(at)),
        }
    }
    bytes
}

fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..600)
}

fn idx_file(magic: u32, lengths: &[u32], data: &[u8]) -> Vec<u8> {
    let words = [&[magic], lengths].concat();
    [words.into_iter().flat_map(u32::to_be_bytes).collect::<Vec<u8>>(), data.to_vec()].concat()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn read_idx(bytes: &[u8]) {
    // Deflate gains a factor of 1032 at most, and a vector that grows doubles.
    let most = if bytes.starts_with(&[0x1f, 0x8b]) { 2 * 1032 * bytes.len() } else { 2 * bytes.len() };
    if let Some(pixels) = read(most, || read_images("a file", bytes)) {
        assert_eq!(pixels.len() % PIXELS, 0);
    }
    read(most, || read_labels("a file", bytes));
}

fn network(settings: &Settings) -> Model {
    preset(settings, Shape { height: SIDE as u32, width: SIDE as u32, channels: 1 })
}

fn small_recipe() -> Recipe {
    Recipe { settings: Settings { hidden: 2, ..Settings::default() }, ..Recipe::default() }
}

fn small_network() -> Vec<NamedTensor> {
    let tensor = |(salt, shape): (usize, ParameterShape)| NamedTensor {
        values: numbers(shape.count() as usize, salt as u32),
        shape: shape.torch_shape(),
        name: shape.name,
    };
    parameter_shapes(&network(&small_recipe().settings)).into_iter().enumerate().map(tensor).collect()
}

fn read_checkpoint(bytes: &[u8]) {
    let expected: Vec<_> = small_network().into_iter().map(|tensor| (tensor.name, tensor.shape)).collect();
    if let Some(tensors) = read(64 * bytes.len(), || checkpoint::read(bytes, &expected)) {
        assert!(tensors.iter().flat_map(|tensor| &tensor.values).all(|value| value.is_finite()));
    }
    read(64 * bytes.len(), || weights::read(bytes));
}

fn read_link(text: &str) {
    if let Some(opened) = read(64 * text.len(), || link::read(text)) {
        assert_eq!(
            link::read(&link::write(&opened.recipe, &opened.view)).map(|again| again.recipe),
            Ok(opened.recipe)
        );
    }
}

/// Gives the file a checksum, so that it is read beyond that.
fn read_packed(bytes: &[u8]) {
    let bytes = [bytes, &crc32fast::hash(bytes).to_le_bytes()].concat();
    // Of the network that its fragment names, if it names one: a number and its rounded value are four bytes each.
    let fragment = bytes
        .get(4..6)
        .and_then(|length| bytes.get(6..6 + usize::from(length[0]) + 256 * usize::from(length[1])));
    let opened = fragment.and_then(|fragment| link::read(&String::from_utf8_lossy(fragment)).ok());
    let count = opened.map_or(0, |opened| network(&opened.recipe.settings).parameter_count() as usize);
    if let Some(unpacked) = read(8 * count + 2 * bytes.len(), || packed::read(&bytes)) {
        assert_eq!(unpacked.tensors.iter().map(|tensor| tensor.values.len()).sum::<usize>(), count);
        assert!(unpacked.tensors.iter().flat_map(|tensor| &tensor.values).all(|value| value.is_finite()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_as_any_file(bytes in any_bytes()) {
        read_idx(&bytes);
        read_idx(&[&[0x1f, 0x8b, 8, 0], &bytes[..]].concat());
        read_checkpoint(&bytes);
        read_link(&String::from_utf8_lossy(&bytes));
        read_packed(&bytes);
        read(2 * bytes.len(), || packed::read(&bytes));
        read(2 * bytes.len(), || packed::from_text(&String::from_utf8_lossy(&bytes)));
    }

    #[test]
    fn idx_files_edited(edits in edits(), count in 1_u32..4) {
        let images = idx_file(0x803, &[count, 28, 28], &vec![7; count as usize * PIXELS]);
        let labels = idx_file(0x801, &[count], &vec![3; count as usize]);
        for file in [images, labels] {
            read_idx(&edited(&file, &edits));
            read_idx(&gzip(&edited(&file, &edits)));
            read_idx(&edited(&gzip(&file), &edits));
        }
    }

    #[test]
    fn links_edited(edits in edits()) {
        let mut recipe = small_recipe();
        recipe.steps = 900;
        recipe.changes = vec![Change { step: 500, beta: 4.0, learning_rate: 0.001 }];
        let link = link::write(&recipe, &View::default());
        read_link(&String::from_utf8_lossy(&edited(link.as_bytes(), &edits)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn checkpoints_edited(edits in edits()) {
        let file = weights::write(&small_recipe(), &View::default(), &small_network()).expect("a file");
        read_checkpoint(&edited(&file, &edits));
    }

    #[test]
    fn packed_weights_edited(edits in edits(), size in 0.01_f32..3.0) {
        let tensors = small_network();
        let steps = vec![Step::within(size); tensors.len()];
        let file = packed::write(&small_recipe(), &View::default(), &tensors, &steps).expect("a file");
        read_packed(&edited(&file[..file.len() - 4], &edits));
    }
}

#[test]
fn a_small_file_of_a_large_network_takes_no_more_than_that_network() {
    let recipe =
        Recipe { settings: Settings { hidden: MAX_HIDDEN, ..Settings::default() }, ..Recipe::default() };
    let zeros = |shape: ParameterShape| NamedTensor {
        values: vec![0.0; shape.count() as usize],
        shape: shape.torch_shape(),
        name: shape.name,
    };
    let guard = alone();
    let tensors: Vec<_> = parameter_shapes(&network(&recipe.settings)).into_iter().map(zeros).collect();
    let steps = vec![Step::within(1.0); tensors.len()];
    let file = packed::write(&recipe, &View::default(), &tensors, &steps).expect("a file");
    drop((tensors, guard));
    assert!(file.len() < 2000, "{} bytes", file.len());
    read_packed(&file[..file.len() - 4]);
    let _guard = alone();
    assert_eq!(packed::read(&file).map(|unpacked| unpacked.tensors.len()), Ok(steps.len()));
}
