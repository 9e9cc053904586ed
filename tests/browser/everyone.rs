//! The page in another language, by keyboard alone, without a network, and judged by axe-core.

use crate::harness::{Page, WebGpu, in_browser};
use anyhow::{Context, Result, bail, ensure};
use latent_playground::settings::{ExecutorChoice, Recipe, Settings};
use latent_playground::share::link;
use latent_playground::view::View;
use std::time::Duration;
use thirtyfour::Key;

const TRAINING: Duration = Duration::from_mins(2);
/// Tab stops of the page, at most.
const MOST_STOPS: usize = 120;

fn small() -> String {
    let settings = Settings { hidden: 24, executor: ExecutorChoice::Cpu, ..Settings::default() };
    link::write(&Recipe { settings, ..Recipe::default() }, &View::default())
}

/// Waits until the button that trains says `word`.
async fn train_says(page: &Page, word: &str) -> Result<()> {
    let says = |value: &serde_json::Value| value.as_str().is_some_and(|text| text.contains(word));
    page.wait_for_value("train", "element.textContent", says).await.map(drop)
}

#[test]
fn the_language_changes_without_a_reload_and_is_remembered() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.open_ready(&small()).await?;
        train_says(page, "Train").await?;
        page.click("step").await?;
        page.wait_for("a step", TRAINING, |status| status.step == 1).await?;
        page.click("language-es").await?;
        train_says(page, "Entrenar").await?;
        ensure!(page.status().await?.step == 1, "the change of language cost the network");
        ensure!(page.script("return document.documentElement.lang").await? == "es");
        let lesson = page.script("return document.querySelector('[data-testid=lesson]').innerText").await?;
        let lesson = lesson.as_str().unwrap_or_default();
        ensure!(lesson.starts_with("4. Autocodificador variacional"), "{lesson}");
        page.reload().await?;
        page.wait_until_ready().await?;
        train_says(page, "Entrenar").await?;
        page.click("language-en").await?;
        train_says(page, "Train").await
    })
}

#[test]
fn a_number_s_decimal_mark_is_the_language_s_and_both_are_taken() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.open_ready(&small()).await?;
        let rate =
            async |wanted| page.wait_for_value("learning-rate", "element.value", |it| it == wanted).await;
        for (language, typed, shown) in [
            ("en", "0.002", "0.002"),
            ("en", "0,003", "0.003"),
            ("es", "0,004", "0,004"),
            ("es", "0.005", "0,005"),
        ] {
            page.speak(language).await?;
            page.set("learning-rate", typed).await?;
            rate(shown).await?;
        }
        page.speak("en").await?;
        rate("0.005").await?;
        Ok(())
    })
}

#[test]
fn the_tour_has_four_stops_and_is_shown_once() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.open_ready(&small()).await?;
        ensure!(!page.has("tour-next").await?, "the tour is not skipped");
        page.script("localStorage.removeItem('toured')").await?;
        page.reload().await?;
        for stop in ["train", "plate", "draw-pad", "share"] {
            let marked = "document.querySelector('.toured')?.dataset.testid ?? ''";
            page.wait_for_value("tour-next", marked, |value| *value == stop).await?;
            page.click("tour-next").await?;
        }
        page.reload().await?;
        page.wait_until_ready().await?;
        ensure!(!page.has("tour-next").await?, "the tour is shown twice");
        Ok(())
    })
}

/// Goes from tab stop to tab stop until the one with `handle`.
async fn tab_to(page: &Page, handle: &str) -> Result<()> {
    let mut seen = Vec::new();
    for _ in 0..MOST_STOPS {
        page.press(Key::Tab).await?;
        let focused = page.focused().await?;
        if focused == handle {
            let outline = "const it = getComputedStyle(document.activeElement);
                return it.outlineStyle !== 'none' && parseFloat(it.outlineWidth) >= 1";
            ensure!(page.script(outline).await? == true, "{handle} has the focus, and nobody sees it");
            return Ok(());
        }
        seen.push(focused);
    }
    bail!("the Tab key does not lead to {handle}: {seen:?}")
}

#[test]
fn a_keyboard_is_enough_to_train_look_around_change_the_step_and_share() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.open_ready(&small()).await?;
        tab_to(page, "train").await?;
        page.press(Key::Enter).await?;
        page.wait_for("steps", TRAINING, |status| status.step > 20).await?;
        page.press(Key::Enter).await?;
        page.wait_for("a pause", TRAINING, |status| status.state == "paused").await?;
        tab_to(page, "plate").await?;
        let decoded = "document.querySelector('.plane .spoken').textContent";
        page.press(Key::Right).await?;
        let is_point = |value: &serde_json::Value| value.as_str().is_some_and(|text| text.starts_with('('));
        let first = page.wait_for_value("manifold", decoded, is_point).await?;
        for _ in 0..4 {
            page.press(Key::Up).await?;
        }
        page.wait_for_value("manifold", decoded, |value| is_point(value) && *value != first).await?;
        page.script("document.activeElement.blur(); window.scrollTo(0, 0)").await?;
        tab_to(page, "share").await?;
        page.press(Key::Enter).await?;
        let link = page
            .wait_for_value("share-link", "element.value", |value| {
                value.as_str().is_some_and(|it| it.contains("#v=1"))
            })
            .await?;
        ensure!(link.as_str().is_some_and(|link| link.ends_with("&end")), "the link is {link}");
        page.press(Key::Escape).await?;
        tab_to(page, "lesson-step-1").await?;
        page.press(Key::Enter).await?;
        let is_first = |value: &serde_json::Value| value.as_str().is_some_and(|text| text.starts_with("1. "));
        page.wait_for_value("lesson", "element.innerText", is_first).await.map(drop)
    })
}

#[test]
fn the_page_opens_and_trains_without_a_network_once_it_was_visited() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.open_ready(&small()).await?;
        let has_mnist = page.site.has_mnist();
        page.wait_for_value("status", "!!navigator.serviceWorker.controller", |value| *value == true).await?;
        if has_mnist {
            page.click("keep-data").await?;
            let is_kept =
                |value: &serde_json::Value| value.as_str().is_some_and(|it| it.contains("MNIST included"));
            page.wait_for_value("status", "document.querySelector('footer').innerText", is_kept).await?;
        }
        page.site.remove_all()?;
        page.open_ready(&small()).await?;
        ensure!(!has_mnist || page.value("dataset").await? == "mnist", "MNIST was not kept");
        page.click("train").await?;
        page.wait_for("steps", TRAINING, |status| status.step > 5).await?;
        // What is not kept, Fashion-MNIST or the page at its address, is asked for in vain.
        page.console_errors().await?;
        Ok(())
    })
}

/// What axe-core calls serious or critical on the page as it is.
async fn findings(page: &Page, axe: &str, state: &str) -> Result<Vec<String>> {
    // Colours of buttons fade from one state to the next.
    tokio::time::sleep(Duration::from_millis(500)).await;
    page.script(axe).await?;
    let run = "delete window.axeFound;
        axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => {
            window.axeFound = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
                .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
        });";
    page.script(run).await?;
    let found = page.wait_for_value("status", "window.axeFound ?? null", serde_json::Value::is_array).await?;
    let found = found.as_array().context("axe found no list")?;
    Ok(found.iter().map(|finding| format!("{state}: {}", finding.as_str().unwrap_or_default())).collect())
}

#[test]
fn axe_finds_nothing_serious_in_any_state() -> Result<()> {
    let Some(path) = std::env::var_os("LATENT_AXE") else {
        eprintln!("skipped: LATENT_AXE does not say where axe-core is; `cargo xtask test` sees to it");
        return Ok(());
    };
    let axe = std::fs::read_to_string(path)?;
    in_browser(WebGpu::On, async |page| {
        let mut found = Vec::new();
        for scheme in ["light", "dark"] {
            page.prefer(scheme).await?;
            page.resize(1440, 900).await?;
            page.open_ready("").await?;
            found.extend(findings(page, &axe, &format!("{scheme}, opened")).await?);
            page.open_ready(&small()).await?;
            page.click("train").await?;
            page.wait_for("steps", TRAINING, |status| status.step > 60).await?;
            page.click("train").await?;
            page.draw(&[[0.3, 0.25], [0.7, 0.25], [0.5, 0.55], [0.42, 0.85]]).await?;
            page.code_at_rest().await?;
            found.extend(findings(page, &axe, &format!("{scheme}, paused with a drawing")).await?);
            page.click("share").await?;
            found.extend(findings(page, &axe, &format!("{scheme}, shared")).await?);
            page.resize(390, 844).await?;
            page.open_ready("").await?;
            found.extend(findings(page, &axe, &format!("{scheme}, phone")).await?);
            page.click("language-es").await?;
            for (step, model) in [(1, "autoencoder"), (6, "vae-conditional"), (7, "adversarial")] {
                page.resize(1440, 900).await?;
                page.click(&format!("lesson-step-{step}")).await?;
                page.wait_for("the network", TRAINING, |it| it.state == "ready" && it.model == model).await?;
                found.extend(findings(page, &axe, &format!("{scheme}, step {step} in Spanish")).await?);
            }
            page.click("language-en").await?;
        }
        ensure!(found.is_empty(), "{found:#?}");
        Ok(())
    })
}

/// What can be pressed, slid, dragged or drawn on and is smaller than a finger, 44 by 44 CSS pixels; of what has a label
/// around it, both count.
const SMALL: &str = "
    const shown = it => it.checkVisibility({ visibilityProperty: true }) && it.getBoundingClientRect().right > 0;
    const pressed = 'button, a[href], input, select, summary, [tabindex=\"0\"], [role=button], [role=slider], .pin, .pad';
    return [...document.querySelectorAll(pressed)].map(it => it.closest('label') ?? it).filter(shown)
        .map(it => [it, it.getBoundingClientRect()])
        .filter(([, { width, height }]) => Math.min(width, height) < 43.5)
        .map(([it, { width, height }]) => `${it.dataset.testid ?? (it.ariaLabel || it.textContent || it.className)}: ${width} × ${height}`)";

/// Opens the filters and the ways to share.
const OPEN: &str = "
    for (const button of document.querySelectorAll('[data-testid=filters], [data-testid=share]')) {
        if (button.ariaExpanded !== 'true') button.click();
    }";

#[test]
fn on_a_phone_every_step_has_room_for_fingers_and_scrolls_only_down() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.resize(1440, 900).await?;
        page.open_ready("").await?;
        page.set("executor", "cpu").await?;
        let mut found = Vec::new();
        for language in ["en", "es"] {
            page.speak(language).await?;
            for step in 1..=7 {
                page.resize(1440, 900).await?;
                page.click(&format!("lesson-step-{step}")).await?;
                page.wait_for("measured network", TRAINING, |it| {
                    it.state == "ready" && it.test_loss.is_some()
                })
                .await?;
                // Two are a desktop's screens, whole and at a zoom of two.
                for (width, height) in [(360, 780), (390, 844), (720, 450), (1440, 900), (1920, 1080)] {
                    page.resize(width, height).await?;
                    // On a narrow screen the path has fewer pictures, once the page has seen its width.
                    let long = "document.querySelector('[data-testid=path-10]') !== null";
                    page.wait_for_value("status", long, |value| *value == (width >= 720)).await?;
                    let place = format!("step {step}, {language}, {width} wide");
                    let wide = "return document.scrollingElement.scrollWidth - innerWidth";
                    let over = page.script(wide).await?.as_i64().unwrap_or(i64::MAX);
                    if over > 0 {
                        found.push(format!("{place}: {over} too wide"));
                    }
                    if width <= 390 {
                        page.script(OPEN).await?;
                        page.wait_for_value("share", "element.ariaExpanded", |value| value == "true").await?;
                        let small = page.script(SMALL).await?;
                        let small = small.as_array().context("nothing was measured")?;
                        found.extend(
                            small.iter().map(|it| format!("{place}: {}", it.as_str().unwrap_or_default())),
                        );
                        page.script("document.querySelector('[data-testid=share]').click()").await?;
                    }
                }
            }
        }
        ensure!(found.is_empty(), "{found:#?}");
        Ok(())
    })
}
