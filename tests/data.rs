//! The readers of data files, the synthetic digits and the drawn digit.

mod common;

use common::stored::read;
use flate2::{Compression, write::GzEncoder};
use latent_playground::data::drawn::{MAX_POINTS, MAX_STROKES, Stroke, normalise};
use latent_playground::data::idx::{IdxError, MAX_IMAGES, read_images, read_labels};
use latent_playground::data::source::{ALL, FASHION_MNIST, MNIST};
use latent_playground::data::synthetic::synthetic;
use latent_playground::data::{Dataset, Images, PIXELS, SIDE};
use proptest::prelude::*;
use std::io::Write;

fn image_file(count: u32, rows: u32, columns: u32, pixels: &[u8]) -> Vec<u8> {
    let header = [0x0803, count, rows, columns].map(u32::to_be_bytes).concat();
    [header.as_slice(), pixels].concat()
}

fn label_file(count: u32, labels: &[u8]) -> Vec<u8> {
    let header = [0x0801, count].map(u32::to_be_bytes).concat();
    [header.as_slice(), labels].concat()
}

fn two_images() -> Vec<u8> {
    let pixels: Vec<u8> = (0..2 * PIXELS).map(|index| (index * 7 % 256) as u8).collect();
    image_file(2, 28, 28, &pixels)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn refused(bytes: &[u8]) -> IdxError {
    read_images("digits.gz", bytes).unwrap_err()
}

fn mean_ink(images: &Images) -> f64 {
    images.pixels.iter().map(|&pixel| f64::from(pixel)).sum::<f64>() / images.pixels.len() as f64 / 255.0
}

#[test]
fn mnist_is_read_as_it_is_known() {
    let Some(Dataset { train, test }) = read(&MNIST) else { return };
    assert_eq!((train.labels.len(), test.labels.len()), (60_000, 10_000));
    assert_eq!((train.rows, train.columns), (28, 28));
    assert_eq!(train.pixels.len(), 60_000 * 784);
    assert_eq!(train.labels[..10], [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    assert_eq!(test.labels[..10], [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
    assert!((mean_ink(&train) - 0.1307).abs() < 5e-5);
}

#[test]
fn fashion_mnist_is_read_as_it_is_known() {
    let Some(Dataset { train, test }) = read(&FASHION_MNIST) else { return };
    assert_eq!((train.labels.len(), test.labels.len()), (60_000, 10_000));
    assert_eq!(train.labels[..10], [9, 0, 0, 3, 0, 2, 7, 2, 5, 5]);
    assert_eq!(test.labels[..10], [9, 2, 1, 1, 6, 1, 4, 6, 5, 7]);
    assert!((mean_ink(&train) - 0.2860).abs() < 5e-5);
}

#[test]
fn plain_and_compressed_files_read_the_same() {
    let plain = two_images();
    let pixels = read_images("plain", &plain).unwrap();
    assert_eq!(pixels, plain[16..]);
    assert_eq!(read_images("digits.gz", &gzip(&plain)).unwrap(), pixels);
    assert_eq!(read_labels("labels.gz", &gzip(&label_file(3, &[0, 9, 4]))).unwrap(), [0, 9, 4]);
}

#[test]
fn a_wrong_magic_number_is_refused() {
    let labels = label_file(2, &[1, 2]);
    for bytes in [labels.clone(), gzip(&labels)] {
        assert_eq!(
            refused(&bytes),
            IdxError::WrongMagic { file: "digits.gz".into(), found: 0x0801, expected: 0x0803 }
        );
    }
    assert!(matches!(read_labels("l", &two_images()), Err(IdxError::WrongMagic { .. })));
}

#[test]
fn a_wrong_image_size_is_refused() {
    for (rows, columns) in [(0, 28), (28, 0), (27, 28), (28, 29), (u32::MAX, u32::MAX)] {
        let error = refused(&image_file(1, rows, columns, &[0; PIXELS]));
        assert_eq!(error, IdxError::WrongSize { file: "digits.gz".into(), rows, columns });
    }
}

#[test]
fn an_empty_set_is_refused() {
    assert!(matches!(refused(&image_file(0, 28, 28, &[])), IdxError::Empty { .. }));
    assert!(matches!(read_labels("l", &label_file(0, &[])), Err(IdxError::Empty { .. })));
}

#[test]
fn a_count_beyond_the_bound_is_refused() {
    for count in [MAX_IMAGES as u32 + 1, u32::MAX] {
        let error = refused(&gzip(&image_file(count, 28, 28, &[0; PIXELS])));
        assert_eq!(error, IdxError::TooMany { file: "digits.gz".into(), count });
        assert!(matches!(read_labels("l", &label_file(count, &[1])), Err(IdxError::TooMany { .. })));
    }
}

#[test]
fn a_file_cut_off_anywhere_is_refused() {
    let plain = two_images();
    let compressed = gzip(&plain);
    for length in 0..plain.len() {
        assert!(matches!(refused(&plain[..length]), IdxError::CutOff { .. }), "plain, {length} bytes");
    }
    for length in 2..compressed.len() {
        let error = refused(&compressed[..length]);
        let cut = matches!(error, IdxError::CutOff { .. } | IdxError::CutOffChecksum { .. });
        assert!(cut, "compressed, {length} bytes: {error}");
    }
    let missing = IdxError::CutOff { file: "digits.gz".into(), missing: 5 };
    assert_eq!(refused(&plain[..plain.len() - 5]), missing);
}

#[test]
fn trailing_bytes_are_refused() {
    let plain = [two_images(), vec![0]].concat();
    let after_the_end = [gzip(&two_images()), vec![0]].concat();
    for bytes in [plain.clone(), gzip(&plain), after_the_end] {
        assert_eq!(refused(&bytes), IdxError::TrailingBytes { file: "digits.gz".into() });
    }
}

#[test]
fn a_gzip_bomb_is_refused_before_it_goes_off() {
    let small_header = [image_file(1, 28, 28, &[]), vec![0; 64 << 20]].concat();
    assert!(matches!(refused(&gzip(&small_header)), IdxError::TrailingBytes { .. }));
    let large_header = image_file(MAX_IMAGES as u32, 28, 28, &[0; 1000]);
    assert!(matches!(refused(&gzip(&large_header)), IdxError::CutOff { .. }));
}

#[test]
fn damaged_compression_is_refused() {
    let mut wrong_checksum = gzip(&two_images());
    let checksum = wrong_checksum.len() - 8;
    wrong_checksum[checksum] ^= 1;
    let mut wrong_data = gzip(&two_images());
    wrong_data[10] |= 6;
    for bytes in [wrong_checksum, wrong_data] {
        assert!(matches!(refused(&bytes), IdxError::Damaged { .. }), "{}", refused(&bytes));
    }
}

#[test]
fn a_label_that_is_no_digit_is_refused_with_its_place() {
    let error = read_labels("labels", &label_file(3, &[1, 9, 10])).unwrap_err();
    assert_eq!(error, IdxError::WrongLabel { file: "labels".into(), position: 2, label: 10 });
}

#[test]
fn counts_that_differ_are_refused_and_both_files_named() {
    let error = Images::read(("digits", &two_images()), ("labels", &label_file(3, &[1, 2, 3]))).unwrap_err();
    assert_eq!(error.file(), "labels");
    assert_eq!(error.to_string(), "labels holds 3 labels for the 2 images of digits.");
}

#[test]
fn the_names_in_a_distribution_carry_the_checksum() {
    assert_eq!(MNIST.files[3].hashed_name(), "t10k-labels-idx1-ubyte.f7ae60f9.gz");
    assert_eq!(FASHION_MNIST.files[3].hashed_name(), "t10k-labels-idx1-ubyte.67da17c7.gz");
    assert!(ALL.iter().flat_map(|source| source.files).all(|file| file.sha256.len() == 64));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_right_file_is_read(pixels in prop::collection::vec(any::<u8>(), PIXELS..=3 * PIXELS), zip: bool) {
        let count = pixels.len() / PIXELS;
        let file = image_file(count as u32, 28, 28, &pixels[..count * PIXELS]);
        let file = if zip { gzip(&file) } else { file };
        prop_assert_eq!(read_images("f", &file).unwrap(), &pixels[..count * PIXELS]);
    }

    #[test]
    fn random_bytes_are_refused_in_a_sentence_with_the_name(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for bytes in [bytes.clone(), gzip(&bytes), [vec![0x1f, 0x8b, 8, 0], bytes].concat()] {
            for error in [read_images("a file", &bytes).unwrap_err(), read_labels("a file", &bytes).unwrap_err()] {
                prop_assert_eq!(error.file(), "a file");
                prop_assert!(error.to_string().starts_with("a file ") && error.to_string().ends_with('.'));
            }
        }
    }

    #[test]
    fn a_changed_byte_never_gives_more_than_the_file_can_hold(place in 0_usize..1600, to: u8, zip: bool) {
        let file = two_images();
        let mut file = if zip { gzip(&file) } else { file };
        let length = file.len();
        file[place % length] = to;
        if let Ok(pixels) = read_images("f", &file) {
            prop_assert_eq!(pixels.len(), 2 * PIXELS);
        }
    }
}

#[test]
fn synthetic_digits_are_balanced_and_shuffled() {
    let Dataset { train, test } = synthetic(1, 5000, 1000);
    for (images, count) in [(&train, 5000), (&test, 1000)] {
        assert_eq!((images.rows, images.columns), (SIDE, SIDE));
        assert_eq!(images.pixels.len(), count * PIXELS);
        let mut counts = [0; 10];
        for &label in &images.labels {
            counts[usize::from(label)] += 1;
        }
        assert_eq!(counts, [count / 10; 10]);
        let rises = images.labels.windows(2).filter(|pair| pair[1] == (pair[0] + 1) % 10).count();
        assert!(rises < count / 5, "{rises} labels follow the one before");
    }
}

#[test]
fn synthetic_digits_are_as_dark_as_mnist() {
    let mean = mean_ink(&synthetic(1, 5000, 0).train);
    assert!((mean - 0.1307).abs() < 0.01, "mean ink {mean}");
}

#[test]
fn a_seed_gives_the_same_synthetic_digits_on_every_machine() {
    let digits = synthetic(7, 200, 100);
    assert_eq!(digits, synthetic(7, 200, 100));
    assert_ne!(digits.train, synthetic(8, 200, 100).train);
    assert_ne!(digits.train.pixels[..100 * PIXELS], digits.test.pixels[..]);
    let mut checksum = flate2::Crc::new();
    checksum.update(&digits.train.pixels);
    assert_eq!(
        checksum.sum(),
        3_011_773_708,
        "the digits changed; if they were meant to, change this number"
    );
}

#[test]
fn no_synthetic_digit_comes_twice_or_is_blank() {
    let Dataset { train, test } = synthetic(1, 3000, 500);
    let mut seen = std::collections::HashSet::new();
    for image in train.pixels.chunks(PIXELS).chain(test.pixels.chunks(PIXELS)) {
        assert!(image.iter().filter(|&&pixel| pixel > 127).count() >= 15);
        assert!(seen.insert(image));
    }
}

#[test]
fn an_empty_synthetic_set_is_empty() {
    assert!(synthetic(1, 0, 0).train.labels.is_empty());
}

#[test]
fn synthetic_digits_teach_to_tell_real_ones_apart() {
    let Some(Dataset { test, .. }) = read(&MNIST) else { return };
    let examples = synthetic(1, 2000, 0).train;
    let distance =
        |a: &[u8], b: &[u8]| a.iter().zip(b).map(|(&a, &b)| u64::from(a.abs_diff(b)).pow(2)).sum::<u64>();
    let right = test
        .pixels
        .chunks(PIXELS)
        .zip(&test.labels)
        .take(500)
        .filter(|(image, label)| {
            let nearest = (0..examples.labels.len())
                .min_by_key(|&index| distance(image, &examples.pixels[index * PIXELS..][..PIXELS]));
            nearest.map(|index| examples.labels[index]) == Some(**label)
        })
        .count();
    assert!(right >= 375, "{right} of 500 by the nearest synthetic digit");
}

fn stroke(points: &[[f32; 2]], width: f32) -> Stroke {
    Stroke { points: points.to_vec(), width }
}

/// A 2, drawn in the middle of the pad.
fn two() -> Vec<Stroke> {
    let points =
        [[0.36, 0.3], [0.45, 0.2], [0.58, 0.22], [0.62, 0.35], [0.5, 0.52], [0.35, 0.7], [0.66, 0.7]];
    vec![stroke(&points, 0.06)]
}

fn moved(strokes: &[Stroke], scale: f32, shift: [f32; 2]) -> Vec<Stroke> {
    let place = |point: &[f32; 2]| [0, 1].map(|axis| point[axis] * scale + shift[axis]);
    strokes
        .iter()
        .map(|stroke| Stroke {
            points: stroke.points.iter().map(place).collect(),
            width: stroke.width * scale,
        })
        .collect()
}

/// Columns and rows of the box around the ink.
fn ink_box(picture: &[u8]) -> [std::ops::RangeInclusive<usize>; 2] {
    [|index| index % SIDE, |index| index / SIDE].map(|place: fn(usize) -> usize| {
        let places =
            || picture.iter().enumerate().filter(|(_, ink)| **ink > 0).map(|(index, _)| place(index));
        places().min().unwrap()..=places().max().unwrap()
    })
}

fn sides(picture: &[u8]) -> [usize; 2] {
    ink_box(picture).map(Iterator::count)
}

/// Column and row of the centre of mass, in pixels counted from 0.
fn centre(picture: &[u8]) -> [f64; 2] {
    let mass: f64 = picture.iter().map(|&ink| f64::from(ink)).sum();
    [|index| index % SIDE, |index| index / SIDE].map(|place: fn(usize) -> usize| {
        picture.iter().enumerate().map(|(index, &ink)| place(index) as f64 * f64::from(ink)).sum::<f64>()
            / mass
    })
}

#[test]
fn a_drawing_fills_a_box_of_twenty_and_keeps_its_proportions() {
    assert_eq!(sides(&normalise(&two()).unwrap()), [14, 20]);
    let flat = normalise(&[stroke(&[[0.1, 0.5], [0.9, 0.5]], 0.05)]).unwrap();
    assert_eq!(sides(&flat)[0], 20);
    assert!(sides(&flat)[1] <= 4);
}

#[test]
fn the_centre_of_mass_lies_where_mnist_has_it() {
    let drawings = [two(), vec![stroke(&[[0.2, 0.1], [0.3, 0.8], [0.7, 0.8]], 0.1)]];
    let drawn: Vec<Vec<u8>> = drawings.iter().map(|drawing| normalise(drawing).unwrap()).collect();
    let real = read(&MNIST).map(|data| data.test.pixels[..2000 * PIXELS].to_vec()).unwrap_or_default();
    for picture in drawn.iter().map(Vec::as_slice).chain(real.chunks(PIXELS)) {
        let [column, row] = centre(picture);
        assert!((column - 14.0).abs() < 0.51 && (row - 14.0).abs() < 0.51, "{column}, {row}");
    }
}

#[test]
fn it_does_not_matter_where_on_the_pad_or_how_large_a_digit_is_drawn() {
    let middle = normalise(&two()).unwrap();
    for (scale, shift) in [(1.0, [0.3, 0.25]), (1.0, [-0.3, -0.1]), (0.3, [0.01, 0.7]), (1.3, [-0.2, -0.2])] {
        let other = normalise(&moved(&two(), scale, shift)).unwrap();
        let worst = middle.iter().zip(&other).map(|(a, b)| a.abs_diff(*b)).max();
        assert!(worst <= Some(1), "{scale} {shift:?}: {worst:?}");
    }
}

#[test]
fn a_thick_pen_gives_more_ink_and_a_thin_one_still_enough() {
    let ink = |width| {
        let drawing = [stroke(&two()[0].points, width)];
        normalise(&drawing).unwrap().iter().map(|&pixel| f64::from(pixel)).sum::<f64>()
            / 255.0
            / PIXELS as f64
    };
    assert!(ink(0.12) > 1.5 * ink(0.06));
    for width in [-1.0, 0.0, 1e-9, 0.005] {
        assert!(ink(width) > 0.07, "{width}: {}", ink(width));
    }
    assert!(ink(9.0) < 0.52);
}

#[test]
fn a_single_dot_is_a_disc_in_the_middle() {
    for width in [0.0, 0.01, 0.2] {
        let disc = normalise(&[stroke(&[[0.9, 0.1]], width)]).unwrap();
        assert_eq!(sides(&disc), [20, 20]);
        assert_eq!(disc[14 * SIDE + 14], 255);
    }
}

#[test]
fn without_ink_there_is_no_picture() {
    assert_eq!(normalise(&[]), None);
    assert_eq!(normalise(&[stroke(&[], 0.1)]), None);
    assert_eq!(normalise(&[stroke(&[[f32::NAN, 0.5], [0.5, f32::INFINITY]], 0.1)]), None);
    assert_eq!(normalise(&[stroke(&[[0.5, 0.5]], f32::NAN)]), None);
}

#[test]
fn what_goes_beyond_the_bounds_is_left_out() {
    let dot = stroke(&[[0.5, 0.5]], 0.1);
    let far = stroke(&[[0.1, 0.1]], 0.1);
    let alone = normalise(std::slice::from_ref(&dot));
    assert_ne!(normalise(&[dot.clone(), far.clone()]), alone);
    assert_eq!(normalise(&[vec![dot.clone(); MAX_STROKES], vec![far.clone()]].concat()), alone);
    let long = stroke(&vec![[0.5, 0.5]; MAX_POINTS], 0.1);
    assert_eq!(normalise(&[long, far]), alone);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_drawing_stays_in_its_box(
        drawing in prop::collection::vec(
            (prop::collection::vec([-0.2_f32..1.2, -0.2_f32..1.2], 1..20), 0.0_f32..0.3),
            1..5,
        )
    ) {
        let strokes: Vec<Stroke> = drawing.into_iter().map(|(points, width)| Stroke { points, width }).collect();
        let picture = normalise(&strokes).unwrap();
        let [columns, rows] = sides(&picture);
        prop_assert!(columns <= 20 && rows <= 20 && columns.max(rows) >= 19);
    }

    #[test]
    fn no_drawing_is_too_wild(
        drawing in prop::collection::vec((prop::collection::vec([any::<f32>(), any::<f32>()], 0..50), any::<f32>()), 0..20)
    ) {
        let strokes: Vec<Stroke> = drawing.into_iter().map(|(points, width)| Stroke { points, width }).collect();
        if let Some(picture) = normalise(&strokes) {
            prop_assert_eq!(picture.len(), PIXELS);
            prop_assert!(picture.iter().any(|&ink| ink > 0));
        }
    }
}
