//! The lesson's things to try, and the drawn network that shows what its layers make of the digit at hand.

use crate::harness::{Page, WebGpu, in_browser};
use anyhow::{Context, Result, ensure};
use latent_playground::settings::{ExecutorChoice, Recipe, Settings};
use latent_playground::share::link;
use latent_playground::view::View;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_mins(2);

/// The page as far as things to try can set it up.
const SETUP: &str = "
    const value = handle => document.querySelector(`[data-testid=${handle}]`)?.value ?? '';
    const shown = [...document.querySelectorAll('.segments button')].map(button => button.ariaPressed).join();
    return [...['model', 'dataset', 'latent-size', 'hidden', 'beta', 'loss', 'noise'].map(value), shown,
        document.querySelector('[data-testid=compare]').ariaExpanded,
        document.querySelector('[data-testid=random-0]').toDataURL()].join('|')";

async fn setup(page: &Page) -> Result<String> {
    Ok(page.script(SETUP).await?.as_str().unwrap_or_default().to_owned())
}

/// Opens a step with the network that comes with the page, measured and with its random codes shown.
async fn open_step(page: &Page, step: u32) -> Result<()> {
    page.open_ready("").await?;
    page.set("executor", "cpu").await?;
    page.click(&format!("lesson-step-{step}")).await?;
    let title = format!("element.querySelector('h1').textContent.startsWith('{step}.')");
    page.wait_for_value("lesson", &title, |value| *value == true).await?;
    page.wait_for("network at rest", PATIENCE, |it| it.state == "ready" && it.test_loss.is_some()).await?;
    page.script("document.querySelector('[data-testid=random-0]').scrollIntoView()").await?;
    let drawn = "element.getContext('2d').getImageData(0, 0, 28, 28).data.some(value => value > 0)";
    page.wait_for_value("random-0", drawn, |value| *value == true).await.map(drop)
}

#[test]
fn everything_to_try_sets_the_page_up_and_goes_to_what_there_is_to_see() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        for step in 1..=7 {
            for index in 0.. {
                open_step(page, step).await?;
                let before = setup(page).await?;
                let press = format!(
                    "const it = document.querySelectorAll('.try button')[{index}];
                    it?.scrollIntoView(); it?.click(); return it?.dataset.testid"
                );
                let name = page.script(&press).await?;
                if name.is_null() {
                    ensure!(index >= 3, "step {step} has {index} things to try");
                    break;
                }
                let changed = format!("(() => {{ {SETUP} }})() !== {before:?}");
                page.wait_for_value("status", &changed, |value| *value == true)
                    .await
                    .with_context(|| format!("step {step}: {name} changes nothing"))?;
                let left =
                    "return document.querySelector('.try').getBoundingClientRect().top > innerHeight / 2";
                ensure!(
                    page.script(left).await? == true,
                    "step {step}: {name} leaves the visitor where nothing is to be seen"
                );
            }
        }
        Ok(())
    })
}

#[test]
fn a_layer_pointed_at_or_focused_shows_what_it_makes_of_the_digit_at_hand() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        for executor in [ExecutorChoice::Cpu, ExecutorChoice::Gpu] {
            let settings = Settings { hidden: 24, executor, ..Settings::default() };
            page.open_ready(&link::write(&Recipe { settings, ..Recipe::default() }, &View::default()))
                .await?;
            page.draw(&[[0.3, 0.25], [0.7, 0.3], [0.4, 0.8]]).await?;
            page.code_at_rest().await?;
            // Image, 24 units, code, 24 units, picture.
            for (layer, width, height) in [(0, 28, 28), (1, 24, 1), (2, 2, 1), (3, 24, 1), (4, 28, 28)] {
                let focus = format!("document.querySelector('[data-testid=layer-{layer}]').focus()");
                page.script(&focus).await?;
                let shown = "Number(element.dataset.stage ?? -1)";
                page.wait_for_value("layer-output", shown, |value| *value == layer).await?;
                let size = "return (({ width, height }) => [width, height])
                    (document.querySelector('[data-testid=layer-output] canvas'))";
                ensure!(page.script(size).await? == serde_json::json!([width, height]), "layer {layer}");
            }
            // What the last layer shows is what stands beside the pad.
            let inks = "const ink = canvas => [...canvas.getContext('2d').getImageData(0, 0, 28, 28).data];
                const card = ink(document.querySelector('[data-testid=layer-output] canvas'));
                const output = ink(document.querySelector('[data-testid=draw-output]'));
                const dark = index => 255 - card[index];
                const alpha = index => output[index + 3];
                return Math.max(...card.keys().filter(index => index % 4 === 0)
                    .map(index => Math.abs(dark(index) / dark_most() - alpha(index) / alpha_most())));
                function dark_most() { return Math.max(...card.keys().filter(index => index % 4 === 0).map(dark)); }
                function alpha_most() { return Math.max(...card.keys().filter(index => index % 4 === 0).map(alpha)); }";
            let difference = page.script(inks).await?.as_f64().context("no pictures")?;
            ensure!(difference < 0.03, "{executor}: the last layer differs from the output by {difference}");
            page.script("document.activeElement.blur()").await?;
            let hidden = "element.classList.contains('hide')";
            page.wait_for_value("layer-output", hidden, |value| *value == true).await?;
        }
        Ok(())
    })
}
