//! The twin of every kernel, one file each under the kernel's name, written to be read beside its WGSL; and
//! the executor that runs a plan with them. Oracle of the tests, and what trains where there is no GPU.

mod dense;
mod dense_backward_input;
mod dense_backward_weights;
mod executor;
mod gather;
mod memory;
mod product;
mod reconstruction_loss;
mod record;
mod reparameterize;
mod reparameterize_backward;
mod tally;
mod update;

pub use executor::{CpuExecutor, run};
pub use memory::Memory;
