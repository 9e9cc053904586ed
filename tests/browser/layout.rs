//! The instrument fits a desktop's screen and a phone's width. The pictures are for people to look at.

use crate::harness::{Page, WebGpu, in_browser, output_folder};
use anyhow::{Context, Result, ensure};
use std::time::Duration;

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

#[test]
#[ignore = "makes pictures for people to look at"]
fn pictures() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.resize(1440, 900).await?;
        page.open_ready("").await?;
        page.click("train").await?;
        page.wait_for("steps", Duration::from_mins(10), |status| status.step >= 400).await?;
        page.draw(&[[0.3, 0.25], [0.7, 0.25], [0.5, 0.55], [0.42, 0.85]]).await?;
        for (name, width, height) in [("desktop", 1440, 900), ("phone", 390, 844)] {
            page.resize(width, height).await?;
            for scheme in ["light", "dark"] {
                page.prefer(scheme).await?;
                tokio::time::sleep(Duration::from_secs(3)).await;
                let path = output_folder()?.join(format!("{name}-{scheme}.png"));
                page.screenshot(&path).await?;
                println!("{}", path.display());
            }
        }
        Ok(())
    })
}
