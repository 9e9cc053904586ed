//! Call of `shaders/update.wgsl`.

use super::{Access, Dispatch, INDEX, STATE, Shader, workgroups_for};
use crate::plan::Tensor;
use crate::settings::Optimizer;
use serde::{Deserialize, Serialize};

/// Moves parameters against their gradients.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Update {
    /// `[1, words]`.
    pub gradients: Tensor,
    /// The state.
    pub state: Tensor,
    /// In and out: `[1, words]`.
    pub parameters: Tensor,
    /// In and out: running mean of the gradients (Adam).
    pub first_moment: Tensor,
    /// In and out: running mean of their squares.
    pub second_moment: Tensor,
    /// The rule.
    pub rule: Optimizer,
    /// Its learning rate as a multiple of the state's.
    pub pace: f32,
}

impl Update {
    pub(super) fn dispatch(&self) -> Dispatch {
        Dispatch {
            shader: Shader { name: "update", pieces: &[INDEX, STATE, wgsl!("update")] },
            constants: vec![
                ("GROUPS", f64::from(self.parameters.stride / 4)),
                ("ADAM", f64::from(u8::from(self.rule == Optimizer::Adam))),
                ("PACE", f64::from(self.pace)),
            ],
            bindings: vec![
                (self.gradients, Access::Read),
                (self.state, Access::Read),
                (self.parameters, Access::Write),
                (self.first_moment, Access::Write),
                (self.second_moment, Access::Write),
            ],
            workgroups: workgroups_for(self.parameters.stride / 4),
            product: None,
        }
    }
}
