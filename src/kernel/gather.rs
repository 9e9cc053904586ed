//! Call of `shaders/gather.wgsl`.

use super::{Access, Dispatch, INDEX, ORDER, RANDOM, STATE, Shader, workgroups_for};
use crate::plan::Tensor;
use crate::random::{Order, steps_per_epoch};
use serde::{Deserialize, Serialize};

/// Which images are gathered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// The batch of the state's step, in the epoch's random order; the last partial batch of an epoch is
    /// dropped.
    Batch,
    /// The chunk at the state's cursor, in order; images past the last are zero.
    Chunk,
}

/// Unpacks images into numbers from 0 to 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gather {
    /// All images as bytes, four a word.
    pub images: Tensor,
    /// The state.
    pub state: Tensor,
    /// Out: `[batch, pixels]`.
    pub x: Tensor,
    /// Images in `images`.
    pub count: u32,
    /// Which of them.
    pub source: Source,
}

impl Gather {
    pub(super) fn dispatch(&self) -> Dispatch {
        let mut constants = vec![("PIXELS", f64::from(self.x.width)), ("ROW", f64::from(self.x.stride / 4))];
        constants.extend(order_constants(self.count, self.x.rows, self.source));
        Dispatch {
            shader: Shader { name: "gather", pieces: &[INDEX, RANDOM, STATE, ORDER, wgsl!("gather")] },
            constants,
            bindings: vec![(self.images, Access::Read), (self.state, Access::Read), (self.x, Access::Write)],
            workgroups: workgroups_for(self.x.words() / 4),
            product: None,
        }
    }
}

/// Constants of `shaders/shared/order.wgsl`, for rows that hold a batch of `count` images.
pub(super) fn order_constants(count: u32, batch: u32, source: Source) -> [(&'static str, f64); 5] {
    [
        ("COUNT", f64::from(count)),
        ("BATCH", f64::from(batch)),
        ("HALF_BITS", f64::from(Order::new(count).half_bits())),
        ("SHUFFLED", f64::from(u8::from(source == Source::Batch))),
        ("STEPS_PER_EPOCH", f64::from(steps_per_epoch(count, batch))),
    ]
}
