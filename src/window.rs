//! The part of the latent plane that is in view, and how it moves. Pure arithmetic that page and worker share.

use crate::view::{LINEAR_REACH, Spread};
use serde::{Deserialize, Serialize};
use std::fmt::{self, Display, Formatter};
use std::ops::RangeInclusive;

/// Half the width of the narrowest and of the widest window, in plane coordinates.
pub const HALF_RANGE: RangeInclusive<f32> = 0.05..=4.0 * LINEAR_REACH;

/// A square part of the plane.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Window {
    /// Its middle, in plane coordinates.
    pub centre: [f32; 2],
    /// Half its width on a linear scale, in plane coordinates; on another scale it is the same share of the whole.
    pub half: f32,
}

impl Default for Window {
    fn default() -> Self {
        Self { centre: [0.0; 2], half: LINEAR_REACH }
    }
}

impl Window {
    /// Whether it is the whole plane, as one sees it first.
    pub fn is_whole(&self) -> bool {
        *self == Self::default()
    }

    /// Its width as a share of the whole.
    fn share(&self, spread: Spread) -> f32 {
        let share = self.half / LINEAR_REACH;
        // There is nothing beyond the last quantile.
        if spread == Spread::Quantiles { share.min(1.0) } else { share }
    }

    /// The point of the plane at a place of the plate, each coordinate 0 (left or bottom edge) to 1.
    pub fn point(&self, place: [f32; 2], spread: Spread) -> [f32; 2] {
        let share = self.share(spread);
        [0, 1].map(|axis| spread.coordinate(spread.place(self.centre[axis]) + (place[axis] - 0.5) * share))
    }

    /// The place on the plate of a point of the plane. Inverse of [`Self::point`].
    pub fn place(&self, point: [f32; 2], spread: Spread) -> [f32; 2] {
        let share = self.share(spread);
        [0, 1].map(|axis| 0.5 + (spread.place(point[axis]) - spread.place(self.centre[axis])) / share)
    }

    /// The window `factor` times as wide, with the same point at `place`.
    #[must_use]
    pub fn zoomed(&self, factor: f32, place: [f32; 2], spread: Spread) -> Self {
        let half = (self.half * factor).clamp(*HALF_RANGE.start(), *HALF_RANGE.end());
        let half = if spread == Spread::Quantiles { half.min(LINEAR_REACH) } else { half };
        let wider = self.share(spread) - Self { half, ..*self }.share(spread);
        Self { half, ..*self }.shifted(place.map(|place| (place - 0.5) * wider), spread)
    }

    /// The window moved by a part of its width to the right and up.
    #[must_use]
    pub fn moved(&self, by: [f32; 2], spread: Spread) -> Self {
        let share = self.share(spread);
        self.shifted(by.map(|by| by * share), spread)
    }

    /// The window moved by a part of the whole, within the widest.
    fn shifted(self, by: [f32; 2], spread: Spread) -> Self {
        let widest = if spread == Spread::Quantiles { 1.0 } else { HALF_RANGE.end() / LINEAR_REACH };
        let room = (0.5 * (widest - self.share(spread))).max(0.0);
        let middle = |axis: usize| {
            let middle = spread.place(self.centre[axis]) + by[axis];
            spread.coordinate(middle.clamp(0.5 - room, 0.5 + room))
        };
        Self { centre: [middle(0), middle(1)], ..self }
    }

    /// The window at `t` (0 to 1) of the way to another; the point that both show at one place stays there.
    #[must_use]
    pub fn toward(&self, to: &Self, t: f32) -> Self {
        let half = self.half * (to.half / self.half).powf(t);
        let widened = to.half - self.half;
        let part = if widened.abs() > 1e-4 * self.half { (half - self.half) / widened } else { t };
        let centre = [0, 1].map(|axis| self.centre[axis] + part * (to.centre[axis] - self.centre[axis]));
        if t < 1.0 { Self { centre, half } } else { *to }
    }

    /// Where this window lies on a plate that shows `other`: its lower left corner and its width, in widths of the
    /// plate.
    pub fn on(&self, other: &Self, spread: Spread) -> ([f32; 2], f32) {
        let (mine, whole) = (self.share(spread), other.share(spread));
        let corner = |axis: usize| {
            let apart = spread.place(self.centre[axis]) - spread.place(other.centre[axis]);
            0.5 + (apart - 0.5 * mine) / whole
        };
        ([corner(0), corner(1)], mine / whole)
    }
}

impl Display for Window {
    /// Middle and half width, `x:y:half`.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { centre: [x, y], half } = self;
        write!(f, "{x}:{y}:{half}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: [f32; 2], b: [f32; 2]) -> bool {
        a.iter().zip(b).all(|(a, b)| (a - b).abs() < 2e-4)
    }

    #[test]
    fn the_whole_reaches_to_three_deviations() {
        let whole = Window::default();
        assert!(near(whole.point([0.0, 1.0], Spread::Linear), [-3.0, 3.0]));
        assert!(near(whole.place([-3.0, 0.0], Spread::Linear), [0.0, 0.5]));
        assert!(near(whole.point([0.975, 0.5], Spread::Quantiles), [1.96, 0.0]));
    }

    #[test]
    fn places_and_points_undo_each_other_in_every_window() {
        for spread in [Spread::Linear, Spread::Quantiles] {
            for window in [Window::default(), Window { centre: [0.7, -1.1], half: 0.2 }] {
                for place in [[0.1, 0.9], [0.5, 0.25]] {
                    let back = window.place(window.point(place, spread), spread);
                    assert!(near(back, place), "{spread} {window:?}: {place:?} became {back:?}");
                }
            }
        }
    }

    #[test]
    fn zooming_keeps_what_is_under_the_pointer() {
        for spread in [Spread::Linear, Spread::Quantiles] {
            let (mut window, place) = (Window::default(), [0.3, 0.8]);
            let point = window.point(place, spread);
            for _ in 0..5 {
                window = window.zoomed(0.7, place, spread);
                assert!(near(window.point(place, spread), point), "{spread}: {window:?}");
            }
            let half_way = Window::default().toward(&window, 0.5);
            assert!(spread != Spread::Linear || near(half_way.point(place, spread), point), "{half_way:?}");
        }
    }

    #[test]
    fn a_window_keeps_its_bounds() {
        let far = (0..99).fold(Window::default(), |window, _| window.moved([0.5, -0.5], Spread::Linear));
        assert!(near(far.centre, [9.0, -9.0]), "{far}");
        let wide = far.zoomed(1e9, [0.0, 0.0], Spread::Linear);
        assert_eq!(wide, Window { centre: [0.0, 0.0], half: 12.0 });
        assert!((wide.zoomed(1e-9, [0.5, 0.5], Spread::Linear).half - 0.05).abs() < 1e-6);
        let quantiles = Window::default().zoomed(2.0, [0.1, 0.1], Spread::Quantiles);
        assert!(near(quantiles.centre, [0.0, 0.0]) && (quantiles.half - 3.0).abs() < 1e-6, "{quantiles:?}");
        let still = Window::default().moved([0.2, 0.2], Spread::Quantiles);
        assert!(near(still.centre, [0.0, 0.0]), "{still:?}");
    }

    #[test]
    fn an_old_picture_is_laid_where_its_points_are() {
        let (old, new) = (Window::default(), Window { centre: [1.5, 0.0], half: 1.5 });
        let ([x, y], width) = old.on(&new, Spread::Linear);
        assert!(near([x, y], [-1.0, -0.5]) && (width - 2.0).abs() < 1e-6, "{x} {y} {width}");
    }
}
