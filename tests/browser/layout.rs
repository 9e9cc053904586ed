//! The instrument fits a desktop's screen and a phone's width.

use crate::harness::{Page, WebGpu, in_browser};
use anyhow::{Context, Result, ensure};

/// The instrument's handles; the lesson's text may be scrolled to.
const INSTRUMENT: [&str; 12] = [
    "status",
    "share",
    "dataset",
    "executor",
    "train",
    "step",
    "reset",
    "manifold",
    "draw-pad",
    "draw-clear",
    "draw-output",
    "draw-code",
];

/// Width of all that can be scrolled to.
async fn width(page: &Page) -> Result<u64> {
    let width = page.script("return document.scrollingElement.scrollWidth").await?;
    width.as_u64().context("the page has no width")
}

#[test]
fn the_instrument_fits_a_desktop_screen_and_nothing_scrolls_sideways() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.resize(1440, 900).await?;
        page.open_ready("").await?;
        for handle in INSTRUMENT {
            let area = page.element(handle).await?.rect().await?;
            ensure!(
                area.y + area.height <= 900.0,
                "{handle} ends {} below the upper edge",
                area.y + area.height
            );
        }
        for screen in [320, 390, 820, 1100, 1440, 1920] {
            page.resize(screen, 844).await?;
            let width = width(page).await?;
            ensure!(width <= u64::from(screen), "on a screen {screen} wide the page is {width} wide");
        }
        Ok(())
    })
}
