//! Axes of charts: ticks at round numbers, and a range that a lone spike does not spoil.

/// Values at round distances (1, 2 or 5 times a power of ten) within `low..=high`, about `count` of them.
/// Empty if the range is empty or not finite.
pub fn nice_ticks(low: f32, high: f32, count: usize) -> Vec<f32> {
    if !(low.is_finite() && high.is_finite() && low < high) || count == 0 {
        return Vec::new();
    }
    let step = nice_step((high - low) / count as f32);
    if step <= 0.0 || (high - low) / step > 100.0 {
        return Vec::new();
    }
    let (first, last) = ((low / step).ceil() as i64, (high / step + 1e-4).floor() as i64);
    (first..=last).map(|index| index as f32 * step).collect()
}

/// Values 1, 2 or 5 times a power of ten within `low..=high`; where they are many, the powers alone. Empty if the range
/// is empty, not finite or not above zero.
pub fn log_ticks(low: f32, high: f32) -> Vec<f32> {
    if !(low.is_finite() && high.is_finite() && 0.0 < low && low < high) {
        return Vec::new();
    }
    let powers = low.log10().floor() as i32..=high.log10().ceil() as i32;
    let inside = |value: &f32| (low..=high * 1.0001).contains(value);
    let of = |factors: &[f32]| -> Vec<f32> {
        let values =
            powers.clone().flat_map(|power| factors.iter().map(move |factor| factor * 10_f32.powi(power)));
        values.filter(inside).collect()
    };
    let ticks = of(&[1.0, 2.0, 5.0]);
    if ticks.len() > 5 { of(&[1.0]) } else { ticks }
}

fn nice_step(raw: f32) -> f32 {
    let power = 10_f32.powf(raw.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().find(|factor| raw <= factor * power * 1.001);
    step.unwrap_or(10.0) * power
}

/// The smallest round number (1, 2, 2.5, 5 times a power of ten) that is not below `value`.
pub fn nice_top(value: f32) -> f32 {
    if !value.is_finite() || value <= 0.0 {
        return 1.0;
    }
    let power = 10_f32.powf(value.log10().floor());
    [1.0, 2.0, 2.5, 5.0].into_iter().find(|factor| value <= factor * power).unwrap_or(10.0) * power
}

/// The largest round number (1, 2, 5 times a power of ten) that is not above `value`.
pub fn nice_bottom(value: f32) -> f32 {
    if !value.is_finite() || value <= 0.0 {
        return 1.0;
    }
    let power = 10_f32.powf(value.log10().floor());
    [5.0, 2.0].into_iter().find(|factor| value >= factor * power).unwrap_or(1.0) * power
}

/// The value below which `share` (0 to 1) of `values` lie; `None` if there are none.
pub fn quantile(mut values: Vec<f32>, share: f32) -> Option<f32> {
    values.retain(|value| value.is_finite());
    if values.is_empty() {
        return None;
    }
    let index = ((values.len() - 1) as f32 * share.clamp(0.0, 1.0)).round() as usize;
    Some(*values.select_nth_unstable_by(index, f32::total_cmp).1)
}

/// Decimals with which every tick is written as it is.
pub fn decimals(ticks: &[f32]) -> usize {
    let whole = |tick: f32, digits: i32| {
        let scaled = tick * 10_f32.powi(digits);
        (scaled - scaled.round()).abs() < 1e-3 * scaled.abs().max(1e-3)
    };
    (0..6).find(|&digits| ticks.iter().all(|tick| whole(*tick, digits))).unwrap_or(6) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_within_the_range() {
        assert_eq!(nice_ticks(138.0, 190.0, 3), vec![140.0, 160.0, 180.0]);
        assert_eq!(nice_ticks(0.0, 20.0, 4), vec![0.0, 5.0, 10.0, 15.0, 20.0]);
        assert_eq!(decimals(&nice_ticks(0.0, 0.9, 4)), 1);
        assert_eq!(decimals(&[0.5]), 1);
        assert_eq!(decimals(&[0.0, 0.25]), 2);
        assert_eq!(decimals(&[140.0, 160.0]), 0);
    }

    #[test]
    fn a_range_that_is_empty_or_no_number_has_no_ticks() {
        assert!(nice_ticks(1.0, 1.0, 4).is_empty());
        assert!(nice_ticks(f32::NAN, 1.0, 4).is_empty());
        assert!(nice_ticks(0.0, f32::INFINITY, 4).is_empty());
    }

    #[test]
    fn logarithmic_ticks_are_round_and_few() {
        assert_eq!(log_ticks(0.09, 0.7), vec![0.1, 0.2, 0.5]);
        assert_eq!(log_ticks(0.01, 100.0), vec![0.01, 0.1, 1.0, 10.0, 100.0]);
        assert!(log_ticks(0.0, 1.0).is_empty() && log_ticks(2.0, 1.0).is_empty());
        assert!(log_ticks(1.0, f32::INFINITY).is_empty());
    }

    #[test]
    fn tops_are_round_and_not_below_the_value() {
        for value in [0.003, 0.9, 1.0, 6.6, 23.0, 26.0, 4800.0] {
            let top = nice_top(value);
            assert!(top >= value && top <= 2.6 * value, "{value} -> {top}");
            let bottom = nice_bottom(value);
            assert!(bottom <= value * 1.0001 && bottom >= value / 2.6, "{value} -> {bottom}");
        }
        assert!((nice_top(-1.0) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn quantiles_leave_a_spike_out() {
        let mut values = vec![150.0; 99];
        values.push(550.0);
        assert_eq!(quantile(values, 0.97), Some(150.0));
        assert_eq!(quantile(vec![f32::NAN], 0.5), None);
    }
}
