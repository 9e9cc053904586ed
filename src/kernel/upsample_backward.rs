//! Call of `shaders/upsample_backward.wgsl`.

use super::{Access, Dispatch, picture_shader, workgroups_for};
use crate::model::Shape;
use crate::plan::Tensor;
use serde::{Deserialize, Serialize};

/// Gradient of an up-sampling's inputs: the sum over a pixel's four copies, where `h > 0`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UpsampleBackward {
    /// `[rows, 2·height·2·width·channels]`.
    pub dy: Tensor,
    /// `[rows, height·width·channels]`, output of the `ReLU` that made the layer's inputs, if one did.
    pub h: Option<Tensor>,
    /// Out: `[rows, height·width·channels]`.
    pub dx: Tensor,
    /// Size of dx.
    pub shape: Shape,
}

impl UpsampleBackward {
    pub(super) fn dispatch(&self) -> Dispatch {
        let (shader, lanes) = picture_shader!("upsample_backward", self.shape);
        Dispatch {
            shader,
            constants: vec![
                ("ROWS", f64::from(self.dx.rows)),
                ("HEIGHT", f64::from(self.shape.height)),
                ("WIDTH", f64::from(self.shape.width)),
                ("CHANNELS", f64::from(self.shape.channels / lanes)),
                ("ROW_X", f64::from(self.dx.stride / lanes)),
                ("ROW_Y", f64::from(self.dy.stride / lanes)),
                ("MASKED", f64::from(u8::from(self.h.is_some()))),
            ],
            bindings: vec![
                (self.dy, Access::Read),
                // Without a mask the binding is not read; any tensor will do.
                (self.h.unwrap_or(self.dy), Access::Read),
                (self.dx, Access::Write),
            ],
            workgroups: workgroups_for(self.dx.words() / lanes),
            product: None,
        }
    }
}
