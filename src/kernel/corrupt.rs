//! Call of `shaders/corrupt.wgsl`.

use super::{Access, Dispatch, INDEX, RANDOM, STATE, Shader, workgroups_for};
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
    /// Whether the noise is drawn for each test image, the same at every step, and not for the state's step.
    pub fixed: bool,
}

impl Corrupt {
    pub(super) fn dispatch(&self) -> Dispatch {
        Dispatch {
            shader: Shader {
                name: "corrupt",
                pieces: &[INDEX, RANDOM, STATE, include_str!("../../shaders/corrupt.wgsl")],
            },
            constants: vec![
                ("ROWS", f64::from(self.y.rows)),
                ("WIDTH", f64::from(self.y.width)),
                ("STRIDE", f64::from(self.y.stride)),
                ("MEAN", f64::from(self.mean)),
                ("DEVIATION", f64::from(self.deviation)),
                ("STREAM", f64::from(self.stream)),
                ("FIXED", f64::from(u8::from(self.fixed))),
            ],
            bindings: vec![(self.x, Access::Read), (self.state, Access::Read), (self.y, Access::Write)],
            workgroups: workgroups_for(self.y.words()),
            product: None,
        }
    }
}
