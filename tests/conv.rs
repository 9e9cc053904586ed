//! The kernels of convolutions against their twins on the CPU, and the twins against the plain sum.

mod common;

use common::bench::Bench;
use common::{close, gpu};
use latent_playground::cpu::{self, Memory};
use latent_playground::kernel::{
    Call, Conv, ConvBackwardInput, ConvBackwardWeights, ConvGeometry, ReduceRows,
};
use latent_playground::model::{Activation, Padding, Shape};
use latent_playground::plan::{Tensor, padded};

/// Batches with and without a whole tile of eight pictures; the largest only for small pictures.
const BATCHES: [u32; 3] = [1, 7, 128];

/// Height, width, channels in and out, kernel, stride, padding: those of the lesson, and odd ones.
const SIZES: [(u32, u32, u32, u32, u32, u32, Padding); 14] = [
    (28, 28, 1, 16, 3, 1, Padding::Same),
    (14, 14, 16, 8, 3, 1, Padding::Same),
    (4, 4, 8, 8, 3, 1, Padding::Same),
    (16, 16, 8, 16, 3, 1, Padding::Valid),
    (28, 28, 16, 1, 3, 1, Padding::Same),
    (7, 7, 32, 20, 3, 1, Padding::Same),
    (28, 28, 1, 8, 5, 2, Padding::Same),
    (14, 13, 8, 12, 5, 2, Padding::Same),
    (13, 14, 3, 5, 5, 2, Padding::Valid),
    (7, 5, 5, 3, 3, 1, Padding::Same),
    (5, 9, 1, 1, 3, 1, Padding::Same),
    (6, 6, 4, 13, 2, 1, Padding::Same),
    (9, 8, 7, 1, 2, 3, Padding::Valid),
    (3, 3, 2, 6, 1, 1, Padding::Same),
];

fn cases() -> impl Iterator<Item = (u32, ConvGeometry)> {
    SIZES.into_iter().flat_map(|(height, width, inputs, outputs, kernel, stride, padding)| {
        let input = Shape { height, width, channels: inputs };
        let geometry = ConvGeometry::new(input, outputs, kernel, stride, padding);
        let affordable = move |rows: &u32| rows * input.numbers() <= 20_000;
        BATCHES.into_iter().filter(affordable).map(move |rows| (rows, geometry))
    })
}

#[test]
fn outputs_and_padding_are_those_of_tensorflow() {
    let geometry = |size, kernel, stride, padding| {
        let input = Shape { height: size, width: size, channels: 3 };
        let geometry = ConvGeometry::new(input, 4, kernel, stride, padding);
        (geometry.output.height, geometry.output.width, geometry.top, geometry.left)
    };
    assert_eq!(geometry(28, 3, 1, Padding::Same), (28, 28, 1, 1));
    assert_eq!(geometry(28, 5, 2, Padding::Same), (14, 14, 1, 1));
    assert_eq!(geometry(7, 5, 2, Padding::Same), (4, 4, 2, 2));
    assert_eq!(geometry(7, 2, 1, Padding::Same), (7, 7, 0, 0));
    assert_eq!(geometry(7, 1, 3, Padding::Same), (3, 3, 0, 0));
    assert_eq!(geometry(16, 3, 1, Padding::Valid), (14, 14, 0, 0));
    assert_eq!(geometry(28, 5, 2, Padding::Valid), (12, 12, 0, 0));
}

#[test]
fn convolutions_agree() {
    let gpu = gpu();
    for (rows, geometry) in cases() {
        let activation = if rows == 1 { Activation::Identity } else { Activation::Relu };
        let mut bench = Bench::default();
        let x = bench.random(rows, geometry.input.numbers());
        let w = bench.weights(geometry.inputs(), geometry.output.channels);
        let b = bench.random(1, geometry.output.channels);
        let y = bench.result(rows, geometry.output.numbers());
        bench.compare(&gpu, &Call::Conv(Conv { x, w, b, y, geometry, activation }), &[y], 2e-5);
    }
}

#[test]
fn gradients_of_inputs_agree() {
    let gpu = gpu();
    for (rows, geometry) in cases() {
        let mut bench = Bench::default();
        let dy = bench.random(rows, geometry.output.numbers());
        let w = bench.weights(geometry.inputs(), geometry.output.channels);
        let h = (rows > 1).then(|| bench.random(rows, geometry.input.numbers()));
        let dx = bench.result(rows, geometry.input.numbers());
        let call = Call::ConvBackwardInput(ConvBackwardInput { dy, w, h, dx, geometry });
        bench.compare(&gpu, &call, &[dx], 2e-5);
    }
}

#[test]
fn gradients_of_weights_agree() {
    let gpu = gpu();
    for (rows, geometry) in cases() {
        let mut bench = Bench::default();
        let x = bench.random(rows, geometry.input.numbers());
        let dy = bench.random(rows, geometry.output.numbers());
        let [slices, width] = ConvBackwardWeights::partial_size(&geometry, rows);
        let partial = bench.result(slices, width);
        let dw = bench.result(padded(geometry.inputs()), geometry.output.channels);
        let db = bench.result(1, geometry.output.channels);
        let calls = [
            Call::ConvBackwardWeights(ConvBackwardWeights { x, dy, partial, geometry }),
            // Which lines a slice takes is the kernel's affair.
            Call::ReduceRows(ReduceRows { partial, dw, db }),
        ];
        bench.compare_all(&gpu, &calls, &[dw, db], 5e-5);
    }
}

#[test]
fn sums_of_slices_agree() {
    let gpu = gpu();
    for slices in [1, 2, 7, 64, 255] {
        for (inputs, outputs) in [(9, 16), (72, 8), (144, 1), (75, 5)] {
            let mut bench = Bench::default();
            let partial = bench.random(slices, (padded(inputs) + 1) * padded(outputs));
            let dw = bench.result(padded(inputs), outputs);
            let db = bench.result(1, outputs);
            bench.compare(&gpu, &Call::ReduceRows(ReduceRows { partial, dw, db }), &[dw, db], 2e-5);
        }
    }
}

#[test]
fn the_twin_is_the_plain_sum() {
    for (rows, geometry) in cases().filter(|(rows, _)| *rows == 7) {
        let mut bench = Bench::default();
        let x = bench.random(rows, geometry.input.numbers());
        let w = bench.weights(geometry.inputs(), geometry.output.channels);
        let b = bench.random(1, geometry.output.channels);
        let y = bench.result(rows, geometry.output.numbers());
        let mut memory = bench.memory();
        let activation = Activation::Identity;
        cpu::run(&Call::Conv(Conv { x, w, b, y, geometry, activation }), &mut memory);
        for image in 0..rows {
            for number in 0..y.stride {
                let found = memory.read(y)[(image * y.stride + number) as usize];
                let wanted = plain_sum(&memory, [x, w, b], &geometry, [image, number]);
                assert!(close(found, wanted, 1e-5), "{geometry:?} at {image}, {number}: {found}, {wanted}");
            }
        }
    }
}

/// A number of the output, or of its padding, in double precision.
fn plain_sum(
    memory: &Memory,
    [x, w, b]: [Tensor; 3],
    geometry: &ConvGeometry,
    [image, number]: [u32; 2],
) -> f32 {
    let ConvGeometry { input, output, kernel, stride, top, left } = *geometry;
    if number >= output.numbers() {
        return 0.0;
    }
    let (pixel, channel) = (number / output.channels, number % output.channels);
    let (row, column) = (pixel / output.width * stride, pixel % output.width * stride);
    let mut sum = f64::from(memory.read(b)[channel as usize]);
    for input_row in (row.max(top) - top)..(row + kernel - top.min(row + kernel)).min(input.height) {
        for input_column in
            (column.max(left) - left)..(column + kernel - left.min(column + kernel)).min(input.width)
        {
            for k in 0..input.channels {
                let from = image * x.stride + (input_row * input.width + input_column) * input.channels + k;
                let tap = (input_row + top - row) * kernel + input_column + left - column;
                let weight = (tap * input.channels + k) * w.stride + channel;
                sum += f64::from(memory.read(x)[from as usize]) * f64::from(memory.read(w)[weight as usize]);
            }
        }
    }
    sum as f32
}
