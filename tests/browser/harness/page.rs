//! The page as a visitor and as a script see it: its handles, and what they say.

use super::chromium::{WebGpu, capabilities};
use super::driver::Driver;
use super::site::Site;
use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};
use thirtyfour::{By, TypingData, WebDriver, WebElement};

/// Handles of every setting that makes the result.
const SETTINGS: [&str; 11] = [
    "dataset",
    "model",
    "latent-size",
    "hidden",
    "beta",
    "learning-rate",
    "batch-size",
    "optimizer",
    "loss",
    "seed",
    "executor",
];

/// Time between two looks at the page.
const PACE: Duration = Duration::from_millis(50);
/// Time that anything but training may take.
const SOON: Duration = Duration::from_mins(1);

/// What the element `status` says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Status {
    /// State of the trainer.
    pub state: String,
    /// Steps trained.
    pub step: u32,
    /// Passes through the training images.
    pub epoch: f64,
    /// Speed, images per second.
    pub images_per_second: f64,
    /// Mean total loss of late, nats per image.
    pub loss: Option<f64>,
    /// Mean reconstruction term of late, nats per image.
    pub reconstruction: Option<f64>,
    /// Mean KL divergence of late, nats per image.
    pub kl: Option<f64>,
    /// Total loss on the test set, nats per image.
    pub test_loss: Option<f64>,
    /// Executor at work, `gpu` or `cpu`.
    pub executor: String,
    /// Name of the adapter.
    pub adapter: String,
    /// Network that stands.
    pub model: String,
    /// Whether it came with the page.
    pub pretrained: bool,
}

impl Status {
    fn read(attributes: &Value) -> Self {
        let text = |name: &str| attributes[name].as_str().unwrap_or_default().to_owned();
        let number = |name: &str| text(name).parse().ok();
        Self {
            state: text("state"),
            step: text("step").parse().unwrap_or_default(),
            epoch: number("epoch").unwrap_or_default(),
            images_per_second: number("imagesPerSecond").unwrap_or_default(),
            loss: number("loss"),
            reconstruction: number("reconstruction"),
            kl: number("kl"),
            test_loss: number("testLoss"),
            executor: text("executor"),
            adapter: text("adapter"),
            model: text("model"),
            pretrained: text("pretrained") == "true",
        }
    }
}

/// A browser that looks at the site.
pub struct Page {
    /// What it looks at.
    pub site: Site,
    browser: WebDriver,
    _driver: Driver,
}

impl Page {
    /// Starts a browser; nothing is open in it.
    pub async fn start(site: Site, web_gpu: WebGpu) -> Result<Self> {
        let driver = Driver::start()?;
        let browser =
            WebDriver::new(driver.url(), capabilities(web_gpu)?).await.context("no browser was started")?;
        // The driver ends its browsers when it is dropped, even in a panic; the session need not.
        browser.clone().leak()?;
        Ok(Self { site, browser, _driver: driver })
    }

    /// Opens the page with `fragment` in the tab that is looked at.
    pub async fn open(&self, fragment: &str) -> Result<()> {
        self.open_url(&self.site.url(fragment)).await
    }

    /// Opens an address in the tab that is looked at, and waits for the page to come alive.
    pub async fn open_url(&self, url: &str) -> Result<()> {
        // From one fragment to another a browser would not load the page again.
        self.browser.goto("about:blank").await?;
        self.browser.goto(url).await?;
        let start = Instant::now();
        while !self.has("status").await? {
            if start.elapsed() > SOON {
                bail!("the page shows no status");
            }
            tokio::time::sleep(PACE).await;
        }
        self.skip_tour().await
    }

    /// Skips the tour, if the browser is here for the first time.
    async fn skip_tour(&self) -> Result<()> {
        if self.has("tour-skip").await? {
            self.click("tour-skip").await?;
        }
        Ok(())
    }

    /// Loads the page again, as the visitor would.
    pub async fn reload(&self) -> Result<()> {
        self.browser.refresh().await?;
        Ok(())
    }

    /// Presses keys where the focus is.
    pub async fn press(&self, keys: impl Into<TypingData>) -> Result<()> {
        self.browser.action_chain().send_keys(keys).perform().await?;
        Ok(())
    }

    /// Handle of the element that has the focus.
    pub async fn focused(&self) -> Result<String> {
        let script = "return document.activeElement?.dataset.testid ?? ''";
        Ok(self.script(script).await?.as_str().unwrap_or_default().to_owned())
    }

    /// Opens an address in a second tab and looks at that.
    pub async fn open_second(&self, url: &str) -> Result<()> {
        let tab = self.browser.new_tab().await?;
        self.browser.switch_to_window(tab).await?;
        self.open_url(url).await
    }

    /// Closes the tab that is looked at and looks at another.
    pub async fn close_tab(&self) -> Result<()> {
        self.browser.close_window().await?;
        let left = self.browser.windows().await?.into_iter().next().context("no tab is left")?;
        Ok(self.browser.switch_to_window(left).await?)
    }

    /// Opens the page with `fragment` and waits until a network stands ready.
    pub async fn open_ready(&self, fragment: &str) -> Result<Status> {
        self.open(fragment).await?;
        self.wait_until_ready().await
    }

    /// Waits until a network stands ready at step 0.
    pub async fn wait_until_ready(&self) -> Result<Status> {
        self.wait_for("network that is ready", SOON, |status| status.state == "ready" && status.step == 0)
            .await
    }

    /// What the status says now.
    pub async fn status(&self) -> Result<Status> {
        let attributes =
            self.script("return {...document.querySelector('[data-testid=status]')?.dataset}").await?;
        Ok(Status::read(&attributes))
    }

    /// Waits until the status is as `wanted`.
    pub async fn wait_for(
        &self,
        what: &str,
        time: Duration,
        wanted: impl Fn(&Status) -> bool,
    ) -> Result<Status> {
        let start = Instant::now();
        loop {
            let status = self.status().await?;
            if wanted(&status) {
                return Ok(status);
            }
            if start.elapsed() > time {
                bail!("after {} s there is no {what}: {status:?}", time.as_secs());
            }
            tokio::time::sleep(PACE).await;
        }
    }

    /// Waits until what `handle` holds, read by the script expression `value` of its `element`, is as `wanted`.
    pub async fn wait_for_value(
        &self,
        handle: &str,
        value: &str,
        wanted: impl Fn(&Value) -> bool,
    ) -> Result<Value> {
        let script =
            format!("const element = document.querySelector('[data-testid={handle}]'); return {value}");
        let start = Instant::now();
        loop {
            let found = self.script(&script).await?;
            if wanted(&found) {
                return Ok(found);
            }
            if start.elapsed() > SOON {
                bail!("{handle} stays {found}");
            }
            tokio::time::sleep(PACE).await;
        }
    }

    /// Whether the page has an element under this handle.
    pub async fn has(&self, handle: &str) -> Result<bool> {
        Ok(!self.browser.find_all(by(handle)).await?.is_empty())
    }

    /// The element under a handle.
    pub async fn element(&self, handle: &str) -> Result<WebElement> {
        self.browser.find(by(handle)).await.with_context(|| format!("the page has no {handle}"))
    }

    /// What an element's attribute `data-name` says, empty without one.
    pub async fn data(&self, handle: &str, name: &str) -> Result<String> {
        Ok(self.element(handle).await?.attr(format!("data-{name}")).await?.unwrap_or_default())
    }

    /// What an element shows on the screen, as a PNG file in base 64.
    pub async fn picture(&self, handle: &str) -> Result<String> {
        Ok(self.element(handle).await?.screenshot_as_png_base64().await?)
    }

    /// Clicks on an element.
    pub async fn click(&self, handle: &str) -> Result<()> {
        self.element(handle).await?.click().await.with_context(|| format!("{handle} takes no click"))
    }

    /// Has the page speak a language, if it does not.
    pub async fn speak(&self, language: &str) -> Result<()> {
        if self.script("return document.documentElement.lang").await? != language {
            self.click(&format!("language-{language}")).await?;
        }
        Ok(())
    }

    /// Gives a field another value, as a visitor who leaves it afterwards.
    pub async fn set(&self, handle: &str, value: &str) -> Result<()> {
        let script = "const [field, value] = arguments; field.value = value;
            for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }));";
        let field = self.element(handle).await?.to_json()?;
        self.browser.execute(script, vec![field, json!(value)]).await?;
        Ok(())
    }

    /// The value of a field.
    pub async fn value(&self, handle: &str) -> Result<String> {
        let value =
            self.script(&format!("return document.querySelector('[data-testid={handle}]').value")).await?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }

    /// The values of all settings, by handle.
    pub async fn settings(&self) -> Result<BTreeMap<&'static str, String>> {
        let mut settings = BTreeMap::new();
        for handle in SETTINGS {
            settings.insert(handle, self.value(handle).await?);
        }
        Ok(settings)
    }

    /// What the page last said to the visitor.
    pub async fn message(&self) -> Result<String> {
        let message =
            self.script("return document.querySelector('[data-testid=message]')?.textContent").await?;
        Ok(message.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until the page says something that holds `words`.
    pub async fn wait_for_message(&self, words: &str) -> Result<String> {
        let value = self
            .wait_for_value("message", "element?.textContent ?? ''", |said| {
                said.as_str().is_some_and(|said| said.contains(words))
            })
            .await
            .with_context(|| format!("no message says {words:?}"))?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }

    /// Draws a stroke on the pad through `points`, each 0 (left, top) to 1 (right, bottom).
    pub async fn draw(&self, points: &[[f64; 2]]) -> Result<()> {
        let pad = self.element("draw-pad").await?;
        pad.scroll_into_view().await?;
        let area = pad.rect().await?;
        // Offsets are counted from the pad's middle.
        let offset = |[x, y]: [f64; 2]| (((x - 0.5) * area.width) as i64, ((y - 0.5) * area.height) as i64);
        let mut actions = self.browser.action_chain_with_delay(None, Some(Duration::from_millis(10)));
        for (index, &point) in points.iter().enumerate() {
            let (x, y) = offset(point);
            actions = actions.move_to_element_with_offset(&pad, x, y);
            if index == 0 {
                actions = actions.click_and_hold();
            }
        }
        Ok(actions.release().perform().await?)
    }

    /// The mean of the drawn digit's code as it is written in `draw-code`, once it has stood still for a second.
    pub async fn code_at_rest(&self) -> Result<String> {
        let (mut last, mut since, start) = (String::new(), Instant::now(), Instant::now());
        while last.is_empty() || since.elapsed() < Duration::from_secs(1) {
            let code = self
                .script("return document.querySelector('[data-testid=draw-code]').dataset.mu ?? ''")
                .await?;
            let code = code.as_str().unwrap_or_default();
            if code != last {
                (last, since) = (code.to_owned(), Instant::now());
            }
            if start.elapsed() > SOON {
                bail!("the drawn digit's code does not come to rest: {last:?}");
            }
            tokio::time::sleep(PACE).await;
        }
        Ok(last)
    }

    /// The ink, 0 to 255, on a small canvas whose ground is transparent, row by row.
    pub async fn ink(&self, handle: &str) -> Result<Vec<u8>> {
        let script = format!(
            "const canvas = document.querySelector('[data-testid={handle}]');
            const {{ data }} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            return Array.from({{ length: data.length / 4 }}, (_, pixel) => data[4 * pixel + 3]);"
        );
        Ok(serde_json::from_value(self.script(&script).await?)?)
    }

    /// Number of different colours that an element shows on the screen.
    pub async fn colours(&self, handle: &str) -> Result<u64> {
        let picture = self.picture(handle).await?;
        let script = "const [picture, done] = arguments; const image = new Image();
            image.onload = () => {
                const canvas = new OffscreenCanvas(image.width, image.height);
                const context = canvas.getContext('2d');
                context.drawImage(image, 0, 0);
                const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
                done(new Set(new Uint32Array(data.buffer)).size);
            };
            image.src = 'data:image/png;base64,' + picture;";
        let count = self.browser.execute_async(script, vec![json!(picture)]).await?;
        count.json().as_u64().context("the browser counts no colours")
    }

    /// Runs a script in the page and returns what it returns.
    pub async fn script(&self, script: &str) -> Result<Value> {
        Ok(self.browser.execute(script, vec![]).await?.json().clone())
    }

    /// Shows the page as on a screen of `width` by `height` CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        let screen =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 820 });
        self.devtools("Emulation.setDeviceMetricsOverride", screen).await
    }

    /// Prefers dark colours, or light ones.
    pub async fn prefer(&self, scheme: &str) -> Result<()> {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.devtools("Emulation.setEmulatedMedia", features).await
    }

    /// Runs a script in every page before its own.
    pub async fn before_every_page(&self, script: &str) -> Result<()> {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await
    }

    /// Lets the site store at most so many bytes.
    pub async fn limit_storage(&self, bytes: u32) -> Result<()> {
        let origin = self.site.url("");
        let origin = origin.split('/').take(3).collect::<Vec<_>>().join("/");
        self.devtools("Storage.overrideQuotaForOrigin", json!({ "origin": origin, "quotaSize": bytes })).await
    }

    /// Bytes of the page's JavaScript heap that are in use, once its garbage is gone.
    pub async fn heap_bytes(&self) -> Result<u64> {
        self.devtools("HeapProfiler.collectGarbage", json!({})).await?;
        self.devtools("Performance.enable", json!({})).await?;
        let measured = self.browser.cdp().send_raw("Performance.getMetrics", json!({})).await?;
        let metrics = measured["metrics"].as_array().context("the browser measures nothing")?;
        let used = metrics.iter().find(|metric| metric["name"] == "JSHeapUsedSize");
        Ok(used.and_then(|used| used["value"].as_f64()).context("the browser does not measure its heap")?
            as u64)
    }

    async fn devtools(&self, command: &str, arguments: Value) -> Result<()> {
        self.browser.cdp().send_raw(command, arguments).await?;
        Ok(())
    }

    /// Writes a picture of what the tab shows.
    pub async fn screenshot(&self, path: &Path) -> Result<()> {
        Ok(self.browser.screenshot(path).await?)
    }

    /// Writes a picture of all that can be scrolled to.
    pub async fn whole_screenshot(&self, path: &Path) -> Result<()> {
        let beyond = json!({ "format": "png", "captureBeyondViewport": true });
        let picture = self.browser.cdp().send_raw("Page.captureScreenshot", beyond).await?;
        let bytes = STANDARD.decode(picture["data"].as_str().context("the browser made no picture")?)?;
        Ok(std::fs::write(path, bytes)?)
    }

    /// The errors in the browser's console since the last call.
    pub async fn console_errors(&self) -> Result<Vec<String>> {
        let entries = self.browser.browser_log().await?;
        Ok(entries.into_iter().filter(|entry| entry.level == "SEVERE").map(|entry| entry.message).collect())
    }

    /// All that helps to understand a failure, with a screenshot at `path`.
    pub async fn evidence(&self, path: &Path) -> String {
        let status = self.status().await.unwrap_or_default();
        let message = self.message().await.unwrap_or_default();
        let console = self.browser.browser_log().await.unwrap_or_default();
        let console: Vec<String> = console.into_iter().map(|entry| entry.message).collect();
        let picture = match self.screenshot(path).await {
            Ok(()) => format!("see {}", path.display()),
            Err(error) => format!("no screenshot: {error}"),
        };
        format!("{picture}; the page says {message:?}; {status:?}; console {console:#?}")
    }
}

fn by(handle: &str) -> By {
    By::Css(format!("[data-testid='{handle}']"))
}
