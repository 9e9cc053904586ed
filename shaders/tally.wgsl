// sums += Σ_rows of each term; mu[cursor + row] = μ of the row; cursor += ROWS
// Rows past the test set's COUNT images are left out. losses: [4, ROWS], rows LOSSES_STRIDE apart, a row a term;
// codes: [ROWS, CODES_STRIDE], μ in the first columns; mu: [COUNT, STRIDE].
// One workgroup; its sums are a fixed tree.

override COUNT: u32;
override ROWS: u32;
override STRIDE: u32;
override CODES_STRIDE: u32;
override LOSSES_STRIDE: u32;

const LANES = 32u;

@group(0) @binding(0) var<storage, read> losses: array<f32>;
@group(0) @binding(1) var<storage, read> codes: array<f32>;
@group(0) @binding(2) var<storage, read_write> sums: vec4<f32>;
@group(0) @binding(3) var<storage, read_write> mu: array<f32>;
@group(0) @binding(4) var<storage, read_write> state: State;

var<workgroup> partial: array<vec4<f32>, LANES>;

fn terms_of(row: u32) -> vec4<f32> {
    let stride = LOSSES_STRIDE;
    return vec4<f32>(losses[row], losses[stride + row], losses[2u * stride + row], losses[3u * stride + row]);
}

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32) {
    let cursor = state.cursor;
    let rows = min(ROWS, COUNT - min(cursor, COUNT));
    var sum = vec4<f32>();
    for (var row = lane; row < rows; row += LANES) {
        sum += terms_of(row);
        for (var i = 0u; i < STRIDE; i++) {
            mu[(cursor + row) * STRIDE + i] = codes[row * CODES_STRIDE + i];
        }
    }
    partial[lane] = sum;
    for (var half = LANES / 2u; half > 0u; half /= 2u) {
        workgroupBarrier();
        if lane < half {
            partial[lane] += partial[lane + half];
        }
    }
    if lane == 0u {
        sums += partial[0];
        state.cursor = cursor + ROWS;
    }
}
