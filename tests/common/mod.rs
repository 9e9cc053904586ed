//! What the tests of kernels and of training share: a GPU, and random numbers.
#![allow(dead_code, reason = "each test uses its part")]

pub mod bench;
pub mod python;
pub mod reference;
pub mod slopes;
pub mod stored;

use latent_playground::executor::Hardware;
use latent_playground::gpu::{Choices, Gpu};
use latent_playground::kernel::{Call, Variant};
use latent_playground::model::Model;
use latent_playground::plan::{Plan, Sizes};
use latent_playground::random::normal;
use latent_playground::settings::Settings;

/// The machine's adapter, a software one if need be.
pub fn gpu() -> Gpu {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
    pollster::block_on(Gpu::request(&instance))
        .expect("a GPU or a software one: on Debian or Ubuntu, `apt-get install mesa-vulkan-drivers`")
}

/// All that a network is tried on, with names: the CPU, and the GPU with the products of its step and of its measurement
/// of `images` images spread over invocations in each way that there is.
pub fn hardware_in_every_way(model: &Model, settings: &Settings, images: u32) -> Vec<(String, Hardware)> {
    let Settings { batch, reconstruction, optimizer, .. } = *settings;
    let sizes = Sizes { batch, train_images: images, test_images: images, reconstruction, optimizer };
    let Plan { step, measure, .. } = Plan::new(model, sizes);
    let calls = step.program.calls.iter().chain(&measure.program.calls);
    let products: Vec<_> = calls.map(Call::dispatch).filter(|dispatch| dispatch.product.is_some()).collect();
    // Convolutions alone have one way.
    let ways = if products.is_empty() { 1 } else { Variant::ALL.len() };
    let gpus = gpu().variants().take(ways).map(|variant| {
        let mut choices = Choices::default();
        for product in &products {
            choices.set(product, variant);
        }
        let gpu = gpu();
        gpu.remember(choices);
        (format!("GPU, {variant}"), Hardware::Gpu(gpu))
    });
    std::iter::once(("CPU".to_owned(), Hardware::Cpu)).chain(gpus).collect()
}

/// `count` standard normal numbers, others for each `salt`.
pub fn numbers(count: usize, salt: u32) -> Vec<f32> {
    (0..count as u32).map(|element| normal(7, 1000, salt, element)).collect()
}

/// Whether two numbers agree to `tolerance`, relative where they are large.
pub fn close(a: f32, b: f32, tolerance: f32) -> bool {
    (a - b).abs() <= tolerance * (1.0 + a.abs().max(b.abs()))
}
