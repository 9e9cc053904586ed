//! What the browser tests are written with: a site, a browser that looks at it, and the page's handles.

mod chromium;
mod driver;
mod host;
mod page;
mod site;

#[path = "../../../xtask/src/browser.rs"]
#[allow(dead_code, reason = "shared with xtask, which uses more of it")]
mod programs;
#[path = "../../../xtask/src/server.rs"]
#[allow(dead_code, reason = "shared with xtask, which uses more of it")]
mod server;

pub use chromium::{WebGpu, capabilities};
pub use driver::Driver;
pub use host::{Host, HostedFile};
pub use page::{Page, Status};
pub use server::Server;

use anyhow::{Result, ensure};
use site::Site;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Runs a test on a page of its own: a fresh site, a fresh browser. One test runs at a time, since each keeps the
/// whole machine busy. A test that fails leaves a screenshot and says where; errors in the browser's console fail
/// it too.
pub fn in_browser(web_gpu: WebGpu, test: impl AsyncFnOnce(&Page) -> Result<()>) -> Result<()> {
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let page = Page::start(Site::new()?, web_gpu).await?;
        let mut result = test(&page).await;
        if result.is_ok() {
            let errors = page.console_errors().await?;
            result = ensure_quiet(&errors);
        }
        match result {
            Ok(()) => Ok(()),
            Err(error) => {
                let picture = output_folder()?.join(format!("{}.png", test_name()));
                Err(error.context(page.evidence(&picture).await))
            }
        }
    })
}

fn ensure_quiet(errors: &[String]) -> Result<()> {
    ensure!(errors.is_empty(), "the browser's console has errors: {errors:#?}");
    Ok(())
}

/// Folder for screenshots.
fn output_folder() -> Result<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

fn test_name() -> String {
    std::thread::current().name().unwrap_or("browser").replace("::", "-")
}
