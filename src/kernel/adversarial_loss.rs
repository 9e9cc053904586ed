//! Call of `shaders/adversarial_loss.wgsl`.

use super::{Access, Dispatch, INDEX, STATE, Shader, workgroups_for};
use crate::plan::Tensor;
use serde::{Deserialize, Serialize};

/// The losses of a discriminator of codes and of the encoder that it judges (Goodfellow et al., 2014; Makhzani et
/// al., 2015), and their gradients by the discriminator's logits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AdversarialLoss {
    /// `[2·batch, 1]`: logits of the images' codes, then of as many codes drawn from the prior.
    pub logits: Tensor,
    /// The state.
    pub state: Tensor,
    /// Out: `[2·batch, 1]`: gradient of the discriminator's mean loss.
    pub dlogits: Tensor,
    /// Out: `[batch, 1]`: gradient of β times the encoder's mean loss by the logits of the images' codes.
    pub dgenerator: Tensor,
    /// Out: `[1, batch]`: the encoder's loss for each image.
    pub generator: Tensor,
    /// Out: `[1, batch]`: the discriminator's loss for each pair of codes.
    pub discriminator: Tensor,
}

impl AdversarialLoss {
    pub(super) fn dispatch(&self) -> Dispatch {
        Dispatch {
            shader: Shader { name: "adversarial_loss", pieces: &[INDEX, STATE, wgsl!("adversarial_loss")] },
            constants: vec![("BATCH", f64::from(self.dgenerator.rows))],
            bindings: vec![
                (self.logits, Access::Read),
                (self.state, Access::Read),
                (self.dlogits, Access::Write),
                (self.dgenerator, Access::Write),
                (self.generator, Access::Write),
                (self.discriminator, Access::Write),
            ],
            workgroups: workgroups_for(self.dgenerator.rows),
            product: None,
        }
    }
}
