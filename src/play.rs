//! Playing in the latent space: what the visitor sets, the codes that are made of it, and what comes back. Pure
//! data and arithmetic.

use crate::named::names;
use crate::random::{PLAY_CODES, PLAY_NOISE, normal, pcg4d, uniform};
use serde::{Deserialize, Serialize};

/// Codes on the path from pin to pin, both included.
pub const MOST_FRAMES: u32 = 11;
/// The same on a narrow screen.
pub const FEW_FRAMES: u32 = 7;
/// Codes with noise.
pub const NOISY: u32 = 8;
/// Random codes.
pub const RANDOM: u32 = 16;
/// Random codes that a network with classes decodes as each of them.
pub const STYLES: u32 = 8;
/// Longest code that has a slider for each number.
pub const MOST_SLIDERS: u32 = 16;
/// Largest deviation of the noise.
pub const MOST_NOISE: f32 = 3.0;
/// Below this sine of the angle between two codes an arc has no direction, and the line is taken.
const NO_ANGLE: f64 = 1e-4;

/// A digit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Digit {
    /// Its picture, 28×28 bytes.
    pub picture: Vec<u8>,
    /// The class that a network is told with it, if it is told any.
    pub class: u8,
}

/// An end of the path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Pin {
    /// A point of the plane.
    Place([f32; 2]),
    /// The code of a digit, wherever it moves as training goes on.
    Digit(Digit),
}

/// How a path goes from code to code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Way {
    /// Straight.
    #[default]
    Linear,
    /// Along an arc about the origin.
    Spherical,
}

names!(Way { Linear = "linear", Spherical = "spherical" });

/// What the visitor plays with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Play {
    /// Both ends of the path.
    pub pins: [Pin; 2],
    /// How it goes.
    pub way: Way,
    /// Codes on it, 2 to [`MOST_FRAMES`].
    pub frames: u32,
    /// The place on it that is looked at, 0 to 1.
    pub at: f32,
    /// Deviation of the noise on the code of the digit at hand, 0 to [`MOST_NOISE`], in deviations of the codes.
    pub noise: f32,
    /// The code that the sliders are set to; `None` for that of the digit at hand.
    pub code: Option<Vec<f32>>,
    /// Number of the draw of random codes.
    pub draw: u32,
    /// Whether the pictures are in view, and so are made again as training goes on.
    pub watched: bool,
}

impl Default for Play {
    fn default() -> Self {
        Self {
            pins: [Pin::Place([-2.0, 0.8]), Pin::Place([1.2, -1.6])],
            way: Way::default(),
            frames: MOST_FRAMES,
            at: 0.0,
            noise: 1.0,
            code: None,
            draw: 0,
            watched: false,
        }
    }
}

/// What comes of it. Pictures are 28×28 bytes, one after another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Played {
    /// The digit at hand: the drawn or picked one, else the first of the strip.
    pub digit: Digit,
    /// Its code, `[latent]`.
    pub code: Vec<f32>,
    /// From where to where each number of a code goes, `[latent]`.
    pub ranges: Vec<[f32; 2]>,
    /// Points of the plane at or nearest to the pins.
    pub pins: [[f32; 2]; 2],
    /// Points of the plane nearest to the path's codes, `[frames]`.
    pub points: Vec<[f32; 2]>,
    /// Point of the plane nearest to the code that is looked at.
    pub point: [f32; 2],
    /// The path's codes decoded, `[frames]`.
    pub path: Vec<u8>,
    /// The code that is looked at, decoded.
    pub now: Vec<u8>,
    /// The codes with noise decoded, `[NOISY]`.
    pub noisy: Vec<u8>,
    /// The sliders' code decoded.
    pub set: Vec<u8>,
    /// Random codes decoded, `[RANDOM]`; by a network with classes, a row of the same codes for each,
    /// `[classes, STYLES]`.
    pub random: Vec<u8>,
}

/// The code at `t` (0 to 1) of the way from `a` to `b`. An arc turns at an even pace (Shoemake, 1985); where both
/// codes point the same way or opposite ways it is the line.
///
/// ```
/// use latent_playground::play::{Way, between};
/// assert_eq!(between(&[1.0, 0.0], &[0.0, 1.0], 0.5, Way::Linear), [0.5, 0.5]);
/// let half = std::f32::consts::FRAC_1_SQRT_2;
/// assert_eq!(between(&[1.0, 0.0], &[0.0, 1.0], 0.5, Way::Spherical), [half, half]);
/// ```
pub fn between(a: &[f32], b: &[f32], t: f32, way: Way) -> Vec<f32> {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>();
    let angle = (dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()).clamp(-1.0, 1.0).acos();
    let t = f64::from(t);
    // A code of length 0 has no angle: it is not a number, and no number is above the bound.
    let (of_a, of_b) = if way == Way::Spherical && angle.sin() > NO_ANGLE {
        (((1.0 - t) * angle).sin() / angle.sin(), (t * angle).sin() / angle.sin())
    } else {
        (1.0 - t, t)
    };
    a.iter().zip(b).map(|(a, b)| (of_a * f64::from(*a) + of_b * f64::from(*b)) as f32).collect()
}

/// A code `[latent]` with `level` times the same noise on it, in units of `unit` `[latent]`: [`NOISY`] codes.
pub fn noisy_codes(code: &[f32], unit: &[f32], level: f32) -> Vec<f32> {
    let numbers = (0..NOISY).flat_map(|_| code.iter().zip(unit));
    numbers
        .zip(0..)
        .map(|((number, unit), element)| number + level * unit * normal(0, PLAY_NOISE, 0, element))
        .collect()
}

/// [`RANDOM`] codes of the standard normal prior.
pub fn prior_codes(latent: usize, draw: u32) -> Vec<f32> {
    (0..RANDOM * latent as u32).map(|element| normal(0, PLAY_CODES, draw, element)).collect()
}

/// [`RANDOM`] codes whose numbers are drawn evenly from `ranges` `[latent]`.
pub fn uniform_codes(ranges: &[[f32; 2]], draw: u32) -> Vec<f32> {
    let numbers = (0..RANDOM).flat_map(|_| ranges);
    numbers
        .zip(0..)
        .map(|([low, high], element)| low + (high - low) * uniform(pcg4d([0, PLAY_CODES, draw, element])[0]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: &[f32], wanted: &[f32]) -> bool {
        found.len() == wanted.len() && found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-5)
    }

    #[test]
    fn both_ways_begin_at_one_code_and_end_at_the_other() {
        let (a, b) = ([0.5, -2.0, 1.0], [1.5, 0.25, 3.0]);
        for &way in Way::ALL {
            assert!(near(&between(&a, &b, 0.0, way), &a), "{way}");
            assert!(near(&between(&a, &b, 1.0, way), &b), "{way}");
        }
    }

    #[test]
    fn an_arc_turns_evenly_and_keeps_the_length() {
        // A third of a right angle is 30 degrees.
        let third = between(&[2.0, 0.0, 0.0], &[0.0, 0.0, 2.0], 1.0 / 3.0, Way::Spherical);
        assert!(near(&third, &[3.0_f32.sqrt(), 0.0, 1.0]), "{third:?}");
        // 120 degrees: the middle is the sum of both.
        let (a, b) = ([1.0, 0.0], [-0.5, 3.0_f32.sqrt() / 2.0]);
        let middle = between(&a, &b, 0.5, Way::Spherical);
        assert!(near(&middle, &[0.5, 3.0_f32.sqrt() / 2.0]), "{middle:?}");
    }

    #[test]
    fn without_an_angle_the_arc_is_the_line() {
        for (a, b) in [([1.0, 2.0], [2.0, 4.0]), ([1.0, 2.0], [-1.0, -2.0]), ([0.0, 0.0], [3.0, 1.0])] {
            let (arc, line) = (between(&a, &b, 0.3, Way::Spherical), between(&a, &b, 0.3, Way::Linear));
            assert!(near(&arc, &line), "{arc:?} {line:?}");
        }
    }

    #[test]
    fn noise_only_scales_with_its_level() {
        let (code, unit) = ([0.5, -1.0, 4.0], [1.0, 2.0, 0.0]);
        assert!(near(&noisy_codes(&code, &unit, 0.0), &code.repeat(NOISY as usize)));
        let offsets = |level: f32| -> Vec<f32> {
            let noisy = noisy_codes(&code, &unit, level);
            noisy.iter().zip(code.iter().cycle()).map(|(noisy, code)| noisy - code).collect()
        };
        let (one, three) = (offsets(1.0), offsets(3.0));
        assert!(near(&three, &one.iter().map(|offset| 3.0 * offset).collect::<Vec<_>>()));
        assert!(one.iter().skip(2).step_by(3).all(|&offset| offset == 0.0));
        assert!((one[0] - one[3]).abs() > 1e-3, "two codes have the same noise");
    }

    #[test]
    fn random_codes_are_of_the_prior_or_within_their_ranges() {
        let of_prior = prior_codes(600, 1);
        let variance = of_prior.iter().map(|x| x * x).sum::<f32>() / of_prior.len() as f32;
        assert!((variance - 1.0).abs() < 0.05, "{variance}");
        assert_ne!(of_prior, prior_codes(600, 2));
        let codes = uniform_codes(&[[0.0, 2.0], [-5.0, -4.0]], 3);
        assert_eq!(codes.len(), 2 * RANDOM as usize);
        for code in codes.chunks(2) {
            assert!((0.0..2.0).contains(&code[0]) && (-5.0..-4.0).contains(&code[1]), "{code:?}");
        }
    }
}
