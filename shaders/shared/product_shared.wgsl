// As product.wgsl, by way of workgroup memory: a workgroup reads SLAB terms of all its blocks of rows and of
// columns, each invocation some of them, and then works on what all have read. LANES_X and LANES_Y are SLAB.

const SLAB = 8u;

var<workgroup> lefts: array<mat4x4<f32>, SLAB * LANES_Y * TILE_ROWS>;
var<workgroup> rights: array<mat4x4<f32>, SLAB * LANES_X * TILE_COLUMNS>;

@compute @workgroup_size(LANES_X, LANES_Y)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {
    let row = workgroup.y * TILE_ROWS * LANES_Y + local.y;
    let column = workgroup.x * TILE_COLUMNS * LANES_X + local.x;
    let row$r = row_of(min(row + $ru * LANES_Y, ROW_BLOCKS - 1u));
    let column$c = min(column + $cu * LANES_X, COLUMN_BLOCKS - 1u);
    var sum$r_$c = mat4x4<f32>();
    for (var first = 0u; first < TERMS; first += SLAB) {
        let across = term_of(min(first + local.x, TERMS - 1u), workgroup.z);
        let down = term_of(min(first + local.y, TERMS - 1u), workgroup.z);
        lefts[(local.x * TILE_ROWS + $ru) * LANES_Y + local.y] = left(row$r, across);
        rights[(local.y * TILE_COLUMNS + $cu) * LANES_X + local.x] = right(down, column$c);
        workgroupBarrier();
        for (var k = 0u; k < min(SLAB, TERMS - first); k++) {
            let right$c = rights[(k * TILE_COLUMNS + $cu) * LANES_X + local.x];
            let left$r = lefts[(k * TILE_ROWS + $ru) * LANES_Y + local.y];
            sum$r_$c += right$c * left$r;
        }
        workgroupBarrier();
    }
    take(row + $ru * LANES_Y, column + $cu * LANES_X, workgroup.z, sum$r_$c);
}
