//! Test digits in the worker: those near a point of the plane, and the one that the visitor has chosen.

use super::inbox::post;
use super::network::Network;
use crate::choice::{Choice, Chosen, NEAREST, TestDigit, nearest};
use crate::message::Event;
use crate::view::View;

impl Network {
    /// A digit of the test set.
    fn test_digit(&self, index: usize) -> TestDigit {
        let picture = self.test_image(index).to_vec();
        TestDigit { index: index as u32, label: self.data.test.labels[index], picture }
    }

    /// The test digits whose codes lie nearest to a point of the plane, once codes are measured.
    pub(super) fn near(&self, point: [f32; 2]) -> Vec<TestDigit> {
        let nearest = nearest(&self.codes, &self.plane.code(point), NEAREST);
        nearest.into_iter().map(|index| self.test_digit(index)).collect()
    }

    /// Chooses a test digit, if there is one to choose, and sees to it that the strip shows it.
    pub(super) fn choose(&mut self, choice: Choice, view: &View, hidden: &[bool; 10]) {
        let labels = &self.data.test.labels;
        match choice {
            Choice::Nothing => self.chosen = None,
            Choice::Digit(index) => {
                if self.has_tests() && (index as usize) < labels.len() {
                    self.chosen = Some(index as usize);
                }
            }
            Choice::Near { point, reach } => {
                let at = view.place(point);
                let apart = |point: [f32; 2]| {
                    let place = view.place(point);
                    (place[0] - at[0]).hypot(place[1] - at[1])
                };
                let distances = self.points.iter().zip(labels).enumerate().map(|(index, (point, label))| {
                    let shown = !hidden.get(usize::from(*label)).copied().unwrap_or_default();
                    (index, if shown { apart(*point) } else { f32::INFINITY })
                });
                let nearest = distances.min_by(|a, b| a.1.total_cmp(&b.1));
                if let Some((index, _)) = nearest.filter(|(_, distance)| *distance <= reach) {
                    self.chosen = Some(index);
                }
            }
        }
        self.show_chosen();
    }

    /// Puts the chosen digit in the strip, if it is not there.
    pub(super) fn show_chosen(&mut self) {
        if let Some(chosen) = self.chosen.filter(|chosen| !self.strip.contains(chosen)) {
            self.strip[0] = chosen;
        }
    }

    /// Tells the page which digit is chosen and where its code lies.
    pub(super) fn tell_chosen(&self) {
        let chosen = self
            .chosen
            .map(|index| Chosen { digit: self.test_digit(index), point: self.points.get(index).copied() });
        post(&Event::Chosen(chosen));
    }
}
