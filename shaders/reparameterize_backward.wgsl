// With s = log σ² and the loss a mean over ROWS images:
//   dμ = dz + β/ROWS · μ
//   ds = dz · (z - μ)/2 + β/ROWS · (exp(s) - 1)/2, since z - μ = exp(s/2)·ε
// dz and z: [ROWS, STRIDE]; codes and dcodes: [ROWS, μ | s], each part STRIDE wide.
// An invocation owns one number of μ and one of s.

override ROWS: u32;
override STRIDE: u32;

@group(0) @binding(0) var<storage, read> dz: array<f32>;
@group(0) @binding(1) var<storage, read> codes: array<f32>;
@group(0) @binding(2) var<storage, read> z: array<f32>;
@group(0) @binding(3) var<storage, read> state: State;
@group(0) @binding(4) var<storage, read_write> dcodes: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let item = item_index(workgroup, local);
    if item >= ROWS * STRIDE {
        return;
    }
    let at_mu = item / STRIDE * 2u * STRIDE + item % STRIDE;
    let at_log_var = at_mu + STRIDE;
    let mu = codes[at_mu];
    let weight = state.beta / f32(ROWS);
    dcodes[at_mu] = dz[item] + weight * mu;
    dcodes[at_log_var] = 0.5 * (dz[item] * (z[item] - mu) + weight * (exp(codes[at_log_var]) - 1.0));
}
