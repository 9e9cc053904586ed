//! What the page has to say to the visitor now: notices of the worker and of the page itself, the newest last.

use crate::data::own::Taken;
use crate::message::Notice;
use crate::page::words::{self, Saying};
use crate::settings::Settings;

/// Something said to the visitor.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// The worker's notice.
    Worker(Notice),
    /// The form asks for a new network while one stands trained.
    NewNetwork {
        /// Settings of the network that stands.
        old: Box<Settings>,
        /// Settings of the form.
        new: Box<Settings>,
        /// Steps that would be lost.
        step: u32,
    },
    /// The visitor's files became a data set, which the form asks for.
    Taken {
        /// What became of them.
        taken: Taken,
        /// Steps that would be lost, or 0 where its network is started.
        step: u32,
    },
    /// A link was refused.
    LinkRefused {
        /// Why, in a sentence.
        reason: String,
        /// Whether the page was opened with it.
        at_opening: bool,
    },
    /// Weights were refused.
    WeightsRefused {
        /// Why, in a sentence.
        reason: String,
        /// Whether the page was opened with them.
        at_opening: bool,
    },
    /// Weights came while a network stands trained.
    WeightsAsk {
        /// Steps that would be lost.
        step: u32,
    },
    /// A link came while a network stands trained.
    LinkAsks {
        /// Steps that would be lost.
        step: u32,
    },
    /// The worker died and was started anew.
    WorkerRestarted {
        /// Why, in a sentence.
        reason: String,
        /// Steps that were lost.
        step: u32,
    },
    /// The worker cannot run.
    WorkerFailed {
        /// Why, in a sentence.
        reason: String,
    },
    /// Something typed was not taken.
    Refused {
        /// Why, in a sentence.
        sentence: String,
    },
}

impl Said {
    /// The words.
    pub fn saying(&self) -> Saying {
        match self {
            Self::Worker(notice) => words::notice(notice),
            Self::NewNetwork { old, new, step } => words::new_network(old, new, *step),
            Self::Taken { taken, step } => words::own::taken(taken, *step),
            Self::LinkRefused { reason, at_opening } => words::link_refused(reason, *at_opening),
            Self::WeightsRefused { reason, at_opening } => words::share::refused(reason, *at_opening),
            Self::WeightsAsk { step } => words::share::asks(*step),
            Self::LinkAsks { step } => words::link_asks(*step),
            Self::WorkerRestarted { reason, step } => words::worker_restarted(reason, *step),
            Self::WorkerFailed { reason } => words::worker_failed(reason),
            Self::Refused { sentence } => words::refused(sentence),
        }
    }

    /// Whether the visitor must act or know at once.
    pub fn is_alert(&self) -> bool {
        match self {
            Self::Worker(notice) => !matches!(
                notice,
                Notice::NoWebGpu { .. }
                    | Notice::DataMissing { .. }
                    | Notice::FeedMissing { .. }
                    | Notice::TestsMissing { .. }
                    | Notice::NoPictures
                    | Notice::TooManyChanges
            ),
            Self::LinkRefused { .. }
            | Self::WeightsRefused { .. }
            | Self::WorkerFailed { .. }
            | Self::WorkerRestarted { .. }
            | Self::Refused { .. } => true,
            Self::NewNetwork { .. }
            | Self::Taken { .. }
            | Self::LinkAsks { .. }
            | Self::WeightsAsk { .. } => false,
        }
    }

    /// Whether it asks if a trained network may be thrown away for what the form holds.
    pub fn is_question(&self) -> bool {
        matches!(self, Self::NewNetwork { .. } | Self::Taken { step: 1.., .. })
    }

    /// Whether it says that the loss is no longer a number.
    pub fn is_divergence(&self) -> bool {
        matches!(self, Self::Worker(Notice::Diverged { .. }))
    }

    /// Whether it is about the network that stands, and so past when another one is started.
    pub fn ends_with_the_network(&self) -> bool {
        match self {
            Self::Worker(notice) => !matches!(notice, Notice::NoWebGpu { .. }),
            Self::Taken { step, .. } => *step > 0,
            Self::LinkRefused { .. } | Self::WeightsRefused { .. } | Self::WorkerRestarted { .. } => false,
            _ => true,
        }
    }

    /// Whether `other` takes its place: both are of one kind.
    pub fn is_like(&self, other: &Self) -> bool {
        use std::mem::discriminant;
        match (self, other) {
            (Self::Worker(one), Self::Worker(another)) => discriminant(one) == discriminant(another),
            _ => discriminant(self) == discriminant(other),
        }
    }
}

/// Adds `said` as the newest, in place of an older one of its kind. That there is no WebGPU covers nothing else.
pub fn say(list: &mut Vec<Said>, said: Said) {
    list.retain(|older| !older.is_like(&said));
    let covers = !matches!(said, Said::Worker(Notice::NoWebGpu { .. }));
    list.insert(if covers { list.len() } else { 0 }, said);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_notice_takes_the_place_of_one_of_its_kind() {
        let mut list = Vec::new();
        say(&mut list, Said::Worker(Notice::Diverged { step: 1 }));
        say(&mut list, Said::Worker(Notice::NoWebGpu { reason: String::new() }));
        say(&mut list, Said::Worker(Notice::Diverged { step: 2 }));
        assert_eq!(list.len(), 2);
        assert_eq!(list[1], Said::Worker(Notice::Diverged { step: 2 }));
        say(&mut list, Said::Worker(Notice::NoWebGpu { reason: String::new() }));
        assert_eq!(list[1], Said::Worker(Notice::Diverged { step: 2 }));
    }

    #[test]
    fn a_divergence_is_an_alert_and_a_missing_gpu_is_not() {
        assert!(Said::Worker(Notice::Diverged { step: 1 }).is_alert());
        assert!(!Said::Worker(Notice::NoWebGpu { reason: String::new() }).is_alert());
    }
}
