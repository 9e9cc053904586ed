// A product of two matrices in blocks of 4×4 numbers: ROW_BLOCKS × COLUMN_BLOCKS of them, each a sum of TERMS
// products of blocks. The kernel before this text says what is where:
//   row_of(block), term_of(k, slice)    what a block of rows and a term need to find their numbers: a Row, a Term
//   left(row, term)                     a block of the left matrix, a row of it in each column
//   right(term, column)                 a block of the right matrix, a row of it in each column
//   store(block, column, slice, sum)    takes a block of the product, a row of it in each column
// Of several products beside each other, slices, workgroups in z have one each.
// An invocation owns TILE_ROWS × TILE_COLUMNS blocks, in named registers: a line with $r stands for one line a
// block of rows, a line with $c for one a block of columns. Blocks past the edge are read from the last one
// inside and not stored.

@compute @workgroup_size(LANES_X, LANES_Y)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let row = id.y * TILE_ROWS;
    let column = id.x * TILE_COLUMNS;
    if row >= ROW_BLOCKS || column >= COLUMN_BLOCKS {
        return;
    }
    let row$r = row_of(min(row + $ru, ROW_BLOCKS - 1u));
    let column$c = min(column + $cu, COLUMN_BLOCKS - 1u);
    var sum$r_$c = mat4x4<f32>();
    for (var k = 0u; k < TERMS; k++) {
        let term = term_of(k, id.z);
        let right$c = right(term, column$c);
        let left$r = left(row$r, term);
        sum$r_$c += right$c * left$r;
    }
    take(row + $ru, column + $cu, id.z, sum$r_$c);
}
