// y[row] = x[row] ++ one-hot(classes[row])
// x: [ROWS, WIDTH_X], classes: [ROWS], y: [ROWS, WIDTH_Y]; rows are STRIDE_X and STRIDE_Y apart. A class that
// has no column gets zeros.
// An invocation owns a number of y, padding included.

override ROWS: u32;
override WIDTH_X: u32;
override WIDTH_Y: u32;
override STRIDE_X: u32;
override STRIDE_Y: u32;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> classes: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let item = item_index(workgroup, local);
    if item >= ROWS * STRIDE_Y {
        return;
    }
    let row = item / STRIDE_Y;
    let column = item % STRIDE_Y;
    var value = 0.0;
    if column < WIDTH_X {
        value = x[row * STRIDE_X + column];
    } else if column < WIDTH_Y {
        value = select(0.0, 1.0, classes[row] == f32(column - WIDTH_X));
    }
    y[item] = value;
}
