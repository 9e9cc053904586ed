//! The visitor's own files: what each turns out to be, and the data set that they make or the reason why not.

use flate2::{Compression, write::GzEncoder};
use latent_playground::data::idx::MAX_IMAGES;
use latent_playground::data::own::{
    Gathering, MAX_FILE_BYTES, MAX_FILES, MIN_PICTURES, Refusal, Skip, Skips, Sorted, Taken,
};
use latent_playground::data::{Dataset, PIXELS};
use std::io::Write;

/// A PNG's first bytes, as far as its size.
fn png(width: u32, height: u32) -> Vec<u8> {
    let start =
        [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &width.to_be_bytes(), &height.to_be_bytes()].concat();
    [start.as_slice(), &[8, 6, 0, 0, 0, 0, 0, 0, 0]].concat()
}

fn images(first: u8, count: u32) -> Vec<u8> {
    let header = [0x0803, count, 28, 28].map(u32::to_be_bytes).concat();
    let pixels = (0..count).flat_map(|image| [first + image as u8; PIXELS]);
    header.into_iter().chain(pixels).collect()
}

fn labels(labels: &[u8]) -> Vec<u8> {
    [[0x0801, labels.len() as u32].map(u32::to_be_bytes).concat(), labels.to_vec()].concat()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn gather(files: &[(&str, Vec<u8>)]) -> Result<(Dataset, Taken), Refusal> {
    let mut gathering = Gathering::new(files.len())?;
    for (name, bytes) in files {
        match gathering.sort(name, bytes.clone()) {
            Ok(Sorted::Kept) => {}
            Ok(Sorted::Picture) => gathering.add(&[200, 200, 200, 255].repeat(4), 2),
            Err(why) => gathering.skip(why),
        }
    }
    gathering.finish()
}

#[test]
fn every_tenth_picture_is_for_testing() {
    let mut gathering = Gathering::new(25).unwrap();
    for place in 0..25 {
        // A grey middle on dark, so that nothing is inverted.
        let mut rgba = [0, 0, 0, 255].repeat(PIXELS);
        rgba[4 * 400..][..3].fill(place + 1);
        gathering.add(&rgba, 28);
    }
    let (Dataset { train, test }, taken) = gathering.finish().unwrap();
    assert_eq!(taken, Taken { files: 25, train: 23, test: 2, ..Taken::default() });
    assert_eq!((train.labels.len(), train.pixels.len()), (23, 23 * PIXELS));
    assert_eq!([test.pixels[400], test.pixels[PIXELS + 400]], [10, 20]);
    assert_eq!(train.pixels[9 * PIXELS + 400], 11);
}

#[test]
fn files_that_are_no_pictures_are_counted_by_reason() {
    let mut files = vec![("p.png", png(2, 2)); 22];
    files.push(("notes.txt", b"twenty-two pictures".to_vec()));
    files.push(("animation.gif", b"GIF89a\x02\0\x02\0\0\0\0".to_vec()));
    files.push(("poster.png", png(5000, 5000)));
    files.push(("overflow.png", png(u32::MAX, u32::MAX)));
    files.push(("nothing.png", png(0, 7)));
    files.push(("cut.png", png(2, 2)[..18].to_vec()));
    let (_, taken) = gather(&files).unwrap();
    let skips = Skips { no_picture: 2, too_large: 2, damaged: 2, ..Skips::default() };
    assert_eq!(taken, Taken { files: 28, skips, inverted: 22, train: 20, test: 2, labelled: false });
    assert_eq!(taken.skips.count(), 6);
}

#[test]
fn sizes_are_refused_before_a_file_is_read() {
    let gathering = Gathering::new(1).unwrap();
    assert_eq!(gathering.admit(0), Err(Skip::Empty));
    assert_eq!(gathering.admit(MAX_FILE_BYTES), Ok(()));
    assert_eq!(gathering.admit(MAX_FILE_BYTES + 1), Err(Skip::TooLong));
    let refused = Gathering::new(MAX_FILES + 1).unwrap_err();
    assert_eq!(refused, Refusal::TooManyFiles { files: MAX_FILES as u32 + 1 });
}

#[test]
fn too_few_pictures_are_refused_with_what_became_of_the_files() {
    let mut files = vec![("p.png", png(2, 2)); MIN_PICTURES - 1];
    files.push(("readme", b"x".to_vec()));
    let Err(Refusal::TooFew(taken)) = gather(&files) else { panic!("not refused as too few") };
    assert_eq!((taken.files, taken.train + taken.test, taken.skips.no_picture), (20, 19, 1));
    assert!(matches!(gather(&[]), Err(Refusal::TooFew(_))));
}

#[test]
fn one_file_of_images_is_split_and_its_labels_go_along() {
    let digits: Vec<u8> = (0..30).map(|place| place % 10).collect();
    let files = [("my-labels", gzip(&labels(&digits))), ("my-images", gzip(&images(1, 30)))];
    let (Dataset { train, test }, taken) = gather(&files).unwrap();
    assert!(taken.labelled);
    assert_eq!((taken.train, taken.test), (27, 3));
    assert_eq!(test.labels, [9, 9, 9]);
    assert_eq!((test.pixels[0], train.pixels[9 * PIXELS], train.labels[9]), (10, 11, 0));
    let (_, without) = gather(&files[1..]).unwrap();
    assert!(!without.labelled);
}

#[test]
fn four_files_go_by_their_names() {
    let files = [
        ("t10k-labels-idx1-ubyte", labels(&[7; 30])),
        ("train-labels-idx1-ubyte.gz", gzip(&labels(&[3; 22]))),
        ("t10k-images-idx3-ubyte.gz", gzip(&images(100, 30))),
        ("train-images-idx3-ubyte", images(1, 22)),
    ];
    let (Dataset { train, test }, taken) = gather(&files).unwrap();
    assert_eq!((taken.train, taken.test, taken.labelled), (22, 30, true));
    assert_eq!((train.pixels[0], train.labels[0], test.pixels[0], test.labels[0]), (1, 3, 100, 7));
}

#[test]
fn of_two_files_without_telling_names_the_larger_trains() {
    let (Dataset { train, .. }, taken) = gather(&[("a", images(1, 5)), ("b", images(100, 25))]).unwrap();
    assert_eq!((taken.train, taken.test, train.pixels[0]), (25, 5, 100));
}

#[test]
fn what_does_not_go_together_is_refused() {
    let unpaired = |images, labels| Err(Refusal::Unpaired { images, labels });
    let (image, label) = (("a", images(1, 30)), ("b", labels(&[1; 30])));
    assert_eq!(gather(std::slice::from_ref(&label)), unpaired(0, 1));
    assert_eq!(gather(&[image.clone(), image.clone(), label.clone()]), unpaired(2, 1));
    assert_eq!(gather(&vec![image.clone(); 3]), unpaired(3, 0));
    assert_eq!(gather(&vec![image.clone(); 9]), unpaired(9, 0));
    assert_eq!(gather(&[image.clone(), ("p.png", png(2, 2))]), Err(Refusal::Mixed));
    let Err(Refusal::Broken { file, reason }) = gather(&[image, ("few", labels(&[1; 29]))]) else {
        panic!("counts that differ are not refused")
    };
    assert_eq!(file, "few");
    assert_eq!(reason.to_string(), "few holds 29 labels for the 30 images of a.");
}

#[test]
fn a_broken_idx_file_is_refused_in_a_sentence_with_its_name() {
    let whole = gzip(&images(1, 30));
    let mut damaged = whole.clone();
    let middle = damaged.len() / 2;
    damaged[middle..middle + 4].fill(0xff);
    let floats = [0x0d03_u32, 30, 28, 28].map(u32::to_be_bytes).concat();
    let too_many = [0x0803, MAX_IMAGES as u32 + 1, 28, 28].map(u32::to_be_bytes).concat();
    let large = [0x0803_u32, 30, 32, 32].map(u32::to_be_bytes).concat();
    for bytes in [
        whole[..whole.len() / 2].to_vec(),
        damaged,
        vec![0x1f, 0x8b],
        gzip(b"words"),
        floats,
        too_many,
        large,
    ] {
        let Err(Refusal::Broken { file, reason }) = gather(&[("digits.gz", bytes)]) else {
            panic!("a broken file is not refused as such")
        };
        assert_eq!(file, "digits.gz");
        let reason = reason.to_string();
        assert!(reason.starts_with("digits.gz ") && reason.ends_with('.'), "{reason}");
    }
}
