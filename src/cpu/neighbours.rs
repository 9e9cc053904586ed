//! Twin of `shaders/neighbours.wgsl`.

use super::Memory;
use crate::kernel::{NEIGHBOURS, Neighbours};
use wide::f32x4;

pub(super) fn run(call: &Neighbours, memory: &mut Memory) {
    let Neighbours { test, train, labels, state, distances, classes, count } = *call;
    let cursor = memory.state(state).cursor;
    let rows = train.rows.min(count - cursor.min(count)) as usize;
    memory.write(distances, |distances_out, memory| {
        memory.write(classes, |classes_out, memory| {
            let labels: &[u8] = bytemuck::cast_slice(memory.read(labels));
            let tests = memory.read(test).chunks_exact(test.stride as usize);
            let kept = distances_out
                .chunks_exact_mut(distances.stride as usize)
                .zip(classes_out.chunks_exact_mut(classes.stride as usize));
            for (code, (near, kinds)) in tests.zip(kept) {
                let (near, kinds) = (&mut near[..NEIGHBOURS as usize], &mut kinds[..NEIGHBOURS as usize]);
                if cursor == 0 {
                    near.fill(f32::MAX);
                    kinds.fill(-1.0);
                }
                let rivals = memory.read(train).chunks_exact(train.stride as usize).take(rows);
                for (row, rival) in rivals.enumerate() {
                    let distance = squared_distance(code, rival);
                    if distance < near[near.len() - 1] {
                        admit(near, kinds, distance, f32::from(labels[cursor as usize + row]));
                    }
                }
            }
        });
    });
}

/// Squared Euclidean distance of a code from the first numbers of `other`; their count is a multiple of four.
fn squared_distance(code: &[f32], other: &[f32]) -> f32 {
    let mut sum = f32x4::ZERO;
    for (a, b) in code.as_chunks::<4>().0.iter().zip(other.as_chunks::<4>().0) {
        let difference = f32x4::new(*a) - f32x4::new(*b);
        sum += difference * difference;
    }
    sum.reduce_add()
}

/// Puts a training code in its place; the farthest falls out.
fn admit(near: &mut [f32], kinds: &mut [f32], distance: f32, kind: f32) {
    let place = near.partition_point(|other| *other <= distance);
    near[place..].rotate_right(1);
    kinds[place..].rotate_right(1);
    (near[place], kinds[place]) = (distance, kind);
}
