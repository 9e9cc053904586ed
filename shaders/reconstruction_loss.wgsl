// loss[row] = SCALE · Σ_pixels of
//   binary cross-entropy  max(l, 0) - l·x + log(1 + exp(-|l|)),  gradient  sigmoid(l) - x
//   or squared error      (sigmoid(l) - x)²,                     gradient  2 (p - x) p (1 - p), p = sigmoid(l)
// dlogits = SCALE · gradient / ROWS, the loss being a mean over images.
// logits, x and dlogits: [ROWS, PIXELS], ROW groups of four in a row; loss: [ROWS].
// A workgroup owns a row; its sum is a fixed tree, so that it has the same bits every time.

override ROWS: u32;
override PIXELS: u32;
override ROW: u32;
override SCALE: f32;
override SQUARED_ERROR: bool;

const LANES = 32u;

@group(0) @binding(0) var<storage, read> logits: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> dlogits: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> loss: array<f32>;

var<workgroup> partial: array<f32, LANES>;

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let first = workgroup.x * ROW;
    var sum = vec4<f32>();
    for (var group = lane; group < ROW; group += LANES) {
        let l = logits[first + group];
        let target_value = x[first + group];
        let inside = vec4<u32>(0u, 1u, 2u, 3u) + 4u * group < vec4<u32>(PIXELS);
        // exp(-|l|) never overflows; the sigmoid and the cross-entropy both come from it.
        let e = exp(-abs(l));
        let p = select(e, vec4<f32>(1.0), l >= vec4<f32>()) / (1.0 + e);
        var value = max(l, vec4<f32>()) - l * target_value + log(1.0 + e);
        var gradient = p - target_value;
        if SQUARED_ERROR {
            value = gradient * gradient;
            gradient = 2.0 * gradient * p * (1.0 - p);
        }
        sum += select(vec4<f32>(), value, inside);
        dlogits[first + group] = select(vec4<f32>(), gradient, inside) * (SCALE / f32(ROWS));
    }
    partial[lane] = (sum.x + sum.y) + (sum.z + sum.w);
    for (var half = LANES / 2u; half > 0u; half /= 2u) {
        workgroupBarrier();
        if lane < half {
            partial[lane] += partial[lane + half];
        }
    }
    if lane == 0u {
        loss[workgroup.x] = SCALE * partial[0];
    }
}
