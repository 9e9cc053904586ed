//! Call of `shaders/take_columns.wgsl`.

use super::{Access, Dispatch, INDEX, Shader, workgroups_for};
use crate::plan::Tensor;
use serde::{Deserialize, Serialize};

/// The first columns of a gradient: backward pass of [`AppendLabel`](super::AppendLabel) and
/// [`AppendClass`](super::AppendClass).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TakeColumns {
    /// `[rows, at least width]`.
    pub dy: Tensor,
    /// Out: `[rows, width]`.
    pub dx: Tensor,
}

impl TakeColumns {
    pub(super) fn dispatch(&self) -> Dispatch {
        Dispatch {
            shader: Shader { name: "take_columns", pieces: &[INDEX, wgsl!("take_columns")] },
            constants: vec![
                ("ROWS", f64::from(self.dx.rows)),
                ("WIDTH", f64::from(self.dx.width)),
                ("STRIDE_DX", f64::from(self.dx.stride)),
                ("STRIDE_DY", f64::from(self.dy.stride)),
            ],
            bindings: vec![(self.dy, Access::Read), (self.dx, Access::Write)],
            workgroups: workgroups_for(self.dx.words()),
            product: None,
        }
    }
}
