//! What the page has to say to the visitor now: notices of the worker and of the page itself, the newest last.

use crate::data::own::Taken;
use crate::message::Notice;
use crate::page::words::{self, Saying};
use crate::sentence::Sentence;
use crate::settings::Settings;

/// From where a training goes on after a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resumed {
    /// Steps trained at the snapshot that was restored; 0 without one.
    pub step: u32,
    /// Steps that it was trained when the fault came.
    pub reached: u32,
}

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
        /// Why.
        reason: Sentence,
        /// Whether the page was opened with it.
        at_opening: bool,
    },
    /// Weights were refused.
    WeightsRefused {
        /// Why.
        reason: Sentence,
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
    /// The loss is no longer a number.
    Diverged {
        /// Step at which it was seen.
        step: u32,
        /// The newest step that can be restored, if there is one.
        good: Option<u32>,
    },
    /// The GPU stopped answering.
    GpuLost {
        /// Step that training was at.
        step: u32,
        /// Whether it is asked for again without a press.
        again: bool,
        /// Why, in a few words.
        reason: Sentence,
    },
    /// The GPU answers again.
    GpuBack(Resumed),
    /// The worker died and another took its place.
    WorkerRestarted {
        /// Why.
        reason: Sentence,
        /// From where it goes on.
        resumed: Resumed,
    },
    /// A training of an earlier visit can go on.
    Kept {
        /// Its settings.
        settings: Box<Settings>,
        /// Steps that it was trained.
        step: u32,
    },
    /// A kept training cannot be restored.
    NotRestored {
        /// Why.
        reason: Sentence,
    },
    /// This browser keeps no trainings.
    NotKept {
        /// Whether that is for want of room.
        full: bool,
    },
    /// The worker cannot run.
    WorkerFailed {
        /// Why.
        reason: Sentence,
    },
    /// Something typed was not taken.
    Refused {
        /// Why.
        reason: Sentence,
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
            Self::Diverged { step, good } => words::keep::diverged(*step, *good),
            Self::GpuLost { step, again, reason } => words::keep::gpu_lost(*step, *again, reason),
            Self::GpuBack(resumed) => words::keep::gpu_back(*resumed),
            Self::WorkerRestarted { reason, resumed } => words::keep::worker_restarted(reason, *resumed),
            Self::Kept { settings, step } => words::keep::offer(settings, *step),
            Self::NotRestored { reason } => words::keep::not_restored(reason),
            Self::NotKept { full } => words::keep::not_kept(*full),
            Self::WorkerFailed { reason } => words::worker_failed(reason),
            Self::Refused { reason } => words::refused(reason),
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
            | Self::Diverged { .. }
            | Self::GpuLost { .. }
            | Self::NotRestored { .. }
            | Self::Refused { .. } => true,
            Self::NewNetwork { .. }
            | Self::GpuBack(_)
            | Self::Kept { .. }
            | Self::NotKept { .. }
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
        matches!(self, Self::Diverged { .. })
    }

    /// Whether it says that there is no WebGPU: it comes by itself while the page opens, so it lies over the page and
    /// moves nothing.
    pub fn is_no_webgpu(&self) -> bool {
        matches!(self, Self::Worker(Notice::NoWebGpu { .. }))
    }

    /// Whether it is about the network that stands, and so past when another one is started.
    pub fn ends_with_the_network(&self) -> bool {
        match self {
            Self::Worker(_) => !self.is_no_webgpu(),
            Self::Taken { step, .. } => *step > 0,
            Self::LinkRefused { .. }
            | Self::WeightsRefused { .. }
            | Self::WorkerRestarted { .. }
            | Self::Kept { .. }
            | Self::NotKept { .. }
            | Self::NotRestored { .. } => false,
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
    list.insert(if said.is_no_webgpu() { 0 } else { list.len() }, said);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_notice_takes_the_place_of_one_of_its_kind() {
        let mut list = Vec::new();
        say(&mut list, Said::Diverged { step: 1, good: None });
        say(&mut list, Said::Worker(Notice::NoWebGpu { reason: None }));
        say(&mut list, Said::Diverged { step: 2, good: None });
        assert_eq!(list.len(), 2);
        assert_eq!(list[1], Said::Diverged { step: 2, good: None });
        say(&mut list, Said::Worker(Notice::NoWebGpu { reason: None }));
        assert_eq!(list[1], Said::Diverged { step: 2, good: None });
    }

    #[test]
    fn a_divergence_is_an_alert_and_a_missing_gpu_is_not() {
        assert!(Said::Diverged { step: 1, good: None }.is_alert());
        assert!(!Said::Worker(Notice::NoWebGpu { reason: None }).is_alert());
    }
}
