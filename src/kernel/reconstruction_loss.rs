//! Call of `shaders/reconstruction_loss.wgsl`.

use super::{Access, Dispatch, Shader};
use crate::plan::Tensor;
use crate::settings::Reconstruction;
use serde::{Deserialize, Serialize};

/// The reconstruction term of each image, summed over pixels, and the gradient of its mean by the logits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReconstructionLoss {
    /// `[rows, pixels]`.
    pub logits: Tensor,
    /// `[rows, pixels]`, 0 to 1.
    pub x: Tensor,
    /// Out: `[rows, pixels]`.
    pub dlogits: Tensor,
    /// Out: `[1, rows]`.
    pub loss: Tensor,
    /// Which term.
    pub kind: Reconstruction,
    /// What a pixel's term counts: 1, or 1/pixels for a mean.
    pub scale: f32,
}

impl ReconstructionLoss {
    pub(super) fn dispatch(&self) -> Dispatch {
        Dispatch {
            shader: Shader { name: "reconstruction_loss", pieces: &[wgsl!("reconstruction_loss")] },
            constants: vec![
                ("ROWS", f64::from(self.logits.rows)),
                ("PIXELS", f64::from(self.logits.width)),
                ("ROW", f64::from(self.logits.stride / 4)),
                ("SCALE", f64::from(self.scale)),
                ("SQUARED_ERROR", f64::from(u8::from(self.kind == Reconstruction::SquaredError))),
            ],
            bindings: vec![
                (self.logits, Access::Read),
                (self.x, Access::Read),
                (self.dlogits, Access::Write),
                (self.loss, Access::Write),
            ],
            workgroups: [self.logits.rows, 1, 1],
            product: None,
        }
    }
}
