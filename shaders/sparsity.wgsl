// penalty[row] = WEIGHT · Σ |code|; dcodes += WEIGHT/ROWS · sign(code), the loss being a mean over ROWS images
// codes and dcodes: [ROWS, GROUPS] groups of four numbers; penalty: [ROWS].
// An invocation owns a row.

override ROWS: u32;
override GROUPS: u32;
override WEIGHT: f32;

@group(0) @binding(0) var<storage, read> codes: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> dcodes: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> penalty: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let row = id.x;
    if row >= ROWS {
        return;
    }
    var sum = vec4<f32>();
    for (var group = 0u; group < GROUPS; group++) {
        let code = codes[row * GROUPS + group];
        sum += abs(code);
        dcodes[row * GROUPS + group] += WEIGHT / f32(ROWS) * sign(code);
    }
    penalty[row] = WEIGHT * ((sum.x + sum.y) + (sum.z + sum.w));
}
