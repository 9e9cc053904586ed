//! The buffers of a plan in main memory.

use crate::plan::{BufferId, BufferSpec, State, Tensor};

/// One vector a buffer. Words that are not numbers (bytes of images, the state) are kept by their bits.
#[derive(Clone, Debug)]
pub struct Memory {
    buffers: Vec<Vec<f32>>,
}

impl Memory {
    /// All buffers, zero.
    pub fn new(buffers: &[BufferSpec]) -> Self {
        Self { buffers: buffers.iter().map(|buffer| vec![0.0; buffer.words as usize]).collect() }
    }

    /// A tensor's words.
    pub fn read(&self, tensor: Tensor) -> &[f32] {
        &self.buffers[tensor.buffer.0][tensor.range()]
    }

    /// A tensor's words, to be written.
    pub fn words_mut(&mut self, tensor: Tensor) -> &mut [f32] {
        &mut self.buffers[tensor.buffer.0][tensor.range()]
    }

    /// All buffers: the tensor that covers each, and its words.
    pub fn buffers(&self) -> impl Iterator<Item = (Tensor, &[f32])> {
        self.buffers.iter().enumerate().map(|(number, words)| {
            let length = words.len() as u32;
            let tensor =
                Tensor { buffer: BufferId(number), offset: 0, rows: 1, width: length, stride: length };
            (tensor, words.as_slice())
        })
    }

    /// Fills tensor `out` by `fill`, which may read all buffers but the one that `out` lies in.
    pub fn write(&mut self, out: Tensor, fill: impl FnOnce(&mut [f32], &mut Self)) {
        let mut buffer = std::mem::take(&mut self.buffers[out.buffer.0]);
        fill(&mut buffer[out.range()], self);
        self.buffers[out.buffer.0] = buffer;
    }

    /// The state in a tensor.
    pub fn state(&self, tensor: Tensor) -> State {
        *bytemuck::from_bytes(bytemuck::cast_slice(self.read(tensor)))
    }

    /// Writes the state into a tensor.
    pub fn set_state(&mut self, tensor: Tensor, state: State) {
        self.words_mut(tensor).copy_from_slice(bytemuck::cast_slice(bytemuck::bytes_of(&state)));
    }
}
