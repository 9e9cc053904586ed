//! What the worker has told of the comparison and of the neighbours.

use crate::beside::{Beside, Components, Neighbours, Strip};
use crate::filters::Filters;
use leptos::prelude::*;

/// Signals of the section.
#[derive(Clone, Copy)]
pub struct Known {
    /// Whether the comparison is shown.
    pub shown: RwSignal<bool>,
    /// Part of the training images that principal components have seen.
    pub analysed: RwSignal<f32>,
    /// The components, once they are found.
    pub components: RwSignal<Option<Components>>,
    /// The network's error by the same measure, and after how many steps.
    pub network: RwSignal<Option<(f32, u32)>>,
    /// Places of the test images' codes.
    pub codes: RwSignal<Option<Vec<[f32; 2]>>>,
    /// The strip made of components.
    pub strip: RwSignal<Option<Strip>>,
    /// How the neighbours stand, and after how many steps.
    pub neighbours: RwSignal<(Neighbours, u32)>,
    /// The first unit of the first layer that is looked at, if any are.
    pub units: RwSignal<Option<u32>>,
    /// The weights of those that were told of last.
    pub filters: RwSignal<Option<Filters>>,
}

impl Known {
    /// Nothing yet.
    pub fn new() -> Self {
        Self {
            shown: RwSignal::default(),
            analysed: RwSignal::default(),
            components: RwSignal::default(),
            network: RwSignal::default(),
            codes: RwSignal::default(),
            strip: RwSignal::default(),
            neighbours: RwSignal::new((Neighbours::Ended, 0)),
            units: RwSignal::default(),
            filters: RwSignal::default(),
        }
    }

    /// Takes in a part of the comparison.
    pub fn take(self, beside: Beside) {
        match beside {
            Beside::Analysing(part) => self.analysed.set(part),
            Beside::Components(components) => self.components.set(Some(components)),
            Beside::Network { step, test_error } => self.network.set(Some((test_error, step))),
            Beside::Codes(places) => self.codes.set(Some(places)),
            Beside::Strip(strip) => self.strip.set(Some(strip)),
        }
    }

    /// Forgets what was told of a network that is gone.
    pub fn forget(self) {
        self.analysed.set(0.0);
        self.components.set(None);
        self.network.set(None);
        self.codes.set(None);
        self.strip.set(None);
        self.neighbours.set((Neighbours::Ended, 0));
        self.filters.set(None);
    }
}
