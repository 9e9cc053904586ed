// As product.wgsl, by fours of invocations that read for one another: TILE_ROWS neighbours, four or two, own as many
// blocks of rows, each of them a column. Each reads the blocks of one row of the left matrix; the others come from its
// neighbours by subgroup operations, so `sum$r` is the sum of the row of neighbour `lane ^ $r`. A line with $i stands
// for one line a row of a block.

fn swapped0(row: vec4<f32>) -> vec4<f32> {
    return row;
}

fn swapped1(row: vec4<f32>) -> vec4<f32> {
    return quadSwapX(row);
}

fn swapped2(row: vec4<f32>) -> vec4<f32> {
    return quadSwapY(row);
}

fn swapped3(row: vec4<f32>) -> vec4<f32> {
    return quadSwapDiagonal(row);
}

@compute @workgroup_size(LANES_X, LANES_Y)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let lane = id.x % TILE_ROWS;
    let first = id.y * TILE_ROWS;
    let row = row_of(min(first + lane, ROW_BLOCKS - 1u));
    let column = min(id.x, COLUMN_BLOCKS - 1u);
    var sum$r_$i = vec4<f32>();
    for (var k = 0u; k < TERMS; k++) {
        let term = term_of(k, id.z);
        let right = right(term, column);
        let left = left(row, term);
        sum$r_$i += right * swapped$r(left[$i]);
    }
    take(first + (lane ^ $ru), id.x, id.z, mat4x4<f32>(sum$r_0, sum$r_1, sum$r_2, sum$r_3));
}
