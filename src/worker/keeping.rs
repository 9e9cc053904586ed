//! When a network in training is kept: soon after its first steps, then every few seconds, and more rarely where a
//! snapshot takes long to make.

/// Milliseconds from the network's birth to its first snapshot, and between a snapshot and one out of turn.
const SOON: f64 = 1e3;
/// Milliseconds between two snapshots.
const PACE: f64 = 5e3;
/// Milliseconds of training for each that a snapshot takes.
const PATIENCE: f64 = 50.0;

/// When a network was kept last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keeping {
    /// Steps trained of what need not be kept: the newest snapshot, or a seed.
    step: Option<u32>,
    /// When it was kept last, milliseconds.
    time: f64,
    /// When the next snapshot is due, milliseconds.
    due: f64,
}

impl Keeping {
    /// Nothing was kept yet; `step` is what can be had again without.
    pub(super) fn new(step: Option<u32>, now: f64) -> Self {
        Self { step, time: now, due: now + SOON }
    }

    /// Whether a snapshot is due.
    pub(super) fn is_due(&self, now: f64) -> bool {
        now >= self.due
    }

    /// Whether a snapshot out of turn would not come too soon.
    pub(super) fn has_rested(&self, now: f64) -> bool {
        now >= self.time + SOON
    }

    /// Whether a snapshot of `step` would be a new one.
    pub(super) fn lacks(&self, step: u32) -> bool {
        self.step != Some(step)
    }

    /// Notes that `step` was kept, from `start` to `now`.
    pub(super) fn kept(&mut self, step: u32, start: f64, now: f64) {
        *self = Self { step: Some(step), time: now, due: now + PACE.max(PATIENCE * (now - start)) };
    }
}
