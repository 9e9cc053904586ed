//! Rounding parameters to whole multiples of a step each, and choosing the steps.

use super::coder::MAX_LEVEL;
use crate::share::checkpoint::NamedTensor;
use std::f32::consts::SQRT_2;

/// A parameter is tried alone at a step of so many times the root of its mean square.
const TRIED: f32 = 0.3;
/// No step is larger than so many times that root.
const LARGEST: f32 = 4.0;
/// Rise of the error, relative, that a parameter is taken to cause at least when it is tried.
const LEAST_RISE: f32 = 1e-6;
/// A trial counts if the error rises by no more than so many times what is allowed in the end.
const MOST_RISE: f32 = 4.0;
/// How often a parameter is tried at smaller steps until a trial counts.
const TRIALS: usize = 4;
/// The scale of all steps is sought in so many octaves to each side of the expected one.
const OCTAVES: f32 = 8.0;
/// How often that range is halved.
const HALVINGS: u32 = 9;
/// By how many eighths of an octave a step is widened in the end at most.
const WIDENINGS: usize = 3;

/// Distance of neighbouring values of a parameter: a power of two times one of the eight steps of an octave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step(pub u8);

impl Step {
    /// The distance; the same bits on every machine.
    pub fn size(self) -> f32 {
        /// Octaves from the smallest step to 1.
        const BELOW_ONE: u32 = 24;
        const OCTAVE: [f32; 8] =
            [1.0, 1.090_507_7, 1.189_207_1, 1.296_839_6, SQRT_2, 1.542_210_8, 1.681_792_8, 1.834_008];
        let exponent = 127 + u32::from(self.0 / 8) - BELOW_ONE;
        OCTAVE[usize::from(self.0 % 8)] * f32::from_bits(exponent << 23)
    }

    /// The largest step that is not larger than `size`, or the smallest that there is.
    pub fn within(size: f32) -> Self {
        (1..=u8::MAX).rev().map(Self).find(|step| step.size() <= size).unwrap_or(Self(0))
    }
}

/// Numbers of a parameter that are weighed together to one output; those of a bias are not.
pub fn columns(shape: &[usize]) -> usize {
    match shape {
        [_, inputs @ ..] if !inputs.is_empty() => inputs.iter().product::<usize>().max(1),
        _ => 1,
    }
}

/// A parameter in steps. Half of what a number loses by rounding is given to the next one of its row: inputs that
/// are neighbours are much alike, so that the errors of their weights nearly cancel.
pub fn levels(tensor: &NamedTensor, step: Step) -> Vec<i32> {
    let size = step.size();
    let row = |row: &[f32]| {
        let mut lost = 0.0;
        row.iter()
            .map(|value| {
                let wanted = value + 0.5 * lost;
                let level = (wanted / size).round().clamp(-MAX_LEVEL as f32, MAX_LEVEL as f32);
                lost = wanted - level * size;
                level as i32
            })
            .collect::<Vec<i32>>()
    };
    tensor.values.chunks(columns(&tensor.shape)).flat_map(row).collect()
}

/// The parameter's values of its levels.
pub fn values(levels: &[i32], step: Step) -> Vec<f32> {
    levels.iter().map(|level| *level as f32 * step.size()).collect()
}

/// The parameters as they come out of a file that is written with these steps.
pub fn rounded(tensors: &[NamedTensor], steps: &[Step]) -> Vec<NamedTensor> {
    let rounded = |(tensor, step): (&NamedTensor, &Step)| NamedTensor {
        values: values(&levels(tensor, *step), *step),
        ..tensor.clone()
    };
    tensors.iter().zip(steps).map(rounded).collect()
}

/// The steps, one a parameter, at which a file is smallest while the error that `error` measures, of parameters in
/// place of `tensors`, rises by no more than `rise`, a fraction.
///
/// The error rises with the square of a step; how fast, each parameter is tried for alone. A file shrinks by the
/// same number of bits for each number of a parameter when its step doubles. So the file is smallest where every
/// parameter adds to the error in proportion to its numbers, and one scale is left to seek. It takes some two or
/// three measurements a parameter and ten more.
///
/// # Errors
/// What `error` gives.
pub async fn choose_steps<E>(
    tensors: &[NamedTensor],
    rise: f32,
    mut error: impl AsyncFnMut(&[NamedTensor]) -> Result<f32, E>,
) -> Result<Vec<Step>, E> {
    let before = error(tensors).await?;
    let mut sensitivities = Vec::with_capacity(tensors.len());
    let mut tried = tensors.to_vec();
    for (number, tensor) in tensors.iter().enumerate() {
        let mut size = TRIED * root_mean_square(tensor);
        let mut sensitivity = 0.0;
        for _ in 0..TRIALS {
            let step = Step::within(size);
            tried[number].values = values(&levels(tensor, step), step);
            let risen = (error(&tried).await? / before - 1.0).max(LEAST_RISE);
            sensitivity = risen / step.size().powi(2);
            // Further up the error is no square.
            if risen <= MOST_RISE * rise {
                break;
            }
            size = step.size() * (rise / risen).sqrt();
        }
        tried[number].clone_from(tensor);
        sensitivities.push(sensitivity);
    }
    let numbers: usize = tensors.iter().map(|tensor| tensor.values.len()).sum();
    let steps_at = |octaves: f32| -> Vec<Step> {
        let each = rise / numbers as f32 * octaves.exp2();
        let step = |(tensor, sensitivity): (&NamedTensor, &f32)| {
            let size = (each * tensor.values.len() as f32 / sensitivity).sqrt();
            Step::within(size.min(LARGEST * root_mean_square(tensor)))
        };
        tensors.iter().zip(&sensitivities).map(step).collect()
    };
    let (mut fine, mut coarse) = (-OCTAVES, OCTAVES);
    for _ in 0..HALVINGS {
        let middle = f32::midpoint(fine, coarse);
        let risen = error(&rounded(tensors, &steps_at(middle))).await? / before - 1.0;
        if risen <= rise {
            fine = middle;
        } else {
            coarse = middle;
        }
    }
    let mut steps = steps_at(fine);
    // What is left of the allowance goes to the large parameters, an eighth of an octave at a time.
    for (number, tensor) in
        tensors.iter().enumerate().filter(|(_, tensor)| 50 * tensor.values.len() > numbers)
    {
        for _ in 0..WIDENINGS {
            let step = steps[number];
            steps[number] = Step(step.0.saturating_add(1));
            let wider = steps[number].size() <= LARGEST * root_mean_square(tensor);
            if !wider || error(&rounded(tensors, &steps)).await? / before - 1.0 > rise {
                steps[number] = step;
                break;
            }
        }
    }
    Ok(steps)
}

/// The root of the mean square of a parameter, or next to nothing where all of it is zero.
fn root_mean_square(tensor: &NamedTensor) -> f32 {
    let sum: f32 = tensor.values.iter().map(|value| value * value).sum();
    (sum / tensor.values.len().max(1) as f32).sqrt().max(Step(0).size())
}
