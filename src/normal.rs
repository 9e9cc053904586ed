//! The standard normal distribution: its cumulative probability and the inverse of that. They spread the
//! latent plane by the quantiles of the prior.

use std::f64::consts::FRAC_1_SQRT_2;

/// Probabilities nearer than this to 0 or 1 count as this near, so that quantiles stay within ±5.2.
pub const SMALLEST_TAIL: f64 = 1e-7;

/// Probability that a standard normal number is at most `x`.
pub fn normal_cumulative(x: f32) -> f32 {
    (0.5 * libm::erfc(-f64::from(x) * FRAC_1_SQRT_2)) as f32
}

/// The number that a standard normal one is at most with this probability: inverse of [`normal_cumulative`].
/// Finite everywhere, see [`SMALLEST_TAIL`]. Rational approximation of P. J. Acklam (2003), relative error
/// below 1.2e-9.
pub fn normal_quantile(probability: f32) -> f32 {
    let p = f64::from(probability).clamp(SMALLEST_TAIL, 1.0 - SMALLEST_TAIL);
    let quantile = if p < CENTRE_FROM {
        lower_tail(p)
    } else if p > 1.0 - CENTRE_FROM {
        -lower_tail(1.0 - p)
    } else {
        centre(p)
    };
    quantile as f32
}

/// Where the approximation of the tail ends and that of the centre begins.
const CENTRE_FROM: f64 = 0.02425;

fn centre(p: f64) -> f64 {
    const ABOVE: [f64; 6] = [
        -3.969_683_028_665_376e1,
        2.209_460_984_245_205e2,
        -2.759_285_104_469_687e2,
        1.383_577_518_672_69e2,
        -3.066_479_806_614_716e1,
        2.506_628_277_459_239,
    ];
    const BELOW: [f64; 6] = [
        -5.447_609_879_822_406e1,
        1.615_858_368_580_409e2,
        -1.556_989_798_598_866e2,
        6.680_131_188_771_972e1,
        -1.328_068_155_288_572e1,
        1.0,
    ];
    let q = p - 0.5;
    q * polynomial(&ABOVE, q * q) / polynomial(&BELOW, q * q)
}

fn lower_tail(p: f64) -> f64 {
    const ABOVE: [f64; 6] = [
        -7.784_894_002_430_293e-3,
        -3.223_964_580_411_365e-1,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const BELOW: [f64; 5] = [
        7.784_695_709_041_462e-3,
        3.224_671_290_700_398e-1,
        2.445_134_137_142_996,
        3.754_408_661_907_416,
        1.0,
    ];
    let q = (-2.0 * libm::log(p)).sqrt();
    polynomial(&ABOVE, q) / polynomial(&BELOW, q)
}

/// The polynomial with these coefficients, highest power first.
fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().fold(0.0, |sum, coefficient| sum * x + coefficient)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_agree_with_the_tables() {
        for (probability, quantile) in [
            (0.001, -3.090_232_3),
            (0.024, -1.977_368_4),
            (0.025, -1.959_964),
            (0.25, -0.674_489_75),
            (0.5, 0.0),
            (0.841_344_8, 1.0),
            (0.975, 1.959_964),
            (0.977_249_87, 2.0),
            (0.999, 3.090_232_3),
        ] {
            let found: f32 = normal_quantile(probability);
            // In the tails half a unit in the last place of the probability is worth 4e-6.
            assert!((found - quantile).abs() < 5e-6, "{probability}: {found}, not {quantile}");
        }
    }

    #[test]
    fn cumulative_probabilities_agree_with_the_tables() {
        for (x, probability) in [
            (-3.0, 0.001_349_898),
            (-1.0, 0.158_655_25),
            (0.0, 0.5),
            (0.5, 0.691_462_46),
            (2.0, 0.977_249_87),
        ] {
            let found: f32 = normal_cumulative(x);
            assert!((found - probability).abs() < 1e-7, "{x}: {found}, not {probability}");
        }
    }

    #[test]
    fn each_undoes_the_other() {
        for step in -30_i16..=30 {
            let x = f32::from(step) / 10.0;
            let back = normal_quantile(normal_cumulative(x));
            assert!((back - x).abs() < 2e-5, "{x} became {back}");
        }
    }

    #[test]
    fn the_edges_of_the_plate_are_finite() {
        for probability in [-1.0, 0.0, f32::MIN_POSITIVE, 1.0, 2.0, f32::INFINITY] {
            assert!(normal_quantile(probability).abs() < 5.2, "{probability}");
        }
    }
}
