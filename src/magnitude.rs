//! How large numbers are.

/// The largest magnitude among the numbers that are finite; 0 if there are none.
pub fn largest<'a>(numbers: impl IntoIterator<Item = &'a f32>) -> f32 {
    numbers.into_iter().map(|number| number.abs()).filter(|it| it.is_finite()).fold(0.0, f32::max)
}
