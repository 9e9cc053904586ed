//! Links: what is shared opens again with the same settings and trains to the same step; what is wrong is refused.

use crate::harness::{Page, WebGpu, in_browser};
use anyhow::{Result, ensure};
use latent_playground::settings::{Recipe, Settings};
use latent_playground::share::link;
use latent_playground::view::View;
use std::time::Duration;

/// A digit; its code tells networks apart.
const STROKE: [[f64; 2]; 3] = [[0.3, 0.25], [0.7, 0.3], [0.4, 0.8]];

/// Chooses settings that are no defaults; small ones, for speed.
async fn choose(page: &Page) -> Result<()> {
    for (handle, value) in [
        ("dataset", "synthetic"),
        ("latent-size", "3"),
        ("hidden", "48"),
        ("beta", "2"),
        ("learning-rate", "0.002"),
        ("batch-size", "32"),
        ("optimizer", "rmsprop"),
        ("loss", "mse"),
        ("seed", "77"),
    ] {
        page.set(handle, value).await?;
    }
    page.wait_until_ready().await?;
    Ok(())
}

/// Presses Share and returns the link that comes in view.
async fn share(page: &Page) -> Result<String> {
    page.click("share").await?;
    let link = page
        .wait_for_value("share-link", "element?.value ?? element?.textContent ?? ''", |value| {
            value.as_str().is_some_and(|value| value.contains('#'))
        })
        .await?;
    Ok(link.as_str().unwrap_or_default().to_owned())
}

#[test]
fn a_shared_link_opens_in_a_second_page_with_the_same_settings_and_bakes_the_same_network() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.open_ready("").await?;
        choose(page).await?;
        for step in 1..=3 {
            page.click("step").await?;
            page.wait_for("step", Duration::from_mins(1), |status| status.step == step).await?;
        }
        let settings = page.settings().await?;
        ensure!(settings["latent-size"] == "3" && settings["loss"] == "mse", "the settings are {settings:?}");
        page.draw(&STROKE).await?;
        let code = page.code_at_rest().await?;
        let link = share(page).await?;

        page.open_second(&link).await?;
        page.wait_until_ready().await?;
        let opened = page.settings().await?;
        ensure!(opened == settings, "{link} opened with {opened:?} instead of {settings:?}");

        page.open_url(&format!("{link}&run=1")).await?;
        let is_there = |state: &str, step: u32| state == "paused" && step == 3;
        page.wait_for("pause at step 3", Duration::from_mins(1), |status| {
            is_there(&status.state, status.step)
        })
        .await?;
        ensure!(page.settings().await? == settings, "the settings changed on the way");
        page.draw(&STROKE).await?;
        let again = page.code_at_rest().await?;
        ensure!(
            again == code,
            "the network is another one: it gives {again} where the shared one gave {code}"
        );
        Ok(())
    })
}

#[test]
fn a_link_from_the_future_is_refused_with_its_version_and_the_page_opens_with_defaults() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.open("v=9&data=synthetic&latent=5&end").await?;
        page.wait_for_message("version 9").await?;
        page.wait_until_ready().await?;
        let latent = Settings::default().latent.to_string();
        ensure!(page.value("latent-size").await? == latent, "the refused link was used");
        Ok(())
    })
}

#[test]
fn a_link_that_is_out_of_range_is_refused_by_name() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        let fragment = link::write(&Recipe::default(), &View::default());
        page.open(&fragment.replace("batch=128", "batch=100000")).await?;
        page.wait_for_message("batch=100000").await?;
        Ok(())
    })
}
