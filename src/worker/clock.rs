//! Time in the worker, and letting its other tasks run.

use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel};

/// The worker's global scope.
pub(super) fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Time since the worker began, milliseconds.
pub(super) fn now() -> f64 {
    scope().performance().map_or(0.0, |performance| performance.now())
}

/// Lets the worker's event loop run other tasks. A message to oneself is neither delayed nor throttled, as a
/// timer would be.
pub(super) struct Breather {
    channel: MessageChannel,
    waiting: Rc<RefCell<Option<futures_channel::oneshot::Sender<()>>>>,
    _on_message: Closure<dyn FnMut()>,
}

impl Breather {
    pub(super) fn new() -> Result<Self, JsValue> {
        let channel = MessageChannel::new()?;
        let waiting = Rc::new(RefCell::new(None::<futures_channel::oneshot::Sender<()>>));
        let woken = Rc::clone(&waiting);
        let on_message = Closure::<dyn FnMut()>::new(move || {
            if let Some(sender) = woken.borrow_mut().take() {
                // The receiver is gone only if the wait was given up.
                let _ = sender.send(());
            }
        });
        channel.port1().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        Ok(Self { channel, waiting, _on_message: on_message })
    }

    /// Returns after the tasks that are due.
    pub(super) async fn breathe(&self) {
        let (sender, receiver) = futures_channel::oneshot::channel();
        *self.waiting.borrow_mut() = Some(sender);
        if self.channel.port2().post_message(&JsValue::NULL).is_ok() {
            // Never fails: the sender is kept until it has sent.
            let _ = receiver.await;
        }
    }
}
