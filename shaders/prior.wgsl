// z[row, i] = n for rows from FIRST on, n a standard normal number, another at every step
// z: [FIRST + ROWS, WIDTH], rows STRIDE apart, their padding zero. An invocation owns a number of the rows from
// FIRST on, padding included.

override FIRST: u32;
override ROWS: u32;
override WIDTH: u32;
override STRIDE: u32;
override STREAM: u32;

@group(0) @binding(0) var<storage, read> state: State;
@group(0) @binding(1) var<storage, read_write> z: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let item = item_index(workgroup, local);
    if item >= ROWS * STRIDE {
        return;
    }
    let row = item / STRIDE;
    let column = item % STRIDE;
    var value = 0.0;
    if column < WIDTH {
        value = normal(state.seed, STREAM, state.step, row * WIDTH + column);
    }
    z[FIRST * STRIDE + item] = value;
}
