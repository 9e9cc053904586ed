//! Call of `shaders/reparameterize.wgsl`.

use super::{Access, Dispatch, RANDOM, STATE, Shader, WORKGROUP};
use crate::plan::Tensor;
use serde::{Deserialize, Serialize};

/// Where the noise of a sample comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Noise {
    /// There is none: z = μ.
    None,
    /// Drawn for the state's step.
    Training,
    /// Drawn for each test image, the same at every step.
    Test,
}

/// `z = μ + exp(log σ² / 2)·ε`, and the KL divergence of each row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reparameterize {
    /// `[rows, μ | log σ²]`: both padded to `z.stride` columns.
    pub codes: Tensor,
    /// The state.
    pub state: Tensor,
    /// Out: `[rows, latent]`.
    pub z: Tensor,
    /// Out: `[1, rows]`, nats.
    pub kl: Tensor,
    /// ε.
    pub noise: Noise,
}

impl Reparameterize {
    pub(super) fn dispatch(&self) -> Dispatch {
        Dispatch {
            shader: Shader { name: "reparameterize", pieces: &[RANDOM, STATE, wgsl!("reparameterize")] },
            constants: vec![
                ("ROWS", f64::from(self.codes.rows)),
                ("LATENT", f64::from(self.z.width)),
                ("STRIDE", f64::from(self.z.stride)),
                ("NOISE", f64::from(self.noise as u8)),
            ],
            bindings: vec![
                (self.codes, Access::Read),
                (self.state, Access::Read),
                (self.z, Access::Write),
                (self.kl, Access::Write),
            ],
            workgroups: [self.codes.rows.div_ceil(WORKGROUP), 1, 1],
            product: None,
        }
    }
}
