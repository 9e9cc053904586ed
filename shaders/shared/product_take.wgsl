// The end of a product, see product.wgsl: a block is stored if there is such a one.

fn take(row: u32, column: u32, slice: u32, sum: mat4x4<f32>) {
    if row < ROW_BLOCKS && column < COLUMN_BLOCKS {
        store(row, column, slice, sum);
    }
}
