//! Call of `shaders/append_label.wgsl`.

use super::gather::order_constants;
use super::{Access, Dispatch, INDEX, ORDER, RANDOM, STATE, Shader, Source, workgroups_for};
use crate::plan::Tensor;
use serde::{Deserialize, Serialize};

/// `y = x ++ one-hot(label)`, the label being that of the row's image.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AppendLabel {
    /// `[batch, width]`.
    pub x: Tensor,
    /// All labels as bytes, four a word.
    pub labels: Tensor,
    /// The state.
    pub state: Tensor,
    /// Out: `[batch, width + classes]`. A label that has no column, and a row past the last image, get zeros.
    pub y: Tensor,
    /// Labels in `labels`.
    pub count: u32,
    /// Which images the rows hold, as they were gathered.
    pub source: Source,
}

impl AppendLabel {
    pub(super) fn dispatch(&self) -> Dispatch {
        let mut constants = vec![
            ("WIDTH_X", f64::from(self.x.width)),
            ("WIDTH_Y", f64::from(self.y.width)),
            ("STRIDE_X", f64::from(self.x.stride)),
            ("STRIDE_Y", f64::from(self.y.stride)),
        ];
        constants.extend(order_constants(self.count, self.y.rows, self.source));
        Dispatch {
            shader: Shader {
                name: "append_label",
                pieces: &[INDEX, RANDOM, STATE, ORDER, wgsl!("append_label")],
            },
            constants,
            bindings: vec![
                (self.x, Access::Read),
                (self.labels, Access::Read),
                (self.state, Access::Read),
                (self.y, Access::Write),
            ],
            workgroups: workgroups_for(self.y.words()),
            product: None,
        }
    }
}
