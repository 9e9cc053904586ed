//! The hands: workers beside this one that share a training step on the CPU, where the browser gives them shared memory.

use super::clock::scope;
use crate::cpu::crew;
use web_sys::{Worker, WorkerOptions};

/// The name that a hand's worker has.
const NAME: &str = "hand";
/// Workers that share a step at most. The more there are, the longer they wait for one another.
const MOST_MEMBERS: u32 = 4;

/// Whether this worker is a hand.
pub(super) fn is_one() -> bool {
    scope().name() == NAME
}

/// Has executors that are made from now on share their work, if that makes them faster.
pub(super) fn offer() {
    crew::offer(start);
}

/// Sends the hands away.
pub(super) fn dismiss() {
    crew::dismiss();
}

/// Starts as many as the machine has cores for.
fn start() -> Vec<Worker> {
    let cores = scope().navigator().hardware_concurrency() as u32;
    let wanted = MOST_MEMBERS.min(cores).saturating_sub(1);
    let isolated = js_sys::Reflect::get(&scope(), &"crossOriginIsolated".into());
    if wanted == 0 || !isolated.is_ok_and(|isolated| isolated.is_truthy()) {
        return Vec::new();
    }
    let options = WorkerOptions::new();
    options.set_name(NAME);
    let address = scope().location().href();
    let workers = (0..wanted).map(|_| Worker::new_with_options(&address, &options));
    // Without one of them this worker does all alone.
    workers.collect::<Result<_, _>>().unwrap_or_default()
}
