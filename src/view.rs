//! How the latent plane is looked at, and the map between a place on the plate and a point of the plane.
//! Pure data and arithmetic that page and worker share.

use crate::named::names;
use crate::normal::{normal_cumulative, normal_quantile};
use crate::window::Window;
use serde::{Deserialize, Serialize};

/// Half the width of the plane on a linear scale, in standard deviations of the prior.
pub const LINEAR_REACH: f32 = 3.0;

/// How much of the decoded grid is seen under the codes; as in static/style.css.
const DIMMED: f64 = 0.24;

/// What the plate shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Marks {
    /// The decoded grid.
    #[default]
    Manifold,
    /// The codes of the test digits.
    Codes,
    /// The codes over the dimmed grid.
    Both,
}

impl Marks {
    /// How much is seen of the decoded grid and of the codes, 0 to 1.
    pub fn opacities(self) -> [f64; 2] {
        match self {
            Self::Manifold => [1.0, 0.0],
            Self::Codes => [0.0, 1.0],
            Self::Both => [DIMMED, 1.0],
        }
    }
}

/// How places on the plate are spread over the plane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Spread {
    /// Evenly from -3 to 3.
    #[default]
    Linear,
    /// By quantiles of the standard normal prior: equal areas are equally probable.
    Quantiles,
}

/// What a network is fed in the strip and on the pad; it is trained on its own data all the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Feed {
    /// Its own test images.
    #[default]
    Own,
    /// Test images of the data set that it does not know.
    Other,
    /// Noise.
    Noise,
}

names!(Feed { Own = "own", Other = "other", Noise = "noise" });
names!(Marks { Manifold = "manifold", Codes = "codes", Both = "both" });
names!(Spread { Linear = "linear", Quantiles = "quantiles" });

/// The visitor's view of the plane.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// What the plate shows.
    pub marks: Marks,
    /// Decoded digits in a row and in a column, 15 to 30.
    pub grid: u32,
    /// Scale of both axes.
    pub spread: Spread,
    /// Class of the decoded digits, for a network that is given one, below [`CLASSES`].
    pub class: u8,
    /// What the strip and the pad's random picture are taken from.
    pub feed: Feed,
    /// The part of the plane that the plate shows.
    pub window: Window,
}

/// Classes of images.
pub const CLASSES: u8 = 10;

/// Smallest and largest choice of decoded digits in a row.
pub const GRID_RANGE: std::ops::RangeInclusive<u32> = 15..=30;

impl Default for View {
    fn default() -> Self {
        Self {
            marks: Marks::default(),
            grid: 20,
            spread: Spread::default(),
            class: 0,
            feed: Feed::default(),
            window: Window::default(),
        }
    }
}

impl View {
    /// The point of the plane at a place of the plate, each coordinate 0 (left or bottom edge) to 1.
    pub fn point(&self, place: [f32; 2]) -> [f32; 2] {
        self.window.point(place, self.spread)
    }

    /// The place on the plate of a point of the plane. Inverse of [`Self::point`].
    pub fn place(&self, point: [f32; 2]) -> [f32; 2] {
        self.window.place(point, self.spread)
    }
}

impl Spread {
    /// The coordinate at `place`, 0 (left or bottom edge of the whole plane) to 1.
    ///
    /// ```
    /// use latent_playground::view::Spread;
    /// assert_eq!(Spread::Linear.coordinate(0.5), 0.0);
    /// assert!((Spread::Quantiles.coordinate(0.975) - 1.96).abs() < 1e-3);
    /// ```
    pub fn coordinate(self, place: f32) -> f32 {
        match self {
            Self::Linear => (2.0 * place - 1.0) * LINEAR_REACH,
            Self::Quantiles => normal_quantile(place),
        }
    }

    /// The place, 0 to 1 where it is on the whole plane, of a coordinate. Inverse of [`Self::coordinate`].
    pub fn place(self, coordinate: f32) -> f32 {
        match self {
            Self::Linear => 0.5 + coordinate / (2.0 * LINEAR_REACH),
            Self::Quantiles => normal_cumulative(coordinate),
        }
    }
}
