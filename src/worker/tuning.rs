//! When the search for the fastest kernels may take time while training goes on.

use super::clock::now;

/// Milliseconds that it may take at once.
const AT_ONCE: f64 = 300.0;
/// Time for other work after each trial thereafter, as a multiple of what the trial took.
const REST: f64 = 2.0;

/// How far the search is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tuning {
    /// Milliseconds spent on trials.
    spent: f64,
    /// When the next trial may be made.
    due: f64,
    /// Whether all are made.
    done: bool,
}

impl Tuning {
    /// Whether a trial may be made now.
    pub(super) fn is_due(&self) -> bool {
        !self.done && now() >= self.due
    }

    /// Notes a trial that began at `start`; `more` tells whether others are left.
    pub(super) fn tried(&mut self, start: f64, more: bool) {
        let took = now() - start;
        self.spent += took;
        if self.spent > AT_ONCE {
            self.due = now() + REST * took;
        }
        self.done = !more;
    }
}
