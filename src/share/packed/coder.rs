//! Whole numbers to bytes and back. A number is told by yes-or-no questions, and a range coder spends on each answer
//! what it is worth under a chance that adapts to the answers before; which chance that is depends on how large the
//! number's neighbours in its matrix are. The idea is that of `DeepCABAC` (Wiedemann et al., 2020).

use constriction::backends::Cursor;
use constriction::stream::model::{DecoderModel, EncoderModel, EntropyModel};
use constriction::stream::queue::{DefaultRangeDecoder, DefaultRangeEncoder};
use constriction::stream::{Decode, Encode};
use std::borrow::Borrow;
use std::num::NonZeroU16;

/// Bits of the largest magnitude of a number.
const BITS: usize = 18;
/// Largest magnitude of a number.
pub const MAX_LEVEL: i32 = (1 << BITS) - 1;

/// Bits of a chance.
const PRECISION: usize = 16;
/// Chances are no nearer than this to never and to always.
const LEAST: u16 = 32;
/// A chance weighs a new answer as one of so many at least.
const MEMORY: u8 = 160;
/// Sizes of a number's neighbours that are told apart.
const SIZES: usize = 24;

/// The chance of the answer no, in 65536ths, as the answers so far have it.
#[derive(Clone, Copy)]
struct Chance {
    no: u16,
    answers: u8,
}

impl Chance {
    const EVEN: Self = Self { no: 1 << (PRECISION - 1), answers: 0 };

    fn learn(&mut self, yes: bool) {
        let weight = u16::from(self.answers) + 2;
        if yes {
            self.no -= self.no / weight;
        } else {
            self.no += (u16::MAX - self.no) / weight;
        }
        self.answers = (self.answers + 1).min(MEMORY);
    }

    fn of_no(self) -> u16 {
        self.no.clamp(LEAST, u16::MAX - LEAST)
    }

    /// Left end and width of an answer's part of all 65536.
    fn part(self, yes: bool) -> (u16, NonZeroU16) {
        let no = self.of_no();
        let (left, width) = if yes { (no, no.wrapping_neg()) } else { (0, no) };
        (left, NonZeroU16::new(width).expect("a chance is neither never nor always"))
    }
}

impl EntropyModel<PRECISION> for Chance {
    type Symbol = bool;
    type Probability = u16;
}

impl EncoderModel<PRECISION> for Chance {
    fn left_cumulative_and_probability(&self, yes: impl Borrow<bool>) -> Option<(u16, NonZeroU16)> {
        Some(self.part(*yes.borrow()))
    }
}

impl DecoderModel<PRECISION> for Chance {
    fn quantile_function(&self, quantile: u16) -> (bool, u16, NonZeroU16) {
        let yes = quantile >= self.of_no();
        let (left, width) = self.part(yes);
        (yes, left, width)
    }
}

/// The bytes of matrices, each given by its columns and its numbers row by row, none of them beyond [`MAX_LEVEL`].
pub fn write<'a>(matrices: impl Iterator<Item = (usize, &'a [i32])>) -> Vec<u8> {
    let mut coder = DefaultRangeEncoder::new();
    let mut chances = Chances::new();
    for (columns, levels) in matrices {
        for place in 0..levels.len() {
            let context = Context::after(&levels[..place], columns);
            chances.number(context, levels[place], |chance, yes| {
                coder.encode_symbol(yes, chance).ok().map(|()| yes)
            });
        }
    }
    let words = coder.into_compressed().unwrap_or_else(|never| match never {});
    words.into_iter().flat_map(u32::to_le_bytes).collect()
}

/// Reads matrices.
pub struct Reader {
    coder: DefaultRangeDecoder<Cursor<u32, Vec<u32>>>,
    chances: Chances,
}

impl Reader {
    /// From the bytes that [`write`] made; none if they are not whole words.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        let (words, []) = bytes.as_chunks() else { return None };
        let words: Vec<u32> = words.iter().map(|word| u32::from_le_bytes(*word)).collect();
        let coder = DefaultRangeDecoder::from_compressed(words).unwrap_or_else(|never| match never {});
        Some(Self { coder, chances: Chances::new() })
    }

    /// The next matrix, of `count` numbers. None if the bytes hold no such.
    pub fn matrix(&mut self, columns: usize, count: usize) -> Option<Vec<i32>> {
        let mut levels = Vec::with_capacity(count);
        for _ in 0..count {
            let context = Context::after(&levels, columns);
            let coder = &mut self.coder;
            levels.push(self.chances.number(context, 0, |chance, _| coder.decode_symbol(chance).ok())?);
        }
        Some(levels)
    }

    /// Whether all bytes have been used.
    pub fn is_used_up(&self) -> bool {
        self.coder.maybe_exhausted()
    }
}

/// What is known of a number from its neighbours.
#[derive(Clone, Copy)]
struct Context {
    /// How large they are, below [`SIZES`].
    size: usize,
    /// Signs of the one before and the one above: 0 for negative, 1 for zero, 2 for positive.
    signs: [usize; 2],
}

impl Context {
    /// Of the number that comes after `levels`: the one before it weighs as two, the three above it as one each.
    fn after(levels: &[i32], columns: usize) -> Self {
        let place = levels.len();
        let above = |rows: usize| place.checked_sub(rows * columns).map_or(0, |place| levels[place]);
        let before = if place.is_multiple_of(columns) { 0 } else { levels[place - 1] };
        let sum: u32 =
            [before, before, above(1), above(2), above(3)].map(i32::unsigned_abs).into_iter().sum();
        // Two sizes an octave.
        let size = match sum.checked_ilog2() {
            None => 0,
            Some(0) => 1,
            Some(octave) => 2 * octave + (sum >> (octave - 1)) % 2,
        };
        let sign = |level: i32| (1 + level.signum()) as usize;
        Self { size: (size as usize).min(SIZES - 1), signs: [sign(before), sign(above(1))] }
    }
}

/// The chances of all questions.
struct Chances {
    /// Whether a magnitude has more bits than so many, by the size of the neighbours.
    longer: [[Chance; BITS]; SIZES],
    /// Whether a digit after the leading one is 1, by the number of digits and by those before it, the first two.
    digits: [[Chance; 4]; BITS + 1],
    /// Whether a number is negative, by the signs of the neighbours.
    negative: [[Chance; 3]; 3],
}

impl Chances {
    fn new() -> Self {
        Self {
            longer: [[Chance::EVEN; BITS]; SIZES],
            digits: [[Chance::EVEN; 4]; BITS + 1],
            negative: [[Chance::EVEN; 3]; 3],
        }
    }

    /// Asks for a number. `answer` is given the chance of a question and, when `level` is written, its answer; the
    /// number that comes back is the one of the answers.
    fn number(
        &mut self,
        Context { size, signs: [before, above] }: Context,
        level: i32,
        mut answer: impl FnMut(Chance, bool) -> Option<bool>,
    ) -> Option<i32> {
        let mut ask = |chance: &mut Chance, yes| {
            let yes = answer(*chance, yes)?;
            chance.learn(yes);
            Some(yes)
        };
        let written = level.unsigned_abs();
        let digits = (u32::BITS - written.leading_zeros()) as usize;
        let mut count = 0;
        while count < BITS && ask(&mut self.longer[size][count], digits > count)? {
            count += 1;
        }
        if count == 0 {
            return Some(0);
        }
        let mut magnitude = 1;
        for place in (0..count - 1).rev() {
            let (mut even, one) = (Chance::EVEN, (written >> place) & 1 == 1);
            let chance = self.digits[count].get_mut(magnitude).unwrap_or(&mut even);
            magnitude = 2 * magnitude + usize::from(ask(chance, one)?);
        }
        let negative = ask(&mut self.negative[before][above], level < 0)?;
        Some(if negative { -(magnitude as i32) } else { magnitude as i32 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::pcg4d;
    use proptest::prelude::*;

    fn round_trip(matrices: &[(usize, Vec<i32>)]) -> usize {
        let bytes = write(matrices.iter().map(|(columns, levels)| (*columns, levels.as_slice())));
        let mut reader = Reader::new(&bytes).expect("whole words");
        for (columns, levels) in matrices {
            assert_eq!(reader.matrix(*columns, levels.len()).as_ref(), Some(levels));
        }
        assert!(reader.is_used_up());
        bytes.len()
    }

    #[test]
    fn zeros_cost_next_to_nothing_and_noise_what_it_is_worth() {
        assert!(round_trip(&[(100, vec![0; 100_000])]) < 60);
        // Three values, equally likely, are worth log₂ 3 bits each.
        let noise: Vec<i32> = (0..30_000).map(|i| (pcg4d([i, 0, 0, 0])[0] % 3) as i32 - 1).collect();
        let bits = 8.0 * round_trip(&[(30, noise)]) as f32 / 30_000.0;
        assert!((1.55..1.65).contains(&bits), "{bits}");
    }

    #[test]
    fn the_largest_numbers_survive() {
        round_trip(&[(3, vec![MAX_LEVEL, -MAX_LEVEL, 0, 1, -1, MAX_LEVEL]), (1, vec![]), (1, vec![-5])]);
    }

    proptest! {
        #[test]
        fn any_matrices_survive(
            matrices in prop::collection::vec(
                (1_usize..9, prop::collection::vec(-MAX_LEVEL..=MAX_LEVEL, 0..60)), 0..4)
        ) {
            round_trip(&matrices);
        }
    }
}
