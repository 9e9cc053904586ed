// y[row] = x[row] ++ one-hot(labels[image_of(row)])
// x: [BATCH, WIDTH_X], labels: bytes [COUNT], four a word, y: [BATCH, WIDTH_Y]; rows are STRIDE_X and STRIDE_Y
// apart. Rows past the last image, and labels past the last column, get zeros.
// An invocation owns a number of y, padding included.

override WIDTH_X: u32;
override WIDTH_Y: u32;
override STRIDE_X: u32;
override STRIDE_Y: u32;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> labels: array<u32>;
@group(0) @binding(2) var<storage, read> state: State;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

fn label_of(image: u32) -> u32 {
    return (labels[image >> 2u] >> ((image & 3u) * 8u)) & 255u;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let item = item_index(workgroup, local);
    if item >= BATCH * STRIDE_Y {
        return;
    }
    let row = item / STRIDE_Y;
    let column = item % STRIDE_Y;
    var value = 0.0;
    if column < WIDTH_X {
        value = x[row * STRIDE_X + column];
    } else if column < WIDTH_Y {
        let image = image_of(row);
        if image < COUNT {
            value = select(0.0, 1.0, label_of(image) == column - WIDTH_X);
        }
    }
    y[item] = value;
}
