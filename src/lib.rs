//! Latent Playground: autoencoders that train on the visitor's own GPU, in the browser.
//!
//! A table of contents; `ARCHITECTURE.md` tells the way through the rooms.

/// The text of a shader, as build.rs left it.
macro_rules! wgsl {
    ($name:literal) => {
        include_str!(concat!(env!("OUT_DIR"), "/shaders/", $name, ".wgsl"))
    };
}

pub mod beside;
pub mod choice;
pub mod cpu;
pub mod data;
pub mod exchange;
pub mod executor;
pub mod filters;
pub mod gpu;
pub mod inspection;
pub mod kernel;
pub mod language;
pub mod magnitude;
pub mod message;
pub mod model;
pub mod named;
pub mod normal;
pub mod page;
pub mod pca;
pub mod plan;
pub mod play;
pub mod random;
pub mod sentence;
pub mod settings;
pub mod share;
pub mod statistics;
pub mod trainer;
pub mod trial;
pub mod view;
pub mod window;
#[cfg(target_arch = "wasm32")]
pub mod worker;

rust_i18n::i18n!("locales", fallback = "en");
