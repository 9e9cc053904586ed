//! The form: one row a setting. What is chosen goes into the draft; `Page::edit` decides what becomes of it.

use crate::page::course::{LessonStep, has_hidden_width, has_prior, is_gaussian};
use crate::page::fields;
use crate::page::icons::{CHEVRON, icon};
use crate::page::own::OwnFiles;
use crate::page::state::Page;
use crate::page::words::{self, Text};
use crate::sentence::Sentence;
use crate::settings::{DatasetName, ExecutorChoice, ModelName, Optimizer, Reconstruction, Settings};
use leptos::prelude::*;

/// Right end of the slider unless β lies beyond.
const USUAL_BETA: f32 = 4.0;

/// A setting chosen from a list.
struct Choice<T: 'static> {
    name: &'static str,
    label: Text,
    all: &'static [T],
    value_of: fn(T) -> &'static str,
    word: fn(T, &Settings) -> Text,
    get: fn(&Settings) -> T,
    set: fn(&mut Settings, T),
}

/// A setting that is a number. Where it may have decimals its field takes text: one of type `number` knows one
/// decimal mark only, and not always the language's.
struct Number {
    kind: &'static str,
    name: &'static str,
    label: Text,
    applies: fn(ModelName) -> bool,
    usual: &'static [&'static str],
    get: fn(&Settings) -> String,
    set: fn(&mut Settings, &str) -> Result<(), Sentence>,
}

/// The rows of every setting.
#[component]
pub fn SettingsForm() -> impl IntoView {
    view! {
        <div class="rows">
            {dataset()}
            {network()}
            {number(&Number {
                kind: "number", name: "latent-size", label: words::LATENT, applies: has_prior,
                usual: &["1", "2", "3", "8", "16", "32", "64"],
                get: |settings| settings.latent.to_string(),
                set: |settings, text| { settings.latent = fields::latent(text)?; Ok(()) },
            })}
            {number(&Number {
                kind: "number", name: "hidden", label: words::HIDDEN, applies: has_hidden_width,
                usual: &["64", "128", "256", "400", "512", "1000", "1024"],
                get: |settings| settings.hidden.to_string(),
                set: |settings, text| { settings.hidden = fields::hidden(text)?; Ok(()) },
            })}
            {beta()}
            {number(&Number {
                kind: "text", name: "learning-rate", label: words::LEARNING_RATE, applies: |_| true,
                usual: &["0.0001", "0.0003", "0.001", "0.003", "0.01", "0.03"],
                get: |settings| words::shortest(settings.learning_rate),
                set: |settings, text| { settings.learning_rate = fields::learning_rate(text)?; Ok(()) },
            })}
            {number(&Number {
                kind: "number", name: "batch-size", label: words::BATCH, applies: |_| true,
                usual: &["32", "64", "128", "256", "512", "1024"],
                get: |settings| settings.batch.to_string(),
                set: |settings, text| { settings.batch = fields::batch(text)?; Ok(()) },
            })}
            {choice(&Choice {
                name: "optimizer", label: words::OPTIMIZER, all: Optimizer::ALL,
                value_of: Optimizer::name, word: |optimizer, _| words::optimizer(optimizer),
                get: |settings| settings.optimizer, set: |settings, value| settings.optimizer = value,
            })}
            {choice(&Choice {
                name: "loss", label: words::LOSS, all: Reconstruction::ALL,
                value_of: Reconstruction::name, word: |loss, settings| words::loss(loss, is_gaussian(settings.model)),
                get: |settings| settings.reconstruction,
                set: |settings, value| settings.reconstruction = value,
            })}
            {number(&Number {
                kind: "number", name: "seed", label: words::SEED, applies: |_| true, usual: &[],
                get: |settings| settings.seed.to_string(),
                set: |settings, text| { settings.seed = fields::seed(text)?; Ok(()) },
            })}
            {choice(&Choice {
                name: "executor", label: words::EXECUTOR, all: ExecutorChoice::ALL,
                value_of: ExecutorChoice::name, word: |executor, _| words::executor(executor),
                get: |settings| settings.executor, set: |settings, value| settings.executor = value,
            })}
        </div>
    }
}

/// A row whose setting is chosen from a list.
fn choice<T: Copy + PartialEq + Send + Sync>(choice: &Choice<T>) -> impl IntoView + use<T> {
    let page = expect_context::<Page>();
    let &Choice { name, label, all, value_of, word, get, set } = choice;
    let chosen = Memo::new(move |_| page.draft.with(|draft| value_of(get(draft))));
    let options = all.iter().map(|&value| {
        let name = value_of(value);
        let word = move || page.draft.with(|draft| word(value, draft).get());
        view! { <option value=name selected=move || chosen.get() == name>{word}</option> }
    });
    let change = move |event| {
        let value = event_target_value(&event);
        if let Some(&value) = all.iter().find(|&&choice| value_of(choice) == value) {
            page.edit(|draft| set(draft, value));
        }
    };
    view! {
        <div class="row" class:draft=is_draft(page, move |settings| value_of(get(settings)).into())>
            <label for=name>{label}</label>
            <span class="control">
                <select id=name data-testid=name prop:value=move || chosen.get() on:change=change>
                    {options.collect_view()}
                </select>
                {icon(CHEVRON)}
            </span>
        </div>
    }
}

/// The row of the data set: the visitor's own only where there is one, and the button that makes one.
fn dataset() -> impl IntoView {
    let page = expect_context::<Page>();
    let chosen = Memo::new(move |_| page.draft.with(|draft| draft.dataset));
    let has_own = Memo::new(move |_| page.own.with(Option::is_some) || chosen.get() == DatasetName::Own);
    let options = move || {
        let offered = DatasetName::ALL.iter().filter(|&&name| name != DatasetName::Own || has_own.get());
        offered
            .map(|&name| {
                view! {
                    <option value=name.name() selected=move || chosen.get() == name>{words::dataset(name)}</option>
                }
            })
            .collect_view()
    };
    let change = move |event| {
        if let Some(name) = DatasetName::from_name(&event_target_value(&event)) {
            page.edit(|draft| draft.dataset = name);
        }
    };
    view! {
        <div class="row" class:draft=is_draft(page, |settings| settings.dataset.to_string())>
            <span class="named"><label for="dataset">{words::DATASET}</label><OwnFiles /></span>
            <span class="control">
                <select id="dataset" data-testid="dataset" prop:value=move || chosen.get().name() on:change=change>
                    {options}
                </select>
                {icon(CHEVRON)}
            </span>
        </div>
    }
}

/// The row of the network: all of them, by the step of the lesson that they belong to.
fn network() -> impl IntoView {
    let page = expect_context::<Page>();
    let chosen = Memo::new(move |_| page.draft.with(|draft| draft.model));
    let options = |step: LessonStep| {
        step.networks()
            .map(|model| {
                view! {
                    <option value=model.name() selected=move || chosen.get() == model>{words::model(model)}</option>
                }
            })
            .collect_view()
    };
    let groups = LessonStep::ALL.iter().map(|&step| {
        view! { <optgroup label=move || words::numbered_step(step)>{options(step)}</optgroup> }
    });
    let change = move |event| {
        if let Some(model) = ModelName::from_name(&event_target_value(&event)) {
            page.edit(|draft| draft.change_model(model));
        }
    };
    view! {
        <div class="row" class:draft=is_draft(page, |settings| settings.model.to_string())>
            <label for="model">{words::MODEL}</label>
            <span class="control">
                <select id="model" data-testid="model" prop:value=move || chosen.get().name() on:change=change>
                    {groups.collect_view()}
                </select>
                {icon(CHEVRON)}
            </span>
        </div>
    }
}

/// Whether the form's network lacks a setting.
fn is_without(page: Page, applies: fn(ModelName) -> bool) -> impl Fn() -> bool + Copy + Send + Sync {
    move || page.draft.with(|draft| !applies(draft.model))
}

/// A row whose setting is a number, with the usual ones behind the chevron.
fn number(number: &Number) -> impl IntoView + use<> {
    let page = expect_context::<Page>();
    let &Number { kind, name, label, applies, usual, get, set } = number;
    let shown = Memo::new(move |_| page.draft.with(get));
    let apply = move |text: &str| {
        let mut draft = page.draft.get_untracked();
        let applied = set(&mut draft, text);
        if applied.is_ok() {
            page.edit(|settings| *settings = draft);
        }
        applied
    };
    let change = move |event: web_sys::Event| {
        if let Err(error) = apply(&event_target_value(&event)) {
            let field: web_sys::HtmlInputElement = event_target(&event);
            field.set_value(&shown.get_untracked());
            page.refuse(error);
        }
    };
    let pick = move |event: web_sys::Event| {
        if let Err(error) = apply(&event_target_value(&event)) {
            page.refuse(error);
        }
    };
    let options = usual.iter().map(|&value| {
        let word = move || words::marked(value);
        view! { <option value=word>{word}</option> }
    });
    let picker = (!usual.is_empty()).then(|| {
        view! {
            <select class="picker" tabindex="-1" aria-label=words::USUAL_VALUES
                prop:value=move || shown.get() on:change=pick>
                <option value="" hidden></option>
                {options.collect_view()}
            </select>
            {icon(CHEVRON)}
        }
    });
    view! {
        <div class="row" class:hide=is_without(page, applies) class:draft=is_draft(page, get)>
            <label for=name>{label}</label>
            <span class="control">
                <input id=name data-testid=name type=kind inputmode="decimal" autocomplete="off"
                    prop:value=move || shown.get() on:change=change />
                {picker}
            </span>
        </div>
    }
}

/// The row of β: a slider that shows its value while it moves and sets it when let go.
fn beta() -> impl IntoView {
    let page = expect_context::<Page>();
    let held = Memo::new(move |_| page.draft.with(|draft| draft.beta));
    let sliding = RwSignal::new(None::<f32>);
    let shown = move || sliding.get().unwrap_or_else(|| held.get());
    let most = move || USUAL_BETA.max(held.get().ceil());
    let slide = move |event| sliding.set(fields::beta(&event_target_value(&event)).ok());
    let change = move |event| {
        sliding.set(None);
        match fields::beta(&event_target_value(&event)) {
            Ok(beta) => page.edit(|draft| draft.beta = beta),
            Err(error) => page.refuse(error),
        }
    };
    view! {
        <div class="row" class:hide=is_without(page, has_prior)>
            <label for="beta"><span class="variable" aria-label=words::BETA>"β"</span></label>
            <span class="control">
                <input id="beta" data-testid="beta" type="range" min="0" step="0.05" max=most
                    style:--filled=move || format!("{}%", 100.0 * shown() / most())
                    prop:value=move || held.get().to_string() on:input=slide on:change=change />
                <output for="beta">{move || words::weight(shown())}</output>
            </span>
        </div>
    }
}

/// Whether the form's value is not the network's yet.
fn is_draft(page: Page, get: impl Fn(&Settings) -> String + Send + Sync + Copy + 'static) -> Memo<bool> {
    Memo::new(move |_| {
        let (beta, learning_rate) = page.rates.get();
        page.network.with(|network| {
            network.as_ref().is_some_and(|network| {
                let held = Settings { beta, learning_rate, ..network.settings.clone() };
                page.draft.with(|draft| get(draft) != get(&held))
            })
        })
    })
}
