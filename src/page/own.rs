//! The visitor's own files: the button that chooses them, and files dropped anywhere on the page.

use crate::data::own::{MAX_FILES, Refusal, Taken};
use crate::message::{Command, Notice};
use crate::page::open::{Source, holds_weights};
use crate::page::said::Said;
use crate::page::state::Page;
use crate::page::words;
use crate::settings::DatasetName;
use leptos::ev;
use leptos::prelude::*;
use web_sys::{DragEvent, File, FileList, HtmlInputElement};

/// The button that chooses files.
#[component]
pub fn OwnFiles() -> impl IntoView {
    let page = expect_context::<Page>();
    let change = move |event: web_sys::Event| {
        let input: HtmlInputElement = event_target(&event);
        page.offer_files(input.files());
        // The same files may be chosen again.
        input.set_value("");
    };
    view! {
        <label class="own" title=words::OWN_FILES_HELP>
            <input class="spoken" type="file" multiple data-testid="own-files" aria-label=words::OWN_FILES_HELP
                on:change=change />
            {words::OWN_FILES}
        </label>
    }
}

/// What is seen while files are held over the page.
#[component]
pub fn DropTarget() -> impl IntoView {
    let page = expect_context::<Page>();
    let over = RwSignal::new(false);
    let holds_files = |event: &DragEvent| {
        event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0))
    };
    let _ = window_event_listener(ev::dragover, move |event| {
        if holds_files(&event) {
            event.prevent_default();
            over.set(true);
        }
    });
    let _ = window_event_listener(ev::dragleave, move |event| {
        if event.related_target().is_none() {
            over.set(false);
        }
    });
    let _ = window_event_listener(ev::drop, move |event| {
        if holds_files(&event) {
            event.prevent_default();
            over.set(false);
            page.offer_files(event.data_transfer().and_then(|data| data.files()));
        }
    });
    view! { <div class="drop" class:hide=move || !over.get() aria-hidden="true"><p>{words::DROP}</p></div> }
}

impl Page {
    /// Hands files to the worker, to make a data set of them.
    fn offer_files(self, list: Option<FileList>) {
        let Some(list) = list.filter(|list| list.length() > 0) else { return };
        if list.length() as usize > MAX_FILES {
            let refusal = Refusal::TooManyFiles { files: list.length() };
            self.say(Said::Worker(Notice::PicturesRefused(refusal)));
            return;
        }
        let files: Vec<File> = (0..list.length()).filter_map(|index| list.get(index)).collect();
        if let [file] = &files[..]
            && holds_weights(file)
        {
            self.offer_weights(Source::File(file.clone()));
            return;
        }
        self.offered_files.set_value(Some(files));
        self.send_files();
    }

    /// Sends the worker the files that were chosen last, or anew, to a new worker, those that are in use.
    pub fn send_files(self) {
        if !self.greeted.get_untracked() {
            return;
        }
        let in_use = || self.own_files.with_value(|files| (!files.is_empty()).then(|| files.clone()));
        let Some(files) = self.offered_files.get_value().or_else(in_use) else { return };
        let handed = self.worker.with_value(|link| link.as_ref().map(|link| link.hand_files(&files)));
        if handed.is_some_and(|handed| handed.is_ok()) {
            self.send(&Command::TakeFiles);
        }
    }

    /// The worker has made a data set of the files: a network is trained on them next.
    pub fn hear_taken(self, taken: Taken) {
        self.own.set(Some(taken));
        let Some(files) = self.offered_files.try_update_value(Option::take).flatten() else { return };
        self.own_files.set_value(files);
        if !taken.labelled {
            // Without labels there is no legend to show them again.
            self.hidden.set([false; 10]);
            self.send_look();
        }
        self.draft.update(|draft| draft.dataset = DatasetName::Own);
        let step = self.step();
        if step == 0 {
            self.start_anew();
        }
        self.say(Said::Taken { taken, step });
    }
}
