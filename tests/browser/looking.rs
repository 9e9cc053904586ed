//! Looking at the plane: it is moved and zoomed, test digits are found near the pointer and chosen.

use crate::harness::{Page, WebGpu, in_browser};
use anyhow::{Context, Result, ensure};
use latent_playground::settings::{DatasetName, ExecutorChoice, Recipe, Settings};
use latent_playground::share::link;
use latent_playground::view::{Marks, View};
use latent_playground::window::Window;
use std::time::Duration;

const TRAINING: Duration = Duration::from_mins(3);

/// A link to a small training on the CPU and on synthetic digits, for speed.
fn fragment(view: &View, steps: u32) -> String {
    let settings = Settings {
        dataset: DatasetName::Synthetic,
        executor: ExecutorChoice::Cpu,
        hidden: 64,
        ..Settings::default()
    };
    link::write(&Recipe { settings, steps, ..Recipe::default() }, view)
}

async fn train(page: &Page, view: &View) -> Result<()> {
    page.open_ready(&fragment(view, 60)).await?;
    page.click("train").await?;
    page.wait_for("the link's steps", TRAINING, |status| status.state == "paused" && status.step == 60)
        .await?;
    Ok(())
}

/// Sends the plate an event at a place of it, 0 (left, top) to 1 (right, bottom).
async fn on_plate(page: &Page, kind: &str, name: &str, [x, y]: [f64; 2], more: &str) -> Result<()> {
    page.script(&format!(
        "const plate = document.getElementById('plate');
        const {{ left, top, width, height }} = plate.getBoundingClientRect();
        const at = {{ clientX: left + {x} * width, clientY: top + {y} * height, bubbles: true, cancelable: true }};
        plate.dispatchEvent(new {kind}('{name}', {{ ...at, {more} }}));"
    ))
    .await?;
    Ok(())
}

/// The window that is in view, once it stands still and the decoded grid shows it.
async fn window(page: &Page) -> Result<Window> {
    let mut last = String::new();
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let [window, drawn] = [page.data("plate", "window").await?, page.data("plate", "drawn").await?];
        if window == last && drawn == window {
            let parts: Vec<f32> = window.split(':').map(str::parse).collect::<Result<_, _>>()?;
            let &[x, y, half] = &parts[..] else { anyhow::bail!("{window:?} is no window") };
            return Ok(Window { centre: [x, y], half });
        }
        last = window;
    }
    anyhow::bail!("the decoded grid does not follow the window {last:?}")
}

#[test]
fn the_plane_is_zoomed_about_the_pointer_and_decoded_anew() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        train(page, &View::default()).await?;
        ensure!(window(page).await?.is_whole(), "the page does not begin with the whole plane");
        let place = [0.7, 0.4];
        on_plate(page, "PointerEvent", "pointermove", place, "").await?;
        let before = page.picture("manifold").await?;
        for _ in 0..4 {
            on_plate(page, "WheelEvent", "wheel", place, "deltaY: -300").await?;
        }
        let zoomed = window(page).await?;
        ensure!(zoomed.half < 1.0, "the wheel zooms to {zoomed} only");
        // What lay under the pointer lies there still: 0.2 of the plate to the right, 0.1 up.
        for (centre, from_middle, point) in [(zoomed.centre[0], 0.2, 1.2), (zoomed.centre[1], 0.1, 0.6)] {
            let under = centre + 2.0 * zoomed.half * from_middle;
            ensure!((under - point).abs() < 0.02, "{under} lies where {point} lay");
        }
        ensure!(page.picture("manifold").await? != before, "the decoded grid stays as it was");

        on_plate(page, "PointerEvent", "pointerdown", [0.5, 0.5], "pointerId: 9, pointerType: 'mouse'")
            .await?;
        on_plate(page, "PointerEvent", "pointermove", [0.75, 0.25], "pointerId: 9, pointerType: 'mouse'")
            .await?;
        on_plate(page, "PointerEvent", "pointerup", [0.75, 0.25], "pointerId: 9, pointerType: 'mouse'")
            .await?;
        let dragged = window(page).await?;
        for (axis, by) in [(0, -0.5), (1, -0.5)] {
            let moved = dragged.centre[axis] - zoomed.centre[axis];
            ensure!((moved - by * zoomed.half).abs() < 0.02, "axis {axis} moved by {moved} of {zoomed}");
        }
        page.click("zoom-whole").await?;
        ensure!(window(page).await?.is_whole(), "the button does not lead back");
        Ok(())
    })
}

#[test]
fn two_fingers_zoom_and_one_moves_the_cross_hair() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        train(page, &View::default()).await?;
        let finger = |id: u32| format!("pointerId: {id}, pointerType: 'touch'");
        on_plate(page, "PointerEvent", "pointerdown", [0.4, 0.5], &finger(1)).await?;
        on_plate(page, "PointerEvent", "pointermove", [0.45, 0.5], &finger(1)).await?;
        ensure!(window(page).await?.is_whole(), "one finger moves the plane");
        on_plate(page, "PointerEvent", "pointerdown", [0.55, 0.5], &finger(2)).await?;
        on_plate(page, "PointerEvent", "pointermove", [0.35, 0.5], &finger(1)).await?;
        on_plate(page, "PointerEvent", "pointermove", [0.65, 0.5], &finger(2)).await?;
        let zoomed = window(page).await?;
        ensure!((zoomed.half - 1.0).abs() < 0.02, "three times as far apart zooms to {zoomed}");
        ensure!(zoomed.centre.iter().all(|part| part.abs() < 0.05), "the plane drifts to {zoomed}");
        Ok(())
    })
}

#[test]
fn keys_zoom_and_a_link_brings_the_window_back() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        let shown = Window { centre: [1.0, -0.5], half: 0.75 };
        train(page, &View { window: shown, ..View::default() }).await?;
        ensure!(window(page).await? == shown, "the link's window is not shown");
        on_plate(page, "KeyboardEvent", "keydown", [0.0; 2], "key: '+'").await?;
        let nearer = window(page).await?;
        ensure!((nearer.half - 0.5).abs() < 1e-3, "the key zooms to {nearer}");
        page.click("share").await?;
        let link = page
            .wait_for_value("share-link", "element?.value ?? ''", |value| {
                value.as_str().is_some_and(|value| value.contains("window="))
            })
            .await?;
        let link = link.as_str().context("no link")?.split_once('#').context("no recipe")?.1;
        ensure!(link::read(link)?.view.window == nearer, "{link} does not hold {nearer}");
        on_plate(page, "KeyboardEvent", "keydown", [0.0; 2], "key: '0'").await?;
        ensure!(window(page).await?.is_whole(), "0 does not lead back");
        Ok(())
    })
}

/// The numbers of the nearest test digits, once they are there and `right`.
async fn near(page: &Page, right: impl Fn(&[String]) -> bool) -> Result<Vec<String>> {
    for _ in 0..100 {
        let mut indices = Vec::new();
        for place in 1..=5 {
            indices.push(page.data(&format!("near-{place}"), "index").await?);
        }
        if right(&indices) {
            return Ok(indices);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    anyhow::bail!("the nearest test digits do not come")
}

#[test]
fn the_nearest_test_digits_follow_the_cross_hair() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        train(page, &View::default()).await?;
        on_plate(page, "PointerEvent", "pointermove", [0.4, 0.4], "").await?;
        let first = near(page, |all| all.iter().all(|index| !index.is_empty())).await?;
        for (place, index) in first.iter().enumerate() {
            ensure!(!first[..place].contains(index), "{index} stands twice");
        }
        on_plate(page, "PointerEvent", "pointermove", [0.9, 0.9], "").await?;
        let others = near(page, |all| all != first).await?;
        ensure!(others.iter().any(|index| !first.contains(index)), "the same digits are near to both places");
        Ok(())
    })
}

#[test]
fn a_chosen_digit_is_marked_on_the_plane_and_in_the_strip() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        // Far enough around for the codes of a network that has learnt little.
        let window = Window { centre: [0.0; 2], half: 12.0 };
        train(page, &View { marks: Marks::Both, window, ..View::default() }).await?;
        let ring = |wanted: bool| async move {
            let count = "document.querySelectorAll('.overlay circle.chosen').length";
            page.wait_for_value("plate", count, |value| (value == 1) == wanted).await
        };
        page.click("strip-3").await?;
        ring(true).await?;
        let pressed = async |handle: &str| -> Result<bool> {
            Ok(page.element(handle).await?.attr("aria-pressed").await?.as_deref() == Some("true"))
        };
        ensure!(pressed("strip-3").await?, "the column is not marked");
        page.click("strip-3").await?;
        ring(false).await?;

        // One that is not in the strip comes there.
        on_plate(page, "PointerEvent", "pointermove", [0.6, 0.6], "").await?;
        let near = near(page, |all| all.iter().all(|index| !index.is_empty())).await?;
        let mut strip = Vec::new();
        for index in 0..8 {
            strip.push(page.data(&format!("strip-{index}"), "index").await?);
        }
        let place = near.iter().position(|index| !strip.contains(index)).context("all are in the strip")?;
        on_plate(page, "KeyboardEvent", "keydown", [0.0; 2], &format!("key: '{}'", place + 1)).await?;
        ring(true).await?;
        page.wait_for_value("strip-0", "element?.dataset.index ?? ''", |value| *value == near[place]).await?;
        ensure!(pressed("strip-0").await?, "the new column is not marked");
        ensure!(pressed(&format!("near-{}", place + 1)).await?, "the near digit is not marked");
        on_plate(page, "KeyboardEvent", "keydown", [0.0; 2], "key: 'Escape'").await?;
        ring(false).await?;

        // The dot that is pressed is the one that is chosen.
        on_plate(page, "KeyboardEvent", "keydown", [0.0; 2], "key: 'Enter'").await?;
        ring(true).await?;
        let at = page
            .script(
                "const ring = document.querySelector('.overlay circle.chosen').getBoundingClientRect();
                const plate = document.getElementById('plate').getBoundingClientRect();
                return [(ring.x + ring.width / 2 - plate.x) / plate.width,
                    (ring.y + ring.height / 2 - plate.y) / plate.height]",
            )
            .await?;
        let at: [f64; 2] = serde_json::from_value(at)?;
        on_plate(page, "KeyboardEvent", "keydown", [0.0; 2], "key: 'Escape'").await?;
        ring(false).await?;
        for kind in ["pointerdown", "pointerup"] {
            on_plate(page, "PointerEvent", kind, at, "pointerId: 7, pointerType: 'mouse'").await?;
        }
        ring(true).await?;
        Ok(())
    })
}

#[test]
fn a_slider_leads_back_through_the_formation_of_the_plane() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.open_ready(&fragment(&View::default(), 2000)).await?;
        page.click("train").await?;
        page.wait_for("the link's steps", TRAINING, |status| status.state == "paused" && status.step == 2000)
            .await?;
        let text = "element?.getAttribute('aria-valuetext') ?? ''";
        page.wait_for_value("past", "Number(element?.max ?? 0)", |count| count.as_f64() >= Some(2.0)).await?;
        page.wait_for_value("past", text, |text| text == "now").await?;
        window(page).await?;
        let now = page.picture("plate").await?;
        page.script(
            "const slider = document.querySelector('[data-testid=past]');
            slider.value = 0; slider.dispatchEvent(new Event('input', { bubbles: true }));",
        )
        .await?;
        page.wait_for_value("past", text, |text| text.as_str().is_some_and(|text| text.starts_with("step")))
            .await?;
        tokio::time::sleep(Duration::from_millis(300)).await;
        ensure!(page.picture("plate").await? != now, "the first plane looks like the last");
        page.click("past-now").await?;
        page.wait_for_value("past", text, |text| text == "now").await?;
        tokio::time::sleep(Duration::from_millis(300)).await;
        ensure!(page.picture("plate").await? == now, "the plane does not come back");
        Ok(())
    })
}
