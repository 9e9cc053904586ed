//! The words of what the network is judged by.

use super::{Nouns, Text, count, decimal, numbers};
use crate::beside::Votes;
use crate::message::NetworkShape;

texts! {
    TITLE = "beside.title";
    HELP = "beside.help";
    OPEN = "beside.open";
    CLOSE = "beside.close";
    NETWORK = "beside.network";
    MEAN = "beside.mean";
    ERRORS = "beside.errors";
    COMPONENTS_PLOT = "beside.components_plot";
    CODES_AWAITED = "beside.codes_awaited";
    NEIGHBOURS_TITLE = "beside.neighbours_title";
    STOP = "beside.stop";
    SEEKING = "beside.seeking";
}

/// How far the principal components are.
pub fn analysing(part: f32) -> String {
    if part < 1.0 {
        say!("beside.looking", percent = decimal(100.0 * part, 0))
    } else {
        say!("beside.finding")
    }
}

/// Principal components as many as a code has numbers.
pub fn pca(numbers: u32) -> String {
    say!("beside.pca", numbers = self::numbers(numbers))
}

/// Of which pictures an error is the mean.
pub fn errors_of(tests: u32) -> String {
    say!("beside.errors_of", count = count(tests))
}

/// What the errors come to.
pub fn verdict(network: f32, pca: f32) -> String {
    let less = 100.0 * (1.0 - network / pca);
    if !less.is_finite() {
        say!("beside.no_number")
    } else if less > 0.0 {
        say!("beside.errs_less", percent = decimal(less, 0))
    } else {
        say!("beside.pca_errs_less")
    }
}

/// What is not the same for both.
pub fn caveat(shape: &NetworkShape) -> String {
    match (shape.prepared, shape.classes > 0) {
        (true, _) => say!("beside.given_less"),
        (_, true) => say!("beside.given_class"),
        _ => String::new(),
    }
}

/// What the network's dots are.
pub fn codes(latent: u32, principal: bool) -> String {
    match (latent, principal) {
        (1, _) => say!("beside.codes_in_rows"),
        (2, false) => say!("beside.codes"),
        _ => say!("beside.codes_on_components", numbers = numbers(latent)),
    }
}

/// What the votes are about, of pictures that have labels, and of a network that is given classes or is not.
pub fn neighbours_help(labelled: bool, given_classes: bool) -> Text {
    if !labelled {
        Text("beside.no_labels")
    } else if given_classes {
        Text("beside.votes_given_classes")
    } else {
        Text("beside.votes_without_labels")
    }
}

/// The button that has the neighbours looked for.
pub fn seek(nouns: &Nouns) -> Text {
    nouns.told_apart
}

/// How the votes went.
pub fn votes(Votes { right, of }: Votes, nouns: &Nouns) -> String {
    let share = 100.0 * right as f32 / of.max(1) as f32;
    say!("beside.votes", percent = decimal(share, 1), count = count(of), tests = nouns.tests.get())
}

/// When that was.
pub fn taken_at(step: u32) -> String {
    say!("beside.at_step", step = count(step))
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
