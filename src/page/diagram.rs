//! The network of the form as a drawing: its layers with their shapes and parameters.

use crate::model::{Part, Shape, Stage, outline, preset};
use crate::page::state::Page;
use crate::page::words::{self, diagram as said};
use leptos::prelude::*;

/// What the networks are made for.
const IMAGE: Shape = Shape { height: 28, width: 28, channels: 1 };

/// The drawing: a list of parts, each a list of layers.
#[component]
pub fn Diagram() -> impl IntoView {
    let page = expect_context::<Page>();
    let model = Memo::new(move |_| page.draft.with(|draft| preset(draft, IMAGE)));
    let parts = move || {
        let parts = model.with(outline).into_iter().filter(|(_, stages)| !stages.is_empty());
        parts
            .map(|(part, stages)| {
                let stages = stages.into_iter().map(|stage| drawn(part, stage)).collect_view();
                view! { <li class=class(part)><h2>{said::part(part)}</h2><ol>{stages}</ol></li> }
            })
            .collect_view()
    };
    view! {
        <figure class="diagram" data-testid="diagram">
            <figcaption class="spoken">{said::TITLE}</figcaption>
            <ol>{parts}</ol>
        </figure>
    }
}

/// A layer: a block as high as its picture and as wide as it has channels, on a scale of doublings.
fn drawn(part: Part, stage: Stage) -> impl IntoView {
    let Shape { height, channels, .. } = stage.output;
    let (high, wide) = if height > 1 { (2 * height, channels) } else { (channels.ilog2() * 5 + 6, 1) };
    let (high, wide) = (format!("{high}px"), format!("{}px", 6 + 4 * wide.ilog2()));
    let parameters =
        move || if stage.parameters > 0 { words::count(stage.parameters) } else { String::new() };
    let title = move || words::parameters(stage.parameters);
    view! {
        <li title=title>
            <i style:height=high style:width=wide></i>
            <span>{move || said::layer(part, &stage)}</span>
            <b>{said::shape(stage.output)}</b>
            <span class="muted">{parameters}</span>
        </li>
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
