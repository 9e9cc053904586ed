//! Training never holds the page up: its main thread has no long task.

use crate::harness::{WebGpu, in_browser};
use anyhow::{Result, bail, ensure};
use std::time::Duration;

/// How long the main thread is watched at a time.
const WINDOW: Duration = Duration::from_secs(15);
const WINDOWS: usize = 4;

#[test]
fn during_training_the_main_thread_has_no_task_over_50_ms() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.open_ready("").await?;
        page.click("train").await?;
        page.wait_for("steps", Duration::from_mins(3), |status| status.step >= 10).await?;
        page.script(
            "globalThis.tasks = [];
            new PerformanceObserver(list => tasks.push(...list.getEntries().map(task => task.duration)))
                .observe({ type: 'longtask' });",
        )
        .await?;
        // On a busy machine any task may be held up by what else runs there; one that the page itself makes long
        // comes again in every window.
        let mut longest = Vec::new();
        for _ in 0..WINDOWS {
            page.script("tasks.length = 0").await?;
            let start = page.status().await?;
            tokio::time::sleep(WINDOW).await;
            let steps = page.status().await?.step - start.step;
            let tasks: Vec<f64> = serde_json::from_value(page.script("return tasks").await?)?;
            longest.push(tasks.into_iter().fold(0.0, f64::max));
            println!(
                "Longest task in {steps} steps: {} ms (0: none over 50 ms).",
                longest[longest.len() - 1]
            );
            ensure!(steps > 0, "nothing was trained");
            if longest.ends_with(&[0.0]) {
                return Ok(());
            }
        }
        bail!("every window had a task over 50 ms, the longest: {longest:?} ms")
    })
}
