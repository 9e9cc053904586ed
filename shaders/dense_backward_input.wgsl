// dx = (dy·wᵀ) ⊙ [h > 0]
// dy: [ROWS, OUTPUTS], w: [INPUTS, OUTPUTS], h and dx: [ROWS, INPUTS]; INPUTS and OUTPUTS count groups of four
// numbers. h is the output of the ReLU that made the layer's inputs, if MASKED.
// An invocation owns 8 rows × 2 groups of dx, in named registers; rows and groups past the edge are read from
// the last one inside and not stored. Four terms of a sum are one product of a vector with a 4×4 matrix.

override ROWS: u32;
override INPUTS: u32;
override OUTPUTS: u32;
override MASKED: bool;

@group(0) @binding(0) var<storage, read> dy: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> w: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> h: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> dx: array<vec4<f32>>;

// A group of outputs of the weights of a group of inputs, an input a column.
fn block(group: u32, n: u32) -> mat4x4<f32> {
    let first = 4u * group * OUTPUTS + n;
    return mat4x4<f32>(w[first], w[first + OUTPUTS], w[first + 2u * OUTPUTS], w[first + 3u * OUTPUTS]);
}

fn store(row: u32, group: u32, sum: vec4<f32>) {
    if row < ROWS && group < INPUTS {
        var value = sum;
        if MASKED {
            value = select(vec4<f32>(), sum, h[row * INPUTS + group] > vec4<f32>());
        }
        dx[row * INPUTS + group] = value;
    }
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let row = id.y * 8u;
    let group = id.x * 2u;
    if row >= ROWS || group >= INPUTS {
        return;
    }
    let last = ROWS - 1u;
    let y0 = min(row + 0u, last) * OUTPUTS;
    let y1 = min(row + 1u, last) * OUTPUTS;
    let y2 = min(row + 2u, last) * OUTPUTS;
    let y3 = min(row + 3u, last) * OUTPUTS;
    let y4 = min(row + 4u, last) * OUTPUTS;
    let y5 = min(row + 5u, last) * OUTPUTS;
    let y6 = min(row + 6u, last) * OUTPUTS;
    let y7 = min(row + 7u, last) * OUTPUTS;
    let next = min(group + 1u, INPUTS - 1u);
    var s00 = vec4<f32>();
    var s01 = vec4<f32>();
    var s10 = vec4<f32>();
    var s11 = vec4<f32>();
    var s20 = vec4<f32>();
    var s21 = vec4<f32>();
    var s30 = vec4<f32>();
    var s31 = vec4<f32>();
    var s40 = vec4<f32>();
    var s41 = vec4<f32>();
    var s50 = vec4<f32>();
    var s51 = vec4<f32>();
    var s60 = vec4<f32>();
    var s61 = vec4<f32>();
    var s70 = vec4<f32>();
    var s71 = vec4<f32>();
    for (var n = 0u; n < OUTPUTS; n++) {
        let w0 = block(group, n);
        let w1 = block(next, n);
        let a0 = dy[y0 + n];
        s00 += a0 * w0;
        s01 += a0 * w1;
        let a1 = dy[y1 + n];
        s10 += a1 * w0;
        s11 += a1 * w1;
        let a2 = dy[y2 + n];
        s20 += a2 * w0;
        s21 += a2 * w1;
        let a3 = dy[y3 + n];
        s30 += a3 * w0;
        s31 += a3 * w1;
        let a4 = dy[y4 + n];
        s40 += a4 * w0;
        s41 += a4 * w1;
        let a5 = dy[y5 + n];
        s50 += a5 * w0;
        s51 += a5 * w1;
        let a6 = dy[y6 + n];
        s60 += a6 * w0;
        s61 += a6 * w1;
        let a7 = dy[y7 + n];
        s70 += a7 * w0;
        s71 += a7 * w1;
    }
    store(row + 0u, group, s00);
    store(row + 0u, group + 1u, s01);
    store(row + 1u, group, s10);
    store(row + 1u, group + 1u, s11);
    store(row + 2u, group, s20);
    store(row + 2u, group + 1u, s21);
    store(row + 3u, group, s30);
    store(row + 3u, group + 1u, s31);
    store(row + 4u, group, s40);
    store(row + 4u, group + 1u, s41);
    store(row + 5u, group, s50);
    store(row + 5u, group + 1u, s51);
    store(row + 6u, group, s60);
    store(row + 6u, group + 1u, s61);
    store(row + 7u, group, s70);
    store(row + 7u, group + 1u, s71);
}
