//! Messages from the page and to it.

use super::clock::scope;
use crate::message::{Command, Event};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};
use wasm_bindgen::prelude::*;
use web_sys::{File, MessageEvent, OffscreenCanvas};

/// The two canvases of the plate.
pub(super) struct Sheets {
    pub manifold: OffscreenCanvas,
    pub codes: OffscreenCanvas,
}

#[derive(Default)]
struct Mail {
    commands: VecDeque<Command>,
    sheets: Option<Sheets>,
    files: Vec<File>,
    rung: bool,
    waiting: Option<Waker>,
}

impl Mail {
    fn wake(&mut self) {
        if let Some(waker) = self.waiting.take() {
            waker.wake();
        }
    }
}

/// Wakes the worker from within.
pub(super) struct Bell(Rc<RefCell<Mail>>);

impl Bell {
    pub(super) fn ring(self) {
        let mut mail = self.0.borrow_mut();
        mail.rung = true;
        mail.wake();
    }
}

/// What the page has sent and nobody has read yet.
pub(super) struct Inbox {
    mail: Rc<RefCell<Mail>>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
}

impl Inbox {
    /// Begins to listen.
    pub(super) fn open() -> Self {
        let mail = Rc::new(RefCell::new(Mail::default()));
        let box_ = Rc::clone(&mail);
        let on_message = Closure::<dyn FnMut(_)>::new(move |message: MessageEvent| {
            let mut mail = box_.borrow_mut();
            let data = message.data();
            if let Some(bytes) = data.dyn_ref::<js_sys::Uint8Array>() {
                // The page is the same build; what does not decode was not from it.
                mail.commands.extend(postcard::from_bytes::<Command>(&bytes.to_vec()).ok());
            } else if let Some(parcel) = data.dyn_ref::<js_sys::Array>() {
                // Two canvases or any number of files.
                let sheet = |index| parcel.get(index).dyn_into::<OffscreenCanvas>().ok();
                if let (Some(manifold), Some(codes)) = (sheet(0), sheet(1)) {
                    mail.sheets = Some(Sheets { manifold, codes });
                } else {
                    mail.files = parcel.iter().filter_map(|file| file.dyn_into().ok()).collect();
                }
            }
            mail.wake();
        });
        scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        Self { mail, _on_message: on_message }
    }

    /// The next command, if one is here.
    pub(super) fn take(&self) -> Option<Command> {
        self.mail.borrow_mut().commands.pop_front()
    }

    /// Waits for a command to be here or the bell to ring.
    pub(super) async fn wait(&self) {
        self.until(|mail| (mail.rung || !mail.commands.is_empty()).then_some(())).await;
    }

    /// A bell for what goes on beside.
    pub(super) fn bell(&self) -> Bell {
        Bell(Rc::clone(&self.mail))
    }

    /// Whether the bell rang since this was last asked.
    pub(super) fn rang(&self) -> bool {
        std::mem::take(&mut self.mail.borrow_mut().rung)
    }

    /// The files that were handed over last.
    pub(super) fn take_files(&self) -> Vec<File> {
        std::mem::take(&mut self.mail.borrow_mut().files)
    }

    /// Waits for the canvases.
    pub(super) async fn canvases(&self) -> Sheets {
        self.until(|mail| mail.sheets.take()).await
    }

    async fn until<T>(&self, mut found: impl FnMut(&mut Mail) -> Option<T>) -> T {
        poll_fn(|context| {
            let mut mail = self.mail.borrow_mut();
            let Some(value) = found(&mut mail) else {
                mail.waiting = Some(context.waker().clone());
                return Poll::Pending;
            };
            Poll::Ready(value)
        })
        .await
    }
}

/// Sends an event to the page.
pub(super) fn post(event: &Event) {
    let Ok(bytes) = postcard::to_stdvec(event) else { return };
    let array = js_sys::Uint8Array::from(bytes.as_slice());
    send(&array, &js_sys::Array::of1(&array.buffer()));
}

/// Sends an event to the page and hands a file's content over with it.
pub(super) fn post_with(event: &Event, content: &[u8]) {
    let Ok(bytes) = postcard::to_stdvec(event) else { return };
    let parcel = [bytes.as_slice(), content].map(js_sys::Uint8Array::from);
    let transfer: js_sys::Array = parcel.iter().map(js_sys::Uint8Array::buffer).collect();
    send(&parcel.iter().collect::<js_sys::Array>(), &transfer);
}

fn send(message: &JsValue, transfer: &js_sys::Array) {
    // Fails only if the page is gone.
    let _ = scope().post_message_with_transfer(message, transfer);
}
