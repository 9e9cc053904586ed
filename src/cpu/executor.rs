//! Runs programs with the twins.

use super::{
    Memory, dense, dense_backward_input, dense_backward_weights, gather, reconstruction_loss, record,
    reparameterize, reparameterize_backward, tally, update,
};
use crate::kernel::Call;
use crate::plan::{BufferSpec, Program, Tensor};

/// Runs one call with its twin.
pub fn run(call: &Call, memory: &mut Memory) {
    match call {
        Call::Gather(call) => gather::run(call, memory),
        Call::Dense(call) => dense::run(call, memory),
        Call::DenseBackwardInput(call) => dense_backward_input::run(call, memory),
        Call::DenseBackwardWeights(call) => dense_backward_weights::run(call, memory),
        Call::Reparameterize(call) => reparameterize::run(call, memory),
        Call::ReparameterizeBackward(call) => reparameterize_backward::run(call, memory),
        Call::ReconstructionLoss(call) => reconstruction_loss::run(call, memory),
        Call::Record(call) => record::run(call, memory),
        Call::Tally(call) => tally::run(call, memory),
        Call::Update(call) => update::run(call, memory),
    }
}

/// The executor that runs on the CPU.
#[derive(Debug)]
pub struct CpuExecutor {
    memory: Memory,
    programs: Vec<Program>,
}

impl CpuExecutor {
    /// An executor with all buffers zero.
    pub fn new(buffers: &[BufferSpec]) -> Self {
        Self { memory: Memory::new(buffers), programs: Vec::new() }
    }

    /// Keeps a program; returns its number.
    pub fn prepare(&mut self, program: &Program) -> usize {
        self.programs.push(program.clone());
        self.programs.len() - 1
    }

    /// Runs a program `times` times.
    pub fn run(&mut self, program: usize, times: u32) {
        for _ in 0..times {
            for call in &self.programs[program].calls {
                run(call, &mut self.memory);
            }
        }
    }

    /// Writes words into a tensor from its first word on.
    pub fn write(&mut self, tensor: Tensor, words: &[u32]) {
        self.memory.words_mut(tensor)[..words.len()].copy_from_slice(bytemuck::cast_slice(words));
    }

    /// A tensor's words.
    pub fn read(&self, tensor: Tensor) -> Vec<f32> {
        self.memory.read(tensor).to_vec()
    }
}
