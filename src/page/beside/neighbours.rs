//! The votes of the ten nearest training codes on each test image's class.

use crate::beside::{Neighbours, Votes};
use crate::message::State;
use crate::page::state::Page;
use crate::page::words::beside as words;
use leptos::prelude::*;

/// The question, and its answer.
#[component]
pub(super) fn NeighboursPanel() -> impl IntoView {
    let page = expect_context::<Page>();
    let stand = page.known.neighbours;
    let part = Memo::new(move |_| match stand.get() {
        (Neighbours::Sought(part), _) => Some(part),
        _ => None,
    });
    let votes = Memo::new(move |_| match stand.get() {
        (Neighbours::Found(votes), step) => Some((votes, step)),
        _ => None,
    });
    let seeking = Memo::new(move |_| part.get().is_some());
    let labelled = page.labelled();
    let able = Memo::new(move |_| {
        labelled.get() && matches!(page.state.get(), State::Ready | State::Training | State::Paused)
    });
    let (shape, nouns) = (page.shape(), page.nouns());
    let help = move || shape.with(|shape| words::neighbours_help(labelled.get(), shape.classes > 0).get());
    let number = move |part: fn(&(Votes, u32)) -> u32| votes.get().as_ref().map(part);
    view! {
        <section class="knowing" aria-labelledby="neighbours-title">
            <div class="asked">
                <h2 id="neighbours-title">{words::NEIGHBOURS_TITLE}</h2>
                <p>{help}</p>
                <button class="btn" data-testid="neighbours" disabled=move || !able.get()
                    on:click=move |_| page.seek_neighbours(!seeking.get_untracked())>
                    {move || if seeking.get() { words::STOP.get() } else { words::seek(nouns.get()).get() }}
                </button>
            </div>
            {move || seeking.get().then(|| {
                let share = move || 100.0 * part.get().unwrap_or_default();
                view! {
                    <div class="seeking">
                        <div class="ruler" role="progressbar" aria-label=words::SEEKING aria-valuemin="0"
                            aria-valuemax="100" aria-valuenow=move || share().round().to_string()>
                            <i class="filled" style:width=move || format!("{:.2}%", share())></i>
                        </div>
                        <p class="small muted">{words::SEEKING}</p>
                    </div>
                }
            })}
            <p role="status" data-testid="neighbours-result" data-right=move || number(|(votes, _)| votes.right)
                data-of=move || number(|(votes, _)| votes.of) data-step=move || number(|(_, step)| *step)>
                {move || votes.get().map(|(votes, step)| view! {
                    <b>{words::votes(votes, nouns.get())}</b>" "<span class="muted">{words::taken_at(step)}</span>
                })}
            </p>
        </section>
    }
}
