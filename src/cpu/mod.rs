//! The twin of every kernel, one file each under the kernel's name, written to be read beside its WGSL; and
//! the executor that runs a plan with them. Oracle of the tests, and what trains where there is no GPU.

mod accumulate;
mod adversarial_loss;
mod append_class;
mod append_label;
mod average_pool;
mod conv;
mod conv_backward_input;
mod conv_backward_weights;
mod corrupt;
#[cfg(target_arch = "wasm32")]
pub mod crew;
mod dense;
mod dense_backward_input;
mod dense_backward_weights;
mod executor;
mod fours;
mod gather;
mod max_pool;
mod max_pool_backward;
mod memory;
mod neighbours;
mod order;
mod picture;
mod plane;
mod prior;
mod product;
mod reconstruction_loss;
mod record;
mod reduce_rows;
mod reparameterize;
mod reparameterize_backward;
mod sparsity;
mod take_columns;
mod tally;
#[cfg(not(target_arch = "wasm32"))]
mod threads;
mod update;
mod upsample;
mod upsample_backward;

#[cfg(target_arch = "wasm32")]
use crew as parts;
#[cfg(not(target_arch = "wasm32"))]
use threads as parts;

pub use executor::{CpuExecutor, run};
pub use memory::Memory;
pub(crate) use product::{Matrix, product};
