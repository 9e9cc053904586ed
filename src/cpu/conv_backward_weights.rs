//! Twin of `shaders/conv_backward_weights.wgsl`.

use super::Memory;
use super::plane::{PANEL, Plane, STRIP, halves};
use crate::kernel::ConvBackwardWeights;
use wide::f32x4;

pub(super) fn run(call: &ConvBackwardWeights, memory: &mut Memory) {
    let ConvBackwardWeights { x, dy, partial, geometry } = *call;
    let (input, output) = (geometry.input, geometry.output);
    let lines = call.lines_of_a_slice() as usize;
    memory.write(partial, |out, memory| {
        let (images, gradients) = (memory.read(x), memory.read(dy));
        let mut plane =
            Plane::new(geometry.kernel, geometry.stride, input.channels, [output.height, output.width]);
        let mut placed = None;
        let height = output.height as usize;
        let line_words = (output.width * output.channels) as usize;
        for (slice, out) in out.chunks_exact_mut(partial.stride as usize).enumerate() {
            out.fill(0.0);
            for line in slice * lines..((slice + 1) * lines).min(x.rows as usize * height) {
                let (image, row) = (line / height, line % height);
                if placed != Some(image) {
                    let picture = &images[image * x.stride as usize..][..x.width as usize];
                    plane.place(picture, input.width, [geometry.top, geometry.left], 1);
                    placed = Some(image);
                }
                let dy = &gradients[image * dy.stride as usize + row * line_words..][..line_words];
                add_line(&plane, row, dy, output.channels as usize, out);
            }
        }
    });
}

/// Adds what one line of dy gives to dw and db, which follow each other in `out`.
fn add_line(plane: &Plane, row: usize, dy: &[f32], channels: usize, out: &mut [f32]) {
    let stride = channels.next_multiple_of(4);
    let depth = plane.kernel * plane.channels;
    let (dw, db) = out.split_at_mut(out.len() - stride);
    for pixel in dy.chunks_exact(channels) {
        for (sum, value) in db.iter_mut().zip(pixel) {
            *sum += value;
        }
    }
    if channels == 1 {
        for ky in 0..plane.kernel {
            let dw = &mut dw[ky * depth * stride..][..depth * stride];
            add_column(plane, [row, ky], dy, dw);
        }
        return;
    }
    let mut panel = vec![[0.0; PANEL]; dy.len() / channels];
    for first in (0..channels).step_by(PANEL) {
        let width = PANEL.min(channels - first);
        for (packed, pixel) in panel.iter_mut().zip(dy.chunks_exact(channels)) {
            packed[width..].fill(0.0);
            packed[..width].copy_from_slice(&pixel[first..first + width]);
        }
        for ky in 0..plane.kernel {
            let seen = &plane.data[(row * plane.stride + ky) * plane.line..];
            for tile in (0..depth).step_by(STRIP) {
                let sums = tile_sums(&seen[tile..], plane.stride * plane.channels, &panel);
                for (i, sums) in sums.iter().enumerate().take(depth - tile) {
                    let target = &mut dw[(ky * depth + tile + i) * stride + first..][..width];
                    for (value, sum) in target.iter_mut().zip(sums) {
                        *value += sum;
                    }
                }
            }
        }
    }
}

/// Four rows of dw × a panel of dy, summed over a line; `step` words of `seen` lead to the next pixel.
#[inline]
fn tile_sums(seen: &[f32], step: usize, panel: &[[f32; PANEL]]) -> [[f32; PANEL]; STRIP] {
    let [mut s00, mut s01, mut s10, mut s11, mut s20, mut s21, mut s30, mut s31] = [f32x4::ZERO; 8];
    for (column, b) in panel.iter().enumerate() {
        let a: &[f32; STRIP] =
            seen[column * step..].first_chunk().expect("the plane ends with room for four");
        let [a0, a1, a2, a3] = a.map(f32x4::splat);
        let [b0, b1] = halves(b);
        s00 += a0 * b0;
        s01 += a0 * b1;
        s10 += a1 * b0;
        s11 += a1 * b1;
        s20 += a2 * b0;
        s21 += a2 * b1;
        s30 += a3 * b0;
        s31 += a3 * b1;
    }
    [[s00, s01], [s10, s11], [s20, s21], [s30, s31]].map(|[left, right]| {
        let ([a, b, c, d], [e, f, g, h]) = (left.to_array(), right.to_array());
        [a, b, c, d, e, f, g, h]
    })
}

/// The only column of a line of the kernel: its rows are what lies in order here. `dw` has a row in four words.
fn add_column(plane: &Plane, [row, ky]: [usize; 2], dy: &[f32], dw: &mut [f32]) {
    const ROWS: usize = 16;
    for (tile, dw) in dw.chunks_mut(4 * ROWS).enumerate() {
        let mut sums = [0.0; ROWS];
        for (column, dy) in dy.iter().enumerate() {
            for (sum, x) in sums.iter_mut().zip(&plane.run([row, column], ky)[tile * ROWS..]) {
                *sum += x * dy;
            }
        }
        for (row, sum) in dw.chunks_exact_mut(4).zip(sums) {
            row[0] += sum;
        }
    }
}
