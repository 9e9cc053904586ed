//! The page runs nothing but its own files.

use crate::harness::{WebGpu, in_browser};
use anyhow::{Result, ensure};
use std::time::Duration;

#[test]
fn the_page_runs_no_foreign_script_and_fetches_from_no_other_host() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.before_every_page(
            "window.refused = [];
            addEventListener('securitypolicyviolation', ({ effectiveDirective }) => refused.push(effectiveDirective));",
        )
        .await?;
        page.open_ready("").await?;
        page.click("train").await?;
        page.wait_for("steps", Duration::from_mins(2), |status| status.step >= 3).await?;
        // The page itself needs nothing that is refused.
        ensure!(
            page.script("return refused").await? == serde_json::json!([]),
            "something of the page is refused"
        );

        page.script(
            "const script = document.createElement('script');
            script.textContent = 'window.foreign = true';
            document.head.append(script);
            document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.foreign = true\">');
            for (const tag of ['script', 'iframe']) {
                const foreign = document.createElement(tag);
                foreign.src = 'http://127.0.0.1:9/foreign';
                document.body.append(foreign);
            }
            fetch('http://127.0.0.1:9/foreign').catch(() => {});",
        )
        .await?;
        let refused = page
            .wait_for_value("status", "[...new Set(window.refused)].sort()", |refused| {
                refused.as_array().is_some_and(|refused| refused.len() >= 4)
            })
            .await?;
        let refused: Vec<String> = serde_json::from_value(refused)?;
        for directive in ["script-src-elem", "script-src-attr", "frame-src", "connect-src"] {
            ensure!(refused.iter().any(|it| it == directive), "{directive} is allowed: {refused:?}");
        }
        ensure!(page.script("return window.foreign ?? false").await? == false, "a foreign script ran");
        page.console_errors().await?;
        Ok(())
    })
}
