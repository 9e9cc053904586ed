//! Work in parts that know nothing of each other, shared by a crew: workers of the browser that hold the same buffers
//! and run the same calls side by side. Of the parts of a call each member makes its share, puts it on a board of
//! shared memory and takes the others' from there. A part's numbers are the same whoever makes them, so a crew
//! changes no bit. Natively `threads.rs` takes this file's place.
//!
//! The worker that trains leads: it tells the hands what it does to its own executors. If a hand does not come to the
//! board in time, each goes on alone and makes all parts itself.

use super::{CpuExecutor, Memory};
use crate::plan::{BufferSpec, Program, Tensor};
use js_sys::{Array, Atomics, Float32Array, Int32Array, SharedArrayBuffer, Uint8Array, Uint32Array};
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, ErrorEvent, MessageEvent, Performance, Worker};

/// Words that a member puts on the board at a time.
const SLOT: usize = 1 << 18;
/// Milliseconds that the others are waited for.
const PATIENCE: f64 = 5000.0;
/// Milliseconds that a program is watched for without the hands, and then with them.
const TRIAL: f64 = 400.0;
/// Share of the time that the hands must at least save it down to.
const WORTH: f64 = 0.95;
/// Looks at the board before a member goes to sleep.
const LOOKS: u32 = 4000;

/// Has `work` fill each part of `out`, `size` words long (the last one may be shorter), given its number.
pub fn in_parts(out: &mut [f32], size: usize, work: impl Fn(usize, &mut [f32])) {
    SEAT.with_borrow_mut(|seat| match seat {
        Some(seat) if out.len() > size => seat.share(out, size, &work),
        _ => in_order(out, size, 0, &work),
    });
}

/// The same for what each member of a crew needs whole.
pub fn in_own_parts(out: &mut [f32], size: usize, work: impl Fn(usize, &mut [f32])) {
    in_order(out, size, 0, &work);
}

fn in_order(out: &mut [f32], size: usize, first: usize, work: &dyn Fn(usize, &mut [f32])) {
    out.chunks_mut(size).zip(first..).for_each(|(part, number)| work(number, part));
}

thread_local! {
    /// This member's seat while it runs what the whole crew runs.
    static SEAT: RefCell<Option<Seat>> = const { RefCell::new(None) };
    /// The crew that this worker leads.
    static CREW: RefCell<Option<Crew>> = const { RefCell::new(None) };
    /// What starts hands, once there is work for them.
    static OFFER: Cell<Option<Starter>> = const { Cell::new(None) };
    /// The number of the next executor that a crew shares.
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

/// Starts workers that run [`serve`]; none where they cannot be had.
type Starter = fn() -> Vec<Worker>;

/// A member's place at the board.
struct Seat {
    rank: usize,
    members: usize,
    /// How often members have come to the board, all together.
    arrivals: Int32Array,
    /// Two sets of slots that take turns, one slot a member: none is written before all have read it.
    slots: Float32Array,
    rounds: i32,
    /// Whether the others did not come.
    alone: bool,
}

impl Seat {
    /// A board that `members` share.
    fn board(members: usize) -> SharedArrayBuffer {
        SharedArrayBuffer::new(((HEADER + 2 * members * SLOT) * size_of::<f32>()) as u32)
    }

    fn at(board: &SharedArrayBuffer, rank: usize, members: usize) -> Self {
        let arrivals = Int32Array::new_with_byte_offset_and_length(board, 0, 1);
        let slots = Float32Array::new_with_byte_offset(board, (HEADER * size_of::<f32>()) as u32);
        Self { rank, members, arrivals, slots, rounds: 0, alone: false }
    }

    fn share(&mut self, out: &mut [f32], size: usize, work: &dyn Fn(usize, &mut [f32])) {
        let (parts, words, members) = (out.len().div_ceil(size), out.len(), self.members);
        let first = |rank: usize| rank * parts / members;
        let words_of = |rank: usize| (first(rank) * size).min(words)..(first(rank + 1) * size).min(words);
        in_order(&mut out[words_of(self.rank)], size, first(self.rank), work);
        if self.alone || !self.exchange(out, &words_of) {
            self.alone = true;
            for rank in (0..members).filter(|rank| *rank != self.rank) {
                in_order(&mut out[words_of(rank)], size, first(rank), work);
            }
        }
    }

    /// Gives the others this member's words of `out` and takes theirs, a slot at a time; tells whether all came.
    fn exchange(&mut self, out: &mut [f32], words_of: &dyn Fn(usize) -> Range<usize>) -> bool {
        let most = (0..self.members).map(|rank| words_of(rank).len()).max().unwrap_or_default();
        for from in (0..most).step_by(SLOT) {
            let piece = |rank| {
                let Range { start, end } = words_of(rank);
                (start + from).min(end)..(start + from + SLOT).min(end)
            };
            let turn = (self.rounds & 1) as usize * self.members;
            let slot = |rank: usize, words: usize| {
                let start = (turn + rank) * SLOT;
                self.slots.subarray(start as u32, (start + words) as u32)
            };
            let own = piece(self.rank);
            slot(self.rank, own.len()).copy_from(&out[own]);
            self.rounds = self.rounds.wrapping_add(1);
            if !self.meet() {
                return false;
            }
            for rank in (0..self.members).filter(|rank| *rank != self.rank) {
                let theirs = piece(rank);
                slot(rank, theirs.len()).copy_to(&mut out[theirs]);
            }
        }
        true
    }

    /// Waits until all members have come as often as this one; tells whether they have.
    fn meet(&self) -> bool {
        let wanted = self.rounds.wrapping_mul(self.members as i32);
        let reached = |count: i32| count.wrapping_sub(wanted) >= 0;
        // Atomics fail for what is no array of whole numbers only.
        let mut count = Atomics::add(&self.arrivals, 0, 1).unwrap_or_default().wrapping_add(1);
        if reached(count) {
            let _ = Atomics::notify(&self.arrivals, 0);
            return true;
        }
        for _ in 0..LOOKS {
            count = Atomics::load(&self.arrivals, 0).unwrap_or_default();
            if reached(count) {
                return true;
            }
        }
        while !reached(count) {
            // Not every thread may sleep; one that may not keeps looking.
            let woken = Atomics::wait_with_timeout(&self.arrivals, 0, count, PATIENCE);
            if woken.is_ok_and(|woken| woken == "timed-out") {
                return false;
            }
            count = Atomics::load(&self.arrivals, 0).unwrap_or_default();
        }
        true
    }
}

/// Words at the board's beginning that hold the count of arrivals, in a cache line of their own.
const HEADER: usize = 16;

/// What the leader tells the hands.
#[derive(Serialize, Deserialize)]
enum Order {
    /// Make an executor with buffers of so many words.
    Make { executor: u32, buffers: Vec<u32> },
    /// Keep a program.
    Prepare { executor: u32, program: Program },
    /// Write the words that come with this into a tensor.
    Write { executor: u32, tensor: Tensor },
    /// Run a program, with all others.
    Run { executor: u32, program: usize, times: u32 },
    /// Drop an executor.
    Drop { executor: u32 },
}

/// The hands, seen by the worker that leads them.
struct Crew {
    workers: Vec<Worker>,
    /// Hands that have said that they hear.
    present: Rc<Cell<usize>>,
    /// Not here while it is in use.
    seat: Option<Seat>,
    /// The number of the first executor that the hands know.
    first: u32,
    _on_hello: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

/// Executors that are made from now on try whether they are faster with the workers that `start` starts. It is asked
/// for them when one of them has worked for a while.
pub fn offer(start: fn() -> Vec<Worker>) {
    if !is_hired() {
        OFFER.set(Some(start));
    }
}

/// Takes on workers that run [`serve`]; once all are here, executors that are made from now on try whether they are
/// faster with them.
pub fn hire(workers: Vec<Worker>) {
    if workers.is_empty() {
        return;
    }
    let members = workers.len() + 1;
    let board = Seat::board(members);
    let present = Rc::new(Cell::new(0));
    let (seated, table) = (Rc::clone(&present), board.clone());
    let on_hello = Closure::<dyn FnMut(_)>::new(move |message: MessageEvent| {
        let Some(hand) = message.target().and_then(|hand| hand.dyn_into::<Worker>().ok()) else { return };
        let rank = seated.get() + 1;
        let seat = Array::of3(&table, &JsValue::from(rank as u32), &JsValue::from(members as u32));
        if hand.post_message(&seat).is_ok() {
            seated.set(rank);
        }
    });
    let on_error = Closure::<dyn FnMut(_)>::new(|error: ErrorEvent| {
        error.prevent_default();
        dismiss();
    });
    for worker in &workers {
        worker.set_onmessage(Some(on_hello.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    }
    let seat = Some(Seat::at(&board, 0, members));
    let first = NEXT.get();
    CREW.set(Some(Crew { workers, present, seat, first, _on_hello: on_hello, _on_error: on_error }));
}

/// Whether a crew is here, and all of it.
pub fn is_complete() -> bool {
    CREW.with_borrow(|crew| crew.as_ref().is_some_and(Crew::is_complete))
}

/// Whether this worker has hands, here or on their way.
fn is_hired() -> bool {
    CREW.with_borrow(Option::is_some)
}

/// Sends the hands away, and takes an offer of others back.
pub fn dismiss() {
    CREW.take();
    OFFER.take();
}

impl Crew {
    fn is_complete(&self) -> bool {
        self.present.get() == self.workers.len()
    }

    /// Tells the hands; tells whether all could be told.
    fn tell(&self, order: &Order, words: &[u32]) -> bool {
        let Ok(order) = postcard::to_stdvec(order) else { return false };
        self.workers.iter().all(|worker| {
            let (order, words) = (Uint8Array::from(order.as_slice()), Uint32Array::from(words));
            let parcel = Array::of2(&order, &words);
            worker.post_message_with_transfer(&parcel, &Array::of2(&order.buffer(), &words.buffer())).is_ok()
        })
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        for worker in &self.workers {
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.terminate();
        }
    }
}

/// An executor's counterparts with the hands. An executor begins alone; when it has something to compare with, the hands
/// are tried, and stay if they make it faster: where other threads want the same cores they do not.
#[derive(Debug)]
pub(super) struct Mirror {
    stage: Stage,
    /// How long each program took in this stage.
    paces: Vec<Pace>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Stage {
    Alone,
    /// The hands know the executor by this number; a program took so many milliseconds without them.
    Trying {
        executor: u32,
        program: usize,
        alone: f64,
    },
    Shared {
        executor: u32,
    },
    /// It stays alone.
    Refused,
}

#[derive(Clone, Copy, Debug, Default)]
struct Pace {
    milliseconds: f64,
    times: u32,
}

impl Pace {
    /// Milliseconds of one run, once they are known.
    fn known(self) -> Option<f64> {
        (self.milliseconds >= TRIAL).then(|| self.milliseconds / f64::from(self.times))
    }
}

impl Mirror {
    /// An executor was made; without hands it stays alone.
    pub fn new() -> Self {
        let hands = is_hired() || OFFER.get().is_some();
        Self { stage: if hands { Stage::Alone } else { Stage::Refused }, paces: Vec::new() }
    }

    /// A program was kept.
    pub fn prepare(&mut self, program: &Program) {
        self.paces.push(Pace::default());
        if let Some(executor) = self.shared() {
            tell(executor, &Order::Prepare { executor, program: program.clone() }, &[]);
        }
    }

    /// Words were written.
    pub fn write(&self, tensor: Tensor, words: &[u32]) {
        if let Some(executor) = self.shared() {
            tell(executor, &Order::Write { executor, tensor }, words);
        }
    }

    /// Has the hands join if it is time to try them.
    pub fn join(&mut self, memory: &Memory, programs: &[Program]) {
        let dearest = self.paces.iter().position(|pace| pace.known().is_some());
        let (Stage::Alone, Some(program)) = (self.stage, dearest) else { return };
        let Some(alone) = self.paces[program].known() else { return };
        if let Some(start) = OFFER.take() {
            hire(start());
        }
        let executor = NEXT.get();
        let buffers = memory.buffers().map(|(tensor, _)| tensor.stride).collect();
        if !tell(executor, &Order::Make { executor, buffers }, &[]) {
            return;
        }
        NEXT.set(executor + 1);
        for (tensor, words) in
            memory.buffers().filter(|(_, words)| words.iter().any(|word| word.to_bits() != 0))
        {
            tell(executor, &Order::Write { executor, tensor }, bytemuck::cast_slice(words));
        }
        for program in programs {
            tell(executor, &Order::Prepare { executor, program: program.clone() }, &[]);
        }
        self.enter(Stage::Trying { executor, program, alone });
    }

    /// Does `work`, which runs a program `times` times, together with the hands if they are here.
    pub fn run(&mut self, program: usize, times: u32, work: impl FnOnce()) {
        let start = now();
        let Some(executor) = self.shared() else {
            work();
            self.note(program, times, now() - start);
            return;
        };
        let told = tell(executor, &Order::Run { executor, program, times }, &[]);
        let seat = CREW.with_borrow_mut(|crew| crew.as_mut().filter(|_| told)?.seat.take());
        let Some(seat) = seat else {
            work();
            return self.enter(Stage::Refused);
        };
        let seat = seated(seat, work);
        // Hands that stayed away once are not asked again.
        CREW.with_borrow_mut(|crew| match crew {
            Some(crew) if !seat.alone => crew.seat = Some(seat),
            _ => *crew = None,
        });
        self.note(program, times, now() - start);
        self.judge();
    }

    /// Decides whether the hands stay, once it is known how long the work takes with them.
    fn judge(&mut self) {
        let Stage::Trying { executor, program, alone } = self.stage else { return };
        let Some(shared) = self.paces[program].known() else { return };
        if shared < WORTH * alone {
            self.enter(Stage::Shared { executor });
        } else {
            tell(executor, &Order::Drop { executor }, &[]);
            self.enter(Stage::Refused);
        }
    }

    fn enter(&mut self, stage: Stage) {
        self.stage = stage;
        self.paces.fill(Pace::default());
    }

    fn note(&mut self, program: usize, times: u32, milliseconds: f64) {
        let pace = &mut self.paces[program];
        pace.milliseconds += milliseconds;
        pace.times += times;
    }

    /// The number by which the hands know the executor.
    fn shared(&self) -> Option<u32> {
        match self.stage {
            Stage::Trying { executor, .. } | Stage::Shared { executor } => Some(executor),
            Stage::Alone | Stage::Refused => None,
        }
    }
}

impl Drop for Mirror {
    fn drop(&mut self) {
        if let Some(executor) = self.shared() {
            tell(executor, &Order::Drop { executor }, &[]);
        }
    }
}

/// Tells the hands, if all are here and know the executor; tells whether they were told.
fn tell(executor: u32, order: &Order, words: &[u32]) -> bool {
    CREW.with_borrow(|crew| {
        let crew = crew.as_ref().filter(|crew| crew.is_complete() && executor >= crew.first);
        crew.is_some_and(|crew| crew.tell(order, words))
    })
}

/// Milliseconds by the clock of this thread.
fn now() -> f64 {
    let performance = js_sys::Reflect::get(&js_sys::global(), &"performance".into());
    performance.ok().and_then(|it| it.dyn_into::<Performance>().ok()).map_or(0.0, |it| it.now())
}

/// Does `work` at a seat, and gives the seat back.
fn seated(seat: Seat, work: impl FnOnce()) -> Seat {
    SEAT.set(Some(seat));
    work();
    SEAT.take().expect("only this takes the seat")
}

/// Serves as a hand until the leader is gone.
pub fn serve() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let mut hand = Hand::default();
    let on_message = Closure::<dyn FnMut(_)>::new(move |message: MessageEvent| {
        hand.hear(&message.data().unchecked_into());
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // It listens for as long as its worker lives.
    on_message.forget();
    // Fails only if the leader is gone.
    let _ = scope.post_message(&JsValue::TRUE);
}

/// A member that is led.
#[derive(Default)]
struct Hand {
    seat: Option<Seat>,
    executors: HashMap<u32, CpuExecutor>,
}

impl Hand {
    fn hear(&mut self, parcel: &Array) {
        if let Ok(board) = parcel.get(0).dyn_into::<SharedArrayBuffer>() {
            let [rank, members] = [1, 2].map(|index| parcel.get(index).as_f64().unwrap_or_default() as usize);
            self.seat = Some(Seat::at(&board, rank, members));
            return;
        }
        // The leader is the same build; what does not decode was not from it.
        let order: Uint8Array = parcel.get(0).unchecked_into();
        if let Ok(order) = postcard::from_bytes(&order.to_vec()) {
            self.obey(order, &parcel.get(1).unchecked_into());
        }
    }

    fn obey(&mut self, order: Order, words: &Uint32Array) {
        match order {
            Order::Make { executor, buffers } => {
                let buffers: Vec<BufferSpec> =
                    buffers.into_iter().map(|words| BufferSpec { name: "", words }).collect();
                self.executors.insert(executor, CpuExecutor::new(&buffers));
            }
            Order::Prepare { executor, program } => {
                if let Some(executor) = self.executors.get_mut(&executor) {
                    executor.prepare(&program);
                }
            }
            Order::Write { executor, tensor } => {
                if let Some(executor) = self.executors.get_mut(&executor) {
                    executor.write(tensor, &words.to_vec());
                }
            }
            Order::Run { executor, program, times } => {
                let executor = self.executors.get_mut(&executor);
                if let (Some(executor), Some(seat)) = (executor, self.seat.take()) {
                    self.seat = Some(seated(seat, || executor.run(program, times)));
                }
            }
            Order::Drop { executor } => {
                self.executors.remove(&executor);
            }
        }
    }
}
