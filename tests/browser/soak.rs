//! A long training: what it takes of the memory does not grow.

use crate::harness::{Page, WebGpu, in_browser};
use anyhow::{Result, ensure};
use latent_playground::settings::{ExecutorChoice, Recipe, Settings};
use latent_playground::share::link;
use latent_playground::view::View;
use std::time::Duration;

/// Steps of the two measurements. At the first one the search for the fastest kernels, which makes pipelines, is over.
const STEPS: [u32; 2] = [4_000, 20_000];
const TRAINING: Duration = Duration::from_hours(1);
/// Objects that may come and go: those of a read-back and of a picture that are just under way.
const FEW: u64 = 8;

/// Notes the memory of each WebAssembly program, in a page or in a worker, and which objects of the GPU are there:
/// buffers and textures that were not destroyed, and all pipelines, shaders and layouts that were made.
const NOTE_MEMORY: &str = "
    self.objects = 0;
    if (self.GPUDevice) {
        const kinds = ['Buffer', 'Texture', 'ShaderModule', 'ComputePipeline', 'RenderPipeline', 'BindGroupLayout'];
        for (const kind of kinds) {
            const make = GPUDevice.prototype['create' + kind];
            GPUDevice.prototype['create' + kind] = function (wish) {
                self.objects++;
                return make.call(this, wish);
            };
        }
        for (const kind of [GPUBuffer, GPUTexture]) {
            const destroy = kind.prototype.destroy;
            kind.prototype.destroy = function () {
                if (!this.gone) self.objects--;
                this.gone = true;
                return destroy.call(this);
            };
        }
    }
    for (const how of ['instantiate', 'instantiateStreaming']) {
        const start = WebAssembly[how];
        WebAssembly[how] = async (...wishes) => {
            const started = await start.apply(WebAssembly, wishes);
            self.program = (started.instance ?? started).exports;
            return started;
        };
    }
    self.WorkerGlobalScope && (new BroadcastChannel('memory').onmessage = () =>
        new BroadcastChannel('told').postMessage([self.program.memory.buffer.byteLength, self.objects]));";

/// Bytes of the page's heap, of the page's program and of the worker's; objects on the GPU.
async fn memory(page: &Page) -> Result<[u64; 4]> {
    page.script(
        "window.told = new BroadcastChannel('told');
        told.onmessage = ({ data }) => window.ofWorker = data;
        delete window.ofWorker;
        new BroadcastChannel('memory').postMessage('');",
    )
    .await?;
    let of_worker =
        page.wait_for_value("status", "window.ofWorker ?? null", serde_json::Value::is_array).await?;
    let of_page = page.script("return program.memory.buffer.byteLength").await?;
    Ok([
        page.heap_bytes().await?,
        of_page.as_u64().unwrap_or_default(),
        of_worker[0].as_u64().unwrap_or_default(),
        of_worker[1].as_u64().unwrap_or_default(),
    ])
}

fn soak(executor: ExecutorChoice) -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.before_every_page(NOTE_MEMORY).await?;
        page.site.before_worker(NOTE_MEMORY)?;
        let settings = Settings { executor, hidden: 16, batch: 16, ..Settings::default() };
        page.open_ready(&link::write(&Recipe { settings, ..Recipe::default() }, &View::default())).await?;
        // A software GPU draws the page too: a small one leaves it time to train.
        page.resize(390, 600).await?;
        page.click("train").await?;
        let mut measured = Vec::new();
        for steps in STEPS {
            let status = page.wait_for("steps", TRAINING, |status| status.step >= steps).await?;
            let [heap, of_page, of_worker, objects] = memory(page).await?;
            println!(
                "{executor}, step {}: heap {heap}, page {of_page}, worker {of_worker} bytes, {objects} objects on \
                 the GPU",
                status.step
            );
            measured.push([heap, of_page, of_worker, objects]);
        }
        for (early, late) in measured[0][..3].iter().zip(&measured[1][..3]) {
            ensure!(*late <= early * 5 / 4 + (8 << 20), "the memory grew from {early} to {late} bytes");
        }
        let [early, late] = [measured[0][3], measured[1][3]];
        ensure!(late <= early + FEW, "the objects on the GPU grew from {early} to {late}");
        Ok(())
    })
}

#[test]
#[ignore = "takes minutes: cargo test --test browser soak -- --ignored --nocapture"]
fn twenty_thousand_steps_on_the_cpu_take_no_more_memory_than_four_thousand() -> Result<()> {
    soak(ExecutorChoice::Cpu)
}

#[test]
#[ignore = "takes minutes: cargo test --test browser soak -- --ignored --nocapture"]
fn twenty_thousand_steps_on_the_gpu_take_no_more_memory_than_four_thousand() -> Result<()> {
    soak(ExecutorChoice::Gpu)
}
