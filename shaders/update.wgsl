// Adam (Kingma and Ba, 2015), t = step + 1 - fresh_at:
//   m = 0.9 m + 0.1 g, v = 0.999 v + 0.001 g², p -= rate · m̂ / (√v̂ + 1e-8), m̂ = m/(1 - 0.9ᵗ), v̂ = v/(1 - 0.999ᵗ)
// RMSprop (Tieleman and Hinton, 2012):
//   v = 0.9 v + 0.1 g², p -= rate · g / (√v + 1e-8)
// with rate = PACE · learning rate. All: [GROUPS] groups of four numbers. An invocation owns a group.

override GROUPS: u32;
override ADAM: bool;
override PACE: f32;

@group(0) @binding(0) var<storage, read> gradients: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> state: State;
@group(0) @binding(2) var<storage, read_write> parameters: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> first_moment: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> second_moment: array<vec4<f32>>;

const EPSILON = 1e-8;
const LOG_DECAY_1 = -0.105360515657826301;      // ln 0.9
const LOG_DECAY_2 = -0.00100050033358353350;    // ln 0.999

// 1 - exp(q) for q <= 0, exact to rounding near zero too, where 1 - pow(decay, t) would lose its digits.
fn one_minus_exp(q: f32) -> f32 {
    if q > -0.1 {
        return -q * (1.0 + q / 2.0 * (1.0 + q / 3.0 * (1.0 + q / 4.0 * (1.0 + q / 5.0))));
    }
    return 1.0 - exp(q);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let item = item_index(workgroup, local);
    if item >= GROUPS {
        return;
    }
    let g = gradients[item];
    let rate = PACE * state.learning_rate;
    if ADAM {
        let t = f32(state.step + 1u - state.fresh_at);
        let m = 0.9 * first_moment[item] + 0.1 * g;
        let v = 0.999 * second_moment[item] + 0.001 * g * g;
        let m_hat = m / one_minus_exp(t * LOG_DECAY_1);
        let v_hat = v / one_minus_exp(t * LOG_DECAY_2);
        parameters[item] -= rate * m_hat / (sqrt(v_hat) + EPSILON);
        first_moment[item] = m;
        second_moment[item] = v;
    } else {
        let v = 0.9 * second_moment[item] + 0.1 * g * g;
        parameters[item] -= rate * g / (sqrt(v) + EPSILON);
        second_moment[item] = v;
    }
}
