//! Playing in the latent space: what the visitor sets is sent to the worker, and what comes back is shown.

mod noise;
mod path;
mod random;
mod sliders;
mod statistics;

use crate::data::PIXELS;
use crate::message::Command;
use crate::page::browser::{in_view, size_of};
use crate::page::picture;
use crate::page::state::Page;
use crate::page::words::play as words;
use crate::play::{FEW_FRAMES, MOST_FRAMES, Pin, Play, Played};
use leptos::html;
use leptos::prelude::*;
use noise::Noise;
use path::Path;
use random::Random;
use sliders::Sliders;
use statistics::CodeStatistics;

/// Below this width the path has fewer codes, CSS pixels.
const NARROW: i32 = 720;

impl Page {
    /// Changes what is played with.
    pub fn play_with(self, change: impl FnOnce(&mut Play)) {
        self.play.update(change);
        self.send_play();
    }

    /// Tells the worker what is played with.
    pub fn send_play(self) {
        self.send(&Command::Play(self.play.get_untracked()));
    }

    /// Sets a pin (0 or 1) at a point of the plane.
    pub fn pin_at(self, pin: usize, point: [f32; 2]) {
        self.play_with(|play| play.pins[pin] = Pin::Place(point));
    }

    /// Sets a pin (0 or 1) to the digit at hand.
    pub fn pin_digit(self, pin: usize) {
        if let Some(digit) = self.played.with_untracked(|played| Some(played.as_ref()?.digit.clone())) {
            self.play_with(|play| play.pins[pin] = Pin::Digit(digit));
        }
    }

    /// Another network stands: what came of the one before is no longer true.
    pub fn forget_played(self) {
        self.played.set(None);
        self.statistics.set(None);
    }
}

/// The section between bench and lesson.
#[component]
pub fn PlayGround() -> impl IntoView {
    let page = expect_context::<Page>();
    let section = NodeRef::<html::Section>::new();
    let (seen, size) = (in_view(section), size_of(section));
    let frames = Memo::new(move |_| if size.get()[0] < NARROW { FEW_FRAMES } else { MOST_FRAMES });
    Effect::new(move |_| {
        let (watched, frames) = (seen.get(), frames.get());
        page.play_with(|play| (play.watched, play.frames) = (watched, frames));
    });
    // The sliders begin anew at every digit and with every network.
    let digit = Memo::new(move |_| page.played.with(|played| Some(played.as_ref()?.digit.picture.clone())));
    Effect::new(move |_| {
        digit.track();
        if page.play.with_untracked(|play| play.code.is_some()) {
            page.play_with(|play| play.code = None);
        }
    });
    view! {
        <section class="play edge" node_ref=section data-testid="play" aria-labelledby="play-title">
            <h2 id="play-title">{words::TITLE}</h2>
            <Path />
            <div class="toys"><Noise /><Sliders /><Random /><CodeStatistics /></div>
        </section>
    }
}

/// Some of the pictures that came back.
type Part = fn(&Played) -> &[u8];

/// The picture `index` of a part, on a canvas.
#[component]
fn Thumb(
    /// Its handle.
    name: String,
    /// Which pictures.
    part: Part,
    /// Which of them.
    index: usize,
    /// What it is, for those who do not see it.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let page = expect_context::<Page>();
    let canvas = NodeRef::<html::Canvas>::new();
    Effect::new(move |_| {
        let (Some(canvas), theme) = (canvas.get(), page.theme.get()) else { return };
        page.played.with(|played| {
            let pictures = played.as_ref().map(part).unwrap_or_default();
            let picture = pictures.get(index * PIXELS..(index + 1) * PIXELS).unwrap_or_default();
            picture::paint(&canvas, picture, &theme);
        });
    });
    view! { <canvas node_ref=canvas data-testid=name width="28" height="28" role="img" aria-label=label></canvas> }
}

/// `count` pictures of a part, with numbered handles.
fn thumbs(name: &'static str, part: Part, count: u32) -> impl IntoView {
    let thumb = |index: u32| {
        let (name, label) = (format!("{name}-{index}"), Signal::derive(move || words::picture(index, count)));
        view! { <Thumb name part index=index as usize label /> }
    };
    (0..count).map(thumb).collect_view()
}

/// Numbers for an attribute, with commas between.
fn list(numbers: &[f32]) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}
