//! How Chromium is started for the tests: headless, on its software GPU.

use super::programs::chromium;
use anyhow::{Context, Result};
use thirtyfour::{Capabilities, ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel};

/// Whether the browser has WebGPU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebGpu {
    /// On a software adapter.
    On,
    /// As on a machine without a GPU.
    Off,
}

const FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--window-size=1440,900",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--disable-dev-shm-usage",
];

/// Vulkan and ANGLE on the software GPU too: without them a WebGPU canvas stays blank.
const WITH_WEBGPU: &[&str] = &[
    "--enable-unsafe-webgpu",
    "--use-webgpu-adapter=swiftshader",
    "--enable-features=Vulkan",
    "--use-vulkan=swiftshader",
    "--use-angle=swiftshader",
    "--ignore-gpu-blocklist",
    "--enable-unsafe-swiftshader",
];

/// `navigator.gpu` is there then, but has no adapter.
const WITHOUT_WEBGPU: &[&str] = &["--disable-gpu"];

/// What chromedriver is told about the browser.
pub fn capabilities(web_gpu: WebGpu) -> Result<Capabilities> {
    let binary = chromium().context("no Chromium on the PATH; `cargo xtask setup` installs it")?;
    let mut capabilities = DesiredCapabilities::chrome();
    capabilities.set_binary(&binary.to_string_lossy())?;
    let more = match web_gpu {
        WebGpu::On => WITH_WEBGPU,
        WebGpu::Off => WITHOUT_WEBGPU,
    };
    for flag in FLAGS.iter().chain(more) {
        capabilities.add_arg(flag)?;
    }
    capabilities.set_browser_log_level(LoggingPrefsLogLevel::All)?;
    Ok(capabilities.into())
}
