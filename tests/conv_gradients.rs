//! The backward passes of the twins of convolutions by finite differences.

mod common;

use common::slopes::{check, memory, weighted_sum};
use latent_playground::cpu::{self, Memory};
use latent_playground::kernel::{
    Call, Conv, ConvBackwardInput, ConvBackwardWeights, ConvGeometry, ReduceRows,
};
use latent_playground::model::{Activation, Padding, Shape};
use latent_playground::plan::{Layout, padded};

#[test]
fn convolutions() {
    for (height, width, inputs, outputs, kernel, stride, padding) in [
        (5, 4, 1, 6, 3, 1, Padding::Same),
        (4, 6, 4, 1, 3, 1, Padding::Same),
        (6, 5, 4, 8, 3, 1, Padding::Valid),
        (7, 6, 3, 5, 5, 2, Padding::Same),
        (7, 8, 2, 4, 5, 2, Padding::Valid),
        (5, 5, 2, 3, 2, 3, Padding::Same),
    ] {
        let input = Shape { height, width, channels: inputs };
        let geometry = ConvGeometry::new(input, outputs, kernel, stride, padding);
        let (rows, terms) = (3, geometry.inputs());
        let mut layout = Layout::default();
        let x = layout.matrix("x", rows, input.numbers());
        let w = layout.matrix("w", padded(terms), outputs);
        let b = layout.matrix("b", 1, outputs);
        let y = layout.matrix("y", rows, geometry.output.numbers());
        let dy = layout.matrix("dy", rows, geometry.output.numbers());
        let dx = layout.matrix("dx", rows, input.numbers());
        let dw = layout.matrix("dw", padded(terms), outputs);
        let db = layout.matrix("db", 1, outputs);
        let [slices, words] = ConvBackwardWeights::partial_size(&geometry, rows);
        let partial = layout.matrix("partial", slices, words);
        let forward = Call::Conv(Conv { x, w, b, y, geometry, activation: Activation::Identity });
        let mut memory = memory(&layout, &[x, w.first_rows(terms), b, dy]);
        cpu::run(&Call::ConvBackwardInput(ConvBackwardInput { dy, w, h: None, dx, geometry }), &mut memory);
        cpu::run(&Call::ConvBackwardWeights(ConvBackwardWeights { x, dy, partial, geometry }), &mut memory);
        cpu::run(&Call::ReduceRows(ReduceRows { partial, dw, db }), &mut memory);
        assert!(
            memory.read(dw)[(terms * dw.stride) as usize..].iter().all(|word| word.to_bits() == 0),
            "the rows of padding are zero"
        );
        let scalar = |memory: &mut Memory| {
            cpu::run(&forward, memory);
            weighted_sum(memory, y, dy)
        };
        check(&mut memory, (x, dx), 1e-3, scalar);
        check(&mut memory, (w.first_rows(terms), dw.first_rows(terms)), 1e-3, scalar);
        check(&mut memory, (b, db), 1e-3, scalar);
    }
}

#[test]
fn two_convolutions_with_a_relu_between() {
    let input = Shape { height: 5, width: 5, channels: 1 };
    let first = ConvGeometry::new(input, 4, 3, 1, Padding::Same);
    let second = ConvGeometry::new(first.output, 2, 3, 1, Padding::Valid);
    let mut layout = Layout::default();
    let x = layout.matrix("x", 2, input.numbers());
    let (w1, b1) = (layout.matrix("w1", padded(first.inputs()), 4), layout.matrix("b1", 1, 4));
    let h = layout.matrix("h", 2, first.output.numbers());
    let (w2, b2) = (layout.matrix("w2", padded(second.inputs()), 2), layout.matrix("b2", 1, 2));
    let y = layout.matrix("y", 2, second.output.numbers());
    let dy = layout.matrix("dy", 2, second.output.numbers());
    let dh = layout.matrix("dh", 2, first.output.numbers());
    let (dw1, db1) = (layout.matrix("dw1", padded(first.inputs()), 4), layout.matrix("db1", 1, 4));
    let [slices, words] = ConvBackwardWeights::partial_size(&first, 2);
    let partial = layout.matrix("partial", slices, words);
    let forward = [
        Call::Conv(Conv { x, w: w1, b: b1, y: h, geometry: first, activation: Activation::Relu }),
        Call::Conv(Conv { x: h, w: w2, b: b2, y, geometry: second, activation: Activation::Identity }),
    ];
    let backward = [
        Call::ConvBackwardInput(ConvBackwardInput { dy, w: w2, h: Some(h), dx: dh, geometry: second }),
        Call::ConvBackwardWeights(ConvBackwardWeights { x, dy: dh, partial, geometry: first }),
        Call::ReduceRows(ReduceRows { partial, dw: dw1, db: db1 }),
    ];
    let terms = first.inputs();
    let mut memory = memory(&layout, &[x, w1.first_rows(terms), b1, w2.first_rows(second.inputs()), b2, dy]);
    for call in forward.iter().chain(&backward) {
        cpu::run(call, &mut memory);
    }
    let scalar = |memory: &mut Memory| {
        for call in &forward {
            cpu::run(call, memory);
        }
        weighted_sum(memory, y, dy)
    };
    check(&mut memory, (w1.first_rows(terms), dw1.first_rows(terms)), 2e-3, scalar);
    check(&mut memory, (b1, db1), 2e-3, scalar);
}
