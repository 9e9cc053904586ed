//! What is typed into a field becomes a setting, or a sentence that says what the field takes.

use crate::page::words::{self, Text};
use crate::sentence::{Sentence, sentence};
use crate::settings::{MAX_BATCH, MAX_BETA, MAX_HIDDEN, MAX_LATENT, MAX_LEARNING_RATE};

/// The latent size in `text`, 1 to [`MAX_LATENT`].
///
/// # Errors
/// What the field takes, if it is no such number.
pub fn latent(text: &str) -> Result<u32, Sentence> {
    whole(words::LATENT, text, 1, MAX_LATENT)
}

/// The width of the hidden layers in `text`, 1 to [`MAX_HIDDEN`].
///
/// # Errors
/// What the field takes, if it is no such number.
pub fn hidden(text: &str) -> Result<u32, Sentence> {
    whole(words::HIDDEN, text, 1, MAX_HIDDEN)
}

/// The batch size in `text`, 1 to [`MAX_BATCH`].
///
/// # Errors
/// What the field takes, if it is no such number.
pub fn batch(text: &str) -> Result<u32, Sentence> {
    whole(words::BATCH, text, 1, MAX_BATCH)
}

/// The seed in `text`, 0 to 4,294,967,295.
///
/// # Errors
/// What the field takes, if it is no such number.
pub fn seed(text: &str) -> Result<u32, Sentence> {
    whole(words::SEED, text, 0, u32::MAX)
}

/// The learning rate in `text`, above 0 and at most [`MAX_LEARNING_RATE`].
///
/// # Errors
/// What the field takes, if it is no such number.
pub fn learning_rate(text: &str) -> Result<f32, Sentence> {
    match decimal(text) {
        Some(rate) if rate > 0.0 && rate <= MAX_LEARNING_RATE => Ok(rate),
        _ => {
            let most = Sentence::Number(MAX_LEARNING_RATE as u32);
            Err(sentence!("field.rate", most, but_not = but_not(text)))
        }
    }
}

/// The weight of the KL term in `text`, 0 to [`MAX_BETA`].
///
/// # Errors
/// What the field takes, if it is no such number.
pub fn beta(text: &str) -> Result<f32, Sentence> {
    match decimal(text) {
        Some(beta) if (0.0..=MAX_BETA).contains(&beta) => Ok(beta),
        _ => Err(sentence!("field.beta", but_not = but_not(text))),
    }
}

fn whole(name: Text, text: &str, low: u32, high: u32) -> Result<u32, Sentence> {
    match text.trim().parse() {
        Ok(number) if (low..=high).contains(&number) => Ok(number),
        _ => {
            let high = Sentence::Number(high);
            Err(sentence!("field.whole", name, low, high, but_not = but_not(text)))
        }
    }
}

/// A number with a point or a comma before its decimals.
fn decimal(text: &str) -> Option<f32> {
    text.trim().replace(',', ".").parse().ok()
}

/// That the field does not take what was typed, if anything was.
fn but_not(text: &str) -> Sentence {
    let text: String = text.trim().chars().take(24).collect();
    if text.is_empty() { Sentence::Quoted(text) } else { sentence!("field.but_not", text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn numbers_in_range_are_taken() {
        assert_eq!(latent(" 64 "), Ok(64));
        assert_eq!(seed("4294967295"), Ok(u32::MAX));
        assert_eq!(learning_rate("1e-3"), Ok(1e-3));
        assert_eq!(learning_rate(" 0,02 "), Ok(0.02));
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
        for text in ["-0.1", "101", "NaN", "x", "1,0,0"] {
            assert!(beta(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_refusal_is_said_in_each_language_with_its_label_and_its_marks() {
        let refused = batch("0").unwrap_err();
        let english = "Batch takes a whole number from 1 to 1,024, not “0”.";
        assert_eq!(refused.said_in(Language::English), english);
        let spanish = "“Lote” admite un número entero de 1 a 1\u{202f}024, no “0”.";
        assert_eq!(refused.said_in(Language::Spanish), spanish);
        assert!(!batch("").unwrap_err().to_string().contains("not"));
    }
}
