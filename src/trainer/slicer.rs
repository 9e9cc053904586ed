//! How many steps go into one submission: as many as fill a budget of time, so that a weak GPU stays far from
//! the watchdog and a strong one is not starved.

use crate::kernel::RING_STEPS;
use std::time::Duration;

/// Adapts the number of steps in a slice to a budget of time.
#[derive(Clone, Copy, Debug)]
pub struct Slicer {
    budget: f32,
    /// Seconds per step of the last three slices, the newest last. Their median counts: what else the GPU does, a
    /// frame of the page, makes one slice late and says nothing of the next.
    recent: [f32; 3],
    last: u32,
}

impl Slicer {
    /// Slices that take about `budget`.
    pub fn new(budget: Duration) -> Self {
        Self { budget: budget.as_secs_f32(), recent: [f32::INFINITY; 3], last: 1 }
    }

    /// Steps for the next slice: one at first, then at most twice as many as in the last one.
    pub fn steps(&self) -> u32 {
        let [a, b, c] = self.recent;
        let median = a.min(b).max(a.max(b).min(c));
        ((self.budget / median.max(1e-7)) as u32).clamp(1, (2 * self.last).min(RING_STEPS))
    }

    /// Learns from a slice that was made.
    pub fn learn(&mut self, steps: u32, took: Duration) {
        let [_, older, old] = self.recent;
        self.recent = [older, old, took.as_secs_f32() / steps as f32];
        self.last = steps;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(seconds_per_step: f32) -> u32 {
        let mut slicer = Slicer::new(Duration::from_millis(20));
        for _ in 0..30 {
            let steps = slicer.steps();
            slicer.learn(steps, Duration::from_secs_f32(steps as f32 * seconds_per_step));
        }
        slicer.steps()
    }

    #[test]
    fn a_slice_fills_its_budget() {
        assert!((18..=20).contains(&settled(1e-3)));
    }

    #[test]
    fn one_late_slice_changes_nothing_and_two_do() {
        let mut slicer = Slicer::new(Duration::from_millis(24));
        for _ in 0..10 {
            slicer.learn(slicer.steps(), Duration::from_millis(4) * slicer.steps());
        }
        assert_eq!(slicer.steps(), 6);
        slicer.learn(6, Duration::from_millis(200));
        assert_eq!(slicer.steps(), 6);
        slicer.learn(6, Duration::from_millis(200));
        assert_eq!(slicer.steps(), 1);
    }

    #[test]
    fn a_slow_device_makes_one_step_at_a_time() {
        assert_eq!(settled(0.2), 1);
    }

    #[test]
    fn a_slice_never_overfills_the_loss_ring() {
        assert_eq!(settled(1e-6), RING_STEPS);
    }
}
