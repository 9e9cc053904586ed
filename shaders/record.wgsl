// ring[step mod RING_STEPS] = mean over images of each term; step += 1
// losses: [4, BATCH], rows STRIDE apart, a row a term.
// One workgroup; its sums are a fixed tree.

override BATCH: u32;
override STRIDE: u32;
override RING_STEPS: u32;

const LANES = 32u;

@group(0) @binding(0) var<storage, read> losses: array<f32>;
@group(0) @binding(1) var<storage, read_write> ring: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> state: State;

var<workgroup> partial: array<vec4<f32>, LANES>;

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32) {
    var sum = vec4<f32>();
    for (var row = lane; row < BATCH; row += LANES) {
        sum += vec4<f32>(losses[row], losses[STRIDE + row], losses[2u * STRIDE + row], losses[3u * STRIDE + row]);
    }
    partial[lane] = sum;
    for (var half = LANES / 2u; half > 0u; half /= 2u) {
        workgroupBarrier();
        if lane < half {
            partial[lane] += partial[lane + half];
        }
    }
    if lane == 0u {
        ring[state.step % RING_STEPS] = partial[0] / f32(BATCH);
        state.step += 1u;
    }
}
