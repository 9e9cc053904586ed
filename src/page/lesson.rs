//! The lesson under the bench: what a variational autoencoder is, its loss, and three things to try.

use crate::page::icons::{RIGHT, icon};
use crate::page::state::Page;
use crate::page::words;
use crate::settings::Settings;
use leptos::prelude::*;

/// Reconstruction, as `MathML`.
const RECONSTRUCTION: &str = r#"<math><mi>ℒ</mi><mo>=</mo><msub><mi>𝔼</mi><mrow><mi>q</mi><mo stretchy="false">(</mo><mi>z</mi><mo>∣</mo><mi>x</mi><mo stretchy="false">)</mo></mrow></msub><mo stretchy="false">[</mo><mo>−</mo><mi>log</mi><mspace width=".16em"/><mi>p</mi><mo stretchy="false">(</mo><mi>x</mi><mo>∣</mo><mi>z</mi><mo stretchy="false">)</mo><mo stretchy="false">]</mo></math>"#;
/// The KL term, as `MathML`.
const KL: &str = r#"<math><mo form="infix">+</mo><mspace width=".25em"/><mi>β</mi><mspace width=".16em"/><mi>KL</mi><mo stretchy="false">(</mo><mi>q</mi><mo stretchy="false">(</mo><mi>z</mi><mo>∣</mo><mi>x</mi><mo stretchy="false">)</mo><mspace width=".25em"/><mo>‖</mo><mspace width=".25em"/><mi>𝒩</mi><mo stretchy="false">(</mo><mn>0</mn><mo>,</mo><mi>I</mi><mo stretchy="false">)</mo><mo stretchy="false">)</mo></math>"#;

/// Text, formula and things to try.
#[component]
pub fn Lesson() -> impl IntoView {
    view! {
        <article class="lesson edge">
            <h1>{words::LESSON_TITLE}</h1>
            <div class="prose">
                <p inner_html=words::LESSON_1></p>
                <p inner_html=words::LESSON_2></p>
            </div>
            <div>
                <div class="formula">
                    <div class="parts"><span inner_html=RECONSTRUCTION></span><span inner_html=KL></span></div>
                    <p>{words::LESSON_FORMULA}</p>
                </div>
                <div class="try">
                    <h2>{words::TRY_THIS}</h2>
                    {attempt(words::TRY_LOOSE, words::TRY_LOOSE_WHY, "β → 0", |draft| draft.beta = 0.0)}
                    {attempt(words::TRY_HARD, words::TRY_HARD_WHY, "β → 4", |draft| draft.beta = 4.0)}
                    {attempt(words::TRY_ROOM, words::TRY_ROOM_WHY, "z → 16", |draft| draft.latent = 16)}
                </div>
            </div>
        </article>
    }
}

/// A thing to try: it changes the form as the visitor would.
fn attempt(
    title: &'static str,
    why: &'static str,
    what: &'static str,
    change: fn(&mut Settings),
) -> impl IntoView {
    let page = expect_context::<Page>();
    view! {
        <button on:click=move |_| page.edit(change)>
            <span><b>{title}</b><span class="small">{why}</span></span>
            <kbd>{what}</kbd>
            {icon(RIGHT)}
        </button>
    }
}
