//! Call of `shaders/prior.wgsl`.

use super::{Access, Dispatch, INDEX, RANDOM, STATE, Shader, workgroups_for};
use crate::plan::Tensor;
use crate::random::PRIOR;
use serde::{Deserialize, Serialize};

/// Codes drawn from the prior N(0, I), others at every step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prior {
    /// The state.
    pub state: Tensor,
    /// Out: `[rows, latent]`, those before row [`Self::first`] left as they are.
    pub z: Tensor,
    /// First row that is drawn.
    pub first: u32,
}

impl Prior {
    pub(super) fn dispatch(&self) -> Dispatch {
        Dispatch {
            shader: Shader { name: "prior", pieces: &[INDEX, RANDOM, STATE, wgsl!("prior")] },
            constants: vec![
                ("FIRST", f64::from(self.first)),
                ("ROWS", f64::from(self.z.rows - self.first)),
                ("WIDTH", f64::from(self.z.width)),
                ("STRIDE", f64::from(self.z.stride)),
                ("STREAM", f64::from(PRIOR)),
            ],
            bindings: vec![(self.state, Access::Read), (self.z, Access::Write)],
            workgroups: workgroups_for(self.z.words() - self.first * self.z.stride),
            product: None,
        }
    }
}
