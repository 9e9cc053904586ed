//! A digit drawn with the pointer is seen, reconstructed and placed by the network.

use crate::harness::{Page, WebGpu, in_browser};
use anyhow::{Result, ensure};
use serde_json::Value;
use std::time::Duration;

const SEVEN: [[f64; 2]; 4] = [[0.3, 0.25], [0.7, 0.25], [0.5, 0.55], [0.42, 0.85]];
const ZERO: [[f64; 2]; 9] = [
    [0.5, 0.2],
    [0.33, 0.3],
    [0.28, 0.5],
    [0.33, 0.7],
    [0.5, 0.8],
    [0.67, 0.7],
    [0.72, 0.5],
    [0.67, 0.3],
    [0.5, 0.2],
];

/// The numbers in an attribute of `draw-code`, once it has some other than `not`.
async fn code(page: &Page, attribute: &str, not: &[f64]) -> Result<Vec<f64>> {
    let value = format!("element.dataset.{attribute} ?? ''");
    let value = page
        .wait_for_value("draw-code", &value, |value| !numbers(value).is_empty() && numbers(value) != not)
        .await?;
    Ok(numbers(&value))
}

fn numbers(list: &Value) -> Vec<f64> {
    list.as_str().unwrap_or_default().split(',').filter_map(|number| number.trim().parse().ok()).collect()
}

fn spread(pixels: &[u8]) -> u8 {
    pixels.iter().max().unwrap_or(&0) - pixels.iter().min().unwrap_or(&0)
}

#[test]
fn a_drawn_digit_is_reconstructed_and_placed_in_the_plane() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.open_ready("").await?;
        page.click("train").await?;
        page.wait_for("steps", Duration::from_mins(3), |status| status.step >= 40).await?;
        page.click("train").await?;
        page.wait_for("pause", Duration::from_mins(1), |status| status.state == "paused").await?;

        page.draw(&SEVEN).await?;
        let seven = numbers(&page.code_at_rest().await?.into());
        ensure!(seven.len() == 2 && seven.iter().all(|mu| mu.is_finite()), "the code is {seven:?}");
        let sigma = code(page, "sigma", &[]).await?;
        ensure!(sigma.len() == 2 && sigma.iter().all(|&sigma| sigma > 0.0), "sigma is {sigma:?}");
        let (input, output) = (page.ink("draw-input").await?, page.ink("draw-output").await?);
        ensure!(input.len() == 28 * 28 && output.len() == 28 * 28, "the pictures are not 28×28");
        ensure!(spread(&input) > 200, "the input is blank");
        ensure!(spread(&output) > 50, "the reconstruction is blank");

        page.click("draw-clear").await?;
        page.wait_for_value("draw-code", "element.dataset.mu ?? ''", |value| numbers(value).is_empty())
            .await?;
        page.draw(&ZERO).await?;
        let zero = numbers(&page.code_at_rest().await?.into());
        ensure!(zero != seven, "a zero and a seven have the same code {zero:?}");
        ensure!(page.ink("draw-input").await? != input, "the input shows the digit before");
        Ok(())
    })
}

#[test]
fn a_drawn_digit_is_followed_while_training_goes_on() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.open_ready("").await?;
        page.click("train").await?;
        page.wait_for("steps", Duration::from_mins(3), |status| status.step >= 5).await?;
        page.draw(&ZERO).await?;
        let before = code(page, "mu", &[]).await?;
        let after = code(page, "mu", &before).await?;
        ensure!(after.len() == 2, "the code is {after:?}");
        ensure!(page.status().await?.state == "training", "drawing stopped the training");
        Ok(())
    })
}
