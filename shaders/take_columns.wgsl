// dx[row, i] = dy[row, i] for i below WIDTH: the gradient of a tensor that was put before other columns
// dy: [ROWS, at least WIDTH], dx: [ROWS, WIDTH]; rows are STRIDE_DY and STRIDE_DX apart.
// An invocation owns a number of dx, padding included.

override ROWS: u32;
override WIDTH: u32;
override STRIDE_DX: u32;
override STRIDE_DY: u32;

@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read_write> dx: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let item = item_index(workgroup, local);
    if item >= ROWS * STRIDE_DX {
        return;
    }
    let column = item % STRIDE_DX;
    var value = 0.0;
    if column < WIDTH {
        value = dy[item / STRIDE_DX * STRIDE_DY + column];
    }
    dx[item] = value;
}
