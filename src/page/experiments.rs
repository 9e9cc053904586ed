//! Things to try beside the lesson: a press sets the page up and goes to where there is something to see.

use crate::page::course::LessonStep;
use crate::page::icons::{RIGHT, icon};
use crate::page::state::Page;
use crate::page::words::lesson::{self as said, Try};
use crate::settings::{DatasetName, ModelName, Reconstruction, Settings};
use crate::view::{Feed, Marks};
use leptos::prelude::*;
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

/// Deviation of the noise that is put on a code.
const SHAKEN: f32 = 1.5;

/// A thing to try.
#[derive(Clone, Copy)]
pub struct Experiment {
    said: Try,
    does: Does,
}

/// What a thing to try sets.
#[derive(Clone, Copy)]
enum Does {
    /// Settings in the form.
    Edit(fn(&mut Settings)),
    /// What is fed to the network.
    Feed(Feed),
    /// Noise on the code of the digit at hand.
    Shake,
    /// Other random codes.
    Draw,
    /// The network beside principal components.
    Compare,
    /// The codes of the test images on the plane.
    ShowCodes,
}

impl Experiment {
    /// A button that does it.
    pub fn view(self, page: Page) -> impl IntoView {
        let Self { said, does } = self;
        let press = move |_| {
            does.set(page);
            show(does.place());
        };
        view! {
            <button data-testid=format!("try-{}", said.name) on:click=press>
                <span><b>{said.title}</b><span class="small">{said.why}</span></span>
                <kbd>{said.what}</kbd>
                {icon(RIGHT)}
            </button>
        }
    }
}

impl Does {
    fn set(self, page: Page) {
        match self {
            Self::Edit(change) => page.edit(change),
            Self::Feed(feed) => page.look(|view| view.feed = feed),
            Self::Shake => page.play_with(|play| play.noise = SHAKEN),
            Self::Draw => page.play_with(|play| play.draw = play.draw.wrapping_add(1)),
            Self::Compare => page.compare(true),
            Self::ShowCodes => page.look(|view| view.marks = Marks::Codes),
        }
    }

    /// Handle of what there is to see.
    fn place(self) -> &'static str {
        match self {
            Self::Edit(_) | Self::ShowCodes => "status",
            Self::Feed(_) => "mean-error",
            Self::Shake => "noise",
            Self::Draw => "random-others",
            Self::Compare => "compare",
        }
    }
}

/// Brings an element to the middle of the screen.
fn show(handle: &str) {
    let found = document().query_selector(&format!("[data-testid={handle}]"));
    if let Ok(Some(element)) = found {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Center);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

const fn edit(said: Try, change: fn(&mut Settings)) -> Experiment {
    Experiment { said, does: Does::Edit(change) }
}

const fn other(said: Try, does: Does) -> Experiment {
    Experiment { said, does }
}

/// Things to try beside a network.
pub fn experiments(model: ModelName) -> Vec<Experiment> {
    let let_go = edit(said::LET_GO, |draft| draft.beta = 0.0);
    let more_room = edit(said::MORE_ROOM, |draft| draft.latent = 16);
    let feed_other = other(said::FEED_OTHER, Does::Feed(Feed::Other));
    let beside_pca = other(said::BESIDE_PCA, Does::Compare);
    match LessonStep::of(model) {
        LessonStep::Autoencoder => vec![
            edit(said::TWO_NUMBERS, |draft| draft.change_model(ModelName::Autoencoder2d)),
            edit(said::DENSE, |draft| draft.change_model(ModelName::Dense)),
            edit(said::SPARSE, |draft| draft.change_model(ModelName::Sparse)),
            other(said::RANDOM_CODES, Does::Draw),
            beside_pca,
        ],
        LessonStep::Denoise => vec![
            if model == ModelName::Denoiser {
                edit(said::FIXED_NOISE, |draft| draft.change_model(ModelName::DenoiserFixed))
            } else {
                edit(said::FRESH_NOISE, |draft| draft.change_model(ModelName::Denoiser))
            },
            edit(said::OTHER_DATA, |draft| draft.dataset = DatasetName::Synthetic),
            feed_other,
            other(said::ONLY_NOISE, Does::Feed(Feed::Noise)),
        ],
        LessonStep::SuperResolution => vec![
            if model == ModelName::SuperResolution2x {
                edit(said::FROM_SEVEN, |draft| draft.change_model(ModelName::SuperResolution4x))
            } else {
                edit(said::FROM_FOURTEEN, |draft| draft.change_model(ModelName::SuperResolution2x))
            },
            edit(said::BY_DISTANCE, |draft| draft.reconstruction = Reconstruction::SquaredError),
            other(said::FEED_NOISE, Does::Feed(Feed::Noise)),
            feed_other,
        ],
        LessonStep::Vae => vec![
            let_go,
            edit(said::TOO_HARD, |draft| draft.beta = 10.0),
            edit(said::LINE, |draft| draft.latent = 1),
            more_room,
            other(said::SHAKE, Does::Shake),
            beside_pca,
        ],
        LessonStep::VaeConv => vec![
            edit(said::WIDER, |draft| draft.change_model(ModelName::VaeConvWide)),
            edit(said::DENSE_TWIN, |draft| draft.change_model(ModelName::Vae)),
            let_go,
            more_room,
        ],
        LessonStep::Conditional => vec![
            other(said::SAME_HAND, Does::Draw),
            edit(said::WITHOUT_LABELS, |draft| draft.change_model(ModelName::Vae)),
            edit(said::ONE_NUMBER, |draft| draft.latent = 1),
            more_room,
        ],
        LessonStep::Adversarial => vec![
            other(said::FILLED, Does::ShowCodes),
            edit(said::BY_KL, |draft| draft.change_model(ModelName::Vae)),
            edit(said::WITHOUT_CRITIC, |draft| draft.change_model(ModelName::Autoencoder2d)),
            edit(said::NARROW, |draft| draft.hidden = 256),
        ],
    }
}
