//! Draws lines with round ends and smooth edges. The coverage of a pixel comes from its distance to the
//! line, as if the picture were smoothed by a box across the line.

/// Width of the smoothing, in pixels: the grey seam of a line is as wide as in MNIST.
const EDGE: f32 = 1.2;

/// A line through points, drawn with a round pen.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Places of the pen, `[x, y]` with y downwards. One point makes a dot.
    pub points: Vec<[f32; 2]>,
    /// Width of the pen, in the units of the points.
    pub width: f32,
}

/// How much of each pixel the lines cover, 0 to 1: `[side, side]`, row by row. Pixel (column, row) reaches
/// from (column, row) to (column + 1, row + 1). What lies outside is cut off.
pub fn coverage(lines: &[Line], side: usize) -> Vec<f32> {
    let mut pixels = vec![0.0_f32; side * side];
    let mut nearest = vec![f32::INFINITY; side * side];
    for line in lines {
        let radius = line.width / 2.0;
        nearest.fill(f32::INFINITY);
        match line.points.as_slice() {
            [] => {}
            [dot] => approach(&mut nearest, side, *dot, *dot, radius),
            points => {
                for ends in points.windows(2) {
                    approach(&mut nearest, side, ends[0], ends[1], radius);
                }
            }
        }
        for (pixel, &squared) in pixels.iter_mut().zip(&nearest) {
            if squared.is_finite() {
                *pixel = pixel.max(slab_overlap(squared.sqrt(), radius));
            }
        }
    }
    pixels
}

/// Lowers the squared distances of the pixels in reach of a pen that goes from `start` to `end`.
fn approach(nearest: &mut [f32], side: usize, start: [f32; 2], end: [f32; 2], radius: f32) {
    let reach = |axis: usize| {
        let (low, high) = (start[axis].min(end[axis]), start[axis].max(end[axis]));
        let margin = radius + EDGE / 2.0 - 0.5;
        // Casts to usize saturate, so that whatever lies outside ends at the border.
        ((low - margin) as usize)..((high + margin).ceil() as usize).min(side)
    };
    let along = [end[0] - start[0], end[1] - start[1]];
    let length_squared = dot(along, along);
    let per_length = if length_squared > 0.0 { 1.0 / length_squared } else { 0.0 };
    let (rows, columns) = (reach(1), reach(0));
    for row in rows {
        for column in columns.clone() {
            let to_pixel = [column as f32 + 0.5 - start[0], row as f32 + 0.5 - start[1]];
            let share = (dot(to_pixel, along) * per_length).clamp(0.0, 1.0);
            let offset = [to_pixel[0] - share * along[0], to_pixel[1] - share * along[1]];
            let pixel = &mut nearest[row * side + column];
            *pixel = pixel.min(dot(offset, offset));
        }
    }
}

/// Share of an interval of length [`EDGE`] around `distance` that lies between -radius and radius.
fn slab_overlap(distance: f32, radius: f32) -> f32 {
    let overlap = (distance + EDGE / 2.0).min(radius) - (distance - EDGE / 2.0).max(-radius);
    (overlap / EDGE).clamp(0.0, 1.0)
}

fn dot(a: [f32; 2], b: [f32; 2]) -> f32 {
    a[0] * b[0] + a[1] * b[1]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ink(points: Vec<[f32; 2]>, width: f32) -> f32 {
        coverage(&[Line { points, width }], 32).iter().sum()
    }

    #[test]
    fn a_dot_covers_the_area_of_a_disc() {
        for radius in [2.0_f32, 3.3, 8.0] {
            let area = std::f32::consts::PI * radius * radius;
            let covered = ink(vec![[16.2, 15.7]], 2.0 * radius);
            assert!((covered / area - 1.0).abs() < 0.04, "{covered} for {area}");
        }
    }

    #[test]
    fn a_line_covers_its_length_times_its_width_and_its_two_round_ends() {
        for width in [1.5_f32, 3.0, 4.5] {
            for end in [[26.0, 6.0], [26.0, 26.0], [11.0, 25.0]] {
                let length = ((end[0] - 6.0_f32).powi(2) + (end[1] - 6.0_f32).powi(2)).sqrt();
                let area = length * width + std::f32::consts::PI * width * width / 4.0;
                let covered = ink(vec![[6.0, 6.0], end], width);
                assert!((covered / area - 1.0).abs() < 0.06, "{covered} for {area}, width {width}");
            }
        }
    }

    #[test]
    fn lines_that_cross_do_not_add_up() {
        let cross = [
            Line { points: vec![[4.0, 16.0], [28.0, 16.0]], width: 4.0 },
            Line { points: vec![[16.0, 4.0], [16.0, 28.0]], width: 4.0 },
        ];
        let pixels = coverage(&cross, 32);
        assert!(pixels.iter().all(|&pixel| pixel <= 1.0));
        assert!((pixels[16 * 32 + 16] - 1.0).abs() < 1e-6);
    }

    #[test]
    fn what_lies_outside_is_cut_off() {
        assert!(ink(vec![[-50.0, -50.0], [-40.0, 900.0]], 3.0).abs() < 1e-6);
        assert!((ink(vec![[-1e9, 16.0], [1e9, 16.0]], 2.0) - 64.0).abs() < 1.0);
        assert!(ink(Vec::new(), 3.0).abs() < 1e-6);
    }
}
