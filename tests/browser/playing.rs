//! Playing in the latent space: the pins, the noise, the sliders and the random codes decode to what they say.

use crate::harness::{Page, WebGpu, in_browser};
use anyhow::{Context, Result, ensure};
use latent_playground::settings::{DatasetName, ExecutorChoice, ModelName, Recipe, Settings};
use latent_playground::share::link;
use latent_playground::view::View;
use std::time::Duration;

const TRAINING: Duration = Duration::from_mins(3);

/// Trains a network a little, on the CPU and on synthetic digits, for speed.
async fn train(page: &Page, model: ModelName, latent: u32) -> Result<()> {
    let settings = Settings {
        model,
        latent,
        dataset: DatasetName::Synthetic,
        executor: ExecutorChoice::Cpu,
        ..Settings::default()
    };
    let recipe = Recipe { settings, steps: 60, ..Recipe::default() };
    page.open_ready(&link::write(&recipe, &View::default())).await?;
    page.click("train").await?;
    page.wait_for("the link's steps", TRAINING, |status| status.state == "paused" && status.step == 60)
        .await?;
    Ok(())
}

/// A picture that came of playing, once it is not blank and has stood still for half a second.
async fn at_rest(page: &Page, handle: &str) -> Result<Vec<u8>> {
    let mut last = Vec::new();
    for _ in 0..100 {
        let now = page.ink(handle).await?;
        if now == last && now.iter().any(|&ink| ink > 0) {
            return Ok(now);
        }
        last = now;
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    anyhow::bail!("{handle} does not come to rest")
}

/// Presses a key on the plate while the cross-hair is at `place`, 0 (left, top) to 1 (right, bottom).
async fn press_at(page: &Page, key: &str, place: [f64; 2]) -> Result<()> {
    let [x, y] = place;
    page.script(&format!(
        "const plate = document.getElementById('plate');
        const {{ left, top, width, height }} = plate.getBoundingClientRect();
        const at = {{ clientX: left + {x} * width, clientY: top + {y} * height, bubbles: true }};
        plate.dispatchEvent(new PointerEvent('pointermove', at));
        plate.dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true }}));"
    ))
    .await?;
    Ok(())
}

/// Whether two pictures are one but for the last bit.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.abs_diff(*b) <= 1)
}

/// The numbers in an attribute of `statistics`, once they are there.
async fn statistics(page: &Page, attribute: &str) -> Result<Vec<f64>> {
    let value = page
        .wait_for_value("statistics", &format!("element?.dataset.{attribute} ?? ''"), |value| value != "")
        .await?;
    let list = value.as_str().context("no list")?;
    Ok(list.split(',').map(str::parse).collect::<Result<_, _>>()?)
}

#[test]
fn a_path_leads_from_the_one_pin_to_the_other() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        train(page, ModelName::Vae, 2).await?;
        press_at(page, "a", [0.3, 0.2]).await?;
        let at_a = at_rest(page, "lens").await?;
        press_at(page, "b", [0.8, 0.9]).await?;
        page.element("play").await?.scroll_into_view().await?;
        let at_b = at_rest(page, "lens").await?;
        ensure!(!same(&at_a, &at_b), "both pins show the same digit");
        let mut frames = Vec::new();
        for index in 0..11 {
            frames.push(at_rest(page, &format!("path-{index}")).await?);
        }
        ensure!(same(&frames[0], &at_a), "the path does not begin at A");
        ensure!(same(&frames[10], &at_b), "the path does not end at B");
        ensure!(frames.windows(2).all(|pair| pair[0] != pair[1]), "two neighbours on the path are the same");

        page.click("way-spherical").await?;
        let arc = at_rest(page, "path-5").await?;
        ensure!(arc != frames[5], "the arc goes through the middle of the line");
        ensure!(same(&at_rest(page, "path-10").await?, &at_b), "the arc does not end at B");

        page.click("path-10").await?;
        ensure!(same(&at_rest(page, "path-now").await?, &at_b), "the end is not looked at");
        page.click("path-play").await?;
        let start = at_rest(page, "path-10").await?;
        tokio::time::sleep(Duration::from_secs(2)).await;
        ensure!(page.ink("path-now").await? != start, "nothing moves");
        Ok(())
    })
}

#[test]
fn noise_and_sliders_begin_at_the_digit_at_hand() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        train(page, ModelName::Vae, 3).await?;
        page.draw(&[[0.3, 0.25], [0.7, 0.25], [0.5, 0.55], [0.42, 0.85]]).await?;
        page.code_at_rest().await?;
        let output = page.ink("draw-output").await?;
        page.element("play").await?.scroll_into_view().await?;
        let noisy = at_rest(page, "noisy-0").await?;
        page.set("noise", "0").await?;
        for index in 0..8 {
            let still = at_rest(page, &format!("noisy-{index}")).await?;
            ensure!(same(&still, &output), "noise of 0 changes the digit in picture {index}");
        }
        ensure!(!same(&noisy, &output), "noise changes nothing");

        ensure!(same(&at_rest(page, "code-picture").await?, &output), "the sliders begin elsewhere");
        page.set("code-2", "2.5").await?;
        ensure!(!same(&at_rest(page, "code-picture").await?, &output), "a slider changes nothing");
        page.click("code-reset").await?;
        ensure!(same(&at_rest(page, "code-picture").await?, &output), "Reset does not lead back");

        page.click("pin-b-digit").await?;
        ensure!(same(&at_rest(page, "path-10").await?, &output), "the path does not end at the digit");
        let random = at_rest(page, "random-0").await?;
        page.click("random-others").await?;
        ensure!(at_rest(page, "random-0").await? != random, "the other codes are the same");
        Ok(())
    })
}

#[test]
fn the_page_says_what_the_codes_are_like() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        train(page, ModelName::Vae, 2).await?;
        let (mean, covariance) = (statistics(page, "mean").await?, statistics(page, "covariance").await?);
        ensure!(
            mean.len() == 2 && covariance.len() == 4,
            "the mean is {mean:?}, the covariance {covariance:?}"
        );
        ensure!(
            covariance[0] > 0.0 && (covariance[1] - covariance[2]).abs() < 1e-6,
            "the covariance is {covariance:?}"
        );
        train(page, ModelName::Sparse, 2).await?;
        let mean = statistics(page, "mean").await?;
        ensure!(mean.len() == 32 && mean.iter().all(|&mean| mean >= 0.0), "the mean is {mean:?}");
        let idle = statistics(page, "hardlyUsed").await?;
        ensure!((0.0..=32.0).contains(&idle[0]), "{idle:?} numbers are hardly used");
        ensure!(!page.has("code-1").await?, "a code of 32 numbers has sliders");
        Ok(())
    })
}
