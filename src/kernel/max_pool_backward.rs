//! Call of `shaders/max_pool_backward.wgsl`.

use super::{Access, Dispatch, picture_shader, workgroups_for};
use crate::model::Shape;
use crate::plan::Tensor;
use serde::{Deserialize, Serialize};

/// Gradient of a max-pool's inputs: the greatest of a window, the first of equals, gets all of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MaxPoolBackward {
    /// `[rows, ⌈height/2⌉·⌈width/2⌉·channels]`.
    pub dy: Tensor,
    /// `[rows, height·width·channels]`: what was pooled.
    pub x: Tensor,
    /// Out: `[rows, height·width·channels]`.
    pub dx: Tensor,
    /// Size of x.
    pub shape: Shape,
    /// Whether x is the output of a `ReLU`, whose gradient is then taken too: dx is 0 where x is not above 0.
    pub relu: bool,
}

impl MaxPoolBackward {
    pub(super) fn dispatch(&self) -> Dispatch {
        let (shader, lanes) = picture_shader!("max_pool_backward", self.shape);
        Dispatch {
            shader,
            constants: vec![
                ("ROWS", f64::from(self.dy.rows)),
                ("HEIGHT", f64::from(self.shape.height)),
                ("WIDTH", f64::from(self.shape.width)),
                ("CHANNELS", f64::from(self.shape.channels / lanes)),
                ("ROW_X", f64::from(self.dx.stride / lanes)),
                ("ROW_Y", f64::from(self.dy.stride / lanes)),
                ("RELU", f64::from(u8::from(self.relu))),
            ],
            bindings: vec![(self.dy, Access::Read), (self.x, Access::Read), (self.dx, Access::Write)],
            workgroups: workgroups_for(self.dy.words() / lanes),
            product: None,
        }
    }
}
