//! WebGPU: the device, the executor that runs plans on it, and the drawing of the decoded grid.

mod device;
mod executor;
#[cfg(target_arch = "wasm32")]
mod manifold;
#[cfg(not(target_arch = "wasm32"))]
mod stopwatch;
#[cfg(target_arch = "wasm32")]
mod subgroups;
mod tuner;

pub use device::{Gpu, GpuError};
pub use executor::GpuExecutor;
#[cfg(target_arch = "wasm32")]
pub use manifold::ManifoldCanvas;
pub use tuner::{Choices, Tuner};
