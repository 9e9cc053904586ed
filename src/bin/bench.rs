//! The trainer alone in a page, for `cargo xtask bench`: `benches/rivals/ours.js` asks and holds the clock.

#[cfg(target_arch = "wasm32")]
mod bench {
    use latent_playground::cpu::crew;
    use latent_playground::data::{Dataset, synthetic};
    use latent_playground::executor::{Executor, Hardware, Prepared};
    use latent_playground::gpu::{Gpu, GpuError, Tuner};
    use latent_playground::kernel::{Call, Dense};
    use latent_playground::model::{Activation, Shape, preset};
    use latent_playground::plan::{CHUNK_ROWS, Layout, Plan, Program, Sizes, Tensor};
    use latent_playground::settings::{ModelName, Recipe, Settings};
    use latent_playground::trainer::Trainer;
    use wasm_bindgen::prelude::*;

    fn said(error: &GpuError) -> JsError {
        JsError::new(&error.to_string())
    }

    fn now() -> f64 {
        web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
    }

    /// Has the worker of a script that calls [`hand`] share what the CPU does.
    #[wasm_bindgen]
    pub fn hire(worker: web_sys::Worker) {
        crew::hire(vec![worker]);
    }

    /// Whether it hears.
    #[wasm_bindgen]
    pub fn complete() -> bool {
        crew::is_complete()
    }

    /// Sends it away.
    #[wasm_bindgen]
    pub fn dismiss() {
        crew::dismiss();
    }

    /// Makes this worker share what another one does.
    #[wasm_bindgen]
    pub fn hand() {
        crew::serve();
    }

    /// A GPU or the CPU, to be measured.
    #[wasm_bindgen]
    pub struct Side {
        hardware: Hardware,
    }

    #[wasm_bindgen]
    impl Side {
        /// The GPU if `gpu`, else the CPU.
        pub async fn open(gpu: bool) -> Result<Side, JsError> {
            if !gpu {
                return Ok(Self { hardware: Hardware::Cpu });
            }
            let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
            let gpu = Gpu::request(&instance).await.map_err(|error| said(&error))?;
            Ok(Self { hardware: Hardware::Gpu(gpu) })
        }

        /// Name of the adapter or of the CPU's instruction set.
        pub fn name(&self) -> String {
            self.hardware.name().to_owned()
        }

        /// A network in training on synthetic digits, its kernels chosen.
        pub async fn network(&self, model: String, batch: u32, latent: u32) -> Result<Network, JsError> {
            let model: ModelName =
                model.parse().map_err(|error: latent_playground::named::UnknownName| JsError::from(error))?;
            let settings = Settings { batch, latent, ..Settings::of(model) };
            Network::new(&self.hardware, settings).await.map_err(|error| said(&error))
        }

        /// A product of `[rows, inputs]` and `[inputs, outputs]`, its kernel chosen.
        pub async fn product(&self, rows: u32, inputs: u32, outputs: u32) -> Result<Product, JsError> {
            Product::new(&self.hardware, [rows, inputs, outputs]).await.map_err(|error| said(&error))
        }
    }

    /// A network in training.
    #[wasm_bindgen]
    pub struct Network {
        trainer: Trainer,
        encoder: Encoder,
    }

    #[wasm_bindgen]
    impl Network {
        async fn new(hardware: &Hardware, settings: Settings) -> Result<Self, GpuError> {
            let data = synthetic::embedded();
            let encoder = settings.clone();
            let recipe = Recipe { settings, ..Recipe::default() };
            let mut trainer = Trainer::new(hardware, recipe, &data).await?;
            trainer.train(1).await?;
            trainer.measure().await?;
            trainer.decode_grid(&codes(trainer.model().latent()), 0);
            while trainer.try_variant(&now).await? {}
            let encoder = Encoder::new(hardware, &encoder, &data).await?;
            Ok(Self { trainer, encoder })
        }

        /// Trains; returns the last loss.
        pub async fn train(&mut self, steps: u32) -> Result<f32, JsError> {
            let mut left = steps;
            let mut loss = f32::NAN;
            while left > 0 {
                let losses = self.trainer.train(left).await.map_err(|error| said(&error))?;
                left -= losses.len() as u32;
                loss = losses.last().map_or(loss, |loss| loss.total);
            }
            Ok(loss)
        }

        /// Decodes a grid of 20×20 codes.
        pub async fn grid(&mut self, times: u32) -> Result<(), JsError> {
            let codes = codes(self.trainer.model().latent());
            for _ in 0..times {
                self.trainer.decode_grid(&codes, 0);
            }
            self.trainer.finish().await.map_err(|error| said(&error))
        }

        /// Encodes at least `images` images.
        pub async fn encode(&mut self, images: u32) -> Result<(), JsError> {
            self.encoder.run(images.div_ceil(CHUNK_ROWS)).await.map_err(|error| said(&error))
        }
    }

    fn codes(latent: u32) -> Vec<f32> {
        (0..400 * latent).map(|index| (index % 41) as f32 / 20.0 - 1.0).collect()
    }

    /// The first half of what measures the test set.
    struct Encoder {
        executor: Executor,
        program: Prepared,
        /// What is waited for.
        result: Tensor,
    }

    impl Encoder {
        async fn new(hardware: &Hardware, settings: &Settings, data: &Dataset) -> Result<Self, GpuError> {
            let images = data.test.labels.len() as u32;
            let sizes = Sizes {
                batch: settings.batch,
                train_images: images,
                test_images: images,
                reconstruction: settings.reconstruction,
                optimizer: settings.optimizer,
            };
            let plan = Plan::new(&preset(settings, Shape { height: 28, width: 28, channels: 1 }), sizes);
            let mut calls = plan.measure.program.calls;
            let end = calls.iter().position(|call| matches!(call, Call::Reparameterize(_)));
            calls.truncate(end.map_or(calls.len(), |end| end + 1));
            let mut executor = Executor::new(hardware, &plan.buffers).await?;
            executor.write(plan.test_images, &bytemuck::pod_collect_to_vec::<u8, u32>(&data.test.pixels));
            let program = executor.prepare(&Program { calls });
            Ok(Self { executor, program, result: plan.measure.sums })
        }

        async fn run(&mut self, chunks: u32) -> Result<(), GpuError> {
            self.executor.run(self.program, chunks);
            self.executor.read(self.result).await.map(drop)
        }
    }

    /// A product of two matrices.
    #[wasm_bindgen]
    pub struct Product {
        executor: Executor,
        program: Prepared,
        /// What is waited for.
        result: Tensor,
    }

    #[wasm_bindgen]
    impl Product {
        async fn new(hardware: &Hardware, [rows, inputs, outputs]: [u32; 3]) -> Result<Self, GpuError> {
            let mut layout = Layout::default();
            let x = layout.matrix("x", rows, inputs);
            let w = layout.matrix("w", inputs, outputs);
            let b = layout.matrix("b", 1, outputs);
            let y = layout.matrix("y", rows, outputs);
            let mut executor = Executor::new(hardware, &layout.buffers).await?;
            for tensor in [x, w] {
                let numbers: Vec<f32> = (0..tensor.words()).map(|word| (word % 17) as f32 / 17.0).collect();
                executor.write(tensor, bytemuck::cast_slice(&numbers));
            }
            let call = Call::Dense(Dense { x, w, b, y, activation: Activation::Identity });
            let program = Program { calls: vec![call] };
            let prepared = executor.prepare(&program);
            if let Executor::Gpu(executor) = &mut executor {
                let mut tuner = Tuner::new(std::iter::once(&program), executor.gpu());
                while !tuner.is_done() {
                    tuner.try_one(executor, &now).await?;
                }
            }
            Ok(Self { executor, program: prepared, result: b })
        }

        /// Makes the product.
        pub async fn run(&mut self, times: u32) -> Result<(), JsError> {
            self.executor.run(self.program, times);
            self.executor.read(self.result).await.map(drop).map_err(|error| said(&error))
        }
    }
}

fn main() {
    #[cfg(not(target_arch = "wasm32"))]
    eprintln!("This program runs in a browser: try `cargo xtask bench`.");
}
