//! Digits drawn by this program: a visitor without MNIST still has something to train on. Strokes are
//! shaken, bent and slanted at random, then framed like the digits of MNIST. The same seed gives the same
//! bytes on every machine: random numbers are hashes, and only arithmetic that is rounded alike is used.

use super::frame::{BOX, CENTRE, Frame};
use super::glyphs::{Point, STYLES, Style};
use super::raster::Line;
use super::{Dataset, Images, PIXELS, SIDE};
use crate::random::{Order, pcg4d, uniform};

/// Stream of the random generator that the digits are drawn from.
const STREAM: u32 = 0x6469_6769;
/// Pieces of a curve between two of its points.
const PIECES: usize = 5;

/// The digits that the program carries: enough to train on where there is no data and no network.
pub fn embedded() -> Dataset {
    synthetic(1, 12_000, 2_000)
}

/// Draws `train` and `test` digits, 0 to 9 equally often, in random order. The two sets share no digit.
pub fn synthetic(seed: u32, train: usize, test: usize) -> Dataset {
    Dataset { train: images(seed, 0, train), test: images(seed, 1, test) }
}

fn images(seed: u32, set: u32, count: usize) -> Images {
    let order = Order::new(count as u32);
    let labels: Vec<u8> =
        (0..count as u32).map(|position| (order.image(seed ^ STREAM, set, position) % 10) as u8).collect();
    let mut pixels = Vec::with_capacity(count * PIXELS);
    for (index, &label) in labels.iter().enumerate() {
        pixels.extend(digit(label, Draws { key: [seed, STREAM + set, index as u32], drawn: 0 }));
    }
    Images { rows: SIDE, columns: SIDE, pixels, labels }
}

/// The picture of one digit.
fn digit(label: u8, mut draws: Draws) -> Vec<u8> {
    let style = pick(STYLES[usize::from(label)], &mut draws);
    let hand = Hand::draw(&mut draws);
    let longer_side = draws.between(18.6, BOX as f32);
    let width = (2.9 + 0.65 * draws.normal()).clamp(1.7, 5.0) / longer_side;
    let lines: Vec<Line> = style
        .strokes
        .iter()
        .map(|stroke| Line { points: curve(&hand.shaken(stroke, &mut draws)), width })
        .collect();
    let centre = CENTRE.map(|middle| middle + draws.between(-0.6, 0.6));
    Frame { longer_side, centre }.picture(&lines).unwrap_or_else(|| vec![0; PIXELS])
}

fn pick(styles: &'static [Style], draws: &mut Draws) -> &'static Style {
    let total: u32 = styles.iter().map(|style| style.weight).sum();
    let mut left = draws.bits() % total;
    styles
        .iter()
        .find(|style| {
            let found = left < style.weight;
            left = left.saturating_sub(style.weight);
            found
        })
        .unwrap_or(&styles[0])
}

/// How one digit is written: everything that bends all its strokes alike.
struct Hand {
    /// Stretch along x.
    breadth: f32,
    /// How far the top leans to the right, per height.
    slant: f32,
    /// Tangent of half the angle of rotation.
    turn: f32,
    /// How far the middle is pushed sideways against top and bottom.
    bend: f32,
    /// How much broader the bottom is than the top.
    taper: f32,
    /// How far the middle is pushed down.
    drop: f32,
    /// Standard deviation of each point's own jitter.
    jitter: f32,
}

impl Hand {
    fn draw(draws: &mut Draws) -> Self {
        Self {
            breadth: (1.05 + 0.2 * draws.normal()).clamp(0.5, 1.6),
            slant: 0.18 + 0.2 * draws.normal(),
            turn: 0.04 * draws.normal(),
            bend: 0.12 * draws.normal(),
            taper: 0.18 * draws.normal(),
            drop: 0.12 * draws.normal(),
            jitter: draws.between(0.01, 0.032),
        }
    }

    /// The points of a stroke as this hand writes them. The two points of a corner stay together.
    fn shaken(&self, stroke: &[Point], draws: &mut Draws) -> Vec<Point> {
        let mut shaken: Vec<Point> = Vec::with_capacity(stroke.len());
        for (index, point) in stroke.iter().enumerate() {
            let moved = match shaken.last() {
                Some(&last) if same(stroke[index - 1], *point) => last,
                _ => {
                    let jitter = [draws.normal(), draws.normal()].map(|x| x * self.jitter);
                    self.moved([point[0] + jitter[0], point[1] + jitter[1]])
                }
            };
            shaken.push(moved);
        }
        shaken
    }

    fn moved(&self, [x, y]: Point) -> Point {
        let (x, y) = (x - 0.33, y - 0.5);
        let middle = 1.0 - 4.0 * y * y;
        let x = x * self.breadth * (1.0 + self.taper * 2.0 * y) + self.bend * middle * 0.5 - self.slant * y;
        let y = y + self.drop * middle * 0.5;
        // The rational form of a rotation: no sine, which machines round differently.
        let scale = 1.0 / (1.0 + self.turn * self.turn);
        let (cos, sin) = ((1.0 - self.turn * self.turn) * scale, 2.0 * self.turn * scale);
        [x * cos - y * sin, x * sin + y * cos]
    }
}

/// A smooth line through the points (Catmull and Rom, 1974), with a corner where two of them are the same.
fn curve(points: &[Point]) -> Vec<Point> {
    let mut line = Vec::with_capacity(points.len() * PIECES + 1);
    line.extend(points.first());
    for (index, ends) in points.windows(2).enumerate() {
        let (start, end) = (ends[0], ends[1]);
        if same(start, end) {
            continue;
        }
        let before = if index > 0 { points[index - 1] } else { start };
        let after = points.get(index + 2).copied().unwrap_or(end);
        for piece in 1..=PIECES {
            let t = piece as f32 / PIECES as f32;
            line.push([0, 1].map(|axis| {
                let (a, b, c, d) = (before[axis], start[axis], end[axis], after[axis]);
                b + 0.5
                    * t
                    * ((c - a) + t * ((2.0 * a - 5.0 * b + 4.0 * c - d) + t * (3.0 * (b - c) + d - a)))
            }));
        }
    }
    line
}

fn same(a: Point, b: Point) -> bool {
    (a[0] - b[0]).abs() + (a[1] - b[1]).abs() < 1e-6
}

/// The random numbers of one digit, one after the other.
struct Draws {
    key: [u32; 3],
    drawn: u32,
}

impl Draws {
    fn hash(&mut self) -> [u32; 4] {
        self.drawn += 1;
        pcg4d([self.key[0], self.key[1], self.key[2], self.drawn])
    }

    fn bits(&mut self) -> u32 {
        self.hash()[0] >> 8
    }

    fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * uniform(self.hash()[0])
    }

    /// Nearly a standard normal number, within ±3.5: the scaled sum of four uniform ones.
    fn normal(&mut self) -> f32 {
        (self.hash().into_iter().map(uniform).sum::<f32>() - 2.0) * 1.732_050_8
    }
}
