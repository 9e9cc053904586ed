//! What is said of faults and of trainings that are kept.

use super::{Saying, count, dataset, model, said, saying, steps};
use crate::page::said::Resumed;
use crate::sentence::Sentence;
use crate::settings::Settings;

texts! {
    GO_ON = "keep.go_on";
    RESTORE = "keep.restore";
    HALVE = "keep.halve";
}

/// A training of an earlier visit can go on.
pub fn offer(settings: &Settings, step: u32) -> Saying {
    let (model, data) = (model(settings.model).get(), dataset(settings.dataset).get());
    saying(say!("keep.offer", step = count(step), network = model, data = data), say!("keep.offer_rest"))
}

/// The loss is no longer a number.
pub fn diverged(step: u32, good: Option<u32>) -> Saying {
    let mut rest = say!("keep.diverged_rest");
    if let Some(good) = good {
        rest.push(' ');
        rest += &say!("keep.last_good", step = count(good));
    }
    saying(say!("keep.diverged", step = count(step)), rest)
}

/// The GPU stopped answering.
pub fn gpu_lost(step: u32, again: bool, reason: &Sentence) -> Saying {
    let rest = if again {
        say!("keep.gpu_asked", step = count(step))
    } else {
        say!("keep.gpu_gone", step = count(step), reason = said(reason))
    };
    saying(say!("keep.gpu_lost"), rest)
}

/// The GPU answers again.
pub fn gpu_back(resumed: Resumed) -> Saying {
    saying(say!("keep.gpu_back"), from(resumed))
}

/// The worker died and another took its place.
pub fn worker_restarted(reason: &Sentence, resumed: Resumed) -> Saying {
    saying(say!("keep.restarted"), format!("{} ({})", from(resumed), said(reason)))
}

/// A kept training cannot be restored.
pub fn not_restored(reason: &Sentence) -> Saying {
    saying(say!("keep.not_restored"), said(reason))
}

/// This browser keeps no trainings.
pub fn not_kept(full: bool) -> Saying {
    let why = if full { say!("keep.full") } else { say!("keep.closed") };
    saying(say!("keep.not_kept"), format!("{why} {}", say!("keep.not_kept_rest")))
}

fn from(Resumed { step, reached }: Resumed) -> String {
    match (step, reached.saturating_sub(step)) {
        (0, 0) => say!("keep.nothing_lost"),
        (step, 0) => say!("keep.from", step = count(step)),
        (step, repeated) => say!("keep.from_again", step = count(step), steps = steps(repeated)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_repeated_is_counted() {
        let rest = |step, reached| gpu_back(Resumed { step, reached }).rest;
        assert_eq!(rest(1200, 1212), "Resumed from step 1,200; to be repeated: 12 steps.");
        assert_eq!(rest(1200, 1201), "Resumed from step 1,200; to be repeated: 1 step.");
        assert_eq!(rest(0, 0), "No step was lost.");
    }

    #[test]
    fn an_offer_names_what_was_trained() {
        let said = offer(&Settings::default(), 1240);
        assert_eq!(said.lead, "Go on from step 1,240 of VAE on MNIST?");
    }
}
