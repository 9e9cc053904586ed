//! Every control, pressed at random: the page neither stops nor complains.

use crate::harness::{Page, WebGpu, in_browser};
use anyhow::{Context, Result, ensure};
use latent_playground::settings::{DatasetName, ExecutorChoice, Recipe, Settings};
use latent_playground::share::link;
use latent_playground::view::View;
use std::time::Duration;

/// Presses in a sequence.
const PRESSES: u32 = 40;
/// Time that the page may take to come to a new network after all of them.
const SOON: Duration = Duration::from_mins(2);

/// Before the page's own scripts: no file is saved, and what nobody catches is noted. Browsers tell of sizes that change
/// again while they are told as of an error, which it is not.
const WATCH: &str = "
    window.uncaught = [];
    addEventListener('error', ({ message }) => message.startsWith('ResizeObserver loop') || uncaught.push(message));
    addEventListener('unhandledrejection', event => uncaught.push(String(event.reason)));
    HTMLAnchorElement.prototype.click = () => {};";

/// Presses one control that `seed` picks, as a visitor would or in ways that none would; returns what it was.
const PRESS: &str = "
    let state = arguments[0] >>> 0;
    const random = () => {
        state = (state + 0x9e3779b9) >>> 0;
        let mixed = Math.imul(state ^ state >>> 16, 0x21f0aaad);
        mixed = Math.imul(mixed ^ mixed >>> 15, 0x735a2d97);
        return ((mixed ^ mixed >>> 15) >>> 0) / 2 ** 32;
    };
    const pick = list => list[Math.floor(random() * list.length)];
    const controls = [...document.querySelectorAll('button, input:not([type=file]), select, summary, .plate, canvas')]
        .filter(control => !control.disabled && control.getClientRects().length > 0);
    const control = pick(controls);
    const fire = (...kinds) => {
        for (const kind of kinds) control.dispatchEvent(new Event(kind, { bubbles: true }));
    };
    if (control.matches('select')) {
        control.value = pick([...control.options]).value;
        fire('input', 'change');
    } else if (control.matches('input[type=range]')) {
        const [low, high] = [Number(control.min || 0), Number(control.max || 100)];
        control.value = low + random() * (high - low);
        fire('input', 'change');
    } else if (control.matches('input:not([type=checkbox], [type=radio])')) {
        control.value = pick(['', '0', '1', '2', '-3', '16', '0.001', '1e6', '1e99', 'many', '٣', '128']);
        fire('input', 'change');
    } else if (control.matches('canvas, .plate')) {
        const { left, top, width, height } = control.getBoundingClientRect();
        for (const kind of ['pointerenter', 'pointermove', 'pointerdown', 'pointermove', 'pointerup']) {
            const [clientX, clientY] = [left + random() * width, top + random() * height];
            const target = document.elementFromPoint(clientX, clientY) ?? control;
            target.dispatchEvent(new PointerEvent(kind, { bubbles: true, clientX, clientY, isPrimary: true, button: 0 }));
        }
    } else {
        control.click();
    }
    return control.dataset.testid || control.ariaLabel || control.textContent || control.className;";

async fn sequence(page: &Page, seed: u32) -> Result<()> {
    let settings = Settings {
        dataset: DatasetName::Synthetic,
        executor: ExecutorChoice::Cpu,
        hidden: 32,
        ..Settings::default()
    };
    let link = link::write(&Recipe { settings, ..Recipe::default() }, &View::default());
    page.open_ready(&link).await?;
    let mut pressed = Vec::new();
    for press in 0..PRESSES {
        let what = page.script(&PRESS.replace("arguments[0]", &(seed * 1000 + press).to_string())).await?;
        pressed.push(what.as_str().unwrap_or_default().trim().chars().take(30).collect::<String>());
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
    // Whatever was pressed, another network can be had.
    let alive = async {
        let settled = |status: &crate::harness::Status| status.state != "loading";
        page.wait_for("rest", SOON, settled).await?;
        page.set("executor", "cpu").await?;
        page.set("dataset", "synthetic").await?;
        page.set("batch-size", "64").await?;
        page.set("hidden", "32").await?;
        page.wait_for("rest", SOON, settled).await?;
        page.script("document.querySelector('[data-testid=reset]').click()").await?;
        page.wait_for("a new network", SOON, |status| status.state == "ready" && status.step == 0).await?;
        let uncaught = page.script("return uncaught").await?;
        ensure!(uncaught == serde_json::json!([]), "nobody caught {uncaught}");
        let errors = page.console_errors().await?;
        ensure!(errors.is_empty(), "the console has {errors:#?}");
        Ok(())
    };
    alive.await.with_context(|| format!("sequence {seed}: {}", pressed.join(" | ")))
}

fn sequences(seeds: std::ops::Range<u32>) -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.before_every_page(WATCH).await?;
        for seed in seeds {
            sequence(page, seed).await?;
        }
        Ok(())
    })
}

#[test]
fn three_sequences_of_random_presses_leave_the_page_alive() -> Result<()> {
    sequences(0..3)
}

#[test]
#[ignore = "takes many minutes: cargo test --test browser presses -- --ignored"]
fn fifty_sequences_of_random_presses_leave_the_page_alive() -> Result<()> {
    sequences(3..53)
}
