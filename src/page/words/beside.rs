//! The words of what the network is judged by.

use super::{Nouns, count, decimal};
use crate::beside::Votes;
use crate::message::NetworkShape;

macro_rules! words {
    ($($name:ident = $text:expr;)*) => {
        $(#[doc = concat!("“", $text, "”")] pub const $name: &str = $text;)*
    };
}

words! {
    TITLE = "Beside PCA";
    HELP = "Principal component analysis makes every picture from the mean picture and a sum of fixed ones: the best code without a bend. Here it gets as many numbers as the network’s code has.";
    OPEN = "Compare";
    CLOSE = "Put away";
    NETWORK = "Network";
    MEAN = "Mean picture, no code";
    ERRORS = "Squared error of a picture";
    COMPONENTS_PLOT = "Test pictures on the first two principal components";
    CODES_AWAITED = "The network’s codes are being measured…";
    NEIGHBOURS_TITLE = "Told apart without labels";
    STOP = "Stop";
    SEEKING = "Comparing every test code with every training code; training waits.";
}

/// How far the principal components are.
pub fn analysing(part: f32) -> String {
    if part < 1.0 {
        format!("Looking at the training pictures, {} %…", decimal(100.0 * part, 0))
    } else {
        "Finding the directions in which they differ most…".into()
    }
}

/// Principal components as many as a code has numbers.
pub fn pca(numbers: u32) -> String {
    format!("PCA, {}", self::numbers(numbers))
}

fn numbers(numbers: u32) -> String {
    if numbers == 1 { "1 number".into() } else { format!("{} numbers", count(numbers)) }
}

/// Of which pictures an error is the mean.
pub fn errors_of(tests: u32) -> String {
    format!("pixels from 0 to 1, summed; mean over {} test pictures", count(tests))
}

/// What the errors come to.
pub fn verdict(network: f32, pca: f32) -> String {
    let less = 100.0 * (1.0 - network / pca);
    if !less.is_finite() {
        "The network’s error is no number.".into()
    } else if less > 0.0 {
        format!("With as many numbers the network errs {} % less.", decimal(less, 0))
    } else {
        "PCA errs less: the network needs more training, or more parameters.".into()
    }
}

/// What is not the same for both.
pub fn caveat(shape: &NetworkShape) -> &'static str {
    match (shape.prepared, shape.classes > 0) {
        (true, _) => "The network is given less than the original; PCA sees all of it.",
        (_, true) => "The network is given the class as well; PCA is not.",
        _ => "",
    }
}

/// What the network's dots are.
pub fn codes(latent: u32, principal: bool) -> String {
    match (latent, principal) {
        (1, _) => "The network’s codes, a row for each class".into(),
        (2, false) => "The network’s codes".into(),
        _ => format!("The network’s codes of {}, on their first two principal components", numbers(latent)),
    }
}

/// What the votes are about, of pictures that have labels, and of a network that is given classes or is not.
pub fn neighbours_help(labelled: bool, given_classes: bool) -> &'static str {
    if !labelled {
        "These pictures have no labels to be told apart by. Choose another data set, or bring IDX files of labels with your own."
    } else if given_classes {
        "The ten training codes nearest to each test code vote on its class. This network is given the class, so its codes have no need to hold it: few right votes are a good sign."
    } else {
        "The network never saw a label. If its codes know the classes all the same, then the ten training codes nearest to each test code vote for the right one."
    }
}

/// The button that has the neighbours looked for.
pub fn seek(nouns: &Nouns) -> &'static str {
    nouns.told_apart
}

/// How the votes went.
pub fn votes(Votes { right, of }: Votes, nouns: &Nouns) -> String {
    let share = 100.0 * right as f32 / of.max(1) as f32;
    format!("10 nearest neighbours: {} % of the {} {}", decimal(share, 1), count(of), nouns.tests)
}

/// When that was.
pub fn taken_at(step: u32) -> String {
    format!("at step {}", count(step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn votes_are_a_share_of_the_test_set() {
        let nouns = crate::page::words::nouns(crate::settings::DatasetName::Mnist);
        let said = votes(Votes { right: 8734, of: 10_000 }, nouns);
        assert_eq!(said, "10 nearest neighbours: 87.3 % of the 10,000 test digits");
    }

    #[test]
    fn the_verdict_needs_a_network_that_errs_less() {
        assert_eq!(verdict(32.7, 43.6), "With as many numbers the network errs 25 % less.");
        assert_eq!(
            verdict(43.7, 43.6),
            "PCA errs less: the network needs more training, or more parameters."
        );
        assert_eq!(verdict(f32::NAN, 43.6), "The network’s error is no number.");
    }
}
