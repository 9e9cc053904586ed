//! Pictures of every step of the lesson for people to look at, for `cargo xtask screenshots`: what a screen shows, and
//! the whole page.

use crate::harness::{Page, WebGpu, in_browser};
use anyhow::Result;
use std::path::Path;
use std::time::Duration;

/// Time that a network may take to come and to be measured.
const PATIENCE: Duration = Duration::from_mins(2);
/// Time for what is drawn anew after a change of colours or size.
const SETTLING: Duration = Duration::from_secs(2);
/// Width and height of the screens, CSS pixels.
const SCREENS: [(&str, u32, u32); 2] = [("wide", 1440, 900), ("narrow", 390, 844)];
/// A three.
const STROKE: [[f64; 2]; 8] =
    [[0.3, 0.2], [0.6, 0.16], [0.68, 0.3], [0.45, 0.46], [0.7, 0.6], [0.66, 0.8], [0.45, 0.86], [0.28, 0.78]];

#[test]
#[ignore = "makes pictures for people to look at: `cargo xtask screenshots`"]
fn steps_of_the_lesson() -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("screenshots");
    std::fs::create_dir_all(&folder)?;
    in_browser(WebGpu::On, async |page| {
        page.resize(1440, 900).await?;
        page.open_ready("").await?;
        page.set("executor", "cpu").await?;
        page.draw(&STROKE).await?;
        for language in ["en", "es"] {
            page.speak(language).await?;
            for step in 1..=7 {
                go_to(page, step).await?;
                for (screen, width, height) in SCREENS {
                    page.resize(width, height).await?;
                    for scheme in ["light", "dark"] {
                        page.prefer(scheme).await?;
                        tokio::time::sleep(SETTLING).await;
                        let name = format!("{step}-{screen}-{scheme}-{language}");
                        page.screenshot(&folder.join(format!("{name}.png"))).await?;
                        page.whole_screenshot(&folder.join(format!("{name}-whole.png"))).await?;
                    }
                }
                page.resize(1440, 900).await?;
            }
        }
        println!("The pictures are in {}.", folder.display());
        Ok(())
    })
}

/// Goes to a step, and waits for its trained network to have been measured.
async fn go_to(page: &Page, step: usize) -> Result<()> {
    page.click(&format!("lesson-step-{step}")).await?;
    let current =
        format!("document.querySelector('[data-testid=lesson-step-{step}]').ariaCurrent === 'step'");
    page.wait_for_value("status", &current, |value| *value == true).await?;
    page.wait_for("measured network", PATIENCE, |it| {
        it.state == "ready" && it.executor == "cpu" && it.test_loss.is_some()
    })
    .await?;
    page.code_at_rest().await.map(drop)
}
