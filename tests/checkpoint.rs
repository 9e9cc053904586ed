//! Checkpoints: what is written is read back bit by bit, and everything else is refused in a sentence.

use latent_playground::share::checkpoint::{CheckpointError, MAX_BYTES, NamedTensor, read, write};
use proptest::prelude::*;

type Shapes = Vec<(String, Vec<usize>)>;

/// The parameters of the dense VAE, with their usual names and shapes.
fn vae(pixels: usize, hidden: usize, latent: usize) -> Shapes {
    [
        ("encoder.0.weight", vec![hidden, pixels]),
        ("encoder.0.bias", vec![hidden]),
        ("mu.weight", vec![latent, hidden]),
        ("mu.bias", vec![latent]),
        ("log_var.weight", vec![latent, hidden]),
        ("log_var.bias", vec![latent]),
        ("decoder.0.weight", vec![hidden, latent]),
        ("decoder.0.bias", vec![hidden]),
        ("decoder.2.weight", vec![pixels, hidden]),
        ("decoder.2.bias", vec![pixels]),
    ]
    .map(|(name, shape)| (name.to_owned(), shape))
    .to_vec()
}

/// Tensors of these shapes, every value another one.
fn filled(shapes: &Shapes) -> Vec<NamedTensor> {
    let mut count = 0.0_f32;
    let mut next = || {
        count += 1.0;
        count.sin() / 3.0
    };
    shapes
        .iter()
        .map(|(name, shape)| NamedTensor {
            name: name.clone(),
            shape: shape.clone(),
            values: (0..shape.iter().product()).map(|_| next()).collect(),
        })
        .collect()
}

fn small() -> (Shapes, Vec<u8>) {
    let shapes = vae(9, 5, 2);
    let bytes = write(&filled(&shapes), "v=1&end").unwrap();
    (shapes, bytes)
}

/// A file with this header and `data` zero bytes.
fn with_header(header: &str, data: usize) -> Vec<u8> {
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header.as_bytes());
    bytes.resize(bytes.len() + data, 0);
    bytes
}

#[test]
fn what_is_written_is_read_back_in_the_order_asked_for() {
    let shapes = vae(784, 32, 2);
    let tensors = filled(&shapes);
    assert_eq!(read(&write(&tensors, "").unwrap(), &shapes).unwrap(), tensors);
}

#[test]
fn the_same_tensors_make_the_same_bytes() {
    assert_eq!(small(), small());
}

#[test]
fn the_file_is_plain_safetensors_and_tells_its_recipe() {
    let (shapes, bytes) = small();
    let file = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    assert_eq!(file.tensor("mu.weight").unwrap().shape(), shapes[2].1);
    let (_, header) = safetensors::SafeTensors::read_metadata(&bytes).unwrap();
    assert_eq!(header.metadata().as_ref().unwrap()["recipe"], "v=1&end");
}

#[test]
fn extreme_finite_values_survive() {
    let values = vec![f32::MAX, f32::MIN, f32::MIN_POSITIVE, 1e-45, -0.0];
    let tensor = NamedTensor { name: "x".into(), shape: vec![5], values: values.clone() };
    let back = read(&write(&[tensor], "").unwrap(), &[("x".into(), vec![5])]).unwrap();
    assert!(back[0].values.iter().zip(&values).all(|(a, b)| a.to_bits() == b.to_bits()));
}

#[test]
fn values_that_do_not_fill_their_shape_are_not_written() {
    let tensor = NamedTensor { name: "x".into(), shape: vec![2, 2], values: vec![0.0; 3] };
    assert!(matches!(write(&[tensor], ""), Err(CheckpointError::Unwritable)));
}

#[test]
fn a_name_that_stands_twice_is_not_written() {
    let tensor = NamedTensor { name: "x".into(), shape: vec![1], values: vec![0.0] };
    let refused = write(&[tensor.clone(), tensor], "").unwrap_err();
    assert_eq!(refused.to_string(), "The tensors cannot be written: “x” stands twice.");
}

#[test]
fn a_missing_parameter_is_named() {
    let (shapes, _) = small();
    let bytes = write(&filled(&shapes)[1..], "").unwrap();
    assert_eq!(read(&bytes, &shapes), Err(CheckpointError::Missing { name: "encoder.0.weight".into() }));
}

#[test]
fn a_parameter_too_many_is_named() {
    let (shapes, bytes) = small();
    let fewer = shapes[..9].to_vec();
    assert_eq!(read(&bytes, &fewer), Err(CheckpointError::Extra { name: "decoder.2.bias".into() }));
}

#[test]
fn another_size_of_network_is_refused_with_both_shapes() {
    let (_, bytes) = small();
    let sentence = read(&bytes, &vae(9, 6, 2)).unwrap_err().to_string();
    assert!(sentence.contains("“encoder.0.weight”"), "{sentence}");
    assert!(sentence.contains("[5, 9]") && sentence.contains("[6, 9]"), "{sentence}");
}

#[test]
fn a_weight_in_the_other_layout_is_refused() {
    let transposed = NamedTensor { name: "w".into(), shape: vec![3, 2], values: vec![0.0; 6] };
    let refused = read(&write(&[transposed], "").unwrap(), &[("w".into(), vec![2, 3])]);
    assert!(matches!(refused, Err(CheckpointError::WrongShape { .. })));
}

#[test]
fn numbers_of_another_type_are_refused_with_their_type() {
    let bytes = with_header(r#"{"x":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}}"#, 16);
    let refused = read(&bytes, &[("x".into(), vec![2])]);
    assert_eq!(refused, Err(CheckpointError::WrongType { name: "x".into(), found: "F64".into() }));
}

#[test]
fn values_that_are_not_finite_are_refused_with_the_parameter() {
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let tensor = NamedTensor { name: "x".into(), shape: vec![2], values: vec![1.0, bad] };
        let refused = read(&write(&[tensor], "").unwrap(), &[("x".into(), vec![2])]);
        assert_eq!(refused, Err(CheckpointError::NotFinite { name: "x".into() }));
    }
}

#[test]
fn every_cut_off_file_is_refused_as_damaged() {
    let (shapes, bytes) = small();
    for length in 0..bytes.len() {
        let refused = read(&bytes[..length], &shapes);
        assert_eq!(refused, Err(CheckpointError::WrongLength { bytes: length }));
    }
}

#[test]
fn bytes_after_the_end_are_refused() {
    let (shapes, mut bytes) = small();
    bytes.push(0);
    assert_eq!(read(&bytes, &shapes), Err(CheckpointError::WrongLength { bytes: bytes.len() }));
}

#[test]
fn a_file_too_large_is_refused_unread() {
    let bytes = vec![0; MAX_BYTES + 1];
    assert_eq!(read(&bytes, &[]), Err(CheckpointError::TooLarge { bytes: MAX_BYTES + 1 }));
}

#[test]
fn another_kind_of_file_is_refused_as_such() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x1c\0\0\0\x1c\x08\0\0\0\0Wf\x80H";
    let sentence = read(png, &[]).unwrap_err().to_string();
    assert!(sentence.starts_with("The file is not a safetensors checkpoint"), "{sentence}");
    assert!(matches!(read(&with_header("{]", 0), &[]), Err(CheckpointError::NotSafetensors)));
}

#[test]
fn offsets_and_shapes_that_lie_are_refused() {
    for header in [
        r#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#,
        r#"{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#,
        r#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,18446744073709551615]}}"#,
        r#"{"x":{"dtype":"F32","shape":[4294967296,4294967296,16],"data_offsets":[0,8]}}"#,
        r#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"y":{"dtype":"F32","shape":[2],"data_offsets":[4,8]}}"#,
    ] {
        let refused = read(&with_header(header, 8), &[("x".into(), vec![2])]);
        assert!(matches!(refused, Err(CheckpointError::NotSafetensors)), "{header}: {refused:?}");
    }
}

proptest! {
    #[test]
    fn random_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(read(&bytes, &vae(9, 5, 2)).is_err());
    }

    #[test]
    fn random_headers_are_refused(header in ".{0,200}", data in 0_usize..64) {
        prop_assert!(read(&with_header(&header, data), &vae(9, 5, 2)).is_err());
    }

    #[test]
    fn a_file_with_garbled_bytes_is_refused_or_keeps_names_shapes_and_finite_values(
        garbage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let (shapes, mut bytes) = small();
        for (place, byte) in garbage {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Ok(tensors) = read(&bytes, &shapes) {
            prop_assert!(tensors.iter().map(|t| (&t.name, &t.shape)).eq(shapes.iter().map(|(n, s)| (n, s))));
            prop_assert!(tensors.iter().all(|t| t.values.len() == t.shape.iter().product::<usize>()));
            prop_assert!(tensors.iter().flat_map(|t| &t.values).all(|value| value.is_finite()));
        }
    }
}
