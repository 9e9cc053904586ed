//! What the twins of the convolutions share: a picture with zeros around it, and the correlation of it with a
//! kernel. In a line of the padded picture, what a kernel's line sees is one run of numbers, whatever the
//! channels; so the innermost loop reads runs in order and keeps its 4 pixels × 8 channels in registers.

use super::fours::{activate, add_products, halves, store};
use crate::model::Activation;
use wide::f32x4;

/// Pixels of a strip.
pub const STRIP: usize = 4;
/// Pictures of a part of the work, which share a plane.
pub const PICTURES: usize = 4;
/// Numbers that may be read from any number of a plane on.
pub const TILE: usize = 16;
/// Columns of a panel.
pub const PANEL: usize = 8;

/// A picture `[lines, columns, channels]` with zeros around it, wide enough for whole strips.
pub struct Plane {
    /// Its numbers.
    pub data: Vec<f32>,
    /// Words of a line.
    pub line: usize,
    /// The kernel's height and width.
    pub kernel: usize,
    /// Pixels from one output pixel to the next.
    pub stride: usize,
    /// Numbers at a pixel.
    pub channels: usize,
    /// Height and width of the output.
    pub output: [usize; 2],
}

impl Plane {
    /// A plane of zeros that `output` pixels see.
    pub fn new(kernel: u32, stride: u32, channels: u32, output: [u32; 2]) -> Self {
        let [kernel, stride, channels] = [kernel, stride, channels].map(|number| number as usize);
        let output = output.map(|size| size as usize);
        let line = ((output[1].next_multiple_of(STRIP) - 1) * stride + kernel) * channels;
        let lines = (output[0] - 1) * stride + kernel;
        // A tile of 16 numbers may start at the last one.
        Self { data: vec![0.0; lines * line + TILE], line, kernel, stride, channels, output }
    }

    /// Puts a picture of `[height, width, channels]` where its first pixel is at (`top`, `left`), each next one
    /// `spread` further; what does not fit is seen by no output and left out.
    pub fn place(&mut self, picture: &[f32], width: u32, [top, left]: [u32; 2], spread: u32) {
        let [top, left, spread] = [top, left, spread].map(|number| number as usize);
        let (kernel, stride, channels) = (self.kernel, self.stride, self.channels);
        let [height, across] = self.output.map(|size| (size - 1) * stride + kernel);
        let lines = picture.chunks_exact(width as usize * channels);
        for (line, y) in lines.zip((top..height).step_by(spread)) {
            let target = &mut self.data[y * self.line..][..across * channels];
            if spread == 1 {
                let target = &mut target[left * channels..];
                let count = target.len().min(line.len());
                target[..count].copy_from_slice(&line[..count]);
            } else {
                for (pixel, x) in line.chunks_exact(channels).zip((left..across).step_by(spread)) {
                    target[x * channels..][..channels].copy_from_slice(pixel);
                }
            }
        }
    }

    /// What line `ky` of the kernel sees at an output pixel.
    pub fn run(&self, [row, column]: [usize; 2], ky: usize) -> &[f32] {
        let first = (row * self.stride + ky) * self.line + column * self.stride * self.channels;
        &self.data[first..][..self.kernel * self.channels]
    }

    /// `N` numbers, at most [`TILE`], for each pixel of an output line: those from number `first` of what line `ky`
    /// of the kernel sees on.
    #[inline]
    pub fn seen<const N: usize>(
        &self,
        [row, ky]: [usize; 2],
        first: usize,
    ) -> impl Iterator<Item = &[f32; N]> {
        let line = &self.data[(row * self.stride + ky) * self.line + first..];
        line.windows(N).step_by(self.stride * self.channels).filter_map(|window| window.first_chunk())
    }

    /// The correlation with a kernel of `weights.columns` channels, its bias and its activation, into
    /// `[height, width, columns]`.
    pub fn correlate(&self, weights: &Weights, activation: Activation, out: &mut [f32]) {
        let [height, width] = self.output;
        let columns = weights.columns;
        let depth = self.kernel * self.channels;
        for row in 0..height {
            let line = &mut out[row * width * columns..][..width * columns];
            for column in (0..width).step_by(STRIP) {
                let runs = |ky| std::array::from_fn(|i| self.run([row, column + i], ky));
                let strip = &mut line[column * columns..];
                if columns == 1 {
                    let mut sums = [f32x4::ZERO; STRIP];
                    for (ky, weights) in weights.panels.chunks_exact(depth).enumerate() {
                        add_dots(&mut sums, runs(ky), weights);
                    }
                    let [a, b, c, d] = f32x4::transpose(sums);
                    let bias = f32x4::splat(weights.bias[0]);
                    store(strip, activate(activation, (a + b) + (c + d) + bias));
                    continue;
                }
                let panels = weights.panels.chunks_exact(depth * self.kernel * PANEL);
                for (panel, weights) in panels.zip(weights.bias.as_chunks().0).enumerate() {
                    let (weights, bias) = weights;
                    let [left, right] = halves(bias);
                    let mut sums = [left, right, left, right, left, right, left, right];
                    for (ky, weights) in weights.chunks_exact(depth * PANEL).enumerate() {
                        sums = add_products(sums, runs(ky), weights.as_chunks().0);
                    }
                    let sums = sums.map(|sum| activate(activation, sum));
                    let first = panel * PANEL;
                    let end = columns.min(first + PANEL);
                    for (pixel, [left, right]) in strip.chunks_exact_mut(columns).zip(sums.as_chunks().0) {
                        let pixel = &mut pixel[first..end];
                        store(pixel, *left);
                        store(&mut pixel[4.min(end - first)..], *right);
                    }
                }
            }
        }
    }
}

/// Weights as the correlation reads them: in panels of eight columns, or, if there is one column, as they are.
pub struct Weights {
    panels: Vec<f32>,
    /// A number a column, zeros up to whole panels.
    bias: Vec<f32>,
    columns: usize,
}

impl Weights {
    /// The matrix `[rows, columns]` with element `at(row, column)`, without bias.
    pub fn new(rows: usize, columns: usize, at: impl Fn(usize, usize) -> f32) -> Self {
        let bias = vec![0.0; columns.next_multiple_of(PANEL)];
        if columns == 1 {
            return Self { panels: (0..rows).map(|row| at(row, 0)).collect(), bias, columns };
        }
        let panels = (0..columns).step_by(PANEL).flat_map(|first| {
            let at = &at;
            (0..rows * PANEL).map(move |word| {
                let column = first + word % PANEL;
                if column < columns { at(word / PANEL, column) } else { 0.0 }
            })
        });
        Self { panels: panels.collect(), bias, columns }
    }

    /// The same with a number for each column that is added to its sums.
    #[must_use]
    pub fn with_bias(mut self, bias: &[f32]) -> Self {
        self.bias[..self.columns].copy_from_slice(&bias[..self.columns]);
        self
    }
}

/// Adds the products of four runs with a column of weights, in four parts each.
#[inline]
fn add_dots(sums: &mut [f32x4; STRIP], runs: [&[f32]; STRIP], weights: &[f32]) {
    let (fours, rest) = weights.as_chunks::<4>();
    for (sum, run) in sums.iter_mut().zip(runs) {
        let (run, run_rest) = run.as_chunks::<4>();
        for (a, b) in run.iter().zip(fours) {
            *sum += f32x4::new(*a) * f32x4::new(*b);
        }
        let tail: f32 = run_rest.iter().zip(rest).map(|(a, b)| a * b).sum();
        *sum += f32x4::new([tail, 0.0, 0.0, 0.0]);
    }
}
