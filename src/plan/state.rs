//! The few words that a step reads from the GPU's memory; twin of `shaders/shared/state.wgsl`.

use bytemuck::{Pod, Zeroable};

/// What a step reads; `record` moves `step` on and `tally` moves `cursor` on.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub struct State {
    /// Steps trained.
    pub step: u32,
    /// Seed of batches and noise.
    pub seed: u32,
    /// Weight of the KL term.
    pub beta: f32,
    /// Learning rate.
    pub learning_rate: f32,
    /// First image of the chunk being measured.
    pub cursor: u32,
    /// Steps trained when the optimiser's moments were last zero.
    pub fresh_at: u32,
    /// Fills the size to a multiple of four words.
    pub unused: [u32; 2],
}

/// Words in a [`State`].
pub const STATE_WORDS: u32 = (size_of::<State>() / 4) as u32;
