//! Gradients against slopes. A check takes a scalar of a kernel's outputs, moves one input at a time a little to
//! both sides, and compares the slope with what the backward kernel says. Sums are taken in double precision;
//! inputs are random, so that none sits on the kink of a `ReLU`.

use super::{close, numbers};
use latent_playground::cpu::Memory;
use latent_playground::plan::{Layout, Tensor};

/// How far an input is moved to each side.
const NUDGE: f32 = 4e-3;

/// Memory with the named tensors filled with random numbers, their padding zero.
pub fn memory(layout: &Layout, filled: &[Tensor]) -> Memory {
    let mut memory = Memory::new(&layout.buffers);
    for (salt, tensor) in filled.iter().enumerate() {
        let values = numbers(tensor.words() as usize, salt as u32);
        for (index, word) in memory.words_mut(*tensor).iter_mut().enumerate() {
            if (index as u32 % tensor.stride) < tensor.width {
                *word = values[index];
            }
        }
    }
    memory
}

/// Compares `gradient` with the slope of `scalar` by every number of `input`.
pub fn check(
    memory: &mut Memory,
    (input, gradient): (Tensor, Tensor),
    tolerance: f32,
    scalar: impl Fn(&mut Memory) -> f64,
) {
    let claimed = memory.read(gradient).to_vec();
    for (index, claimed) in claimed.iter().enumerate() {
        if index as u32 % input.stride >= input.width {
            assert_eq!(claimed.to_bits(), 0, "the gradient's padding is zero");
            continue;
        }
        let mut at = |nudge: f32| {
            let value = memory.read(input)[index];
            memory.words_mut(input)[index] = value + nudge;
            let result = scalar(memory);
            memory.words_mut(input)[index] = value;
            result
        };
        let slope = ((at(NUDGE) - at(-NUDGE)) / (2.0 * f64::from(NUDGE))) as f32;
        assert!(close(*claimed, slope, tolerance), "at {index}: {claimed} but {slope}");
    }
}

/// Σ a ⊙ b in double precision.
pub fn weighted_sum(memory: &Memory, a: Tensor, b: Tensor) -> f64 {
    memory.read(a).iter().zip(memory.read(b)).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
}
