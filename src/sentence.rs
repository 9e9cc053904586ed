//! Sentences on their way to the visitor, in no language yet: each is a key of `locales/` with what fills its gaps.
//! Errors become one, the worker sends it, and the page says it in the language that it speaks. Natively it is said
//! in English.

use crate::language::Language;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// A sentence, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sentence {
    /// A number, a name, or the words of a browser, a driver or a file: the same in every language.
    Quoted(String),
    /// A whole number, its thousands marked.
    Number(u32),
    /// A text of `locales/`.
    Text {
        /// Its key.
        key: Cow<'static, str>,
        /// What fills its gaps, by their names.
        gaps: Vec<(Cow<'static, str>, Sentence)>,
    },
}

impl Sentence {
    /// The text of a key, its gaps filled; see [`sentence!`].
    #[cold]
    #[inline(never)]
    pub(crate) fn new(key: &'static str, gaps: Vec<(Cow<'static, str>, Self)>) -> Self {
        Self::Text { key: key.into(), gaps }
    }

    /// The words.
    pub fn said_in(&self, language: Language) -> String {
        match self {
            Self::Quoted(words) => words.clone(),
            Self::Number(number) => language.count(*number),
            Self::Text { key, gaps } => {
                let filled = gaps.iter().map(|(name, filling)| (name.as_ref(), filling.said_in(language)));
                language.filled(key, filled)
            }
        }
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.said_in(Language::English))
    }
}

/// What fills a gap as it is written.
macro_rules! quoted {
    ($($quoted:ty),+) => {
        $(impl From<$quoted> for Sentence {
            #[cold]
            #[inline(never)]
            fn from(quoted: $quoted) -> Self {
                Self::Quoted(quoted.to_string())
            }
        })+
    };
}
quoted!(&str, &&str, String, &String, u8, &u8, u16, u32, &u32, &u64, usize, &usize, f32);

impl From<&Self> for Sentence {
    fn from(sentence: &Self) -> Self {
        sentence.clone()
    }
}

/// A sentence by its key; a gap is filled by the variable of its name or by what stands behind it.
macro_rules! sentence {
    ($key:literal $(, $gap:ident $(= $filling:expr)?)* $(,)?) => {
        $crate::sentence::Sentence::new(
            $key,
            vec![$((stringify!($gap).into(), $crate::sentence::filling!($gap $(= $filling)?))),*],
        )
    };
}
pub(crate) use sentence;

/// What fills a gap.
macro_rules! filling {
    ($gap:ident) => {
        $crate::sentence::Sentence::from($gap)
    };
    ($gap:ident = $filling:expr) => {
        $crate::sentence::Sentence::from($filling)
    };
}
pub(crate) use filling;
