//! What is typed into a field becomes a setting, or a sentence that says what the field takes.

use crate::page::words::{self, Text};
use crate::settings::{MAX_BATCH, MAX_HIDDEN, MAX_LATENT};
use thiserror::Error;

/// A value that a field does not take.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FieldError {
    /// Not a whole number in range.
    #[error("{}", words::takes_whole(*name, *low, *high, text))]
    Whole {
        /// The field's label.
        name: Text,
        /// Smallest value.
        low: u32,
        /// Largest value.
        high: u32,
        /// What was typed.
        text: String,
    },
    /// Not a learning rate.
    #[error("{}", words::takes_rate(text))]
    LearningRate {
        /// What was typed.
        text: String,
    },
    /// Not a weight of the KL term.
    #[error("{}", words::takes_beta(text))]
    Beta {
        /// What was typed.
        text: String,
    },
}

/// The latent size in `text`, 1 to [`MAX_LATENT`].
///
/// # Errors
/// [`FieldError::Whole`] if it is no such number.
pub fn latent(text: &str) -> Result<u32, FieldError> {
    whole(words::LATENT, text, 1, MAX_LATENT)
}

/// The width of the hidden layers in `text`, 1 to [`MAX_HIDDEN`].
///
/// # Errors
/// [`FieldError::Whole`] if it is no such number.
pub fn hidden(text: &str) -> Result<u32, FieldError> {
    whole(words::HIDDEN, text, 1, MAX_HIDDEN)
}

/// The batch size in `text`, 1 to [`MAX_BATCH`].
///
/// # Errors
/// [`FieldError::Whole`] if it is no such number.
pub fn batch(text: &str) -> Result<u32, FieldError> {
    whole(words::BATCH, text, 1, MAX_BATCH)
}

/// The seed in `text`, 0 to 4,294,967,295.
///
/// # Errors
/// [`FieldError::Whole`] if it is no such number.
pub fn seed(text: &str) -> Result<u32, FieldError> {
    whole(words::SEED, text, 0, u32::MAX)
}

/// The learning rate in `text`, above 0 and at most 1e6.
///
/// # Errors
/// [`FieldError::LearningRate`] if it is no such number.
pub fn learning_rate(text: &str) -> Result<f32, FieldError> {
    let refused = || FieldError::LearningRate { text: shortened(text) };
    let rate: f32 = text.trim().parse().map_err(|_| refused())?;
    if rate > 0.0 && rate <= 1e6 { Ok(rate) } else { Err(refused()) }
}

/// The weight of the KL term in `text`, 0 to 100.
///
/// # Errors
/// [`FieldError::Beta`] if it is no such number.
pub fn beta(text: &str) -> Result<f32, FieldError> {
    let refused = || FieldError::Beta { text: shortened(text) };
    let beta: f32 = text.trim().parse().map_err(|_| refused())?;
    if (0.0..=100.0).contains(&beta) { Ok(beta) } else { Err(refused()) }
}

fn whole(name: Text, text: &str, low: u32, high: u32) -> Result<u32, FieldError> {
    match text.trim().parse() {
        Ok(number) if (low..=high).contains(&number) => Ok(number),
        _ => Err(FieldError::Whole { name, low, high, text: shortened(text) }),
    }
}

fn shortened(text: &str) -> String {
    text.trim().chars().take(24).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_range_are_taken() {
        assert_eq!(latent(" 64 "), Ok(64));
        assert_eq!(seed("4294967295"), Ok(u32::MAX));
        assert_eq!(learning_rate("1e-3"), Ok(1e-3));
        assert_eq!(beta("0"), Ok(0.0));
    }

    #[test]
    fn anything_else_is_refused_with_the_range_in_the_sentence() {
        for text in ["", "0", "65", "2.5", "-1", "two"] {
            let sentence = latent(text).unwrap_err().to_string();
            assert!(sentence.contains("from 1 to 64"), "{sentence}");
        }
        for text in ["", "0", "-1", "NaN", "inf", "2e6"] {
            assert!(learning_rate(text).is_err(), "{text}");
        }
        for text in ["-0.1", "101", "NaN", "x"] {
            assert!(beta(text).is_err(), "{text}");
        }
    }
}
