//! Texts by their keys, in the language that the page speaks.

use crate::language::Language;
use crate::sentence::Sentence;
use std::fmt::Display;

/// A text of `locales/`, by its key. In a view it follows the language by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text(pub &'static str);

impl Text {
    /// The text; what reads it in a reactive place is run again when the language changes.
    pub fn get(self) -> String {
        language().text(self.0)
    }

    /// The text with its gaps `%{name}` filled.
    pub fn filled(self, gaps: &[(&str, &dyn Display)]) -> String {
        language().filled(self.0, gaps.iter().map(|(name, value)| (*name, value.to_string())))
    }
}

impl From<Text> for Sentence {
    fn from(Text(key): Text) -> Self {
        Self::new(key, Vec::new())
    }
}

/// A sentence in the language that the page speaks.
pub(super) fn said(sentence: &Sentence) -> String {
    sentence.said_in(language())
}

/// The language that is spoken: natively, where only tests ask, English.
pub(super) fn language() -> Language {
    #[cfg(target_arch = "wasm32")]
    return crate::page::spoken::current();
    #[cfg(not(target_arch = "wasm32"))]
    Language::English
}

/// Names texts of `locales/`.
macro_rules! texts {
    ($($name:ident = $key:literal;)*) => {
        $(
            #[doc = concat!("The text `", $key, "`.")]
            pub const $name: $crate::page::words::Text = $crate::page::words::Text($key);
        )*
    };
}

/// A text of `locales/` as a string, its gaps filled.
macro_rules! say {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::page::words::Text($key).filled(&[$((stringify!($name), &$value)),*])
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    /// All texts of a language by their keys.
    fn texts(language: Language) -> BTreeMap<String, String> {
        let texts = crate::_RUST_I18N_BACKEND.messages_for_locale(language.name()).unwrap_or_default();
        texts.into_iter().map(|(key, text)| (key.into_owned(), text.into_owned())).collect()
    }

    /// The gaps `%{name}` of a text.
    fn gaps(text: &str) -> BTreeSet<&str> {
        text.split("%{").skip(1).filter_map(|rest| rest.split('}').next()).collect()
    }

    /// All sources in one text.
    fn sources(folder: &Path) -> String {
        let entries = folder.read_dir().expect("a folder of sources");
        entries
            .map(|entry| entry.expect("an entry").path())
            .map(|path| {
                if path.is_dir() { sources(&path) } else { std::fs::read_to_string(path).expect("a source") }
            })
            .collect()
    }

    #[test]
    fn every_language_has_the_same_texts_with_the_same_gaps() {
        let english = texts(Language::English);
        assert!(english.len() > 400);
        for &language in Language::ALL {
            let other = texts(language);
            let keys = |texts: &BTreeMap<String, String>| texts.keys().cloned().collect::<BTreeSet<_>>();
            let differing: Vec<_> = keys(&english).symmetric_difference(&keys(&other)).cloned().collect();
            assert!(differing.is_empty(), "{language}: {differing:?}");
            for (key, text) in &other {
                assert!(!text.trim().is_empty(), "{language}: {key} is empty");
                assert_eq!(gaps(text), gaps(&english[key]), "{language}: {key}");
            }
        }
    }

    /// The key of a call of [`say!`] or [`sentence!`] and the gaps that it fills; `rest` follows its bracket.
    fn call(rest: &str) -> (&str, BTreeSet<&str>) {
        let mut depth = 0;
        let mut quoted = false;
        // Commas between the arguments part them, others do not.
        let parted = |letter: char| {
            match letter {
                '"' => quoted = !quoted,
                '(' | '[' | '{' if !quoted => depth += 1,
                ')' | ']' | '}' if !quoted => depth -= 1,
                _ => {}
            }
            depth < 0 || depth == 0 && !quoted && letter == ','
        };
        let mut arguments = Vec::new();
        for argument in rest.split_inclusive(parted) {
            arguments.push(argument.trim_end_matches([',', ')']).trim());
            if argument.ends_with(')') {
                break;
            }
        }
        let gaps = arguments[1..].iter().filter_map(|argument| argument.split(' ').next());
        (arguments[0].trim_matches('"'), gaps.filter(|gap| !gap.is_empty()).collect())
    }

    fn is_of_key(letter: char) -> bool {
        letter.is_ascii_lowercase() || "._0123456789".contains(letter)
    }

    #[test]
    fn every_text_is_said_with_all_its_gaps_filled() {
        let sources = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
        let english = texts(Language::English);
        let mut calls = 0;
        for rest in ["say!(", "sentence!("].into_iter().flat_map(|name| sources.split(name).skip(1)) {
            let (key, filled) = call(rest);
            // Elsewhere a macro is named, not called.
            let is_key = key.contains('.') && key.chars().all(is_of_key);
            if is_key {
                assert_eq!(Some(filled), english.get(key).map(|text| gaps(text)), "{key}");
                calls += 1;
            }
        }
        assert!(calls > 200, "{calls}");
    }

    #[test]
    fn every_text_is_used_and_every_key_has_its_text() {
        let sources = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
        let english = texts(Language::English);
        // The lesson's keys are put together of a place and a part.
        let parts = |key: &str| -> Vec<String> {
            match key.splitn(3, '.').collect::<Vec<_>>()[..] {
                [section @ ("lesson" | "try"), place, part] => {
                    vec![format!("\"{section}.\""), format!("\"{place}\""), format!("\".{part}\"")]
                }
                _ => vec![format!("\"{key}\"")],
            }
        };
        for key in english.keys() {
            assert!(parts(key).iter().all(|part| sources.contains(part)), "{key} is not used");
        }
        for opening in ["Text(\"", "say!(\"", "say!(\n", " = \""] {
            for rest in sources.split(opening).skip(1) {
                let key = rest.trim_start_matches([' ', '"']).split('"').next().unwrap_or_default();
                let is_key = key.contains('.')
                    && !key.starts_with('.')
                    && key.chars().all(is_of_key)
                    && key.split('.').next().is_some_and(|section| {
                        english.keys().any(|it| it.starts_with(&format!("{section}.")))
                    });
                assert!(!is_key || english.contains_key(key), "{key} has no text");
            }
        }
    }
}
