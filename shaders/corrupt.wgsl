// y = clamp(x + MEAN + DEVIATION·n, 0, 1), n ~ N(0, 1)
// x and y: [ROWS, WIDTH], rows STRIDE apart. The noise is drawn for the state's step or, if FIXED, for the row's
// image, the same at every step.
// An invocation owns a number of y, padding included.

override ROWS: u32;
override WIDTH: u32;
override STRIDE: u32;
override MEAN: f32;
override DEVIATION: f32;
override STREAM: u32;   // of the random generator
override FIXED: bool;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> state: State;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

fn noise(row: u32, column: u32) -> f32 {
    if FIXED {
        return normal(state.seed, STREAM, 0u, image_of(row) * WIDTH + column);
    }
    return normal(state.seed, STREAM, state.step, row * WIDTH + column);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let item = item_index(workgroup, local);
    if item >= ROWS * STRIDE {
        return;
    }
    let column = item % STRIDE;
    var value = 0.0;
    if column < WIDTH {
        value = clamp(x[item] + MEAN + DEVIATION * noise(item / STRIDE, column), 0.0, 1.0);
    }
    y[item] = value;
}
