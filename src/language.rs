//! The languages that the page can speak.

use crate::named::names;

/// A language with texts in `locales/`, by its tag of BCP 47.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// Spanish.
    Spanish,
}
names! { Language { English = "en", Spanish = "es" } }

impl Language {
    /// Its own name for itself.
    pub fn title(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Spanish => "Español",
        }
    }

    /// The first of these tags that is spoken; English where none is.
    pub fn of_tags(tags: impl IntoIterator<Item = String>) -> Self {
        let spoken = |tag: String| Self::from_name(tag.split('-').next()?);
        tags.into_iter().find_map(spoken).unwrap_or(Self::English)
    }

    /// The text of a key.
    pub fn text(self, key: &str) -> String {
        crate::_rust_i18n_translate(self.name(), key).into_owned()
    }

    /// The text of a key with its gaps `%{name}` filled.
    pub fn filled<'a>(self, key: &str, gaps: impl IntoIterator<Item = (&'a str, String)>) -> String {
        let (names, fillings): (Vec<&str>, Vec<String>) = gaps.into_iter().unzip();
        rust_i18n::replace_patterns(&self.text(key), &names, &fillings)
    }

    /// A whole number with marks between thousands.
    pub fn count(self, number: u32) -> String {
        let digits = number.to_string();
        let mut written = String::with_capacity(digits.len() + 3);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                written.push(self.thousands_mark());
            }
            written.push(digit);
        }
        written
    }

    /// What stands between whole and decimal digits.
    pub fn decimal_mark(self) -> char {
        match self {
            Self::English => '.',
            Self::Spanish => ',',
        }
    }

    /// What stands between thousands, in Spanish a narrow space.
    fn thousands_mark(self) -> char {
        match self {
            Self::English => ',',
            Self::Spanish => '\u{202f}',
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_opens_in_every_language() {
        let opening = include_str!("../static/opening.js");
        for language in Language::ALL {
            assert!(opening.contains(&format!("\n  {language}: {{\n    opening: ")), "{language}");
        }
    }

    #[test]
    fn the_first_tag_that_is_spoken_counts() {
        let of = |tags: &[&str]| Language::of_tags(tags.iter().map(ToString::to_string));
        assert_eq!(of(&["de-AT", "es-MX", "en"]), Language::Spanish);
        assert_eq!(of(&["fr"]), Language::English);
        assert_eq!(of(&[]), Language::English);
    }
}
