//! `cargo xtask …`: everything that is done with the project besides writing it. Each command is a file of its
//! own; this one reads the command line.

mod bench;
mod browser;
mod data;
mod dist;
mod download;
mod hashed_names;
mod lighthouse;
mod policy;
mod project;
mod screenshots;
mod serve;
#[allow(dead_code, reason = "shared with the browser tests, which use more of it")]
mod server;
#[cfg(test)]
mod server_tests;
mod setup;
mod size;
#[path = "../../src/data/source.rs"]
#[allow(dead_code, reason = "shared with the library, which uses more of it")]
mod source;
mod test;

use clap::{Parser, Subcommand};

/// Build, try and check Latent Playground.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what building and testing need; quick when it is there.
    Setup,
    /// Bring MNIST and Fashion-MNIST into data/: from this machine or from the web.
    Data,
    /// Build the page into dist/, ready for any static host.
    Dist,
    /// Build the page and serve it on this machine.
    Serve {
        /// Port to listen on.
        #[arg(long, default_value_t = 8080)]
        port: u16,
        /// Open the page in the default browser.
        #[arg(long)]
        open: bool,
    },
    /// Run every check: format, lints, tests, the page in a real browser.
    Test {
        /// Leave out the browser and the slow tests.
        #[arg(long)]
        quick: bool,
    },
    /// Have the built page judged by Lighthouse; npm brings it.
    Lighthouse,
    /// Write pictures of every step of the lesson into screenshots/.
    Screenshots,
    /// Measure milliseconds per training step, in the browser and natively.
    Bench {
        /// Measure TensorFlow.js and jax-js beside it; npm brings them.
        #[arg(long)]
        rivals: bool,
        /// Measure only cases in the browser with this in their name.
        #[arg(long)]
        only: Option<String>,
    },
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Task::Setup => {
            setup::browser()?;
            setup::python();
            setup::page_tools().map(drop)
        }
        Task::Data => data::bring(),
        Task::Dist => dist::build().map(drop),
        Task::Serve { port, open } => serve::serve(port, open),
        Task::Test { quick } => test::test(quick),
        Task::Lighthouse => lighthouse::lighthouse(),
        Task::Screenshots => screenshots::screenshots(),
        Task::Bench { rivals, only } => bench::bench(rivals, only.as_deref()),
    }
}
