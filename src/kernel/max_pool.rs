//! Call of `shaders/max_pool.wgsl`.

use super::{Access, Dispatch, picture_shader, workgroups_for};
use crate::model::Shape;
use crate::plan::Tensor;
use serde::{Deserialize, Serialize};

/// The greatest of each 2×2 window, each channel by itself; an odd edge has windows of its own (TensorFlow's
/// 'same' padding).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MaxPool {
    /// `[rows, height·width·channels]`.
    pub x: Tensor,
    /// Out: `[rows, ⌈height/2⌉·⌈width/2⌉·channels]`.
    pub y: Tensor,
    /// Size of x.
    pub shape: Shape,
}

impl MaxPool {
    pub(super) fn dispatch(&self) -> Dispatch {
        let (shader, lanes) = picture_shader!("max_pool", self.shape);
        Dispatch {
            shader,
            constants: vec![
                ("ROWS", f64::from(self.y.rows)),
                ("HEIGHT", f64::from(self.shape.height)),
                ("WIDTH", f64::from(self.shape.width)),
                ("CHANNELS", f64::from(self.shape.channels / lanes)),
                ("ROW_X", f64::from(self.x.stride / lanes)),
                ("ROW_Y", f64::from(self.y.stride / lanes)),
            ],
            bindings: vec![(self.x, Access::Read), (self.y, Access::Write)],
            workgroups: workgroups_for(self.y.words() / lanes),
            product: None,
        }
    }
}
