//! The worker: takes the page's commands, drives the trainer in slices of time, draws, and tells the page what
//! happened. Runs in the browser only.

mod beside;
mod body;
mod canvases;
mod choice;
mod clock;
mod data;
mod delivery;
mod feed;
mod hands;
mod inbox;
mod keeping;
mod machines;
mod network;
mod pictures;
mod poster;
mod session;
mod tuning;

use wasm_bindgen_futures::spawn_local;

/// Starts the worker: says hello and then serves the page until it is closed. One that another worker started serves
/// that one.
pub fn start() {
    console_error_panic_hook::set_once();
    if hands::is_one() {
        crate::cpu::crew::serve();
        return;
    }
    spawn_local(async {
        let inbox = inbox::Inbox::open();
        inbox::post(&crate::message::Event::Hello);
        let canvases = inbox.canvases().await;
        session::Session::new(inbox, canvases).serve().await;
    });
}
