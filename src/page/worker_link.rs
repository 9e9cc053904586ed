//! The line to the worker: commands go out as bytes, events come in as bytes and are handed on in one batch
//! a frame, so that a fast trainer cannot flood the page. Dropping the line ends the worker.

use crate::message::{Command, Event};
use crate::page::browser::describe;
use crate::sentence::{Sentence, sentence};
use js_sys::Uint8Array;
use leptos::prelude::{document, request_animation_frame, set_timeout, window};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, File, HtmlCanvasElement, MessageEvent, Url, Worker};

/// Events that wait for the next frame at most; more are handed on at once.
const MOST_WAITING: usize = 64;
/// Time between batches while the tab is hidden and draws no frames.
const HIDDEN_PACE: Duration = Duration::from_millis(250);

/// An event, and the file's content that may come with it.
pub struct Told {
    /// The event.
    pub event: Event,
    /// The content.
    pub content: Option<Uint8Array>,
}

type OnEvents = dyn Fn(Vec<Told>);
type OnDeath = dyn Fn(Sentence);

/// The line to one worker.
pub struct WorkerLink {
    worker: Worker,
    inbox: Rc<Inbox>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
    _on_message_error: Closure<dyn FnMut(MessageEvent)>,
}

impl WorkerLink {
    /// Starts the worker that the page names.
    pub fn open(on_events: Rc<OnEvents>, on_death: Rc<OnDeath>) -> Result<Self, Sentence> {
        let not_started = |error: JsValue| sentence!("worker.not_started", reason = describe(&error));
        let worker = Worker::new(&address()?).map_err(not_started)?;
        let inbox = Rc::new(Inbox::new(on_events));

        let (receiver, misheard) = (Rc::clone(&inbox), Rc::clone(&on_death));
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            match decode(&message.data()) {
                Some(told) => receiver.take(told),
                None => misheard(garbled()),
            }
        });
        let died = Rc::clone(&on_death);
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |error: ErrorEvent| {
            error.prevent_default();
            let message = error.message();
            died(stopped(if message.is_empty() {
                sentence!("worker.no_script")
            } else {
                Sentence::Quoted(message)
            }));
        });
        let on_message_error = Closure::<dyn FnMut(MessageEvent)>::new(move |_: MessageEvent| {
            on_death(garbled());
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(on_message_error.as_ref().unchecked_ref()));
        Ok(Self {
            worker,
            inbox,
            _on_message: on_message,
            _on_error: on_error,
            _on_message_error: on_message_error,
        })
    }

    /// Hands both canvases over: the manifold's, then the codes'.
    pub fn hand_over(&self, canvases: &[HtmlCanvasElement; 2]) -> Result<(), Sentence> {
        let refused = |error: JsValue| sentence!("worker.no_offscreen_canvas", reason = describe(&error));
        let parcel = js_sys::Array::new();
        for canvas in canvases {
            let offscreen: JsValue = canvas.transfer_control_to_offscreen().map_err(refused)?.into();
            parcel.push(&offscreen);
        }
        self.worker.post_message_with_transfer(&parcel, &parcel).map_err(refused)
    }

    /// Hands files over; the browser copies none of their bytes.
    pub fn hand_files(&self, files: &[File]) -> Result<(), Sentence> {
        let parcel: js_sys::Array = files.iter().collect();
        self.worker.post_message(&parcel).map_err(|error| stopped(describe(&error)))
    }

    /// Sends a command.
    pub fn send(&self, command: &Command) -> Result<(), Sentence> {
        let bytes = postcard::to_stdvec(command).map_err(|_| garbled())?;
        let bytes = Uint8Array::from(bytes.as_slice());
        let transfer = js_sys::Array::of1(&bytes.buffer());
        self.worker.post_message_with_transfer(&bytes, &transfer).map_err(|error| stopped(describe(&error)))
    }
}

impl Drop for WorkerLink {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.set_onmessageerror(None);
        self.worker.terminate();
        self.inbox.closed.set(true);
    }
}

/// Events between two frames.
struct Inbox {
    waiting: RefCell<Vec<Told>>,
    scheduled: Cell<bool>,
    closed: Cell<bool>,
    on_events: Rc<OnEvents>,
}

impl Inbox {
    fn new(on_events: Rc<OnEvents>) -> Self {
        let (waiting, scheduled, closed) = (RefCell::default(), Cell::new(false), Cell::new(false));
        Self { waiting, scheduled, closed, on_events }
    }

    fn take(self: &Rc<Self>, told: Told) {
        // A snapshot must be kept before a hidden tab may be closed.
        let at_once = told.content.is_some();
        self.waiting.borrow_mut().push(told);
        if at_once || self.waiting.borrow().len() >= MOST_WAITING {
            self.hand_on();
        } else if !self.scheduled.replace(true) {
            let inbox = Rc::clone(self);
            let wake = move || {
                inbox.scheduled.set(false);
                inbox.hand_on();
            };
            if document().hidden() {
                set_timeout(wake, HIDDEN_PACE);
            } else {
                request_animation_frame(wake);
            }
        }
    }

    fn hand_on(&self) {
        let events = self.waiting.take();
        if !events.is_empty() && !self.closed.get() {
            (self.on_events)(events);
        }
    }
}

fn stopped(reason: Sentence) -> Sentence {
    sentence!("worker.stopped", reason)
}

fn garbled() -> Sentence {
    sentence!("worker.garbled")
}

fn no_name() -> Sentence {
    sentence!("worker.no_name")
}

/// An event's bytes, or an array of these and a file's content.
fn decode(data: &JsValue) -> Option<Told> {
    let parcel = data.dyn_ref::<js_sys::Array>();
    let bytes = parcel.map_or_else(|| data.clone(), |parcel| parcel.get(0));
    let event = postcard::from_bytes(&bytes.dyn_ref::<Uint8Array>()?.to_vec()).ok()?;
    let content = parcel.and_then(|parcel| parcel.get(1).dyn_into().ok());
    Some(Told { event, content })
}

/// Where the worker's script lies: named by the page, relative to it.
fn address() -> Result<String, Sentence> {
    let meta = document().query_selector("meta[name=latent-worker]").ok().flatten();
    let name = meta.and_then(|meta| meta.get_attribute("content")).ok_or_else(no_name)?;
    let base = document().base_uri().ok().flatten().or_else(|| window().location().href().ok());
    let url = Url::new_with_base(&name, &base.unwrap_or_default()).map_err(|_| no_name())?;
    Ok(url.href())
}
