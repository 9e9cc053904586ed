//! What is said of the page without a network.

use super::decimal;

texts! {
    KEEPING = "offline.keeping";
    KEPT = "offline.kept";
    NOT_KEPT = "offline.not_kept";
}

/// The button that keeps MNIST, of so many bytes.
pub fn keep(bytes: u64) -> String {
    say!("offline.keep", size = decimal(bytes as f32 / 1e6, 1))
}
