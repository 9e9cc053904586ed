//! What the network is judged by: principal components beside it, and the votes of its codes' neighbours.

use crate::harness::{Page, WebGpu, in_browser};
use anyhow::{Context, Result, ensure};
use latent_playground::settings::{DatasetName, ExecutorChoice, Recipe, Settings};
use latent_playground::share::link;
use latent_playground::view::View;
use std::time::Duration;

const TRAINING: Duration = Duration::from_mins(4);

/// A number that an element carries, once it carries one.
async fn number(page: &Page, handle: &str, name: &str) -> Result<f64> {
    let value = format!("element?.dataset.{name} ?? ''");
    let parsed = |text: &serde_json::Value| text.as_str().and_then(|text| text.parse::<f64>().ok());
    let found = page.wait_for_value(handle, &value, |found| parsed(found).is_some()).await?;
    parsed(&found).with_context(|| format!("{handle} carries no {name}"))
}

#[test]
fn a_trained_network_is_shown_beside_pca_and_its_codes_tell_digits_apart() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        let settings = Settings {
            dataset: DatasetName::Synthetic,
            executor: ExecutorChoice::Cpu,
            hidden: 128,
            ..Settings::default()
        };
        let recipe = Recipe { settings, steps: 200, ..Recipe::default() };
        page.open_ready(&link::write(&recipe, &View::default())).await?;
        ensure!(
            !page.has("beside").await?
                || page.element("beside").await?.attr("data-pca-error").await?.is_none()
        );
        page.click("train").await?;
        page.click("compare").await?;
        // The components are found while training goes on.
        let (pca, mean) =
            (number(page, "beside", "pcaError").await?, number(page, "beside", "meanError").await?);
        ensure!(number(page, "beside", "components").await? as u32 == 2, "the code has two numbers");
        ensure!(0.0 < pca && pca < 0.95 * mean, "2 components err {pca}, none {mean}");
        page.wait_for("200 steps", TRAINING, |status| status.state == "paused" && status.step == 200).await?;
        page.wait_for_value("beside", "element.dataset.networkStep", |step| step == "200").await?;
        let network = number(page, "beside", "networkError").await?;
        println!("squared error: network {network}, PCA {pca}, mean picture {mean}");
        ensure!(0.0 < network && network < mean, "the network errs {network}, the mean picture {mean}");
        for row in ["original", "network", "pca"] {
            let ink: u32 = page.ink(&format!("beside-{row}-0")).await?.into_iter().map(u32::from).sum();
            ensure!(ink > 1000, "the {row} picture has {ink} of ink");
        }
        for plot in ["pca-points", "network-points"] {
            let dots = page.ink(plot).await?.into_iter().filter(|ink| *ink > 0).count();
            ensure!(dots > 500, "{plot} shows {dots} pixels of dots");
        }

        page.click("neighbours").await?;
        let right = number(page, "neighbours-result", "right").await?;
        let of = number(page, "neighbours-result", "of").await?;
        println!("neighbours: {right} of {of}");
        ensure!(right > 0.2 * of, "{right} of {of} is no better than chance");
        ensure!(
            number(page, "neighbours-result", "step").await? as u32 == 200,
            "the codes are of another step"
        );
        Ok(())
    })
}

#[test]
fn a_search_for_neighbours_holds_training_up_and_is_given_up() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        let settings = Settings {
            dataset: DatasetName::Synthetic,
            executor: ExecutorChoice::Cpu,
            hidden: 2048,
            latent: 64,
            ..Settings::default()
        };
        page.open_ready(&link::write(&Recipe { settings, ..Recipe::default() }, &View::default())).await?;
        page.click("train").await?;
        page.wait_for("steps", TRAINING, |status| status.step >= 2).await?;
        page.click("neighbours").await?;
        page.wait_for_value("neighbours", "element.textContent", |said| said == "Stop").await?;
        let before = page.status().await?.step;
        tokio::time::sleep(Duration::from_millis(300)).await;
        ensure!(page.status().await?.step == before, "training goes on under the search");
        page.click("neighbours").await?;
        page.wait_for_value("neighbours", "element.textContent", |said| said != "Stop").await?;
        let given_up = page.status().await?.step;
        page.wait_for("more steps", TRAINING, |status| status.step > given_up).await?;
        Ok(())
    })
}

#[test]
fn the_weights_of_the_first_layer_are_shown_page_by_page_and_follow_the_training() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.open_ready("v=1&data=synthetic&model=vae&hidden=100&executor=cpu&steps=60&end").await?;
        page.click("filters").await?;
        let shows = |first: &'static str| {
            page.wait_for_value(
                "filter-pictures",
                "element?.dataset.first + ' ' + element?.dataset.of",
                move |value| *value == format!("{first} 100"),
            )
        };
        shows("0").await?;
        let untrained = page.picture("filter-pictures").await?;
        page.click("train").await?;
        page.wait_for("steps", TRAINING, |status| status.state == "paused" && status.step == 60).await?;
        tokio::time::sleep(Duration::from_secs(2)).await;
        ensure!(
            page.picture("filter-pictures").await? != untrained,
            "the pictures do not follow the training"
        );
        ensure!(
            page.element("filters-before").await?.attr("disabled").await?.is_some(),
            "there are units before"
        );
        page.click("filters-after").await?;
        shows("64").await?;
        ensure!(
            page.element("filters-after").await?.attr("disabled").await?.is_some(),
            "there are units after"
        );
        page.click("filters-before").await?;
        shows("0").await?;
        Ok(())
    })
}
