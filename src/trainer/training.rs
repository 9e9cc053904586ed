//! A network in training: its steps, its rates, and its measurement on the test set.

use super::neighbours::Search;
use crate::data::Dataset;
use crate::executor::{Executor, Hardware, Prepared};
use crate::gpu::{GpuError, Tuner};
use crate::kernel::{RING_STEPS, TERMS, Term};
use crate::model::{Model, Shape, initial_values, preset};
use crate::plan::{CHUNK_ROWS, Plan, SHEET_ROWS, Sizes, State, Tensor};
use crate::random::steps_per_epoch;
use crate::settings::{Change, MAX_CHANGES, Recipe, Settings};

/// Mean losses of a training step, nats per image.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StepLoss {
    /// Steps trained, this one included.
    pub step: u32,
    /// Reconstruction term, summed over pixels.
    pub reconstruction: f32,
    /// KL divergence, not weighted.
    pub kl: f32,
    /// Reconstruction + β KL.
    pub total: f32,
    /// What the encoder pays for codes that the discriminator tells from the prior's; 0 without one.
    pub generator: f32,
    /// What the discriminator pays for those that it does not tell; 0 without one.
    pub discriminator: f32,
}

impl StepLoss {
    /// Whether all losses are numbers.
    pub fn is_finite(&self) -> bool {
        [self.total, self.generator, self.discriminator].iter().all(|loss| loss.is_finite())
    }
}

/// Mean losses over the test set at one sample a code, nats per image.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TestLoss {
    /// Reconstruction term, summed over pixels.
    pub reconstruction: f32,
    /// KL divergence, not weighted.
    pub kl: f32,
}

/// A network in training.
#[derive(Debug)]
pub struct Trainer {
    pub(super) executor: Executor,
    pub(super) plan: Plan,
    pub(super) programs: Programs,
    model: Model,
    pub(super) recipe: Recipe,
    /// Steps trained when the optimiser's moments were last zero.
    pub(super) fresh_at: u32,
    train_images: u32,
    test_images: u32,
    /// First image of the next chunk, as the executor has it.
    pub(super) cursor: u32,
    written: Option<State>,
    /// First test image of the next chunk of the measurement, and of that of squared errors.
    measured: u32,
    pub(super) squared: u32,
    /// The search for neighbours that is under way.
    pub(super) search: Option<Search>,
    /// The search for the fastest kernels, once it began.
    pub(super) tuner: Option<Tuner>,
}

/// The plan's programs as the executor knows them.
#[derive(Debug)]
pub(super) struct Programs {
    step: Prepared,
    measure: Prepared,
    pub probe_encode: Prepared,
    pub probe_decode: Prepared,
    /// The judging of probed codes, made when first asked for.
    pub probe_judge: Option<Prepared>,
    pub sheet: Prepared,
    /// The grid's program and its number of rows, made when first asked for.
    pub grid: Option<(u32, Prepared)>,
    /// The measurement of squared errors, made when first asked for.
    pub squared_error: Option<Prepared>,
    /// What encodes a chunk of training images and what compares it with each block of test codes, made when
    /// first asked for.
    pub nearest: Option<(Prepared, Vec<Prepared>)>,
}

impl Trainer {
    /// A new network at step 0, the one that the recipe names. `recipe.changes` are replayed at their steps;
    /// `recipe.steps` is not used.
    ///
    /// # Errors
    /// What the GPU has against it.
    pub async fn new(hardware: &Hardware, recipe: Recipe, data: &Dataset) -> Result<Self, GpuError> {
        let [height, width] = [data.train.rows, data.train.columns].map(|side| side as u32);
        let model = preset(&recipe.settings, Shape { height, width, channels: 1 });
        Self::of_model(hardware, model, recipe, data).await
    }

    /// A network of one's own at step 0; of the recipe's settings, those that shape a network are not used.
    ///
    /// # Errors
    /// What the GPU has against it.
    pub async fn of_model(
        hardware: &Hardware,
        model: Model,
        recipe: Recipe,
        data: &Dataset,
    ) -> Result<Self, GpuError> {
        let (train_images, test_images) = (data.train.labels.len() as u32, data.test.labels.len() as u32);
        let Settings { batch, reconstruction, optimizer, seed, .. } = recipe.settings;
        let plan = Plan::new(&model, Sizes { batch, train_images, test_images, reconstruction, optimizer });
        let mut executor = Executor::new(hardware, &plan.buffers).await?;
        let programs = Programs {
            step: executor.prepare(&plan.step.program),
            measure: executor.prepare(&plan.measure.program),
            probe_encode: executor.prepare(&plan.probe.encode),
            probe_decode: executor.prepare(&plan.probe.decode),
            probe_judge: None,
            sheet: executor.prepare(&plan.sheet.decode(SHEET_ROWS)),
            grid: None,
            squared_error: None,
            nearest: None,
        };
        executor.write(plan.train_images, &packed(&data.train.pixels));
        executor.write(plan.test_images, &packed(&data.test.pixels));
        executor.write(plan.train_labels, &packed(&data.train.labels));
        executor.write(plan.test_labels, &packed(&data.test.labels));
        let mut parameters = vec![0.0_f32; plan.parameters.width as usize];
        for (number, slot) in plan.slots.iter().enumerate() {
            let values = initial_values(&slot.shape, number as u32, seed);
            for (word, value) in slot.words().zip(values) {
                parameters[word] = value;
            }
        }
        executor.write(plan.parameters, bytemuck::cast_slice(&parameters));
        // Whatever the device has against all this shows in the first thing that is read.
        executor.read(plan.measure.sums).await?;
        let recipe = Recipe { steps: 0, ..recipe };
        Ok(Self {
            executor,
            plan,
            programs,
            model,
            recipe,
            fresh_at: 0,
            train_images,
            test_images,
            cursor: 0,
            written: None,
            measured: 0,
            squared: 0,
            search: None,
            tuner: None,
        })
    }

    /// The network.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// What bakes the network as it stands again.
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// Steps trained.
    pub fn steps(&self) -> u32 {
        self.recipe.steps
    }

    /// Passes through the training images.
    pub fn epoch(&self) -> f32 {
        self.recipe.steps as f32 / steps_per_epoch(self.train_images, self.recipe.settings.batch) as f32
    }

    /// Training images and test images.
    pub fn image_counts(&self) -> (u32, u32) {
        (self.train_images, self.test_images)
    }

    /// Changes β and the learning rate from here on; later changes that were to be replayed are dropped.
    /// Returns false, and changes nothing, where the recipe has no room for one more.
    pub fn tune(&mut self, beta: f32, learning_rate: f32) -> bool {
        let Recipe { settings, changes, steps } = &mut self.recipe;
        changes.retain(|change| change.step < *steps);
        if *steps == 0 {
            (settings.beta, settings.learning_rate) = (beta, learning_rate);
        } else if changes.len() < MAX_CHANGES {
            changes.push(Change { step: *steps, beta, learning_rate });
        } else {
            return false;
        }
        true
    }

    /// Trains at most `steps` steps, fewer where a change of rates is due or the loss ring is full. Returns the
    /// losses of those that were made, at least one.
    ///
    /// # Errors
    /// The GPU's fault.
    pub async fn train(&mut self, steps: u32) -> Result<Vec<StepLoss>, GpuError> {
        let first = self.recipe.steps;
        let next_change = self.recipe.changes.iter().map(|change| change.step).find(|step| *step > first);
        let until_change = next_change.map_or(u32::MAX, |step| step - first);
        let steps = steps.clamp(1, RING_STEPS.min(until_change));
        self.leave_neighbours();
        self.write_state();
        self.executor.run(self.programs.step, steps);
        self.recipe.steps += steps;
        if let Some(written) = &mut self.written {
            written.step += steps;
        }
        let ring = self.executor.read(self.plan.step.ring).await?;
        let (beta, _) = self.recipe.rates_at(first);
        Ok((first..first + steps)
            .map(|step| {
                let slot = (step % RING_STEPS * TERMS) as usize;
                let [reconstruction, kl, generator, discriminator] = std::array::from_fn(|i| ring[slot + i]);
                let total = reconstruction + beta * kl;
                StepLoss { step: step + 1, reconstruction, kl, total, generator, discriminator }
            })
            .collect())
    }

    /// Measures the next chunk of the test set; after the last, the losses over all of it, and the next call
    /// begins anew. The codes are then complete too.
    ///
    /// # Errors
    /// The GPU's fault.
    pub async fn measure_chunk(&mut self) -> Result<Option<TestLoss>, GpuError> {
        let means = self.measure_from(self.measured).await?;
        self.measured = self.after_chunk(self.measured);
        Ok(means.map(|means| TestLoss {
            reconstruction: means[Term::Reconstruction as usize],
            kl: means[Term::Kl as usize],
        }))
    }

    /// Measures the chunk of test images that begins with number `first`; after the last, the means of all terms.
    pub(super) async fn measure_from(&mut self, first: u32) -> Result<Option<Vec<f32>>, GpuError> {
        self.test_chunk(self.programs.measure, self.plan.measure.sums, first).await
    }

    /// Runs a program on the chunk of test images that begins with number `first`; after the last chunk, the
    /// means of the terms whose sums it keeps in `sums`.
    pub(super) async fn test_chunk(
        &mut self,
        program: Prepared,
        sums: Tensor,
        first: u32,
    ) -> Result<Option<Vec<f32>>, GpuError> {
        if first == 0 {
            self.executor.write(sums, &[0; TERMS as usize]);
        }
        self.cursor = first;
        self.write_state();
        self.executor.run(program, 1);
        // It has moved the cursor on, and has used the memory that a chunk of training images is encoded in.
        self.cursor += CHUNK_ROWS;
        if let Some(written) = &mut self.written {
            written.cursor += CHUNK_ROWS;
        }
        if let Some(search) = &mut self.search {
            search.encoded = false;
        }
        if self.cursor < self.test_images {
            return Ok(None);
        }
        let sums = self.executor.read(sums).await?;
        Ok(Some(sums.into_iter().map(|sum| sum / self.test_images as f32).collect()))
    }

    /// First test image of the chunk after the one that begins with number `first`; after the last, the first.
    pub(super) fn after_chunk(&self, first: u32) -> u32 {
        let next = first + CHUNK_ROWS;
        if next < self.test_images { next } else { 0 }
    }

    /// Measures the whole test set with the parameters as they stand.
    ///
    /// # Errors
    /// The GPU's fault.
    pub async fn measure(&mut self) -> Result<TestLoss, GpuError> {
        self.restart_measure();
        loop {
            if let Some(loss) = self.measure_chunk().await? {
                return Ok(loss);
            }
        }
    }

    /// Begins the measurement of the test set anew.
    pub fn restart_measure(&mut self) {
        self.measured = 0;
    }

    /// μ of all test images at their last measurement, `[test images, latent]`.
    ///
    /// # Errors
    /// The GPU's fault.
    pub async fn test_codes(&self) -> Result<Vec<f32>, GpuError> {
        let words = self.executor.read(self.plan.measure.mu).await?;
        Ok(unpadded(&words, self.plan.measure.mu.stride, self.model.latent()))
    }

    /// Waits until all that was asked for is done.
    ///
    /// # Errors
    /// The GPU's fault.
    pub async fn finish(&self) -> Result<(), GpuError> {
        self.executor.finish().await
    }

    fn state(&self) -> State {
        let (beta, learning_rate) = self.recipe.rates_at(self.recipe.steps);
        State {
            step: self.recipe.steps,
            seed: self.recipe.settings.seed,
            beta,
            learning_rate,
            cursor: self.cursor,
            fresh_at: self.fresh_at,
            unused: [0; 2],
        }
    }

    /// Tells the executor the state, unless it moved there by itself.
    pub(super) fn write_state(&mut self) {
        let state = self.state();
        if self.written != Some(state) {
            self.executor.write(self.plan.state, bytemuck::cast_slice(bytemuck::bytes_of(&state)));
            self.written = Some(state);
        }
    }
}

/// Bytes as words of four, the last filled with zeros.
fn packed(bytes: &[u8]) -> Vec<u32> {
    bytes
        .chunks(4)
        .map(|bytes| {
            let mut word = [0; 4];
            word[..bytes.len()].copy_from_slice(bytes);
            u32::from_le_bytes(word)
        })
        .collect()
}

/// Words of a tensor's first rows from rows of its width; what is missing is zero.
pub(super) fn padded_rows(rows: &[f32], tensor: Tensor) -> Vec<f32> {
    let mut words = vec![0.0; tensor.words() as usize];
    let width = tensor.width as usize;
    for (padded, row) in words.chunks_exact_mut(tensor.stride as usize).zip(rows.chunks_exact(width)) {
        padded[..width].copy_from_slice(row);
    }
    words
}

/// Rows of `width` numbers out of rows of `stride`.
pub(super) fn unpadded(words: &[f32], stride: u32, width: u32) -> Vec<f32> {
    words.chunks_exact(stride as usize).flat_map(|row| &row[..width as usize]).copied().collect()
}
