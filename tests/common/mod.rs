//! What the tests of kernels and of training share: a GPU, and random numbers.
#![allow(dead_code, reason = "each test uses its part")]

pub mod bench;
pub mod python;
pub mod reference;
pub mod slopes;
pub mod stored;

use latent_playground::gpu::Gpu;
use latent_playground::random::normal;

/// The machine's adapter, a software one if need be.
pub fn gpu() -> Gpu {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
    pollster::block_on(Gpu::request(&instance))
        .expect("a GPU or a software one: on Debian or Ubuntu, `apt-get install mesa-vulkan-drivers`")
}

/// `count` standard normal numbers, others for each `salt`.
pub fn numbers(count: usize, salt: u32) -> Vec<f32> {
    (0..count as u32).map(|element| normal(7, 1000, salt, element)).collect()
}

/// Whether two numbers agree to `tolerance`, relative where they are large.
pub fn close(a: f32, b: f32, tolerance: f32) -> bool {
    (a - b).abs() <= tolerance * (1.0 + a.abs().max(b.abs()))
}
