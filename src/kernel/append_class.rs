//! Call of `shaders/append_class.wgsl`.

use super::{Access, Dispatch, INDEX, Shader, workgroups_for};
use crate::plan::Tensor;
use serde::{Deserialize, Serialize};

/// `y = x ++ one-hot(class)`, the class of each row being given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AppendClass {
    /// `[rows, width]`.
    pub x: Tensor,
    /// `[1, rows]`: whole numbers from 0.
    pub classes: Tensor,
    /// Out: `[rows, width + classes]`. A class that has no column gets zeros.
    pub y: Tensor,
}

impl AppendClass {
    pub(super) fn dispatch(&self) -> Dispatch {
        Dispatch {
            shader: Shader { name: "append_class", pieces: &[INDEX, wgsl!("append_class")] },
            constants: vec![
                ("ROWS", f64::from(self.y.rows)),
                ("WIDTH_X", f64::from(self.x.width)),
                ("WIDTH_Y", f64::from(self.y.width)),
                ("STRIDE_X", f64::from(self.x.stride)),
                ("STRIDE_Y", f64::from(self.y.stride)),
            ],
            bindings: vec![(self.x, Access::Read), (self.classes, Access::Read), (self.y, Access::Write)],
            workgroups: workgroups_for(self.y.words()),
            product: None,
        }
    }
}
