//! Runs programs with the twins.

use super::parts::Mirror;
use super::{
    Memory, accumulate, adversarial_loss, append_class, append_label, average_pool, conv,
    conv_backward_input, conv_backward_weights, corrupt, dense, dense_backward_input, dense_backward_weights,
    gather, max_pool, max_pool_backward, neighbours, prior, reconstruction_loss, record, reduce_rows,
    reparameterize, reparameterize_backward, sparsity, take_columns, tally, update, upsample,
    upsample_backward,
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
        Call::Conv(call) => conv::run(call, memory),
        Call::ConvBackwardInput(call) => conv_backward_input::run(call, memory),
        Call::ConvBackwardWeights(call) => conv_backward_weights::run(call, memory),
        Call::ReduceRows(call) => reduce_rows::run(call, memory),
        Call::Reparameterize(call) => reparameterize::run(call, memory),
        Call::ReparameterizeBackward(call) => reparameterize_backward::run(call, memory),
        Call::ReconstructionLoss(call) => reconstruction_loss::run(call, memory),
        Call::AdversarialLoss(call) => adversarial_loss::run(call, memory),
        Call::Accumulate(call) => accumulate::run(call, memory),
        Call::Prior(call) => prior::run(call, memory),
        Call::Record(call) => record::run(call, memory),
        Call::Tally(call) => tally::run(call, memory),
        Call::Neighbours(call) => neighbours::run(call, memory),
        Call::Update(call) => update::run(call, memory),
        Call::AppendClass(call) => append_class::run(call, memory),
        Call::AppendLabel(call) => append_label::run(call, memory),
        Call::AveragePool(call) => average_pool::run(call, memory),
        Call::Corrupt(call) => corrupt::run(call, memory),
        Call::MaxPool(call) => max_pool::run(call, memory),
        Call::MaxPoolBackward(call) => max_pool_backward::run(call, memory),
        Call::Sparsity(call) => sparsity::run(call, memory),
        Call::TakeColumns(call) => take_columns::run(call, memory),
        Call::Upsample(call) => upsample::run(call, memory),
        Call::UpsampleBackward(call) => upsample_backward::run(call, memory),
    }
}

/// The executor that runs on the CPU.
#[derive(Debug)]
pub struct CpuExecutor {
    memory: Memory,
    programs: Vec<Program>,
    mirror: Mirror,
}

impl CpuExecutor {
    /// An executor with all buffers zero.
    pub fn new(buffers: &[BufferSpec]) -> Self {
        Self { memory: Memory::new(buffers), programs: Vec::new(), mirror: Mirror::new() }
    }

    /// Keeps a program; returns its number.
    pub fn prepare(&mut self, program: &Program) -> usize {
        self.mirror.prepare(program);
        self.programs.push(program.clone());
        self.programs.len() - 1
    }

    /// Runs a program `times` times.
    pub fn run(&mut self, program: usize, times: u32) {
        let Self { memory, programs, mirror } = self;
        mirror.join(memory, programs);
        mirror.run(program, times, || {
            for _ in 0..times {
                for call in &programs[program].calls {
                    run(call, memory);
                }
            }
        });
    }

    /// Writes words into a tensor from its first word on.
    pub fn write(&mut self, tensor: Tensor, words: &[u32]) {
        self.mirror.write(tensor, words);
        self.memory.words_mut(tensor)[..words.len()].copy_from_slice(bytemuck::cast_slice(words));
    }

    /// A tensor's words.
    pub fn read(&self, tensor: Tensor) -> Vec<f32> {
        self.memory.read(tensor).to_vec()
    }
}
