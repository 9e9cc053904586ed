//! How well the codes tell the classes apart: the nearest training codes of each test code vote on its class.

use super::Trainer;
use super::training::unpadded;
use crate::beside::{Neighbours, Votes};
use crate::gpu::GpuError;
use crate::kernel::NEIGHBOURS;
use crate::plan::CHUNK_ROWS;

/// The search under way.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Search {
    /// Whether the codes of the test images are those of the network as it stands.
    tested: bool,
    /// First training image of the chunk.
    first: u32,
    /// Next block of test codes.
    block: usize,
    /// Whether the chunk is encoded.
    pub encoded: bool,
}

impl Trainer {
    /// Begins to look for the nearest training codes of each test code. Training ends it.
    pub fn seek_neighbours(&mut self) {
        self.restart_measure();
        self.search = Some(Search::default());
    }

    /// Gives up looking for neighbours.
    pub fn leave_neighbours(&mut self) {
        self.search = None;
    }

    /// Goes on looking for some tens of milliseconds.
    ///
    /// # Errors
    /// The GPU's fault.
    pub async fn neighbours_slice(&mut self) -> Result<Neighbours, GpuError> {
        let Some(mut search) = self.search else { return Ok(Neighbours::Ended) };
        let (train, test) = self.image_counts();
        if !search.tested {
            search.tested = self.measure_chunk().await?.is_some();
            self.search = Some(search);
            return Ok(Neighbours::Sought(0.0));
        }
        let nearest = &self.plan.nearest;
        let programs = self.programs.nearest.get_or_insert_with(|| {
            let encode = self.executor.prepare(&nearest.encode);
            (encode, nearest.compare.iter().map(|program| self.executor.prepare(program)).collect())
        });
        let (encode, compare) = (programs.0, programs.1[search.block]);
        let blocks = programs.1.len();
        self.cursor = search.first;
        self.write_state();
        if !search.encoded {
            self.executor.run(encode, 1);
        }
        self.executor.run(compare, 1);
        self.executor.finish().await?;
        (search.encoded, search.block) = (true, search.block + 1);
        if search.block == blocks {
            search = Search { tested: true, first: search.first + CHUNK_ROWS, ..Search::default() };
        }
        if search.first < train {
            self.search = Some(search);
            let chunks = search.first as f32 + CHUNK_ROWS as f32 * search.block as f32 / blocks as f32;
            return Ok(Neighbours::Sought((chunks / train as f32).min(1.0)));
        }
        self.search = None;
        let classes = self.plan.nearest.classes;
        let [classes_words, label_words] = self.executor.read_all([classes, self.plan.test_labels]).await?;
        let classes = unpadded(&classes_words, classes.stride, NEIGHBOURS);
        let labels: &[u8] = bytemuck::cast_slice(&label_words);
        let votes = classes.chunks_exact(NEIGHBOURS as usize).map(vote).zip(labels);
        let right = votes.filter(|(vote, label)| *vote == Some(**label)).count() as u32;
        Ok(Neighbours::Found(Votes { right, of: test }))
    }

    /// Looks for the nearest training codes of each test code and has them vote, all at once.
    ///
    /// # Errors
    /// The GPU's fault.
    pub async fn neighbours(&mut self) -> Result<Votes, GpuError> {
        self.seek_neighbours();
        loop {
            if let Neighbours::Found(votes) = self.neighbours_slice().await? {
                return Ok(votes);
            }
        }
    }
}

/// The class that most of the neighbours have; of classes that as many have, that of the nearest. `classes` begin
/// with the nearest neighbour's; below 0 there is none.
fn vote(classes: &[f32]) -> Option<u8> {
    let voters = || classes.iter().filter(|class| **class >= 0.0).map(|class| *class as u8);
    let mut counts = [0_u32; 256];
    for class in voters() {
        counts[usize::from(class)] += 1;
    }
    let most = counts.into_iter().max().unwrap_or_default();
    voters().find(|class| counts[usize::from(*class)] == most)
}

#[cfg(test)]
mod tests {
    use super::vote;

    #[test]
    fn most_votes_win_and_of_a_tie_the_nearest() {
        assert_eq!(vote(&[3.0, 5.0, 5.0, 1.0, 5.0, 1.0, 1.0, 2.0, 4.0, 9.0]), Some(5));
        assert_eq!(vote(&[3.0, 1.0, 5.0, 5.0, 1.0]), Some(1));
        assert_eq!(vote(&[0.0, 7.0, -1.0, -1.0, -1.0]), Some(0));
        assert_eq!(vote(&[-1.0; 10]), None);
    }
}
