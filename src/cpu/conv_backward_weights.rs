//! Twin of `shaders/conv_backward_weights.wgsl`.

use super::Memory;
use super::fours::{halves, load, store};
use super::parts::in_parts;
use super::plane::{PANEL, Plane, STRIP, TILE};
use crate::kernel::ConvBackwardWeights;
use std::ops::Range;
use wide::f32x4;

/// Slices of a part of the work, which share a plane.
const SLICES: usize = 8;

pub(super) fn run(call: &ConvBackwardWeights, memory: &mut Memory) {
    let ConvBackwardWeights { x, dy, partial, geometry } = *call;
    let (input, output) = (geometry.input, geometry.output);
    let lines = call.lines_of_a_slice() as usize;
    memory.write(partial, |out, memory| {
        let (images, gradients) = (memory.read(x), memory.read(dy));
        let height = output.height as usize;
        let line_words = (output.width * output.channels) as usize;
        in_parts(out, SLICES * partial.stride as usize, |part, out| {
            let size = [output.height, output.width];
            let mut plane = Plane::new(geometry.kernel, geometry.stride, input.channels, size);
            let mut placed = None;
            for (slice, out) in (SLICES * part..).zip(out.chunks_exact_mut(partial.stride as usize)) {
                out.fill(0.0);
                let end = ((slice + 1) * lines).min(x.rows as usize * height);
                let mut line = slice * lines;
                while line < end {
                    let image = line / height;
                    if placed != Some(image) {
                        let picture = &images[image * x.stride as usize..][..x.width as usize];
                        plane.place(picture, input.width, [geometry.top, geometry.left], 1);
                        placed = Some(image);
                    }
                    let rows = line % height..height.min(end - image * height);
                    line += rows.len();
                    let dy = &gradients[image * dy.stride as usize + rows.start * line_words..];
                    let dy = &dy[..rows.len() * line_words];
                    add_lines(&plane, rows, dy, output.channels as usize, out);
                }
            }
        });
    });
}

/// Adds what some lines of dy, `rows` of one picture, give to dw and db, which follow each other in `out`.
fn add_lines(plane: &Plane, rows: Range<usize>, dy: &[f32], channels: usize, out: &mut [f32]) {
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
            add_column(plane, rows.clone(), ky, dy, dw);
        }
        return;
    }
    let mut panel = vec![[0.0; PANEL]; dy.len() / channels];
    for first in (0..channels).step_by(PANEL) {
        let width = PANEL.min(channels - first);
        for (packed, pixel) in panel.iter_mut().zip(dy.chunks_exact(channels)) {
            let (near, far) = pixel[first..first + width].split_at(width.min(4));
            let (left, right) = packed.split_at_mut(4);
            store(left, load(near));
            store(right, load(far));
        }
        for ky in 0..plane.kernel {
            for tile in (0..depth).step_by(STRIP) {
                let sums = tile_sums(plane, rows.clone(), [ky, tile], &panel);
                for (i, [left, right]) in sums.into_iter().enumerate().take(depth - tile) {
                    let target = &mut dw[(ky * depth + tile + i) * stride + first..][..width];
                    let (near, far) = target.split_at_mut(width.min(4));
                    store(near, load(near) + left);
                    store(far, load(far) + right);
                }
            }
        }
    }
}

/// Four rows of dw, from number `tile` of line `ky` of the kernel on, × a panel of dy, summed over its lines.
#[inline]
fn tile_sums(
    plane: &Plane,
    rows: Range<usize>,
    [ky, tile]: [usize; 2],
    panel: &[[f32; PANEL]],
) -> [[f32x4; 2]; STRIP] {
    let [mut s00, mut s01, mut s10, mut s11, mut s20, mut s21, mut s30, mut s31] = [f32x4::ZERO; 8];
    for (row, line) in rows.zip(panel.chunks_exact(plane.output[1])) {
        for (a, b) in plane.seen([row, ky], tile).zip(line) {
            let [a0, a1, a2, a3]: [f32x4; STRIP] = a.map(f32x4::splat);
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
    }
    [[s00, s01], [s10, s11], [s20, s21], [s30, s31]]
}

/// The only column of line `ky` of the kernel: its rows are what lies in order here. `dw` has a row in four words.
fn add_column(plane: &Plane, rows: Range<usize>, ky: usize, dy: &[f32], dw: &mut [f32]) {
    for (tile, dw) in dw.chunks_mut(4 * TILE).enumerate() {
        let [mut s0, mut s1, mut s2, mut s3] = [f32x4::ZERO; TILE / 4];
        for (row, line) in rows.clone().zip(dy.chunks_exact(plane.output[1])) {
            for (run, dy) in plane.seen([row, ky], tile * TILE).zip(line) {
                let [a, b, c, d] = quarters(run);
                let dy = f32x4::splat(*dy);
                s0 += a * dy;
                s1 += b * dy;
                s2 += c * dy;
                s3 += d * dy;
            }
        }
        let sums = [s0, s1, s2, s3].map(f32x4::to_array);
        for (row, sum) in dw.chunks_exact_mut(4).zip(sums.as_flattened()) {
            row[0] += sum;
        }
    }
}

/// Sixteen numbers as four registers.
#[inline]
fn quarters(run: &[f32; TILE]) -> [f32x4; TILE / 4] {
    let fours = run.as_chunks::<4>().0;
    std::array::from_fn(|i| f32x4::new(fours[i]))
}
