//! Training never holds the page up: its main thread has no long task.

use crate::harness::{WebGpu, in_browser};
use anyhow::{Result, ensure};
use std::time::Duration;

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
        let start = page.status().await?;
        tokio::time::sleep(Duration::from_secs(15)).await;
        let end = page.status().await?;
        let tasks: Vec<f64> = serde_json::from_value(page.script("return tasks").await?)?;
        let longest = tasks.iter().copied().fold(0.0, f64::max);
        println!("Longest task in {} steps: {longest} ms (0: none over 50 ms).", end.step - start.step);
        ensure!(end.step > start.step, "nothing was trained");
        ensure!(tasks.is_empty(), "tasks over 50 ms: {tasks:?}");
        Ok(())
    })
}
