//! What runs a plan: the GPU or the CPU. Nothing else in the program knows which.

use crate::cpu::CpuExecutor;
use crate::gpu::{Gpu, GpuError, GpuExecutor};
use crate::message::ExecutorKind;
use crate::plan::{BufferSpec, Program, Tensor};

/// The hardware that executors are made on.
#[derive(Clone, Debug)]
pub enum Hardware {
    /// A GPU's device.
    Gpu(Gpu),
    /// The CPU.
    Cpu,
}

impl Hardware {
    /// Which kind it is.
    pub fn kind(&self) -> ExecutorKind {
        match self {
            Self::Gpu(_) => ExecutorKind::Gpu,
            Self::Cpu => ExecutorKind::Cpu,
        }
    }

    /// Its name for the visitor.
    pub fn name(&self) -> &str {
        match self {
            Self::Gpu(gpu) => &gpu.adapter_name,
            Self::Cpu if cfg!(target_arch = "wasm32") => "WebAssembly SIMD",
            Self::Cpu => std::env::consts::ARCH,
        }
    }
}

/// Runs programs over the buffers of a plan.
#[derive(Debug)]
pub enum Executor {
    /// On the GPU.
    Gpu(GpuExecutor),
    /// With the twins on the CPU.
    Cpu(CpuExecutor),
}

/// A program that an executor has prepared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prepared(usize);

impl Executor {
    /// An executor with all buffers zero.
    ///
    /// # Errors
    /// What the GPU has against the buffers.
    pub async fn new(hardware: &Hardware, buffers: &[BufferSpec]) -> Result<Self, GpuError> {
        Ok(match hardware {
            Hardware::Gpu(gpu) => Self::Gpu(GpuExecutor::new(gpu, buffers).await?),
            Hardware::Cpu => Self::Cpu(CpuExecutor::new(buffers)),
        })
    }

    /// Gets a program ready to run.
    pub fn prepare(&mut self, program: &Program) -> Prepared {
        Prepared(match self {
            Self::Gpu(executor) => executor.prepare(program),
            Self::Cpu(executor) => executor.prepare(program),
        })
    }

    /// Runs a program `times` times. On a GPU it returns before they are done; what is read later waits.
    pub fn run(&mut self, program: Prepared, times: u32) {
        match self {
            Self::Gpu(executor) => executor.run(program.0, times),
            Self::Cpu(executor) => executor.run(program.0, times),
        }
    }

    /// Waits until all that was run is done.
    ///
    /// # Errors
    /// The GPU's fault, if it has one.
    pub async fn finish(&self) -> Result<(), GpuError> {
        match self {
            Self::Gpu(executor) => executor.finish().await,
            Self::Cpu(_) => Ok(()),
        }
    }

    /// Writes words into a tensor from its first word on.
    pub fn write(&mut self, tensor: Tensor, words: &[u32]) {
        match self {
            Self::Gpu(executor) => executor.write(tensor, words),
            Self::Cpu(executor) => executor.write(tensor, words),
        }
    }

    /// A tensor's words, after all that was run before.
    ///
    /// # Errors
    /// The GPU's fault, if it has one.
    pub async fn read(&self, tensor: Tensor) -> Result<Vec<f32>, GpuError> {
        let [words] = self.read_all([tensor]).await?;
        Ok(words)
    }

    /// The words of several tensors, in one go.
    ///
    /// # Errors
    /// The GPU's fault, if it has one.
    pub async fn read_all<const N: usize>(&self, tensors: [Tensor; N]) -> Result<[Vec<f32>; N], GpuError> {
        match self {
            Self::Gpu(executor) => executor.read_all(tensors).await,
            Self::Cpu(executor) => Ok(tensors.map(|tensor| executor.read(tensor))),
        }
    }
}
