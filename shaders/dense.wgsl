// y = activation(x·w + b)
// x: [ROWS, INPUTS], w: [INPUTS, OUTPUTS], b: [OUTPUTS], y: [ROWS, OUTPUTS]; INPUTS and OUTPUTS count groups
// of four numbers.
// An invocation owns 8 rows × 2 groups of y, in named registers; rows and groups past the edge are read from
// the last one inside and not stored.

override ROWS: u32;
override INPUTS: u32;
override OUTPUTS: u32;
override RELU: bool;

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> w: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> y: array<vec4<f32>>;

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
    let g0 = group;
    let g1 = min(group + 1u, OUTPUTS - 1u);
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
        let w00 = w[(4u * k + 0u) * OUTPUTS + g0];
        let w01 = w[(4u * k + 0u) * OUTPUTS + g1];
        let w10 = w[(4u * k + 1u) * OUTPUTS + g0];
        let w11 = w[(4u * k + 1u) * OUTPUTS + g1];
        let w20 = w[(4u * k + 2u) * OUTPUTS + g0];
        let w21 = w[(4u * k + 2u) * OUTPUTS + g1];
        let w30 = w[(4u * k + 3u) * OUTPUTS + g0];
        let w31 = w[(4u * k + 3u) * OUTPUTS + g1];
        let a0 = x[x0 + k];
        s00 += a0.x * w00 + a0.y * w10 + a0.z * w20 + a0.w * w30;
        s01 += a0.x * w01 + a0.y * w11 + a0.z * w21 + a0.w * w31;
        let a1 = x[x1 + k];
        s10 += a1.x * w00 + a1.y * w10 + a1.z * w20 + a1.w * w30;
        s11 += a1.x * w01 + a1.y * w11 + a1.z * w21 + a1.w * w31;
        let a2 = x[x2 + k];
        s20 += a2.x * w00 + a2.y * w10 + a2.z * w20 + a2.w * w30;
        s21 += a2.x * w01 + a2.y * w11 + a2.z * w21 + a2.w * w31;
        let a3 = x[x3 + k];
        s30 += a3.x * w00 + a3.y * w10 + a3.z * w20 + a3.w * w30;
        s31 += a3.x * w01 + a3.y * w11 + a3.z * w21 + a3.w * w31;
        let a4 = x[x4 + k];
        s40 += a4.x * w00 + a4.y * w10 + a4.z * w20 + a4.w * w30;
        s41 += a4.x * w01 + a4.y * w11 + a4.z * w21 + a4.w * w31;
        let a5 = x[x5 + k];
        s50 += a5.x * w00 + a5.y * w10 + a5.z * w20 + a5.w * w30;
        s51 += a5.x * w01 + a5.y * w11 + a5.z * w21 + a5.w * w31;
        let a6 = x[x6 + k];
        s60 += a6.x * w00 + a6.y * w10 + a6.z * w20 + a6.w * w30;
        s61 += a6.x * w01 + a6.y * w11 + a6.z * w21 + a6.w * w31;
        let a7 = x[x7 + k];
        s70 += a7.x * w00 + a7.y * w10 + a7.z * w20 + a7.w * w30;
        s71 += a7.x * w01 + a7.y * w11 + a7.z * w21 + a7.w * w31;
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
