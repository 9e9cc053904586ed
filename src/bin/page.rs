//! The page's program: `trunk` builds it for the browser, where it shows the page.

#[cfg(target_arch = "wasm32")]
fn main() {
    console_error_panic_hook::set_once();
    latent_playground::page::open();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    println!("The page lives in a browser: run `cargo xtask serve` and open the address that it names.");
}
