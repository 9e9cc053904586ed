//! Call of `shaders/accumulate.wgsl`.

use super::{Access, Dispatch, INDEX, Shader, workgroups_for};
use crate::plan::Tensor;
use serde::{Deserialize, Serialize};

/// `y += x`: a second gradient of the same tensor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Accumulate {
    /// `[rows, width]`.
    pub x: Tensor,
    /// In and out: `[rows, width]`.
    pub y: Tensor,
}

impl Accumulate {
    pub(super) fn dispatch(&self) -> Dispatch {
        Dispatch {
            shader: Shader { name: "accumulate", pieces: &[INDEX, wgsl!("accumulate")] },
            constants: vec![("GROUPS", f64::from(self.y.words() / 4))],
            bindings: vec![(self.x, Access::Read), (self.y, Access::Write)],
            workgroups: workgroups_for(self.y.words() / 4),
            product: None,
        }
    }
}
