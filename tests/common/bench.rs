//! A kernel's call with its memory, to be run by the GPU and by the twin.

use super::{close, numbers};
use latent_playground::cpu::{self, Memory};
use latent_playground::gpu::{Gpu, GpuExecutor};
use latent_playground::kernel::{Call, TERMS, Variant};
use latent_playground::plan::{Layout, Program, STATE_WORDS, State, Tensor, padded};

/// A call's memory while it is set up.
#[derive(Default)]
pub struct Bench {
    /// Its buffers.
    pub layout: Layout,
    /// What is in them.
    pub contents: Vec<(Tensor, Vec<f32>)>,
    salt: u32,
}

impl Bench {
    /// A tensor of standard normal numbers whose padding is zero.
    pub fn random(&mut self, rows: u32, width: u32) -> Tensor {
        let tensor = self.layout.matrix("random", rows, width);
        self.fill(tensor);
        tensor
    }

    pub fn fill(&mut self, tensor: Tensor) {
        self.salt += 1;
        let mut words = numbers(tensor.words() as usize, self.salt);
        for (index, word) in words.iter_mut().enumerate() {
            if index as u32 % tensor.stride >= tensor.width {
                *word = 0.0;
            }
        }
        self.contents.push((tensor, words));
    }

    /// As `random`, in steps of a half: many numbers are equal.
    pub fn coarse(&mut self, rows: u32, width: u32) -> Tensor {
        let tensor = self.random(rows, width);
        let words = &mut self.contents.last_mut().expect("just filled").1;
        for word in words.iter_mut() {
            *word = (*word * 2.0).round() / 2.0;
        }
        tensor
    }

    /// Weights `[inputs, outputs]` whose rows are padded to a multiple of four, with zeros.
    pub fn weights(&mut self, inputs: u32, outputs: u32) -> Tensor {
        let tensor = self.random(padded(inputs), outputs);
        let words = &mut self.contents.last_mut().expect("just filled").1;
        words[(inputs * tensor.stride) as usize..].fill(0.0);
        tensor
    }

    /// A tensor for results, filled with numbers that must be overwritten.
    pub fn result(&mut self, rows: u32, width: u32) -> Tensor {
        let tensor = self.layout.matrix("result", rows, width);
        self.contents.push((tensor, vec![-77.0; tensor.words() as usize]));
        tensor
    }

    /// Random terms of the losses of `images` images.
    pub fn losses(&mut self, images: u32) -> Tensor {
        let tensor = self.layout.rows_apart("losses", TERMS, images);
        self.fill(tensor);
        tensor
    }

    pub fn state(&mut self, state: State) -> Tensor {
        let tensor = self.layout.words("state", STATE_WORDS);
        self.contents.push((tensor, bytemuck::cast_slice(bytemuck::bytes_of(&state)).to_vec()));
        tensor
    }

    pub fn bytes(&mut self, count: u32) -> Tensor {
        let tensor = self.layout.words("bytes", count.div_ceil(4));
        let words = (0..tensor.words()).map(|word| f32::from_bits(word.wrapping_mul(2_654_435_761)));
        self.contents.push((tensor, words.collect()));
        tensor
    }

    /// Labels 0 to 9 as bytes, four a word.
    pub fn labels(&mut self, count: u32) -> Tensor {
        let tensor = self.layout.words("labels", count.div_ceil(4));
        let byte = |index: u32| (index * index + 3 * index / 7) % 10;
        let word = |word: u32| (0..4).fold(0, |sum, i| sum | byte(4 * word + i) << (8 * i));
        self.contents.push((tensor, (0..tensor.words()).map(|index| f32::from_bits(word(index))).collect()));
        tensor
    }

    /// The memory of the CPU with the contents.
    pub fn memory(&self) -> Memory {
        let mut memory = Memory::new(&self.layout.buffers);
        for (tensor, words) in &self.contents {
            memory.words_mut(*tensor).copy_from_slice(words);
        }
        memory
    }

    /// Runs the call on both sides and compares `results`; a product in every variant.
    pub fn compare(self, gpu: &Gpu, call: &Call, results: &[Tensor], tolerance: f32) {
        self.compare_all(gpu, std::slice::from_ref(call), results, tolerance);
    }

    /// As [`Self::compare`], of calls one after the other.
    pub fn compare_all(self, gpu: &Gpu, calls: &[Call], results: &[Tensor], tolerance: f32) {
        let mut memory = self.memory();
        for call in calls {
            cpu::run(call, &mut memory);
        }
        if calls.iter().all(|call| call.dispatch().product.is_none()) {
            return self.compare_with(&memory, gpu, calls, None, results, tolerance);
        }
        for variant in gpu.variants() {
            self.compare_with(&memory, gpu, calls, Some(variant), results, tolerance);
        }
    }

    fn compare_with(
        &self,
        memory: &Memory,
        gpu: &Gpu,
        calls: &[Call],
        variant: Option<Variant>,
        results: &[Tensor],
        tolerance: f32,
    ) {
        let mut executor =
            pollster::block_on(GpuExecutor::new(gpu, &self.layout.buffers)).expect("buffers for the call");
        for (tensor, words) in &self.contents {
            executor.write(*tensor, bytemuck::cast_slice(words));
        }
        let program = Program { calls: calls.to_vec() };
        let program = match variant {
            Some(variant) => executor.prepare_spread(&program, variant),
            None => executor.prepare(&program),
        };
        executor.run(program, 1);
        for (number, result) in results.iter().enumerate() {
            let [found] = pollster::block_on(executor.read_all([*result])).expect("a result");
            for (index, (gpu, cpu)) in found.iter().zip(memory.read(*result)).enumerate() {
                assert!(
                    close(*gpu, *cpu, tolerance) || gpu.to_bits() == cpu.to_bits(),
                    "result {number} of {calls:?} in {variant:?} at {index}: GPU {gpu}, CPU {cpu}"
                );
            }
        }
    }
}
