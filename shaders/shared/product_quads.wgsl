// As product.wgsl, by fours of invocations that read for one another: a quad owns 4 × 4 blocks, each of its
// invocations a column of them. Each reads the blocks of one row of the left matrix; the other three rows come from
// its neighbours by subgroup operations, so `sum$r` is the sum of the row of invocation `lane ^ $r` of the quad. A line
// with $i stands for one line a row of a block.

fn take(row: u32, column: u32, slice: u32, sum: mat4x4<f32>) {
    if row < ROW_BLOCKS && column < COLUMN_BLOCKS {
        store(row, column, slice, sum);
    }
}

@compute @workgroup_size(LANES_X, LANES_Y)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let lane = id.x % 4u;
    let first = id.y * TILE_ROWS;
    let row = row_of(min(first + lane, ROW_BLOCKS - 1u));
    let column = min(id.x, COLUMN_BLOCKS - 1u);
    var sum$r_$i = vec4<f32>();
    for (var k = 0u; k < TERMS; k++) {
        let term = term_of(k, id.z);
        let right = right(term, column);
        let left = left(row, term);
        sum0_$i += right * left[$i];
        sum1_$i += right * quadSwapX(left[$i]);
        sum2_$i += right * quadSwapY(left[$i]);
        sum3_$i += right * quadSwapDiagonal(left[$i]);
    }
    take(first + (lane ^ $ru), id.x, id.z, mat4x4<f32>(sum$r_0, sum$r_1, sum$r_2, sum$r_3));
}
