//! A few of many things that come one after another, spread evenly over the steps: when there is no room, every
//! second goes, and from then on they are taken half as often.

/// Things that are kept at most.
pub const MOST: usize = 48;

/// Things with the steps that they are of, the oldest first.
#[derive(Clone, Debug)]
pub struct Thinned<T> {
    kept: Vec<(u32, T)>,
    stride: u32,
}

impl<T> Default for Thinned<T> {
    fn default() -> Self {
        Self { kept: Vec::new(), stride: 1 }
    }
}

impl<T> Thinned<T> {
    /// Whether one of this step would be kept.
    pub fn wants(&self, step: u32) -> bool {
        self.kept.last().is_none_or(|(last, _)| step >= last.saturating_add(self.stride))
    }

    /// Whether the newest is of this step; another takes its place.
    pub fn ends_with(&self, step: u32) -> bool {
        self.kept.last().is_some_and(|(last, _)| *last == step)
    }

    /// Keeps one of a step that is wanted, or in place of the newest.
    pub fn push(&mut self, step: u32, thing: T) {
        if self.ends_with(step) {
            self.kept.pop();
        }
        if self.kept.len() == MOST {
            let mut index = 0;
            self.kept.retain(|_| {
                index += 1;
                index % 2 == 1
            });
            let span = step.saturating_sub(self.kept[0].0);
            self.stride = (span / self.kept.len() as u32).max(1);
        }
        self.kept.push((step, thing));
    }

    /// How many are kept.
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether none are.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// The step of the one in a place.
    pub fn step(&self, place: usize) -> Option<u32> {
        self.kept.get(place).map(|(step, _)| *step)
    }

    /// The place of the last one that is not of a later step; the first, if all are.
    pub fn place(&self, step: u32) -> usize {
        self.kept.partition_point(|(other, _)| *other <= step).saturating_sub(1)
    }

    /// The one in a place.
    pub fn get(&self, place: usize) -> Option<&T> {
        self.kept.get(place).map(|(_, thing)| thing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is kept of things that come every `every` steps.
    fn steps(every: u32, count: u32) -> Vec<u32> {
        let mut thinned = Thinned::default();
        for step in (0..count).map(|index| index * every) {
            if thinned.wants(step) {
                thinned.push(step, step);
            }
        }
        assert!((0..thinned.len()).all(|place| thinned.get(place).copied() == thinned.step(place)));
        (0..thinned.len()).filter_map(|place| thinned.step(place)).collect()
    }

    #[test]
    fn a_long_training_keeps_few_planes_evenly_from_its_beginning() {
        for every in [1, 7, 100] {
            for count in [1000, 100_000] {
                let kept = steps(every, count);
                assert!(kept.len() <= MOST && kept.len() >= MOST / 2, "{every}: {}", kept.len());
                assert_eq!(kept[0], 0);
                let gaps: Vec<u32> = kept.windows(2).map(|pair| pair[1] - pair[0]).collect();
                let (least, most) = (gaps.iter().min().unwrap(), gaps.iter().max().unwrap());
                assert!(*most <= 3 * least, "{every}: gaps from {least} to {most}");
                assert!(kept[kept.len() - 1] + 2 * most >= every * (count - 1), "{every}: {kept:?}");
            }
        }
        assert_eq!(steps(3, 5), [0, 3, 6, 9, 12]);
    }

    #[test]
    fn a_step_finds_the_plane_that_stood_then() {
        let mut thinned = Thinned::default();
        assert!(thinned.is_empty() && thinned.place(9) == 0 && thinned.get(0).is_none());
        for step in [10, 20, 30] {
            thinned.push(step, ());
        }
        assert_eq!([5, 10, 29, 99].map(|step| thinned.place(step)), [0, 0, 1, 2]);
        thinned.push(30, ());
        assert!(thinned.ends_with(30) && !thinned.ends_with(20) && thinned.len() == 3);
    }
}
