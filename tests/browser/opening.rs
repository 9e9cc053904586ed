//! Weights that are saved, opened and linked, and the trained networks that come with the page.

use crate::harness::{Host, HostedFile, Page, Status, WebGpu, in_browser};
use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use latent_playground::model::{Model, Shape, parameter_shapes, preset};
use latent_playground::settings::{DatasetName, ExecutorChoice, Recipe, Settings};
use latent_playground::share::checkpoint::{self, NamedTensor};
use latent_playground::share::onnx;
use latent_playground::share::weights::{self, MAX_BYTES, Weights};
use latent_playground::view::View;
use serde_json::json;
use std::io::Write;
use std::time::Duration;

const TRAINING: Duration = Duration::from_mins(2);
/// A digit; its code tells networks apart.
const STROKE: [[f64; 2]; 3] = [[0.3, 0.25], [0.7, 0.3], [0.4, 0.8]];

/// A small network on the CPU and on digits that need no file.
fn recipe(hidden: u32, steps: u32) -> Recipe {
    let settings = Settings {
        dataset: DatasetName::Synthetic,
        hidden,
        executor: ExecutorChoice::Cpu,
        ..Settings::default()
    };
    Recipe { settings, steps, ..Recipe::default() }
}

fn link(recipe: &Recipe) -> String {
    latent_playground::share::link::write(recipe, &View::default())
}

/// Its parameters, each of another value.
fn tensors(recipe: &Recipe) -> Vec<NamedTensor> {
    let model: Model = preset(&recipe.settings, Shape { height: 28, width: 28, channels: 1 });
    let fill = |shape: &latent_playground::model::ParameterShape| NamedTensor {
        name: shape.name.clone(),
        shape: shape.torch_shape(),
        values: (0..shape.count()).map(|number| (number as f32).sin() / 20.0).collect(),
    };
    parameter_shapes(&model).iter().map(fill).collect()
}

/// Opens a link's network and trains its steps.
async fn train(page: &Page, recipe: &Recipe) -> Result<()> {
    page.open_ready(&link(recipe)).await?;
    page.click("train").await?;
    stands_at(page, recipe.steps).await.map(drop)
}

/// Waits until a network rests at `step`.
async fn stands_at(page: &Page, step: u32) -> Result<Status> {
    page.wait_for("network at rest", TRAINING, |it| it.state == "paused" && it.step == step).await
}

/// The numbers of the drawn digit's code, and its reconstruction, once they rest.
async fn reconstruction(page: &Page) -> Result<(Vec<f64>, Vec<u8>)> {
    page.draw(&STROKE).await?;
    let code = page.code_at_rest().await?;
    let numbers = code.split(',').map(str::parse).collect::<Result<_, _>>()?;
    Ok((numbers, page.ink("draw-output").await?))
}

fn largest_difference(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

/// Presses a button that saves a file, and returns the file in place of saving it.
async fn saved(page: &Page, handle: &str) -> Result<Vec<u8>> {
    saved_later(page, handle).await?;
    saved_file(page).await
}

/// Presses a button in Share; what the page saves next is kept for [`saved_file`].
async fn saved_later(page: &Page, handle: &str) -> Result<()> {
    page.script(
        "delete window.savedFile;
        const create = URL.createObjectURL;
        HTMLAnchorElement.prototype.click = () => {};
        URL.createObjectURL = blob => {
            const reader = new FileReader();
            reader.onload = () => { window.savedFile = reader.result.split(',')[1]; };
            reader.readAsDataURL(blob);
            URL.createObjectURL = create;
            return create(blob);
        };",
    )
    .await?;
    let open = page.script("return document.querySelector('[data-testid=share]').ariaExpanded").await?;
    if open != "true" {
        page.click("share").await?;
    }
    page.click(handle).await
}

async fn saved_file(page: &Page) -> Result<Vec<u8>> {
    let file =
        page.wait_for_value("status", "window.savedFile ?? null", serde_json::Value::is_string).await?;
    Ok(STANDARD.decode(file.as_str().unwrap_or_default())?)
}

/// Number of different colours in a picture or in the richest frame of a film; `element` shows it.
async fn colours_of(page: &Page, element: &str, kind: &str, file: &[u8]) -> Result<u64> {
    let script = format!(
        "delete window.colours;
        const shown = window.shown = document.createElement('{element}');
        const bytes = Uint8Array.from(atob('{}'), letter => letter.charCodeAt(0));
        shown.muted = true;
        const look = () => {{
            const canvas = new OffscreenCanvas(700, 700), context = canvas.getContext('2d');
            context.drawImage(shown, 0, 0, 700, 700);
            const {{ data }} = context.getImageData(0, 0, 700, 700);
            window.colours = Math.max(window.colours ?? 0, new Set(new Uint32Array(data.buffer)).size);
            if (shown.ended === false) setTimeout(look, 100);
        }};
        shown.onload = look;
        shown.onloadeddata = () => shown.play().then(look);
        shown.src = URL.createObjectURL(new Blob([bytes], {{ type: '{kind}' }}));",
        STANDARD.encode(file),
    );
    page.script(&script).await?;
    let seen = "shown.ended === false ? null : window.colours ?? null";
    let count = page.wait_for_value("status", seen, serde_json::Value::is_u64).await?;
    count.as_u64().context("the browser counts no colours")
}

/// Drops a file on the page.
async fn drop_file(page: &Page, name: &str, bytes: &[u8]) -> Result<()> {
    let script = format!(
        "const bytes = Uint8Array.from(atob('{}'), letter => letter.charCodeAt(0));
        const data = new DataTransfer();
        data.items.add(new File([bytes], {}));
        for (const kind of ['dragover', 'drop'])
            document.body.dispatchEvent(new DragEvent(kind, {{ dataTransfer: data, bubbles: true, cancelable: true }}));",
        STANDARD.encode(bytes),
        json!(name),
    );
    page.script(&script).await.map(drop)
}

#[test]
fn saved_weights_open_with_the_same_reconstructions_and_train_on() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        let recipe = recipe(24, 60);
        train(page, &recipe).await?;
        let (code, picture) = reconstruction(page).await?;
        let file = saved(page, "save-weights").await?;
        let weights = weights::read(&file)?;
        ensure!(weights.opened.recipe == recipe, "the file tells {:?}", weights.opened.recipe);

        page.open_ready(&link(&self::recipe(10, 0))).await?;
        drop_file(page, "network.safetensors", &file).await?;
        stands_at(page, 60).await?;
        ensure!(page.value("hidden").await? == "24", "the form does not show the network's width");
        let (again, same_picture) = reconstruction(page).await?;
        let off = largest_difference(&code, &again);
        ensure!(off < 1e-4, "the codes differ by {off}: {code:?}, {again:?}");
        let off = picture.iter().zip(&same_picture).map(|(a, b)| a.abs_diff(*b)).max();
        ensure!(off <= Some(1), "the pictures differ by {off:?} of 255");

        // The optimiser begins anew, gently: the loss stays low.
        let before = page.wait_for("test loss", TRAINING, |status| status.test_loss.is_some()).await?;
        page.click("train").await?;
        page.wait_for("more steps", TRAINING, |status| status.step >= 120).await?;
        page.click("train").await?;
        let after = page
            .wait_for("new test loss", TRAINING, |status| {
                status.state == "paused" && status.test_loss != before.test_loss
            })
            .await?;
        ensure!(after.test_loss < before.test_loss, "{before:?} became {after:?}");

        // A trained network is not thrown away unasked.
        drop_file(page, "network.safetensors", &file).await?;
        page.wait_for_message("The weights are of another network").await?;
        ensure!(page.status().await?.step == after.step, "the network is gone");
        Ok(())
    })
}

/// The weights after some hundred steps on a host whose pages get shared memory, and on one whose pages do not.
async fn with_and_without_shared_memory(page: &Page) -> Result<[Vec<u8>; 2]> {
    let recipe = recipe(512, 300);
    let urls = [page.site.url(&link(&recipe)), page.site.plain_url(&link(&recipe))];
    let mut files = [Vec::new(), Vec::new()];
    for (index, url) in urls.iter().enumerate() {
        page.open_url(url).await?;
        page.wait_until_ready().await?;
        let isolated = page.script("return crossOriginIsolated").await?;
        ensure!(isolated == (index == 0), "crossOriginIsolated is {isolated} at {url}");
        page.click("train").await?;
        stands_at(page, recipe.steps).await?;
        files[index] = saved(page, "save-weights").await?;
    }
    Ok(files)
}

#[test]
fn workers_that_share_a_training_give_the_bits_of_one() -> Result<()> {
    in_browser(WebGpu::Off, async |page| {
        let [shared, alone] = with_and_without_shared_memory(page).await?;
        ensure!(shared == alone, "two workers make another network than one");
        Ok(())
    })
}

#[test]
fn a_worker_whose_helpers_die_goes_on_with_the_same_bits() -> Result<()> {
    in_browser(WebGpu::Off, async |page| {
        page.site.before_worker(
            "if (self.name === 'hand') {
                let heard = 0;
                self.addEventListener('message', () => { if (++heard > 40) self.close(); });
            }",
        )?;
        let [left, alone] = with_and_without_shared_memory(page).await?;
        ensure!(left == alone, "a worker that was left alone makes another network");
        Ok(())
    })
}

#[test]
fn a_weights_link_shows_the_network_at_once_without_webgpu_too() -> Result<()> {
    in_browser(WebGpu::Off, async |page| {
        train(page, &recipe(24, 200)).await?;
        let (code, _) = reconstruction(page).await?;
        page.click("share").await?;
        page.click("pack").await?;
        let link = page
            .wait_for_value("weights-link", "element?.value ?? ''", |it| {
                it.as_str().is_some_and(|it| it.contains("#w="))
            })
            .await?;
        let link = link.as_str().context("the link is no text")?;
        let said = page.wait_for_value("packed", "element.textContent", |it| {
            it.as_str().is_some_and(|it| it.contains("KB"))
        });
        println!("{} bytes; the page says {}", link.len(), said.await?);
        let status = page.status().await?;
        ensure!(status.step == 200, "packing changed the network: {status:?}");

        page.open_second(link).await?;
        stands_at(page, 200).await?;
        let (rounded, _) = reconstruction(page).await?;
        let off = largest_difference(&code, &rounded);
        ensure!(off < 0.3, "the codes differ by {off}: {code:?}, {rounded:?}");
        let colours = page.colours("manifold").await?;
        ensure!(colours > 50, "the manifold shows {colours} colours");

        page.open_url(&link[..link.len() - 40]).await?;
        page.wait_for_message("damaged").await?;
        page.wait_until_ready().await?;
        page.open_url(&format!("{link}{}", "A".repeat(70_000))).await?;
        page.wait_for_message("Ask for the file").await?;
        page.wait_until_ready().await?;
        Ok(())
    })
}

#[test]
fn weights_of_another_host_are_opened_where_it_allows_and_refused_in_a_sentence_where_not() -> Result<()> {
    in_browser(WebGpu::Off, async |page| {
        let recipe = recipe(16, 30);
        let bytes = weights::write(&recipe, &View::default(), &tensors(&recipe))?;
        let file = |path, bytes: &[u8], length| HostedFile { path, bytes: bytes.to_vec(), length };
        let files = || {
            vec![
                file("/network.safetensors", &bytes, bytes.len()),
                file("/page.html", b"<!doctype html><title>No network</title>", 40),
                file("/huge.safetensors", &[], MAX_BYTES + 1),
            ]
        };
        let (open, closed) = (Host::start(files(), true)?, Host::start(files(), false)?);
        let home = page.site.url("");
        let ask = |address: &str| format!("{}?model={address}", home.trim_end_matches('#'));

        page.open_url(&ask(&open.url("/network.safetensors"))).await?;
        stands_at(page, 30).await?;
        ensure!(page.value("hidden").await? == "16", "the form does not show the network's width");
        for (address, sentence) in [
            (closed.url("/network.safetensors"), "CORS"),
            (open.url("/none.safetensors"), "status 404"),
            (open.url("/page.html"), "not a safetensors checkpoint"),
            (open.url("/huge.safetensors"), "larger than 256 MB"),
            ("javascript:alert(1)".to_owned(), "asks for no https address"),
        ] {
            page.open_url(&ask(&address)).await?;
            page.wait_for_message(sentence).await?;
            page.wait_until_ready().await?;
        }
        // The browser itself reports files that are not there or not allowed.
        page.console_errors().await?;
        Ok(())
    })
}

#[test]
fn every_kind_of_broken_file_gets_its_sentence_and_the_network_stays() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        let recipe = recipe(8, 5);
        train(page, &recipe).await?;
        let mut tensors = tensors(&recipe);
        let whole = weights::write(&recipe, &View::default(), &tensors)?;
        let without_recipe = checkpoint::write(&tensors, "hello")?;
        let of_another = weights::write(&self::recipe(9, 0), &View::default(), &tensors)?;
        tensors[0].values[0] = f32::NAN;
        let diverged = weights::write(&recipe, &View::default(), &tensors)?;
        for (bytes, sentence) in [
            (&whole[..whole.len() - 1], "is damaged"),
            (&whole[..5], "is damaged"),
            (&[], "is empty"),
            (&b"LPW\x07 and so on"[..], "version 7"),
            (&b"LPW\x01 and so on"[..], "are damaged"),
            (&[b' '; 100], "not a safetensors checkpoint"),
            (&without_recipe, "recipe cannot be used"),
            (&of_another, "has the shape"),
            (&diverged, "not finite"),
        ] {
            drop_file(page, "network.safetensors", bytes).await?;
            page.wait_for_message("The weights are of another network").await?;
            page.script("document.querySelector('.notice .acts button').click()").await?;
            let said = page.wait_for_message(sentence).await?;
            ensure!(said.contains("Nothing was changed."), "the page says {said:?}");
        }
        let status = page.status().await?;
        ensure!(status.state == "paused" && status.step == 5, "the network changed: {status:?}");
        Ok(())
    })
}

/// Waits for a refusal in Spanish, and for the same in English once the page speaks that.
async fn is_said(page: &Page, spanish: &str, english: &str) -> Result<()> {
    page.wait_for_message(spanish).await?;
    page.click("language-en").await?;
    page.wait_for_message(english).await?;
    page.click("language-es").await
}

#[test]
fn a_refusal_is_said_whole_in_the_language_of_the_page_and_follows_it() -> Result<()> {
    in_browser(WebGpu::Off, async |page| {
        let recipe = recipe(8, 0);
        page.open_ready(&link(&recipe)).await?;
        page.click("language-es").await?;

        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(&[0, 0, 8, 3, 0, 0, 0, 9])?;
        drop_file(page, "digits.gz", &gzip.finish()?).await?;
        is_said(
            page,
            "No se pudo leer digits.gz. digits.gz está cortado: le faltan al menos 4 bytes al final.",
            "digits.gz could not be read. digits.gz is cut off: it ends at least 4 bytes early.",
        )
        .await?;

        // What a link holds is quoted as it is, even where it looks like a gap.
        page.script("location.hash = 'v=1&batch=%25%7Bkey%7D&end'").await?;
        is_said(
            page,
            "Este enlace no se puede abrir. “batch=%{key}”, en el enlace, no es un número entero de 1 a 1024. No se",
            "This link cannot be opened. “batch=%{key}” in the link is not a whole number from 1 to 1024. Nothing",
        )
        .await?;

        let cut_off = checkpoint::write(&tensors(&recipe), "v=1&seed=3")?;
        drop_file(page, "network.safetensors", &cut_off).await?;
        is_said(
            page,
            "La receta del archivo de pesos no se puede usar: El enlace está cortado: no termina con “end”.",
            "The checkpoint’s recipe cannot be used: The link is cut off: it does not close with “end”.",
        )
        .await?;

        page.set("hidden", "0").await?;
        is_said(page, "“Ancho oculto” admite un número entero", "Hidden width takes a whole number").await
    })
}

#[test]
fn the_page_opens_with_a_trained_network_and_train_begins_a_new_one() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        let status = page.open_ready("").await?;
        ensure!(status.pretrained, "no trained network is shown: {status:?}");
        ensure!(page.value("hidden").await? == "512", "the form does not show the lesson's width");
        reconstruction(page).await?;
        let colours = page.colours("manifold").await?;
        ensure!(colours > 50, "the manifold shows {colours} colours");
        if page.site.has_mnist() {
            let tested = page.wait_for("test loss", TRAINING, |status| status.test_loss.is_some()).await?;
            ensure!(tested.test_loss < Some(170.0), "it is not trained: {tested:?}");
        }
        page.click("lesson-step-1").await?;
        let shown =
            |status: &Status| status.pretrained && status.state == "ready" && status.model == "autoencoder";
        page.wait_for("step 1's trained network", TRAINING, shown).await?;

        page.click("step").await?;
        let status = page.wait_for("one step", TRAINING, |status| status.state == "paused").await?;
        ensure!(!status.pretrained && status.step == 1, "a step led to {status:?}");
        page.click("reset").await?;
        let status = page.wait_until_ready().await?;
        ensure!(!status.pretrained, "Reset shows a trained network");
        page.click("lesson-step-4").await?;
        let shown = |status: &Status| status.pretrained && status.state == "ready" && status.model == "vae";
        page.wait_for("step 4's trained network", TRAINING, shown).await?;
        page.click("train").await?;
        let status = page.wait_for("steps", TRAINING, |status| status.step > 1).await?;
        ensure!(!status.pretrained, "the trained network is trained on");
        Ok(())
    })
}

#[test]
fn a_network_that_stands_late_does_not_take_the_place_of_the_step_that_was_chosen_meanwhile() -> Result<()> {
    in_browser(WebGpu::Off, async |page| {
        page.open_ready("").await?;
        page.script(
            "for (const handle of ['reset', 'lesson-step-7']) document.querySelector(`[data-testid=${handle}]`).click();",
        )
        .await?;
        let shown =
            |status: &Status| status.pretrained && status.state == "ready" && status.model == "adversarial";
        page.wait_for("step 7's trained network", TRAINING, shown).await?;
        ensure!(page.value("model").await? == "adversarial", "the form went back");
        Ok(())
    })
}

#[test]
fn without_mnist_the_trained_network_can_still_be_drawn_on() -> Result<()> {
    in_browser(WebGpu::Off, async |page| {
        page.site.remove_mnist()?;
        let status = page.open_ready("").await?;
        ensure!(status.pretrained, "no trained network is shown: {status:?}");
        page.wait_for_message("there are no codes to show").await?;
        let (code, picture) = reconstruction(page).await?;
        ensure!(code.len() == 2 && picture.iter().any(|&ink| ink > 200), "{code:?}");
        page.click("train").await?;
        page.wait_for("steps", TRAINING, |status| status.step > 1).await?;
        ensure!(page.value("dataset").await? == "synthetic", "it trains on images that are not here");
        page.console_errors().await?;
        Ok(())
    })
}

#[test]
fn exported_parts_and_pictures_are_of_the_network_that_stands() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        let recipe = recipe(12, 40);
        train(page, &recipe).await?;
        let Weights { tensors, .. } = weights::read(&saved(page, "save-weights").await?)?;
        let model = preset(&recipe.settings, Shape { height: 28, width: 28, channels: 1 });
        let onnx = onnx::write(&model, &tensors, &link(&recipe))?;
        ensure!(saved(page, "save-encoder").await? == onnx.encoder, "the encoder is another one");
        ensure!(saved(page, "save-decoder").await? == onnx.decoder, "the decoder is another one");
        for scale in [2, 4] {
            let picture = saved(page, &format!("save-picture-{scale}")).await?;
            let side = imagesize::blob_size(&picture)?;
            ensure!(side.width == scale * 560 && side.height == side.width, "{scale}×: {side:?}");
            let colours = colours_of(page, "img", "image/png", &picture).await?;
            ensure!(colours > 50, "{scale}×: the picture shows {colours} colours");
        }
        Ok(())
    })
}

#[test]
fn a_film_shows_the_plane_while_it_forms() -> Result<()> {
    in_browser(WebGpu::On, async |page| {
        page.open_ready(&link(&recipe(12, 0))).await?;
        saved_later(page, "film").await?;
        page.wait_for("digits", TRAINING, |status| status.test_loss.is_some_and(|loss| loss < 220.0)).await?;
        tokio::time::sleep(Duration::from_secs(3)).await;
        page.click("film").await?;
        let film = saved_file(page).await?;
        let colours = colours_of(page, "video", "video/webm", &film).await?;
        println!("a film of {} bytes, {colours} colours in a frame", film.len());
        ensure!(colours > 20, "the film shows {colours} colours");
        Ok(())
    })
}

#[test]
fn another_page_shows_the_plane_and_the_pad_alone() -> Result<()> {
    in_browser(WebGpu::Off, async |page| {
        train(page, &recipe(12, 40)).await?;
        page.click("share").await?;
        page.click("pack").await?;
        let snippet = page
            .wait_for_value("embed-snippet", "element.value", |it| {
                it.as_str().is_some_and(|it| it.contains("?embed=1#w="))
            })
            .await?;
        let snippet = snippet.as_str().unwrap_or_default();
        let address = snippet.split('"').nth(1).context("the lines hold no address")?;
        ensure!(snippet.starts_with("<iframe src="), "the lines are {snippet}");
        page.open_url(address).await?;
        stands_at(page, 40).await?;
        for handle in ["manifold", "draw-pad", "draw-output"] {
            ensure!(page.has(handle).await?, "there is no {handle}");
        }
        for handle in ["train", "share", "lesson", "play"] {
            ensure!(!page.has(handle).await?, "there is {handle}");
        }
        let (_, picture) = reconstruction(page).await?;
        ensure!(picture.iter().any(|&ink| ink > 100), "the reconstruction is empty");
        for (width, height) in [(900, 640), (700, 500), (480, 640), (360, 560)] {
            page.resize(width, height).await?;
            let over = "const it = document.documentElement;
                return [it.scrollWidth - it.clientWidth, it.scrollHeight - it.clientHeight]";
            let over = page.script(over).await?;
            ensure!(over == serde_json::json!([0, 0]), "at {width} by {height} the page is {over} too large");
            for handle in ["plate", "draw-pad", "draw-input", "draw-output", "draw-clear"] {
                let area = page.element(handle).await?.rect().await?;
                let (right, below) = (area.x + area.width, area.y + area.height);
                let inside =
                    area.x >= 0.0 && area.y >= 0.0 && right <= f64::from(width) && below <= f64::from(height);
                ensure!(inside, "at {width} by {height} {handle} is cut: {area:?}");
            }
        }
        Ok(())
    })
}
