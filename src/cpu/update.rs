//! Twin of `shaders/update.wgsl`.

use super::Memory;
use crate::kernel::Update;
use crate::settings::Optimizer;

const EPSILON: f32 = 1e-8;
/// ln 0.9
const LOG_DECAY_1: f32 = -0.105_360_516;
/// ln 0.999
const LOG_DECAY_2: f32 = -0.001_000_500_3;

pub(super) fn run(call: &Update, memory: &mut Memory) {
    let Update { gradients, state, parameters, first_moment, second_moment, rule, pace } = *call;
    let state = memory.state(state);
    let rate = pace * state.learning_rate;
    let t = (state.step + 1 - state.fresh_at) as f32;
    let (correction_1, correction_2) = (one_minus_exp(t * LOG_DECAY_1), one_minus_exp(t * LOG_DECAY_2));
    memory.write(parameters, |parameters, memory| {
        memory.write(first_moment, |first, memory| {
            memory.write(second_moment, |second, memory| {
                let moments = first.iter_mut().zip(second);
                for ((p, g), (m, v)) in parameters.iter_mut().zip(memory.read(gradients)).zip(moments) {
                    match rule {
                        Optimizer::Adam => {
                            *m = 0.9 * *m + 0.1 * g;
                            *v = 0.999 * *v + 0.001 * g * g;
                            let m_hat = *m / correction_1;
                            let v_hat = *v / correction_2;
                            *p -= rate * m_hat / (v_hat.sqrt() + EPSILON);
                        }
                        Optimizer::RmsProp => {
                            *v = 0.9 * *v + 0.1 * g * g;
                            *p -= rate * g / (v.sqrt() + EPSILON);
                        }
                    }
                }
            });
        });
    });
}

/// 1 - exp(q) for q ≤ 0, exact to rounding near zero too.
fn one_minus_exp(q: f32) -> f32 {
    if q > -0.1 {
        -q * (1.0 + q / 2.0 * (1.0 + q / 3.0 * (1.0 + q / 4.0 * (1.0 + q / 5.0))))
    } else {
        1.0 - q.exp()
    }
}
