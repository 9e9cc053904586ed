//! The page's worker: trains, measures and draws.

#[cfg(target_arch = "wasm32")]
fn main() {
    latent_playground::worker::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("This program is the page's worker and runs in a browser: try `cargo xtask serve`.");
}
