//! Pictures of nothing: every pixel drawn at random, evenly from paper to ink.

use super::SIDE;
use crate::random::pcg4d;

/// The noise picture that `seed` gives, `[SIDE, SIDE]`, of `cells` × `cells` even squares: as fine as what a
/// network is given, so that averaging over squares leaves the noise in it. `cells` is 1 to [`SIDE`].
pub fn noise(cells: usize, seed: u32) -> Vec<u8> {
    let cell = |place: usize| place * cells / SIDE;
    let pixels = (0..SIDE).flat_map(|row| (0..SIDE).map(move |column| (cell(row), cell(column))));
    pixels.map(|(row, column)| (pcg4d([seed, row as u32, column as u32, 0])[0] >> 24) as u8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_even_from_paper_to_ink_and_another_for_every_seed() {
        let picture = noise(SIDE, 1);
        let mean = picture.iter().map(|&pixel| f32::from(pixel)).sum::<f32>() / picture.len() as f32;
        let deviation = picture.iter().map(|&pixel| (f32::from(pixel) - mean).powi(2)).sum::<f32>()
            / picture.len() as f32;
        assert!((mean - 127.5).abs() < 10.0, "mean {mean}");
        assert!((deviation.sqrt() - 73.9).abs() < 6.0, "deviation {}", deviation.sqrt());
        assert_ne!(picture, noise(SIDE, 2));
    }

    #[test]
    fn coarse_noise_has_squares_of_one_grey() {
        let picture = noise(7, 3);
        for (place, pixel) in picture.iter().enumerate() {
            let (row, column) = (place / SIDE / 4 * 4, place % SIDE / 4 * 4);
            assert_eq!(*pixel, picture[row * SIDE + column]);
        }
        assert_ne!(picture[0], picture[4]);
    }
}
