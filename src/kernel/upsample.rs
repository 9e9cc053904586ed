//! Call of `shaders/upsample.wgsl`.

use super::{Access, Dispatch, picture_shader, workgroups_for};
use crate::model::Shape;
use crate::plan::Tensor;
use serde::{Deserialize, Serialize};

/// Every pixel four times: twice the height and twice the width.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Upsample {
    /// `[rows, height·width·channels]`.
    pub x: Tensor,
    /// Out: `[rows, 2·height·2·width·channels]`.
    pub y: Tensor,
    /// Size of x.
    pub shape: Shape,
}

impl Upsample {
    pub(super) fn dispatch(&self) -> Dispatch {
        let (shader, lanes) = picture_shader!("upsample", self.shape);
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
