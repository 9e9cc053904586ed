//! First values of the parameters, from the seed.

use super::{ParameterShape, Role};
use crate::random::{WEIGHTS, pcg4d, uniform};

/// The first values of parameter number `number` of a network, `[inputs, outputs]` row by row: Glorot-uniform
/// weights (Glorot and Bengio, 2010), zero biases.
pub fn initial_values(shape: &ParameterShape, number: u32, seed: u32) -> Vec<f32> {
    let fans = match shape.role {
        Role::Bias(_) => return vec![0.0; shape.count() as usize],
        Role::Weight(_) => shape.inputs + shape.outputs,
        Role::Kernel { side } => shape.inputs + side * side * shape.outputs,
    };
    let limit = (6.0 / fans as f32).sqrt();
    (0..shape.count())
        .map(|element| (2.0 * uniform(pcg4d([seed, WEIGHTS, number, element])[0]) - 1.0) * limit)
        .collect()
}
