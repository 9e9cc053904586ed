//! Milliseconds and GFLOP/s of every kernel of a training step on each GPU adapter of this machine and on the CPU.
//!
//! `cargo bench --bench kernels`

use latent_playground::executor::{Executor, Hardware};
use latent_playground::gpu::{Gpu, Tuner};
use latent_playground::kernel::Call;
use latent_playground::model::{Shape, preset};
use latent_playground::plan::{Plan, Program, Sizes};
use latent_playground::settings::{ModelName, Optimizer, Reconstruction, Settings};
use pollster::block_on;
use std::time::Instant;

/// Milliseconds that a kernel is repeated for.
const BUDGET: f64 = 300.0;

/// Times that each call is timed by the device's clock.
const ROUNDS: usize = 15;

/// Networks, batches and numbers in a code.
const CASES: [(ModelName, u32, u32); 5] = [
    (ModelName::Vae, 128, 2),
    (ModelName::Vae, 128, 16),
    (ModelName::Vae, 512, 2),
    (ModelName::Autoencoder, 128, 2),
    (ModelName::VaeConv, 128, 2),
];

fn main() {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
    let adapters = block_on(instance.enumerate_adapters(wgpu::Backends::PRIMARY));
    let gpus = adapters.into_iter().filter_map(|adapter| block_on(Gpu::from_adapter(adapter)).ok());
    for hardware in gpus.map(Hardware::Gpu).chain([Hardware::Cpu]) {
        for (model, batch, latent) in CASES {
            measure(&hardware, &Settings { model, batch, latent, ..Settings::default() });
        }
    }
}

fn measure(hardware: &Hardware, settings: &Settings) {
    let Settings { model, batch, latent, .. } = settings;
    let sizes = Sizes {
        batch: *batch,
        train_images: 1024,
        test_images: 1024,
        reconstruction: Reconstruction::BinaryCrossEntropy,
        optimizer: Optimizer::Adam,
    };
    let plan = Plan::new(&preset(settings, Shape { height: 28, width: 28, channels: 1 }), sizes);
    let mut executor = block_on(Executor::new(hardware, &plan.buffers)).expect("memory for the plan");
    println!("\n{}, {model}, batch {batch}, latent {latent}", hardware.name());
    println!("{:<28}{:>22}{:>12}{:>10}{:>8}", "kernel", "shape", "ms", "GFLOP/s", "share");
    choose(&mut executor, &plan.step.program);
    let whole = milliseconds(&mut executor, &plan, &plan.step.program);
    let timed = by_the_device(&mut executor, &plan.step.program);
    let how = if timed.is_some() { "by the device's clock" } else { "by repetition" };
    for (number, call) in plan.step.program.calls.iter().enumerate() {
        let took = match &timed {
            Some(timed) => timed[number],
            None => milliseconds(&mut executor, &plan, &Program { calls: vec![call.clone()] }),
        };
        let (shape, flop) = work(call);
        let speed = if flop > 0.0 { format!("{:.1}", flop / took / 1e6) } else { String::new() };
        let name = call.dispatch().shader.name;
        println!("{name:<28}{shape:>22}{took:>12.3}{speed:>10}{:>7.1}%", 100.0 * took / whole);
    }
    println!("{:<28}{:>22}{whole:>12.3}   kernels {how}", "step", "");
}

/// Finds the fastest variant of each product on a GPU.
fn choose(executor: &mut Executor, program: &Program) {
    let start = Instant::now();
    let step = executor.prepare(program);
    executor.run(step, 1);
    if let Executor::Gpu(executor) = executor {
        let mut tuner = Tuner::new(std::iter::once(program), executor.gpu());
        while !tuner.is_done() {
            block_on(tuner.try_one(executor, &|| start.elapsed().as_secs_f64() * 1e3)).expect("a trial");
        }
    }
}

/// Median milliseconds of each call of a program by the device's clock, if it has one.
fn by_the_device(executor: &mut Executor, program: &Program) -> Option<Vec<f64>> {
    let Executor::Gpu(executor) = executor else { return None };
    let program = executor.prepare(program);
    let rounds: Vec<Vec<f64>> =
        (0..ROUNDS).map(|_| block_on(executor.time_calls(program)).expect("times")).collect::<Option<_>>()?;
    let of_call = |call: usize| median(rounds.iter().map(|round| round[call]).collect());
    Some((0..rounds[0].len()).map(of_call).collect())
}

/// Median milliseconds of a run.
fn milliseconds(executor: &mut Executor, plan: &Plan, program: &Program) -> f64 {
    let program = executor.prepare(program);
    let mut run = |times: u32| {
        let start = Instant::now();
        executor.run(program, times);
        block_on(executor.read(plan.measure.sums)).expect("a result");
        start.elapsed().as_secs_f64() * 1e3
    };
    let once = run(1).min(run(1));
    let times = (BUDGET / 5.0 / once.max(1e-3)).clamp(1.0, 500.0) as u32;
    median((0..5).map(|_| run(times) / f64::from(times)).collect())
}

/// The middle of an odd number of times.
fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Shape and floating-point operations of a product.
fn work(call: &Call) -> (String, f64) {
    let Some([rows, terms, columns]) = call.matrix_product() else { return (String::new(), 0.0) };
    (format!("{rows}×{terms}×{columns}"), 2.0 * f64::from(rows) * f64::from(terms) * f64::from(columns))
}
