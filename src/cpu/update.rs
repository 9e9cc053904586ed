//! Twin of `shaders/update.wgsl`.

use super::Memory;
use crate::kernel::Update;
use crate::settings::Optimizer;
use wide::f32x4;

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
                let gradients = memory.read(gradients).as_chunks().0.iter();
                let moments = first.as_chunks_mut().0.iter_mut().zip(second.as_chunks_mut().0);
                let numbers = parameters.as_chunks_mut().0.iter_mut().zip(gradients).zip(moments);
                match rule {
                    Optimizer::Adam => {
                        for ((p, g), (m, v)) in numbers {
                            let g = f32x4::new(*g);
                            let mean = 0.9 * f32x4::new(*m) + 0.1 * g;
                            let square = 0.999 * f32x4::new(*v) + 0.001 * g * g;
                            let step =
                                rate * (mean / correction_1) / ((square / correction_2).sqrt() + EPSILON);
                            *p = (f32x4::new(*p) - step).to_array();
                            (*m, *v) = (mean.to_array(), square.to_array());
                        }
                    }
                    Optimizer::RmsProp => {
                        for ((p, g), (_, v)) in numbers {
                            let g = f32x4::new(*g);
                            let square = 0.9 * f32x4::new(*v) + 0.1 * g * g;
                            *p = (f32x4::new(*p) - rate * g / (square.sqrt() + EPSILON)).to_array();
                            *v = square.to_array();
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
