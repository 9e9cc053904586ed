//! Stable names of choices: as they stand in links, in the page's fields and on the command line.

use thiserror::Error;

/// A name that is none of a setting's choices.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("“{name}” is not one of: {}.", .choices.join(", "))]
pub struct UnknownName {
    /// What was asked for.
    pub name: String,
    /// What there is.
    pub choices: &'static [&'static str],
}

/// Names the variants of an enum, once for both directions.
macro_rules! names {
    ($choice:ident { $($variant:ident = $name:literal),+ $(,)? }) => {
        impl $choice {
            /// Every choice, in the order in which they are offered.
            pub const ALL: &[Self] = &[$(Self::$variant),+];
            /// Their names, in the same order.
            pub const NAMES: &[&str] = &[$($name),+];

            /// The choice's stable name.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),+
                }
            }

            /// The choice of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }

        impl std::fmt::Display for $choice {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.pad(self.name())
            }
        }

        impl std::str::FromStr for $choice {
            type Err = $crate::named::UnknownName;

            fn from_str(name: &str) -> Result<Self, Self::Err> {
                Self::from_name(name).ok_or_else(|| $crate::named::UnknownName {
                    name: name.to_owned(),
                    choices: Self::NAMES,
                })
            }
        }
    };
}
pub(crate) use names;
