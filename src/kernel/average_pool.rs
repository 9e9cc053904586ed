//! Call of `shaders/average_pool.wgsl`.

use super::{Access, Dispatch, picture_shader, workgroups_for};
use crate::model::Shape;
use crate::plan::Tensor;
use serde::{Deserialize, Serialize};

/// The mean of each `factor`×`factor` window, each channel by itself; pixels past the last whole window are
/// left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AveragePool {
    /// `[rows, height·width·channels]`.
    pub x: Tensor,
    /// Out: `[rows, ⌊height/factor⌋·⌊width/factor⌋·channels]`.
    pub y: Tensor,
    /// Size of x.
    pub shape: Shape,
    /// Side of a window.
    pub factor: u32,
}

impl AveragePool {
    pub(super) fn dispatch(&self) -> Dispatch {
        let (shader, lanes) = picture_shader!("average_pool", self.shape);
        Dispatch {
            shader,
            constants: vec![
                ("ROWS", f64::from(self.y.rows)),
                ("HEIGHT", f64::from(self.shape.height)),
                ("WIDTH", f64::from(self.shape.width)),
                ("CHANNELS", f64::from(self.shape.channels / lanes)),
                ("ROW_X", f64::from(self.x.stride / lanes)),
                ("ROW_Y", f64::from(self.y.stride / lanes)),
                ("FACTOR", f64::from(self.factor)),
            ],
            bindings: vec![(self.x, Access::Read), (self.y, Access::Write)],
            workgroups: workgroups_for(self.y.words() / lanes),
            product: None,
        }
    }
}
