//! `cargo xtask serve`: builds the page and serves it on this machine.

use crate::dist;
use crate::server::Server;
use anyhow::{Context, Result};

/// Builds, then serves until the program is ended.
///
/// # Errors
/// If the page cannot be built or the port is taken.
pub fn serve(port: u16, open: bool) -> Result<()> {
    let folder = dist::build()?;
    let server = Server::start(&folder, port)
        .with_context(|| format!("port {port} cannot be used; choose another with --port"))?;
    println!("Latent Playground is at {} (Ctrl-C ends it).", server.url());
    if open && let Err(error) = open::that(server.url()) {
        eprintln!("No browser could be opened: {error}.");
    }
    server.wait();
    Ok(())
}
