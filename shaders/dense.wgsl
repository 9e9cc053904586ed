// y = activation(x·w + b)
// x: [ROWS, INPUTS], w: [INPUTS, OUTPUTS], b: [OUTPUTS], y: [ROWS, OUTPUTS]; INPUTS and OUTPUTS count groups
// of four numbers.
// An invocation owns 8 rows × 2 groups of y, in named registers; rows and groups past the edge are read from
// the last one inside and not stored. Four terms of a sum are one product of a 4×4 matrix with a vector.

override ROWS: u32;
override INPUTS: u32;
override OUTPUTS: u32;
override RELU: bool;

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> w: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> y: array<vec4<f32>>;

// Rows 4k to 4k + 3 of w in a group of columns.
fn block(k: u32, group: u32) -> mat4x4<f32> {
    let first = 4u * k * OUTPUTS + group;
    return mat4x4<f32>(w[first], w[first + OUTPUTS], w[first + 2u * OUTPUTS], w[first + 3u * OUTPUTS]);
}

fn store(row: u32, group: u32, sum: vec4<f32>) {
    if row < ROWS && group < OUTPUTS {
        let value = sum + b[group];
        y[row * OUTPUTS + group] = select(value, max(value, vec4<f32>()), RELU);
    }
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let row = id.y * 8u;
    let group = id.x * 2u;
    if row >= ROWS || group >= OUTPUTS {
        return;
    }
    let last = ROWS - 1u;
    let x0 = min(row + 0u, last) * INPUTS;
    let x1 = min(row + 1u, last) * INPUTS;
    let x2 = min(row + 2u, last) * INPUTS;
    let x3 = min(row + 3u, last) * INPUTS;
    let x4 = min(row + 4u, last) * INPUTS;
    let x5 = min(row + 5u, last) * INPUTS;
    let x6 = min(row + 6u, last) * INPUTS;
    let x7 = min(row + 7u, last) * INPUTS;
    let next = min(group + 1u, OUTPUTS - 1u);
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
    for (var k = 0u; k < INPUTS; k++) {
        let w0 = block(k, group);
        let w1 = block(k, next);
        let a0 = x[x0 + k];
        s00 += w0 * a0;
        s01 += w1 * a0;
        let a1 = x[x1 + k];
        s10 += w0 * a1;
        s11 += w1 * a1;
        let a2 = x[x2 + k];
        s20 += w0 * a2;
        s21 += w1 * a2;
        let a3 = x[x3 + k];
        s30 += w0 * a3;
        s31 += w1 * a3;
        let a4 = x[x4 + k];
        s40 += w0 * a4;
        s41 += w1 * a4;
        let a5 = x[x5 + k];
        s50 += w0 * a5;
        s51 += w1 * a5;
        let a6 = x[x6 + k];
        s60 += w0 * a6;
        s61 += w1 * a6;
        let a7 = x[x7 + k];
        s70 += w0 * a7;
        s71 += w1 * a7;
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
