//! The words of the first layer's weights.

use super::{count, decimal};
use crate::filters::Filters;

texts! {
    TITLE = "filters.title";
    HELP = "filters.help";
    OPEN = "filters.open";
    CLOSE = "filters.close";
    BEFORE = "filters.before";
    AFTER = "filters.after";
}

/// Which units are shown, and the weight of the fullest colour.
pub fn caption(filters: &Filters) -> String {
    let Filters { first, of, side, largest, .. } = filters;
    let shown = filters.weights.len() as u32 / (side * side).max(1);
    say!(
        "filters.units",
        first = count(first + 1),
        last = count(first + shown),
        of = count(*of),
        value = decimal(*largest, 2)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caption_counts_units_from_one() {
        let filters = Filters { first: 64, of: 1000, side: 2, largest: 0.314, weights: vec![0; 4 * 64] };
        assert_eq!(caption(&filters), "Units 65 to 128 of 1,000; fullest colour ±0.31");
    }
}
