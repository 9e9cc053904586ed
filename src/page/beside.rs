//! What the network is judged by: principal components of as many numbers beside it, and the votes of nearest
//! neighbours in its codes.

mod comparison;
mod filters;
mod known;
mod neighbours;
mod scatter;

use crate::message::Command;
use crate::page::state::Page;
use comparison::Comparison;
use filters::FirstLayer;
pub use known::Known;
use leptos::prelude::*;
use neighbours::NeighboursPanel;

impl Page {
    /// Shows the comparison with principal components, or puts it away.
    pub fn compare(self, shown: bool) {
        self.known.shown.set(shown);
        self.send_compare();
    }

    /// Tells the worker whether the comparison is shown.
    pub fn send_compare(self) {
        self.send(&Command::Compare(self.known.shown.get_untracked()));
    }

    /// Has nearest neighbours looked for, or gives it up.
    pub fn seek_neighbours(self, begin: bool) {
        self.send(&Command::SeekNeighbours(begin));
    }
}

/// The section between bench and lesson.
#[component]
pub fn Beside() -> impl IntoView {
    view! { <div class="beside edge"><Comparison /><NeighboursPanel /><FirstLayer /></div> }
}
