// The state that a step reads and `record` moves on; twin of src/plan/state.rs.
struct State {
    step: u32,          // steps trained
    seed: u32,
    beta: f32,          // weight of the KL term
    learning_rate: f32,
    cursor: u32,        // first image of the chunk being measured
    fresh_at: u32,      // steps trained when the optimiser's moments were last zero
}
