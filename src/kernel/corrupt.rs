//! Call of `shaders/corrupt.wgsl`.

use super::gather::order_constants;
use super::{Access, Dispatch, INDEX, ORDER, RANDOM, STATE, Shader, Source, workgroups_for};
use crate::plan::Tensor;
use serde::{Deserialize, Serialize};

/// `y = clamp(x + mean + deviation·n, 0, 1)` with n standard normal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Corrupt {
    /// `[rows, pixels]`.
    pub x: Tensor,
    /// The state.
    pub state: Tensor,
    /// Out: `[rows, pixels]`.
    pub y: Tensor,
    /// Mean of the noise.
    pub mean: f32,
    /// Standard deviation of the noise.
    pub deviation: f32,
    /// Stream of the random generator.
    pub stream: u32,
    /// Number of images, at least 1, and which of them the rows hold, where the noise is drawn for each image, the same at
    /// every step; else it is drawn for the state's step.
    pub fixed: Option<(u32, Source)>,
}

impl Corrupt {
    pub(super) fn dispatch(&self) -> Dispatch {
        let (count, source) = self.fixed.unwrap_or((1, Source::Chunk));
        let mut constants = vec![
            ("ROWS", f64::from(self.y.rows)),
            ("WIDTH", f64::from(self.y.width)),
            ("STRIDE", f64::from(self.y.stride)),
            ("MEAN", f64::from(self.mean)),
            ("DEVIATION", f64::from(self.deviation)),
            ("STREAM", f64::from(self.stream)),
            ("FIXED", f64::from(u8::from(self.fixed.is_some()))),
        ];
        constants.extend(order_constants(count, self.y.rows, source));
        Dispatch {
            shader: Shader { name: "corrupt", pieces: &[INDEX, RANDOM, STATE, ORDER, wgsl!("corrupt")] },
            constants,
            bindings: vec![(self.x, Access::Read), (self.state, Access::Read), (self.y, Access::Write)],
            workgroups: workgroups_for(self.y.words()),
            product: None,
        }
    }
}
