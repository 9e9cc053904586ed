//! The visitor's own files, dropped on the page, and other data fed to a network.

use crate::harness::{Page, WebGpu, in_browser};
use anyhow::{Context, Result, ensure};
use latent_playground::data::source::FASHION_MNIST;
use latent_playground::settings::{DatasetName, ExecutorChoice, ModelName, Recipe, Settings};
use latent_playground::share::link;
use latent_playground::view::View;
use serde_json::Value;
use std::time::Duration;

const TRAINING: Duration = Duration::from_mins(2);

/// Drops files on the page: the script expression `files` promises a list of them; `pictures(count)` draws bars on
/// light paper, PNG, JPEG and WebP in turn.
async fn drop_files(page: &Page, files: &str) -> Result<()> {
    let script = format!(
        "const pictures = async count => {{
            const files = [];
            for (let index = 0; index < count; index++) {{
                const canvas = new OffscreenCanvas(40 + index, 50), context = canvas.getContext('2d');
                context.fillStyle = 'white';
                context.fillRect(0, 0, canvas.width, 50);
                context.fillStyle = 'black';
                context.fillRect(10, 8 + index % 20, 12, 10);
                const type = ['image/png', 'image/jpeg', 'image/webp'][index % 3];
                files.push(new File([await canvas.convertToBlob({{ type }})], `bar-${{index}}`));
            }}
            return files;
        }};
        const data = new DataTransfer();
        ({files}).then(files => {{
            for (const file of files) data.items.add(file);
            for (const kind of ['dragover', 'drop'])
                document.body.dispatchEvent(new DragEvent(kind, {{ dataTransfer: data, bubbles: true, cancelable: true }}));
        }});"
    );
    page.script(&script).await.map(drop)
}

fn small(dataset: DatasetName) -> String {
    let settings = Settings { dataset, hidden: 32, executor: ExecutorChoice::Cpu, ..Settings::default() };
    link::write(&Recipe { settings, ..Recipe::default() }, &View::default())
}

async fn train_to(page: &Page, step: u32) -> Result<()> {
    page.click("train").await?;
    page.wait_for("steps", TRAINING, |status| status.step >= step).await?;
    page.click("train").await?;
    page.wait_for("pause", TRAINING, |status| status.state == "paused").await.map(drop)
}

/// The mean errors over the strip, once there are `count` of them.
async fn mean_errors(page: &Page, count: usize) -> Result<Vec<f64>> {
    let numbers = |value: &Value| -> Vec<f64> {
        let text = value.as_str().unwrap_or_default().replace(',', " ");
        text.split_whitespace().filter_map(|word| word.parse().ok()).collect()
    };
    let value = page
        .wait_for_value("mean-error", "element?.textContent", |value| numbers(value).len() == count)
        .await?;
    Ok(numbers(&value))
}

/// The mean errors once they stand still: the pictures follow training at their own pace.
async fn settled_errors(page: &Page, count: usize) -> Result<Vec<f64>> {
    let mut before = mean_errors(page, count).await?;
    loop {
        tokio::time::sleep(Duration::from_secs(2)).await;
        let now = mean_errors(page, count).await?;
        if now == before {
            return Ok(now);
        }
        before = now;
    }
}

#[test]
fn dropped_pictures_are_trained_on_and_a_broken_one_is_counted() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.open_ready(&small(DatasetName::Synthetic)).await?;
        drop_files(
            page,
            "pictures(30).then(files => [...files, new File([], 'none.png'),
            new File([files[0].slice(0, 60)], 'cut.png'), new File(['words'], 'notes.txt')])",
        )
        .await?;
        let said = page.wait_for_message("30 pictures are here").await?;
        ensure!(
            said.contains("3 of 33 files were skipped: 1 is no picture, 1 is empty, 1 is damaged."),
            "the page says {said:?}"
        );
        ensure!(said.contains("30 had a light border"), "the page says {said:?}");
        page.wait_for_value("dataset", "element.value", |value| value == "own").await?;
        let before = page
            .wait_for("first test loss", TRAINING, |status| {
                status.state == "ready" && status.test_loss.is_some()
            })
            .await?;
        train_to(page, 40).await?;
        let after =
            page.wait_for("new test loss", TRAINING, |status| status.test_loss != before.test_loss).await?;
        ensure!(after.test_loss < before.test_loss, "from {:?} to {:?}", before.test_loss, after.test_loss);

        // Another executor is another worker: it is given the pictures again.
        page.set("executor", "auto").await?;
        page.wait_for_message("needs a new network").await?;
        page.click("reset").await?;
        page.wait_until_ready().await?;
        ensure!(page.value("dataset").await? == "own", "the pictures went with the worker");
        Ok(())
    })
}

#[test]
fn files_that_make_no_data_set_are_refused_in_a_sentence_and_nothing_changes() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.open_ready(&small(DatasetName::Synthetic)).await?;
        train_to(page, 3).await?;
        let step = page.status().await?.step;
        drop_files(page, "pictures(3)").await?;
        page.wait_for_message("only 3 pictures").await?;
        drop_files(
            page,
            "Promise.resolve([new File([new Uint8Array([31, 139, 8, 0, 1, 2, 3])], 'digits.gz')])",
        )
        .await?;
        let said = page.wait_for_message("digits.gz could not be read.").await?;
        ensure!(said.matches("digits.gz").count() == 2, "no reason is given: {said:?}");
        let status = page.status().await?;
        ensure!(status.state == "paused" && status.step == step, "the network changed: {status:?}");
        ensure!(page.value("dataset").await? == "synthetic", "the data set changed");
        Ok(())
    })
}

#[test]
fn a_link_to_own_pictures_says_that_they_are_not_in_it() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.open_ready(&small(DatasetName::Own)).await?;
        page.wait_for_message("pictures are not here").await?;
        ensure!(page.value("dataset").await? != "own", "there are no pictures to train on");
        Ok(())
    })
}

#[test]
fn a_network_errs_more_on_what_it_was_not_trained_on() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.open_ready(&small(DatasetName::Synthetic)).await?;
        train_to(page, 300).await?;
        let step = page.status().await?.step;
        let [own] = settled_errors(page, 1).await?[..] else { unreachable!("one was waited for") };
        for feed in ["feed-noise", "feed-other"] {
            if feed == "feed-other" && !page.site.has(&FASHION_MNIST) {
                continue;
            }
            page.click(feed).await?;
            let [fed, beside] = mean_errors(page, 2).await?[..] else { unreachable!("two were waited for") };
            ensure!((beside - own).abs() < 0.002, "{feed}: its own error went from {own} to {beside}");
            ensure!(fed > 1.3 * own, "{feed}: the error is {fed}, on its own data {own}");
            page.click("feed-own").await?;
            mean_errors(page, 1).await?;
        }
        let status = page.status().await?;
        ensure!(status.step == step && status.state == "paused", "feeding trained the network: {status:?}");
        Ok(())
    })
}

#[test]
fn what_is_fed_stays_with_the_view_of_a_link() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        let settings = Settings {
            dataset: DatasetName::Synthetic,
            model: ModelName::SuperResolution4x,
            executor: ExecutorChoice::Cpu,
            ..Settings::default()
        };
        let recipe = Recipe { settings, ..Recipe::default() };
        let fragment = link::write(&recipe, &View::default()).replace("&end", "&feed=noise&end");
        page.open_ready(&fragment).await?;
        mean_errors(page, 2).await?;
        page.click("share").await?;
        let address = page
            .wait_for_value("share-link", "element.value", |value| {
                value.as_str().is_some_and(|it| !it.is_empty())
            })
            .await?;
        let address = address.as_str().context("the link is no text")?;
        ensure!(address.contains("feed=noise"), "the link is {address}");
        Ok(())
    })
}
