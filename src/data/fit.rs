//! Brings any picture to 28×28 as MNIST has them: grey, light on dark, the whole of it with its proportions kept.

use super::{PIXELS, SIDE};

/// A picture that was brought to 28×28.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fitted {
    /// `[SIDE, SIDE]`, 0 for paper and 255 for ink.
    pub picture: Vec<u8>,
    /// Whether light and dark were exchanged, since the picture's border is mostly light.
    pub inverted: bool,
}

/// Fits `rgba`, `[height, width, 4]` with alpha not multiplied in and at least one pixel: the longer side becomes
/// [`SIDE`], each pixel the mean of what it covers, and the rest stays paper.
pub fn fit(rgba: &[u8], width: usize) -> Fitted {
    let mut grey = grey(rgba);
    let inverted = border(&grey, width) > 127.5;
    if inverted {
        for pixel in &mut grey {
            *pixel = 255 - *pixel;
        }
    }
    let height = grey.len() / width;
    let longer = width.max(height);
    let fitted = |side: usize| ((side * SIDE + longer / 2) / longer).max(1);
    let (columns, rows) = (fitted(width), fitted(height));
    let (left, top) = ((SIDE - columns) / 2, (SIDE - rows) / 2);

    let narrow: Vec<f32> = grey.chunks_exact(width).flat_map(|line| means(line, columns)).collect();
    let mut picture = vec![0; PIXELS];
    for column in 0..columns {
        let line: Vec<f32> = narrow.iter().skip(column).step_by(columns).copied().collect();
        for (row, mean) in means(&line, rows).into_iter().enumerate() {
            picture[(top + row) * SIDE + left + column] = mean.round() as u8;
        }
    }
    Fitted { picture, inverted }
}

/// Luminance. What is transparent becomes dark under a light drawing and light under a dark one.
fn grey(rgba: &[u8]) -> Vec<u8> {
    let luminance = |pixel: &[u8]| {
        let [red, green, blue] = [0, 1, 2].map(|channel| u32::from(pixel[channel]));
        (299 * red + 587 * green + 114 * blue + 500) / 1000
    };
    let (mut light, mut opaque) = (0_u64, 0_u64);
    for pixel in rgba.chunks_exact(4) {
        light += u64::from(luminance(pixel) * u32::from(pixel[3]));
        opaque += u64::from(pixel[3]);
    }
    let ground = if 2 * light > 255 * opaque { 0 } else { 255 };
    rgba.chunks_exact(4)
        .map(|pixel| {
            let alpha = u32::from(pixel[3]);
            ((luminance(pixel) * alpha + ground * (255 - alpha) + 127) / 255) as u8
        })
        .collect()
}

/// Mean of the outermost pixels.
fn border(grey: &[u8], width: usize) -> f32 {
    let height = grey.len() / width;
    let is_outermost = |place: usize| {
        let (row, column) = (place / width, place % width);
        row == 0 || column == 0 || row == height - 1 || column == width - 1
    };
    let outermost = grey.iter().enumerate().filter(|(place, _)| is_outermost(*place));
    let (sum, count) =
        outermost.fold((0.0, 0.0), |(sum, count), (_, &pixel)| (sum + f32::from(pixel), count + 1.0));
    sum / count
}

/// A line of pixels in `count` equal parts: the mean of each.
fn means<T: Copy + Into<f32>>(line: &[T], count: usize) -> Vec<f32> {
    let length = line.len() as f32 / count as f32;
    (0..count)
        .map(|part| {
            let (from, to) = (part as f32 * length, (part + 1) as f32 * length);
            let last = (to.ceil() as usize).min(line.len());
            let covered = (from as usize..last).map(|place| {
                let share = (place as f32 + 1.0).min(to) - (place as f32).max(from);
                share * line[place].into()
            });
            covered.sum::<f32>() / length
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An opaque picture of greys.
    fn opaque(grey: &[u8]) -> Vec<u8> {
        grey.iter().flat_map(|&grey| [grey, grey, grey, 255]).collect()
    }

    #[test]
    fn a_picture_of_28_by_28_on_dark_stays_as_it_is() {
        let mut picture: Vec<u8> = (0..PIXELS).map(|index| (index * 7 % 256) as u8).collect();
        for (place, pixel) in picture.iter_mut().enumerate() {
            let (row, column) = (place / SIDE, place % SIDE);
            if row % (SIDE - 1) == 0 || column % (SIDE - 1) == 0 {
                *pixel = 0;
            }
        }
        assert_eq!(fit(&opaque(&picture), SIDE), Fitted { picture, inverted: false });
    }

    #[test]
    fn dark_on_light_is_inverted() {
        let mut grey = vec![250; 30 * 30];
        grey[15 * 30 + 15] = 0;
        let fitted = fit(&opaque(&grey), 30);
        assert!(fitted.inverted);
        assert_eq!(fitted.picture[0], 5);
        assert!(fitted.picture.iter().any(|&pixel| pixel > 150));
    }

    #[test]
    fn proportions_are_kept_and_the_rest_is_paper() {
        for (width, height) in [(200, 100), (100, 200), (56, 28), (1, 300), (300, 1), (3, 2), (1, 1)] {
            let mut grey = vec![100; width * height];
            grey[0] = 101;
            let Fitted { picture, inverted } = fit(&opaque(&grey), width);
            assert!(!inverted);
            let longer = width.max(height);
            let sides =
                [width, height].map(|side| (side as f32 * 28.0 / longer as f32).round().max(1.0) as usize);
            let inked = picture.iter().filter(|&&pixel| pixel > 0).count();
            assert_eq!(inked, sides[0] * sides[1], "{width}×{height}");
            assert!(picture.iter().all(|&pixel| pixel == 0 || pixel.abs_diff(100) <= 1), "{width}×{height}");
        }
    }

    #[test]
    fn means_are_of_what_a_pixel_covers() {
        assert_eq!(means(&[0_u8, 100, 200, 100], 2), [50.0, 150.0]);
        assert_eq!(means(&[0_u8, 90, 180], 2), [30.0, 150.0]);
        assert_eq!(means(&[10_u8, 20], 4), [10.0, 10.0, 20.0, 20.0]);
    }

    #[test]
    fn drawings_on_nothing_come_out_light_on_dark() {
        for ink in [0, 255] {
            let mut rgba = [ink, ink, ink, 0].repeat(PIXELS);
            rgba[4 * 400 + 3] = 255;
            let fitted = fit(&rgba, SIDE);
            assert_eq!(fitted.picture[400], 255, "ink {ink}");
            assert_eq!(fitted.picture.iter().map(|&pixel| u32::from(pixel)).sum::<u32>(), 255, "ink {ink}");
        }
    }

    #[test]
    fn colours_weigh_as_the_eye_sees_them() {
        let fitted = fit(&[0, 255, 0, 255].repeat(4), 2);
        assert_eq!((fitted.picture[0], fitted.inverted), (255 - 150, true));
    }
}
