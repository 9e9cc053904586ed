//! Call of `shaders/neighbours.wgsl`.

use super::{Access, Dispatch, INDEX, STATE, Shader, workgroups_for};
use crate::plan::Tensor;
use serde::{Deserialize, Serialize};

/// Nearest training codes that are kept for each test code; `NEIGHBOURS` in WGSL.
pub const NEIGHBOURS: u32 = 10;

/// Compares a chunk of training codes with test codes and keeps the nearest, from chunk to chunk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Neighbours {
    /// `[tests, latent]`.
    pub test: Tensor,
    /// `[rows, latent]`, or with more columns after the code: those of the images from the state's cursor on.
    pub train: Tensor,
    /// Labels of all training images as bytes, four a word.
    pub labels: Tensor,
    /// The state. A chunk at cursor 0 begins anew.
    pub state: Tensor,
    /// In and out: `[tests, NEIGHBOURS]`: squared distances, the least first.
    pub distances: Tensor,
    /// In and out: `[tests, NEIGHBOURS]`: labels of the same images, −1 where there is none yet.
    pub classes: Tensor,
    /// Training images.
    pub count: u32,
}

impl Neighbours {
    pub(super) fn dispatch(&self) -> Dispatch {
        Dispatch {
            shader: Shader { name: "neighbours", pieces: &[INDEX, STATE, wgsl!("neighbours")] },
            constants: vec![
                ("TESTS", f64::from(self.test.rows)),
                ("GROUPS", f64::from(self.test.stride / 4)),
                ("ROWS", f64::from(self.train.rows)),
                ("TRAIN_STRIDE", f64::from(self.train.stride / 4)),
                ("COUNT", f64::from(self.count)),
                ("STRIDE", f64::from(self.distances.stride)),
            ],
            bindings: vec![
                (self.test, Access::Read),
                (self.train, Access::Read),
                (self.labels, Access::Read),
                (self.state, Access::Read),
                (self.distances, Access::Write),
                (self.classes, Access::Write),
            ],
            workgroups: workgroups_for(self.test.rows),
            product: None,
        }
    }
}
