//! Finds out by measuring which variant of each product is the fastest on the adapter at hand. A variant is taken
//! only if its result has the same bits as the usual one's, so that choices change speed and nothing else.

use super::{Gpu, GpuError, GpuExecutor};
use crate::kernel::{Access, Call, Dispatch, Variant};
use crate::plan::{Program, Tensor};
use std::collections::BTreeMap;

/// Milliseconds that a measurement takes at least, so that the clock is fine enough.
const LONG_ENOUGH: f64 = 3.0;
/// Milliseconds after which no further pair is begun.
const ENOUGH: f64 = 300.0;
/// Runs in a measurement at most.
const MOST_RUNS: u32 = 256;
/// Share of the usual time that another variant may take to be preferred.
const BETTER: f64 = 0.95;
/// Multiple of the best time from which a variant is not tried on smaller products.
const HOPELESS: f64 = 1.5;
/// Pairs of measurements, one after the other; the least of each counts.
const ROUNDS: u32 = 3;

/// Which variant each product takes, by [`Dispatch::product_name`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices(BTreeMap<String, Variant>);

/// Longest text of choices that is read, in bytes.
const MAX_BYTES: usize = 65_536;

impl Choices {
    /// What a product takes, if it was measured.
    pub fn get(&self, dispatch: &Dispatch) -> Option<Variant> {
        self.0.get(&dispatch.product_name()?).copied()
    }

    /// Sets what a product takes.
    pub fn set(&mut self, dispatch: &Dispatch, variant: Variant) {
        if let Some(name) = dispatch.product_name() {
            self.0.insert(name, variant);
        }
    }

    /// Forgets what takes another variant than these.
    pub(super) fn keep(&mut self, variants: &[Variant]) {
        self.0.retain(|_, variant| variants.contains(variant));
    }

    /// Reads what [`Self::to_string`] wrote; leaves out what it does not know.
    pub fn read(text: &str) -> Self {
        let text = if text.len() > MAX_BYTES { "" } else { text };
        let pairs = text.split(',').filter_map(|pair| pair.split_once(':'));
        Self(pairs.filter_map(|(name, variant)| Some((name.to_owned(), variant.parse().ok()?))).collect())
    }
}

impl std::fmt::Display for Choices {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (number, (name, variant)) in self.0.iter().enumerate() {
            write!(formatter, "{}{name}:{variant}", if number > 0 { "," } else { "" })?;
        }
        Ok(())
    }
}

/// The trials that are still to be made.
#[derive(Debug, Default)]
pub struct Tuner {
    /// Products that were not measured yet, the next one last.
    products: Vec<Dispatch>,
    /// What the product in hand takes, and the variants that may still beat it.
    contest: Option<(Variant, Vec<Variant>)>,
    /// Variants in the order in which they are tried: what won on costlier products first, without those that were
    /// hopeless.
    order: Vec<Variant>,
}

impl Tuner {
    /// Trials on a device, for the products of programs that it has no choice for: a program after the other, the
    /// costliest products first.
    pub fn new<'a>(programs: impl Iterator<Item = &'a Program>, gpu: &Gpu) -> Self {
        let known = gpu.choices();
        let mut products: Vec<Dispatch> = Vec::new();
        for program in programs {
            let first = products.len();
            for dispatch in program.calls.iter().map(Call::dispatch) {
                let name = dispatch.product_name();
                if name.is_some()
                    && known.get(&dispatch).is_none()
                    && products.iter().all(|other| other.product_name() != name)
                {
                    products.push(dispatch);
                }
            }
            products[first..].sort_by_key(|dispatch| std::cmp::Reverse(cost(dispatch)));
        }
        products.reverse();
        Self { products, contest: None, order: gpu.variants().collect() }
    }

    /// Whether all is measured.
    pub fn is_done(&self) -> bool {
        self.products.is_empty()
    }

    /// Makes one trial: of the next product, one more variant against the best so far. It runs calls of a program on
    /// the executor's own tensors, so it has its place between two runs of programs. `clock` tells milliseconds.
    ///
    /// # Errors
    /// The device's fault, if it has one.
    pub async fn try_one(
        &mut self,
        executor: &mut GpuExecutor,
        clock: &impl Fn() -> f64,
    ) -> Result<(), GpuError> {
        let Some(dispatch) = self.products.last().cloned() else { return Ok(()) };
        let usual = dispatch.product.map_or(Variant::Medium, |product| product.variant);
        let order = &self.order;
        let (best, rivals) = self.contest.get_or_insert_with(|| {
            let suits = |variant: &Variant| dispatch.product.is_some_and(|product| product.suits(*variant));
            let others = order.iter().rev().copied().filter(|variant| *variant != usual && suits(variant));
            (usual, others.collect())
        });
        if let Some(rival) = rivals.pop() {
            let [mine, other] = race(executor, &dispatch, [*best, rival], clock).await?;
            if other < BETTER * mine {
                executor.choose(&dispatch, rival);
                *best = rival;
                self.order.retain(|variant| *variant != rival);
                self.order.insert(0, rival);
            } else if other > HOPELESS * mine {
                self.order.retain(|variant| *variant != rival);
            }
        }
        if rivals.is_empty() {
            executor.choose(&dispatch, *best);
            self.contest = None;
            self.products.pop();
            // The next program begins with its costliest product, where all have their chance again.
            if self.products.last().is_some_and(|next| cost(next) > cost(&dispatch)) {
                self.order = executor.gpu().variants().collect();
            }
        }
        Ok(())
    }
}

fn cost(dispatch: &Dispatch) -> u64 {
    dispatch.product.map_or(0, |product| product.block_products())
}

/// Least milliseconds of a run in each of two variants; infinite for the second if its bits differ or it is refused.
async fn race(
    executor: &mut GpuExecutor,
    dispatch: &Dispatch,
    variants: [Variant; 2],
    clock: &impl Fn() -> f64,
) -> Result<[f64; 2], GpuError> {
    let device = executor.gpu().device.clone();
    let scopes = [wgpu::ErrorFilter::Validation, wgpu::ErrorFilter::Internal]
        .map(|filter| device.push_error_scope(filter));
    let programs = variants.map(|variant| executor.prepare_alone(&dispatch.clone().spread(variant)));
    let mut results = Vec::new();
    for program in &programs {
        executor.run_alone(program, 1);
        results.push(written(executor, dispatch).await?);
    }
    // A text that one compiler takes another may refuse; then the one in use stays.
    let mut refused = false;
    for scope in scopes.into_iter().rev() {
        refused |= scope.pop().await.is_some();
    }
    let mut least = [f64::INFINITY; 2];
    if refused || results[0] != results[1] {
        return Ok([0.0, f64::INFINITY]);
    }
    let mut runs = 1;
    let begin = clock();
    for _ in 0..ROUNDS {
        for (program, least) in programs.iter().zip(&mut least) {
            loop {
                let start = clock();
                executor.run_alone(program, runs);
                executor.finish().await?;
                let took = clock() - start;
                if took >= LONG_ENOUGH || runs >= MOST_RUNS {
                    *least = least.min(took / f64::from(runs));
                    break;
                }
                runs *= 4;
            }
        }
        if clock() - begin > ENOUGH {
            break;
        }
    }
    Ok(least)
}

/// The bits of all that a call writes.
async fn written(executor: &GpuExecutor, dispatch: &Dispatch) -> Result<Vec<u32>, GpuError> {
    let tensors: Vec<Tensor> =
        dispatch.bindings.iter().filter(|(_, access)| *access == Access::Write).map(|pair| pair.0).collect();
    let mut bits = Vec::new();
    for tensor in tensors {
        let [words] = executor.read_all([tensor]).await?;
        bits.extend(words.into_iter().map(f32::to_bits));
    }
    Ok(bits)
}
