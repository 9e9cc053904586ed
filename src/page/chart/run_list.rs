//! Earlier runs: kept when another is started, listed under the chart, and stored in this browser.

use crate::page::browser::storage;
use crate::page::icons::{CROSS, icon};
use crate::page::runs::{self, Run};
use crate::page::state::Page;
use crate::page::words::chart as words;
use leptos::prelude::*;

/// Under which name the browser keeps them.
const KEY: &str = "runs";

impl Page {
    /// Reads the runs of earlier visits.
    pub fn recall_runs(self) {
        self.charted.runs.set(stored());
    }

    /// Keeps the run of the network that makes room for another, if it was long enough.
    pub fn keep_run(self) {
        let (step, (beta, learning_rate)) = (self.step(), self.rates.get_untracked());
        let run = self.network.with_untracked(|network| {
            let network = network.as_ref()?;
            let settings = crate::settings::Settings { beta, learning_rate, ..network.settings.clone() };
            self.history.with_value(|history| Run::of(&settings, network.shape.per_pixel, step, history))
        });
        if let Some(run) = run {
            self.change_runs(|all| runs::add(all, run));
        }
    }

    fn forget_run(self, number: u32) {
        self.charted.pointed.set(None);
        self.change_runs(|all| all.retain(|run| run.number != number));
    }

    /// Changes what is stored; another tab may have done so, too.
    fn change_runs(self, change: impl FnOnce(&mut Vec<Run>)) {
        let mut all = if storage().is_some() { stored() } else { self.charted.runs.get_untracked() };
        change(&mut all);
        if let Some(storage) = storage() {
            // A browser that keeps nothing shows them until the page is closed.
            let _ = storage.set_item(KEY, &runs::write(&all));
        }
        self.charted.runs.set(all);
    }
}

fn stored() -> Vec<Run> {
    let text = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
    text.map(|text| runs::read(&text)).unwrap_or_default()
}

/// The earlier runs with their settings and last losses.
#[component]
pub fn RunList() -> impl IntoView {
    let page = expect_context::<Page>();
    let row = move |run: Run| {
        let number = run.number;
        let point = move |on: bool| page.charted.pointed.set(on.then_some(number));
        let (name, label) = (words::run(&run), words::run_losses(&run));
        let title = format!("{number}. {name}");
        view! {
            <li data-testid=format!("run-{number}") on:pointerenter=move |_| point(true) on:pointerleave=move |_| point(false)
                on:focusin=move |_| point(true) on:focusout=move |_| point(false)>
                <b>{number}</b><span title=title>{name}</span><span>{label}</span>
                <button class="btn quiet icon" data-testid=format!("run-{number}-remove") aria-label=words::remove(number)
                    title=words::remove(number) on:click=move |_| page.forget_run(number)>{icon(CROSS)}</button>
            </li>
        }
    };
    let rows = move || page.charted.runs.get().into_iter().rev().map(row).collect_view();
    let none = Memo::new(move |_| page.charted.runs.with(Vec::is_empty));
    view! {
        <div class="runs" class:hide=move || none.get()>
            <h3 class="small" id="runs">{words::EARLIER}</h3>
            <ol aria-labelledby="runs" data-testid="runs">{rows}</ol>
        </div>
    }
}
