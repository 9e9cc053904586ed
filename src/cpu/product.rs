//! The one blocked matrix product that all dense twins use. A is packed in panels of four rows, one after another, and
//! B in panels of eight columns, side by side, so that the innermost loop reads all in order, keeps its 4×8 sums in
//! registers, and takes each number of A from memory to all lanes at once, which costs no shuffle.

use super::fours::{add_products, load};
use super::parts::{in_own_parts, in_parts};
use std::ops::Range;
use wide::f32x4;

/// Rows of a panel of A.
const PANEL_ROWS: usize = 4;
/// Columns of a panel of B.
const PANEL_COLUMNS: usize = 8;
/// Terms of the inner sum that are done at a time, at most: a panel of B then stays in the nearest cache.
const DEPTH: usize = 256;
/// Rows of A that are a part of the work: their panels stay in the second cache.
const ROWS: usize = 32;

/// A matrix whose element (i, j) is at `i·row_stride + j·column_stride`; a transposed one swaps the strides.
#[derive(Clone, Copy)]
pub struct Matrix<'a> {
    /// Its elements.
    pub data: &'a [f32],
    /// Words from one row to the next.
    pub row_stride: usize,
    /// Words from one column to the next.
    pub column_stride: usize,
}

impl<'a> Matrix<'a> {
    /// A matrix stored row by row.
    pub fn new(data: &'a [f32], stride: u32) -> Self {
        Self { data, row_stride: stride as usize, column_stride: 1 }
    }

    /// Its transpose.
    pub fn transposed(self) -> Self {
        Self { row_stride: self.column_stride, column_stride: self.row_stride, ..self }
    }

    fn at(&self, row: usize, column: usize) -> f32 {
        self.data[row * self.row_stride + column * self.column_stride]
    }
}

/// `c = a·b` for a `[rows, inner]`, b `[inner, columns]` and c `[rows, columns]` stored without gaps; none of
/// the three is 0.
pub fn product(a: Matrix<'_>, b: Matrix<'_>, c: &mut [f32], [rows, inner, columns]: [usize; 3]) {
    let depth = inner.div_ceil(inner.div_ceil(DEPTH));
    let mut b_panels = vec![0.0; columns.next_multiple_of(PANEL_COLUMNS) * depth];
    for first in (0..inner).step_by(depth) {
        let terms = first..inner.min(first + depth);
        let panel_words = PANEL_COLUMNS * terms.len();
        let b_panels = &mut b_panels[..columns.div_ceil(PANEL_COLUMNS) * panel_words];
        in_own_parts(b_panels, panel_words, |panel, packed| {
            let from = panel * PANEL_COLUMNS;
            pack_columns(packed, b, from..columns, terms.clone());
        });
        in_parts(c, ROWS * columns, |part, c| {
            let top = part * ROWS;
            multiply(a, top..rows.min(top + ROWS), b_panels, c, terms.clone());
        });
    }
}

/// Adds to c what `terms` of the inner sum give to some rows of it; the first terms are what it holds then. B is
/// packed.
fn multiply(a: Matrix<'_>, rows: Range<usize>, b_panels: &[f32], c: &mut [f32], terms: Range<usize>) {
    let columns = c.len() / rows.len();
    let panel_words = PANEL_ROWS * terms.len();
    let mut a_panels = vec![0.0; rows.len().div_ceil(PANEL_ROWS) * panel_words];
    for (row, packed) in rows.clone().step_by(PANEL_ROWS).zip(a_panels.chunks_exact_mut(panel_words)) {
        pack_rows(packed, a, row..rows.end, terms.clone());
    }
    let b_panels = b_panels.chunks_exact(PANEL_COLUMNS * terms.len());
    for (column, b_panel) in (0..columns).step_by(PANEL_COLUMNS).zip(b_panels) {
        let width = PANEL_COLUMNS.min(columns - column);
        let lines = c.chunks_mut(PANEL_ROWS * columns);
        for (lines, a_panel) in lines.zip(a_panels.chunks_exact(panel_words)) {
            let sums = panel_product(a_panel, b_panel);
            for (line, sums) in lines.chunks_exact_mut(columns).zip(&sums) {
                let target = &mut line[column..][..width];
                if terms.start == 0 {
                    target.copy_from_slice(&sums[..width]);
                } else {
                    for (value, sum) in target.iter_mut().zip(sums) {
                        *value += sum;
                    }
                }
            }
        }
    }
}

/// Packs a panel of zeros with the first four of `rows` of a matrix, in columns `terms`; rows that are missing stay zero.
fn pack_rows(panel: &mut [f32], matrix: Matrix<'_>, rows: Range<usize>, terms: Range<usize>) {
    let depth = terms.len();
    if rows.len() >= PANEL_ROWS && matrix.row_stride == 1 {
        let column = |k: usize| load(&matrix.data[(terms.start + k) * matrix.column_stride + rows.start..]);
        let whole = depth - depth % 4;
        for k in (0..whole).step_by(4) {
            let fours = f32x4::transpose([column(k), column(k + 1), column(k + 2), column(k + 3)]);
            for (line, four) in panel.chunks_exact_mut(depth).zip(fours) {
                line[k..][..4].copy_from_slice(&four.to_array());
            }
        }
        for k in whole..depth {
            for (line, value) in panel.chunks_exact_mut(depth).zip(column(k).to_array()) {
                line[k] = value;
            }
        }
        return;
    }
    for (line, row) in panel.chunks_exact_mut(depth).zip(rows) {
        if matrix.column_stride == 1 {
            line.copy_from_slice(&matrix.data[row * matrix.row_stride..][terms.clone()]);
        } else {
            for (value, k) in line.iter_mut().zip(terms.clone()) {
                *value = matrix.at(row, k);
            }
        }
    }
}

/// Packs a panel with the first eight of `columns` of a matrix, in rows `terms`, side by side; columns that are missing
/// are zero.
fn pack_columns(panel: &mut [f32], matrix: Matrix<'_>, columns: Range<usize>, terms: Range<usize>) {
    let slots = panel.as_chunks_mut::<PANEL_COLUMNS>().0;
    if columns.len() >= PANEL_COLUMNS && matrix.column_stride == 1 {
        for (slot, k) in slots.iter_mut().zip(terms) {
            slot.copy_from_slice(&matrix.data[k * matrix.row_stride + columns.start..][..PANEL_COLUMNS]);
        }
    } else if columns.len() >= PANEL_COLUMNS && matrix.row_stride == 1 {
        let line = |i| &matrix.data[(columns.start + i) * matrix.column_stride..][terms.clone()];
        pack_lines(slots, std::array::from_fn(line));
    } else {
        for (slot, k) in slots.iter_mut().zip(terms) {
            let value = |i| if i < columns.len() { matrix.at(k, columns.start + i) } else { 0.0 };
            *slot = std::array::from_fn(value);
        }
    }
}

/// Packs a panel of columns that each lie in order.
fn pack_lines(slots: &mut [[f32; PANEL_COLUMNS]], lines: [&[f32]; PANEL_COLUMNS]) {
    let fours = lines.map(|line| line.as_chunks::<4>().0);
    let (groups, rest) = slots.as_chunks_mut::<4>();
    for (k, slots) in groups.iter_mut().enumerate() {
        for (group, fours) in fours.as_chunks::<4>().0.iter().enumerate() {
            let columns = f32x4::transpose(fours.map(|fours| f32x4::new(fours[k])));
            for (slot, column) in slots.iter_mut().zip(columns) {
                slot[4 * group..][..4].copy_from_slice(&column.to_array());
            }
        }
    }
    for (slot, k) in rest.iter_mut().zip(4 * groups.len()..) {
        *slot = lines.map(|line| line[k]);
    }
}

/// The 4×8 sums of one panel of A with one of B.
#[inline]
fn panel_product(a: &[f32], b: &[f32]) -> [[f32; PANEL_COLUMNS]; PANEL_ROWS] {
    let depth = a.len() / PANEL_ROWS;
    let rows = std::array::from_fn(|row| &a[row * depth..][..depth]);
    bytemuck::cast(add_products([f32x4::ZERO; 8], rows, b.as_chunks().0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn naive(a: Matrix<'_>, b: Matrix<'_>, [rows, inner, columns]: [usize; 3]) -> Vec<f64> {
        let sum = |i, j| (0..inner).map(|k| f64::from(a.at(i, k)) * f64::from(b.at(k, j))).sum();
        (0..rows * columns).map(|item| sum(item / columns, item % columns)).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn the_blocked_product_is_the_plain_one(
            rows in 1..20_usize, inner in 1..600_usize, columns in 1..30_usize, transposed in any::<[bool; 2]>(),
        ) {
            let numbers = |count: usize, salt: u32| -> Vec<f32> {
                (0..count as u32).map(|i| crate::random::normal(1, 99, salt, i)).collect()
            };
            let (a, b) = (numbers(rows * inner, 1), numbers(inner * columns, 2));
            let a = if transposed[0] {
                Matrix::new(&a, rows as u32).transposed()
            } else {
                Matrix::new(&a, inner as u32)
            };
            let b = if transposed[1] {
                Matrix::new(&b, inner as u32).transposed()
            } else {
                Matrix::new(&b, columns as u32)
            };
            let mut c = vec![f32::NAN; rows * columns];
            product(a, b, &mut c, [rows, inner, columns]);
            for (found, wanted) in c.iter().zip(naive(a, b, [rows, inner, columns])) {
                prop_assert!((f64::from(*found) - wanted).abs() < 1e-4 * (inner as f64).sqrt());
            }
        }
    }
}
