//! The page as a whole: top bar, steps, notices, the bench of three panels, the lesson; and what is wired to the
//! window.

use crate::message::ExecutorKind;
use crate::page::actions::SMALL_PLATE;
use crate::page::beside::Beside;
use crate::page::browser::paced;
use crate::page::digit::Digit;
use crate::page::icons::MARK;
use crate::page::lesson::Lesson;
use crate::page::notices::{Notices, Place};
use crate::page::offline::{self, KeepData};
use crate::page::own::DropTarget;
use crate::page::plane::Plane;
use crate::page::play::PlayGround;
use crate::page::said::Said;
use crate::page::share::{self, Addressed, Share, is_embedded};
use crate::page::spoken::{self, LanguageChoice};
use crate::page::state::{Network, Page};
use crate::page::stepper::Stepper;
use crate::page::theme::Theme;
use crate::page::tour::Tour;
use crate::page::train_panel::TrainPanel;
use crate::page::transport::READOUT_PACE;
use crate::page::words;
use crate::view::GRID_RANGE;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement};

/// Elements on which the space bar has a meaning of its own.
const TAKES_SPACE: &str = "input, select, textarea, button, a, summary, [contenteditable]";

/// Shows the page and starts the worker.
pub fn open() {
    if let Some(placeholder) = document().get_element_by_id("placeholder") {
        placeholder.remove();
    }
    spoken::begin();
    mount_to_body(App);
    offline::begin();
}

/// The whole page.
#[component]
fn App() -> impl IntoView {
    let page = Page::new();
    provide_context(page);
    follow_theme(page);
    follow_keys(page);
    share::follow_address(page);
    Effect::new(move |_| {
        if page.layers.get().is_some() {
            begin(page);
        }
    });
    let skip = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        if let Some(plate) = element("plate") {
            // Focus fails only on an element that is not shown.
            let _ = plate.focus();
        }
    };
    if is_embedded() {
        // There is nothing to play with.
        page.path_shown.set(false);
        return embedded().into_any();
    }
    view! {
        <a class="skip" href="#plate" on:click=skip>{words::SKIP}</a>
        <header class="top edge">
            <span class="wordmark">
                <svg viewBox="0 0 24 24" aria-hidden="true" inner_html=MARK></svg>{words::TITLE}
            </span>
            <Status />
            <LanguageChoice />
            <Share />
        </header>
        <Stepper />
        <Notices place=Place::Top />
        <main class="bench edge"><TrainPanel /><Plane /><Digit /></main>
        <PlayGround />
        <Beside />
        <Lesson />
        <DropTarget />
        <Tour />
        <footer class="foot edge"><span>{words::PRIVACY}</span><KeepData /></footer>
    }
    .into_any()
}

/// The plane and the pad alone, inside another page.
fn embedded() -> impl IntoView {
    if let Some(root) = document().document_element() {
        root.set_class_name("embedded");
    }
    view! {
        <Notices place=Place::Top />
        <main class="bench edge"><Plane /><Digit /></main>
        <footer class="foot edge">
            <a href=share::whole_page() target="_blank" rel="noopener">{words::share::WHOLE_PAGE}</a><Status />
        </footer>
    }
}

/// Opens the address's link, if there is one, and starts the worker.
fn begin(page: Page) {
    page.begin_to_keep();
    page.recall_runs();
    if page.layers.get_untracked().is_some_and(|layers| f64::from(layers.client_width()) < SMALL_PLATE) {
        page.view.update(|view| view.grid = *GRID_RANGE.start());
    }
    match share::addressed() {
        Some(Ok(Addressed::Recipe(opened))) => page.offer_link(opened),
        Some(Ok(Addressed::Weights(source))) => page.offer_weights(source),
        Some(Err(reason)) => {
            page.say(Said::LinkRefused { reason, at_opening: true });
            page.open_worker();
        }
        None if page.show_pretrained() => {}
        None => page.open_worker(),
    }
}

/// Which executor is at work, on what, and how fast. Scripts read the page's state from its attributes.
#[component]
fn Status() -> impl IntoView {
    let page = expect_context::<Page>();
    let kind =
        Memo::new(move |_| page.network.with(|network| network.as_ref().map(|network| network.executor)));
    let adapter = Memo::new(move |_| {
        page.network
            .with(|network| network.as_ref().map(|network| network.adapter.clone()))
            .unwrap_or_default()
    });
    let title = move || {
        page.network.with(|network| {
            network.as_ref().map(|network| words::executor_title(&network.adapter, network.trial))
        })
    };
    let model =
        move || page.network.with(|network| network.as_ref().map(|network| network.settings.model.name()));
    let batch = move || {
        page.network.with(|network| network.as_ref().map_or(1, |network: &Network| network.settings.batch))
    };
    let progress = paced(move || page.progress.get(), READOUT_PACE);
    let speed = move || {
        let rate = progress.get().images_per_second / batch() as f32;
        (rate > 0.0).then(|| words::steps_per_second(rate))
    };
    let loss = move |part: fn(&crate::message::LossPoint) -> f32| {
        page.progress.with(|progress| progress.loss.as_ref().map(part).map(|value| value.to_string()))
    };
    let written = |value: Option<String>| value.unwrap_or_default();
    let tested = move || page.tested.with(|tested| tested.map(|tested| tested.total.to_string()));
    view! {
        <div class="gpu" class:cpu=move || kind.get() == Some(ExecutorKind::Cpu) data-testid="status"
            data-state=move || page.state.get().name()
            data-step=move || page.progress.with(|progress| progress.step().to_string())
            data-epoch=move || page.progress.with(|progress| progress.epoch.to_string())
            data-images-per-second=move || page.progress.with(|progress| progress.images_per_second.to_string())
            data-loss=move || written(loss(|loss| loss.total))
            data-reconstruction=move || written(loss(|loss| loss.reconstruction))
            data-kl=move || written(loss(|loss| loss.kl))
            data-test-loss=move || written(tested())
            data-executor=move || kind.get().map(ExecutorKind::name).unwrap_or_default()
            data-model=model
            data-pretrained=move || page.is_pretrained().then_some("true")
            data-adapter=move || adapter.get()>
            <span class="lamp" class:off=move || kind.get().is_none()></span>
            <span class="name" title=title>{move || adapter.get()}</span>
            <span class="backend">{move || kind.get().map(words::backend)}</span>
            <span class="rate">{speed}</span>
        </div>
    }
}

/// The space bar trains or pauses.
fn follow_keys(page: Page) {
    let _ = window_event_listener(ev::keydown, move |event| {
        let taken = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .and_then(|element| element.closest(TAKES_SPACE).ok().flatten())
            .is_some();
        if event.key() == " " && !taken && !event.repeat() && !event.ctrl_key() && !event.meta_key() {
            event.prevent_default();
            page.train_or_pause();
        }
    });
}

/// Light and dark follow the visitor's system.
fn follow_theme(page: Page) {
    let Ok(Some(query)) = window().match_media("(prefers-color-scheme: dark)") else { return };
    let read = Closure::<dyn FnMut()>::new(move || page.theme.set(Theme::read()));
    // Browsers without this event keep the colours that they began with until the page is loaded again.
    let _ = query.add_event_listener_with_callback("change", read.as_ref().unchecked_ref());
    // The page lives as long as its listener.
    read.forget();
}

fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}
