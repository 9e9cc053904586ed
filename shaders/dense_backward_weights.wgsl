// dw = xᵀ·dy, db = Σ_rows dy
// x: [ROWS, INPUTS], dy: [ROWS, OUTPUTS], dw: [INPUTS, OUTPUTS], db: [OUTPUTS]; INPUTS and OUTPUTS count groups
// of four numbers.
// An invocation owns 8 rows × 2 groups of dw, in named registers; groups past the edge are read from the last
// one inside and not stored. The invocations of the first rows own db too.

override ROWS: u32;
override INPUTS: u32;
override OUTPUTS: u32;

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> dy: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> dw: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> db: array<vec4<f32>>;

fn store(input: u32, group: u32, sum: vec4<f32>) {
    if input < INPUTS * 4u && group < OUTPUTS {
        dw[input * OUTPUTS + group] = sum;
    }
}

fn bias_gradient(group: u32) {
    if group < OUTPUTS {
        var sum = vec4<f32>();
        for (var row = 0u; row < ROWS; row++) {
            sum += dy[row * OUTPUTS + group];
        }
        db[group] = sum;
    }
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let input = id.y * 8u;
    let group = id.x * 2u;
    if input >= INPUTS * 4u || group >= OUTPUTS {
        return;
    }
    let i0 = id.y * 2u;
    let i1 = min(i0 + 1u, INPUTS - 1u);
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
    for (var row = 0u; row < ROWS; row++) {
        let a0 = x[row * INPUTS + i0];
        let a1 = x[row * INPUTS + i1];
        let d0 = dy[row * OUTPUTS + g0];
        let d1 = dy[row * OUTPUTS + g1];
        s00 += a0.x * d0;
        s01 += a0.x * d1;
        s10 += a0.y * d0;
        s11 += a0.y * d1;
        s20 += a0.z * d0;
        s21 += a0.z * d1;
        s30 += a0.w * d0;
        s31 += a0.w * d1;
        s40 += a1.x * d0;
        s41 += a1.x * d1;
        s50 += a1.y * d0;
        s51 += a1.y * d1;
        s60 += a1.z * d0;
        s61 += a1.z * d1;
        s70 += a1.w * d0;
        s71 += a1.w * d1;
    }
    store(input + 0u, group, s00);
    store(input + 0u, group + 1u, s01);
    store(input + 1u, group, s10);
    store(input + 1u, group + 1u, s11);
    store(input + 2u, group, s20);
    store(input + 2u, group + 1u, s21);
    store(input + 3u, group, s30);
    store(input + 3u, group + 1u, s31);
    store(input + 4u, group, s40);
    store(input + 4u, group + 1u, s41);
    store(input + 5u, group, s50);
    store(input + 5u, group + 1u, s51);
    store(input + 6u, group, s60);
    store(input + 6u, group + 1u, s61);
    store(input + 7u, group, s70);
    store(input + 7u, group + 1u, s71);
    if input == 0u {
        bias_gradient(group);
        bias_gradient(group + 1u);
    }
}
