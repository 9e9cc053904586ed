//! The instrument fits a desktop's screen and a phone's width. The pictures are for people to look at.

use crate::harness::{Page, WebGpu, in_browser, output_folder};
use anyhow::{Context, Result, ensure};
use std::time::Duration;

/// Width and height of all that can be scrolled to.
async fn extent(page: &Page) -> Result<[u64; 2]> {
    let extent = page
        .script("const root = document.scrollingElement; return [root.scrollWidth, root.scrollHeight]")
        .await?;
    serde_json::from_value(extent).context("the page has no extent")
}

#[test]
fn the_page_fits_a_desktop_screen_and_the_width_of_a_phone() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.resize(1440, 900).await?;
        page.open_ready("").await?;
        let [width, height] = extent(page).await?;
        ensure!(width <= 1440 && height <= 900, "on a desktop the page is {width}×{height}");
        for width in [320, 390, 820, 1100] {
            page.resize(width, 844).await?;
            let [needed, _] = extent(page).await?;
            ensure!(needed <= u64::from(width), "on a screen {width} wide the page is {needed} wide");
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
