//! The lesson under the bench: what the current step is about, its loss, and things to try.

use crate::page::course::LessonStep;
use crate::page::diagram::Diagram;
use crate::page::experiments::experiments;
use crate::page::state::Page;
use crate::page::words::{self, lesson};
use leptos::prelude::*;

/// The mean cross-entropy of a plain network, as `MathML`.
const CROSS_ENTROPY: &str = r#"<math displaystyle="true"><mi>ℒ</mi><mo>=</mo><mo form="prefix">−</mo><mfrac><mn>1</mn><mn>784</mn></mfrac><munder><mo movablelimits="false">∑</mo><mi>i</mi></munder><mspace width=".16em"/></math>"#;
const CROSS_ENTROPY_TERMS: &str = r#"<math><mo stretchy="false">[</mo><msub><mi>x</mi><mi>i</mi></msub><mspace width=".16em"/><mi>log</mi><mspace width=".16em"/><msub><mover accent="true"><mi>x</mi><mo stretchy="false">^</mo></mover><mi>i</mi></msub><mo>+</mo><mo stretchy="false">(</mo><mn>1</mn><mo>−</mo><msub><mi>x</mi><mi>i</mi></msub><mo stretchy="false">)</mo><mspace width=".16em"/><mi>log</mi><mspace width=".16em"/><mo stretchy="false">(</mo><mn>1</mn><mo>−</mo><msub><mover accent="true"><mi>x</mi><mo stretchy="false">^</mo></mover><mi>i</mi></msub><mo stretchy="false">)</mo><mo stretchy="false">]</mo></math>"#;
/// What the denoiser is given, as `MathML`.
const NOISY: &str = r#"<math><mover accent="true"><mi>x</mi><mo stretchy="false">^</mo></mover><mo>=</mo><mi>f</mi><mo stretchy="false">(</mo><mi>clip</mi><mo stretchy="false">(</mo><mi>x</mi><mo>+</mo><mi>n</mi><mo stretchy="false">)</mo><mo stretchy="false">)</mo><mo>,</mo><mspace width=".5em"/><msub><mi>n</mi><mi>i</mi></msub><mo>∼</mo><mi>𝒩</mi><mo stretchy="false">(</mo><mfrac><mn>1</mn><mn>2</mn></mfrac><mo>,</mo><mfrac><mn>1</mn><mn>4</mn></mfrac><mo stretchy="false">)</mo></math>"#;
/// What super-resolution is given, as `MathML`.
const SMALL: &str = r#"<math><mover accent="true"><mi>x</mi><mo stretchy="false">^</mo></mover><mo>=</mo><mi>f</mi><mo stretchy="false">(</mo><msub><mi>x</mi><mo>↓</mo></msub><mo stretchy="false">)</mo></math>"#;
/// What a plain autoencoder makes, as `MathML`.
const THROUGH_CODE: &str = r#"<math><mover accent="true"><mi>x</mi><mo stretchy="false">^</mo></mover><mo>=</mo><mi>decode</mi><mo stretchy="false">(</mo><mi>encode</mi><mo stretchy="false">(</mo><mi>x</mi><mo stretchy="false">)</mo><mo stretchy="false">)</mo></math>"#;
/// Reconstruction of a variational network, as `MathML`.
const RECONSTRUCTION: &str = r#"<math><mi>ℒ</mi><mo>=</mo><msub><mi>𝔼</mi><mrow><mi>q</mi><mo stretchy="false">(</mo><mi>z</mi><mo>∣</mo><mi>x</mi><mo stretchy="false">)</mo></mrow></msub><mo stretchy="false">[</mo><mo>−</mo><mi>log</mi><mspace width=".16em"/><mi>p</mi><mo stretchy="false">(</mo><mi>x</mi><mo>∣</mo><mi>z</mi><mo stretchy="false">)</mo><mo stretchy="false">]</mo></math>"#;
/// The KL term, as `MathML`.
const KL: &str = r#"<math><mo form="infix">+</mo><mspace width=".25em"/><mi>β</mi><mspace width=".16em"/><mi>KL</mi><mo stretchy="false">(</mo><mi>q</mi><mo stretchy="false">(</mo><mi>z</mi><mo>∣</mo><mi>x</mi><mo stretchy="false">)</mo><mspace width=".25em"/><mo>‖</mo><mspace width=".25em"/><mi>𝒩</mi><mo stretchy="false">(</mo><mn>0</mn><mo>,</mo><mi>I</mi><mo stretchy="false">)</mo><mo stretchy="false">)</mo></math>"#;
/// Reconstruction of a variational network that is given the label, as `MathML`.
const RECONSTRUCTION_GIVEN: &str = r#"<math><mi>ℒ</mi><mo>=</mo><msub><mi>𝔼</mi><mrow><mi>q</mi><mo stretchy="false">(</mo><mi>z</mi><mo>∣</mo><mi>x</mi><mo>,</mo><mi>y</mi><mo stretchy="false">)</mo></mrow></msub><mspace width=".16em"/><mo stretchy="false">[</mo><mo form="prefix">−</mo><mi>log</mi><mspace width=".16em"/><mi>p</mi><mo stretchy="false">(</mo><mi>x</mi><mo>∣</mo><mi>z</mi><mo>,</mo><mi>y</mi><mo stretchy="false">)</mo><mo stretchy="false">]</mo></math>"#;
/// Its KL term, as `MathML`.
const KL_GIVEN: &str = r#"<math><mo form="infix">+</mo><mspace width=".25em"/><mi>β</mi><mspace width=".16em"/><mi>KL</mi><mo stretchy="false">(</mo><mi>q</mi><mo stretchy="false">(</mo><mi>z</mi><mo>∣</mo><mi>x</mi><mo>,</mo><mi>y</mi><mo stretchy="false">)</mo><mo>∥</mo><mi>𝒩</mi><mo stretchy="false">(</mo><mn>0</mn><mo>,</mo><mi>I</mi><mo stretchy="false">)</mo><mo stretchy="false">)</mo></math>"#;
/// What the discriminator pays for a code, as `MathML`.
const CRITIC: &str = r#"<math><msub><mi>ℒ</mi><mi>D</mi></msub><mo>=</mo><mo form="prefix">−</mo><mi>log</mi><mspace width=".16em"/><mo stretchy="false">[</mo><mn>1</mn><mo>−</mo><mi>D</mi><mo stretchy="false">(</mo><mi>encode</mi><mo stretchy="false">(</mo><mi>x</mi><mo stretchy="false">)</mo><mo stretchy="false">)</mo><mo stretchy="false">]</mo></math>"#;
/// And for a code drawn from the prior.
const CRITIC_DRAWN: &str = r#"<math><mo form="infix">−</mo><mi>log</mi><mspace width=".16em"/><mi>D</mi><mo stretchy="false">(</mo><mi>z</mi><mo stretchy="false">)</mo><mo>,</mo><mspace width=".5em"/><mi>z</mi><mo>∼</mo><mi>𝒩</mi><mo stretchy="false">(</mo><mn>0</mn><mo>,</mo><mi>I</mi><mo stretchy="false">)</mo></math>"#;
/// What the encoder pays the discriminator, as `MathML`.
const DECEIVER: &str = r#"<math><msub><mi>ℒ</mi><mi>G</mi></msub><mo>=</mo><mo form="prefix">−</mo><mi>log</mi><mspace width=".16em"/><mi>D</mi><mo stretchy="false">(</mo><mi>encode</mi><mo stretchy="false">(</mo><mi>x</mi><mo stretchy="false">)</mo><mo stretchy="false">)</mo></math>"#;

/// Text, formula and things to try.
#[component]
pub fn Lesson() -> impl IntoView {
    let page = expect_context::<Page>();
    let step = page.lesson_step();
    let model = Memo::new(move |_| page.draft.with(|draft| draft.model));
    view! {
        <section class="lesson edge" data-testid="lesson" aria-labelledby="lesson-title">
            <h1 id="lesson-title">{move || lesson::words(step.get()).title.get()}</h1>
            <Diagram />
            <div class="prose">
                {move || lesson::words(step.get()).paragraphs.map(|paragraph| {
                    view! { <p inner_html=paragraph.get()></p> }
                }).collect_view()}
                <div class="questions">
                    <h2>{words::QUESTIONS}</h2>
                    {move || lesson::words(step.get()).questions.map(|[question, answer]| {
                        view! { <details><summary>{question}</summary><p>{answer}</p></details> }
                    }).collect_view()}
                </div>
            </div>
            <div>
                <div class="formula">
                    {move || formula(step.get()).iter().map(|line| {
                        let parts = line.iter().map(|&part| view! { <span inner_html=part></span> });
                        view! { <div class="parts">{parts.collect_view()}</div> }
                    }).collect_view()}
                    <p inner_html=move || lesson::words(step.get()).formula.get()></p>
                </div>
                <div class="try">
                    <h2>{words::TRY_THIS}</h2>
                    {move || experiments(model.get()).iter().map(|it| it.view(page)).collect_view()}
                </div>
            </div>
        </section>
    }
}

/// The loss of a step: lines of parts between which a line may break.
fn formula(step: LessonStep) -> &'static [&'static [&'static str]] {
    match step {
        LessonStep::Autoencoder => &[&[CROSS_ENTROPY, CROSS_ENTROPY_TERMS], &[THROUGH_CODE]],
        LessonStep::Denoise => &[&[CROSS_ENTROPY, CROSS_ENTROPY_TERMS], &[NOISY]],
        LessonStep::SuperResolution => &[&[CROSS_ENTROPY, CROSS_ENTROPY_TERMS], &[SMALL]],
        LessonStep::Vae | LessonStep::VaeConv => &[&[RECONSTRUCTION, KL]],
        LessonStep::Conditional => &[&[RECONSTRUCTION_GIVEN, KL_GIVEN]],
        LessonStep::Adversarial => &[&[CRITIC, CRITIC_DRAWN], &[DECEIVER]],
    }
}
