//! The test digits nearest to the cross-hair, and the one that is chosen.

use crate::choice::{Choice, NEAREST, TestDigit};
use crate::message::Command;
use crate::page::picture;
use crate::page::state::Page;
use crate::page::theme::class_colour;
use crate::page::words::{self, look};
use leptos::html;
use leptos::prelude::*;

/// How far from a dot a press may be, in CSS pixels.
const REACH: f32 = 12.0;

impl Page {
    /// Chooses a test digit; the chosen one is let go.
    pub fn choose_digit(self, index: u32) {
        let is_chosen = self.chosen_index() == Some(index);
        let choice = if is_chosen { Choice::Nothing } else { Choice::Digit(index) };
        self.send(&Command::Choose(choice));
    }

    /// Chooses the test digit whose dot is pressed, if there is one on a plate of `side` pixels.
    pub fn choose_pressed(self, point: [f32; 2], side: f32) {
        self.send(&Command::Choose(Choice::Near { point, reach: REACH / side.max(REACH) }));
    }

    /// The number of the chosen digit, read without following it.
    fn chosen_index(self) -> Option<u32> {
        self.chosen.with_untracked(|chosen| Some(chosen.as_ref()?.digit.index))
    }

    /// Does what a key on the plate asks for, if it is one that chooses: Enter the nearest test digit, a number one of
    /// those that are shown, Escape none.
    pub fn choice_key(self, key: &str) -> bool {
        let numbered = key.parse::<usize>().ok().filter(|number| (1..=NEAREST).contains(number));
        match key {
            "Escape" => self.send(&Command::Choose(Choice::Nothing)),
            "Enter" => {
                let Some(point) = self.cross.get_untracked() else { return false };
                self.send(&Command::Choose(Choice::Near { point, reach: f32::INFINITY }));
            }
            _ => {
                let Some(number) = numbered else { return false };
                let digit = self.decoded.with_untracked(|decoded| {
                    decoded.as_ref()?.near.get(number - 1).map(|digit| digit.index)
                });
                if let Some(index) = digit {
                    self.send(&Command::Choose(Choice::Digit(index)));
                }
            }
        }
        true
    }

    /// What a test digit is called.
    pub fn name_of(self, digit: &TestDigit) -> String {
        let class = self.labelled().get().then(|| words::class(self.dataset().get(), digit.label.into()));
        look::test_picture(digit.index, class.as_deref())
    }
}

/// What is shown of the digit in a place: its picture, and its class.
#[component]
fn Face(
    /// Which of the nearest it is.
    place: usize,
) -> impl IntoView {
    let page = expect_context::<Page>();
    let canvas = NodeRef::<html::Canvas>::new();
    Effect::new(move |_| {
        let (Some(canvas), theme) = (canvas.get(), page.theme.get()) else { return };
        page.decoded.with(|decoded| {
            let digit = decoded.as_ref().and_then(|decoded| decoded.near.get(place));
            picture::paint(&canvas, digit.map_or(&[][..], |digit| &digit.picture), &theme);
        });
    });
    let label =
        Memo::new(move |_| page.decoded.with(|decoded| Some(decoded.as_ref()?.near.get(place)?.label)));
    let (dataset, labelled) = (page.dataset(), page.labelled());
    let class = move || {
        let class = usize::from(label.get().filter(|_| labelled.get())?);
        let name = words::class(dataset.get(), class);
        let is_short = name.chars().count() == 1;
        let (text, colour) =
            if is_short { (name, String::new()) } else { ("●".into(), class_colour(class)) };
        Some(view! { <b style:color=colour>{text}</b> })
    };
    view! { <canvas node_ref=canvas width="28" height="28" aria-hidden="true"></canvas>{class} }
}

/// The nearest digits, to look at.
#[component]
pub fn NearFaces() -> impl IntoView {
    let faces = (0..NEAREST).map(|place| view! { <span><Face place /></span> });
    view! { <div class="faces">{faces.collect_view()}</div> }
}

/// The nearest digits, to choose from.
#[component]
pub fn NearButtons() -> impl IntoView {
    let page = expect_context::<Page>();
    let none = Memo::new(move |_| {
        page.decoded.with(|decoded| decoded.as_ref().is_none_or(|decoded| decoded.near.is_empty()))
    });
    let button = |place: usize| {
        let with = move |part: fn(Page, &TestDigit) -> String| {
            page.decoded.with(|decoded| Some(part(page, decoded.as_ref()?.near.get(place)?)))
        };
        let index =
            Memo::new(move |_| page.decoded.with(|decoded| Some(decoded.as_ref()?.near.get(place)?.index)));
        let pressed = move || {
            let chosen = page.chosen.with(|chosen| chosen.as_ref().map(|chosen| chosen.digit.index));
            if chosen.is_some() && chosen == index.get() { "true" } else { "false" }
        };
        let choose = move |_| {
            if let Some(index) = index.get_untracked() {
                page.choose_digit(index);
            }
        };
        let name = move || with(Page::name_of);
        view! {
            <button data-testid=format!("near-{}", place + 1) data-index=move || index.get().map(|index| index.to_string())
                aria-pressed=pressed aria-label=name title=name on:click=choose><Face place /></button>
        }
    };
    view! {
        <div class="near" class:hide=move || none.get() role="group" aria-label=look::NEAREST title=look::NEAREST>
            {(0..NEAREST).map(button).collect_view()}
        </div>
    }
}
