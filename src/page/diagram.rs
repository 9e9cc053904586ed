//! The network of the form as a drawing: its layers with their shapes and parameters, each of which shows what it
//! makes of the digit at hand when it is pointed at or has the focus.

use crate::message::Command;
use crate::model::{Part, Shape, Stage, outline, preset};
use crate::page::picture::paint_output;
use crate::page::state::Page;
use crate::page::words::{self, diagram as said};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement};

/// What the networks are made for.
const IMAGE: Shape = Shape { height: 28, width: 28, channels: 1 };
/// Numbers in a row of an output that is no picture.
const CELLS: usize = 32;

/// A layer that is looked at: its number, and where its card goes, CSS pixels from the drawing's left and top.
type Looked = Option<(u32, [i32; 2])>;

/// The drawing: a list of parts, each a list of layers.
#[component]
pub fn Diagram() -> impl IntoView {
    let page = expect_context::<Page>();
    let looked = RwSignal::new(Looked::None);
    let model = Memo::new(move |_| page.draft.with(|draft| preset(draft, IMAGE)));
    Effect::new(move |_| {
        model.track();
        looked.set(None);
    });
    let parts = move || {
        let mut number = 0;
        let parts = model.with(outline).into_iter().filter(|(_, stages)| !stages.is_empty());
        parts
            .map(|(part, stages)| {
                let stages = stages.into_iter().map(|stage| {
                    number += 1;
                    drawn(page, looked, number - 1, part, stage)
                });
                let stages = stages.collect_view();
                view! { <li class=class(part)><h2>{said::part(part)}</h2><ol>{stages}</ol></li> }
            })
            .collect_view()
    };
    view! {
        <figure class="diagram" data-testid="diagram">
            <figcaption class="spoken">{said::TITLE}</figcaption>
            <ol>{parts}</ol>
            <Card looked />
        </figure>
    }
}

/// A layer: a block as high as its picture and as wide as it has channels, on a scale of doublings.
fn drawn(page: Page, looked: RwSignal<Looked>, number: u32, part: Part, stage: Stage) -> impl IntoView {
    let Shape { height, channels, .. } = stage.output;
    let (high, wide) = if height > 1 { (2 * height, channels) } else { (channels.ilog2() * 5 + 6, 1) };
    let (high, wide) = (format!("{high}px"), format!("{}px", 6 + 4 * wide.ilog2()));
    let parameters =
        move || if stage.parameters > 0 { words::count(stage.parameters) } else { String::new() };
    let title = move || words::parameters(stage.parameters);
    let look = move |event: &Event| {
        let button = event.current_target().and_then(|it| it.dyn_into::<HtmlElement>().ok());
        let Some(button) = button else { return };
        let place = [button.offset_left(), button.offset_top() + button.offset_height()];
        if looked.with_untracked(|looked| looked.is_none_or(|(old, _)| old != number)) {
            page.output.set(None);
            looked.set(Some((number, place)));
            page.send(&Command::Inspect(Some(number)));
        }
    };
    let leave = move || {
        looked.set(None);
        page.send(&Command::Inspect(None));
    };
    view! {
        <li>
            <button title=title data-testid=format!("layer-{number}")
                on:click=move |event| look(&event)
                on:focus=move |event| look(&event)
                on:blur=move |_| leave()
                on:pointerenter=move |event| look(&event)
                on:pointerleave=move |event| if event.pointer_type() == "mouse" { leave() }
                on:keydown=move |event| if event.key() == "Escape" { leave() }>
                <i style:height=high style:width=wide></i>
                <span>{move || said::layer(part, &stage)}</span>
                <b>{said::shape(stage.output)}</b>
                <span class="muted">{parameters}</span>
            </button>
        </li>
    }
}

/// What the layer that is looked at makes of the digit at hand.
#[component]
fn Card(looked: RwSignal<Looked>) -> impl IntoView {
    let page = expect_context::<Page>();
    let canvas = NodeRef::<html::Canvas>::new();
    let stands = Memo::new(move |_| {
        let of_form = page.draft.with(|draft| draft.model);
        page.network.with(|network| network.as_ref().is_some_and(|it| it.settings.model == of_form))
    });
    // The answer to an earlier question may come late.
    let output = Memo::new(move |_| {
        let (number, _) = looked.get()?;
        page.output.get().filter(|output| output.stage == number && stands.get())
    });
    Effect::new(move |_| {
        let (Some(canvas), theme) = (canvas.get(), page.theme.get()) else { return };
        output.with(|output| {
            if let Some(output) = output {
                paint_output(&canvas, output, CELLS, &theme);
            }
        });
    });
    let at = move |axis: usize| looked.get().map_or(0, |(_, place)| place[axis]);
    let told = move || output.with(|output| output.as_ref().map(said::output));
    view! {
        <div class="card" class:hide=move || looked.get().is_none() data-testid="layer-output"
            data-stage=move || output.with(|output| output.as_ref().map(|output| output.stage))
            style:--x=move || format!("{}px", at(0)) style:--y=move || format!("{}px", at(1))>
            <canvas node_ref=canvas class:hide=move || output.with(Option::is_none)
                class:flat=move || output.with(|output| output.as_ref().is_some_and(|it| it.shape[..2] == [1, 1]))
                role="img" aria-label=told></canvas>
            <p class="small" role="status">{move || told().unwrap_or_else(|| said::AWAITED.get())}</p>
        </div>
    }
}

fn class(part: Part) -> &'static str {
    match part {
        Part::Input => "input",
        Part::Encoder => "encoder",
        Part::Code => "code",
        Part::Decoder => "decoder",
        Part::Discriminator => "discriminator",
    }
}
