// z = μ + exp(s/2)·ε with s = log σ², ε ~ N(0, 1); kl[row] = -½ Σ (1 + s - μ² - exp s), in nats
// (Kingma and Welling, 2014).
// codes: [ROWS, μ | s], each part STRIDE wide; z: [ROWS, STRIDE]; kl: [ROWS].
// An invocation owns a row.

override ROWS: u32;
override LATENT: u32;
override STRIDE: u32;   // LATENT, padded to a multiple of four
override NOISE: u32;    // 0 none, 1 drawn for the step, 2 drawn for the test image

@group(0) @binding(0) var<storage, read> codes: array<f32>;
@group(0) @binding(1) var<storage, read> state: State;
@group(0) @binding(2) var<storage, read_write> z: array<f32>;
@group(0) @binding(3) var<storage, read_write> kl: array<f32>;

fn epsilon(row: u32, i: u32) -> f32 {
    if NOISE == 1u {
        return normal(state.seed, 3u, state.step, row * LATENT + i);
    }
    if NOISE == 2u {
        return normal(state.seed, 4u, 0u, (state.cursor + row) * LATENT + i);
    }
    return 0.0;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let row = id.x;
    if row >= ROWS {
        return;
    }
    var sum = 0.0;
    for (var i = 0u; i < STRIDE; i++) {
        var sample = 0.0;
        if i < LATENT {
            let mu = codes[row * 2u * STRIDE + i];
            let log_var = codes[row * 2u * STRIDE + STRIDE + i];
            sample = mu + exp(0.5 * log_var) * epsilon(row, i);
            sum += 1.0 + log_var - mu * mu - exp(log_var);
        }
        z[row * STRIDE + i] = sample;
    }
    kl[row] = -0.5 * sum;
}
