//! Principal components in the worker: looked for a slice at a time once the page shows them, and kept for the
//! data set.

use super::feed::Fed;
use super::inbox::post;
use super::network::Network;
use crate::beside::{Beside, Components, Strip, framed};
use crate::data::{Dataset, PIXELS};
use crate::message::Event;
use crate::pca::{Analysis, Pca};
use crate::trainer::Probed;
use std::rc::{Rc, Weak};

/// The comparison with principal components.
#[derive(Default)]
pub(super) struct Comparison {
    /// Whether the page shows it.
    pub shown: bool,
    of: Weak<Dataset>,
    found: Found,
}

/// How far the components of a data set are.
#[derive(Default)]
enum Found {
    #[default]
    Nothing,
    Sought(Box<Analysis>),
    Components(Pca),
}

impl Comparison {
    /// Whether components are still to be found for what the page shows.
    pub fn lacks_components(&self, data: &Rc<Dataset>) -> bool {
        self.shown && self.components(data).is_none()
    }

    /// Looks for the components of the network's data for a slice, and tells the page how far it came; whether they
    /// are found.
    pub fn advance(&mut self, network: &Network) -> bool {
        let data = &network.data;
        if !self.is_of(data) {
            (self.of, self.found) = (Rc::downgrade(data), Found::Nothing);
        }
        let Found::Sought(analysis) = &mut self.found else {
            self.found = Found::Sought(Box::new(Analysis::new(PIXELS)));
            post(&Event::Beside(Beside::Analysing(0.0)));
            return false;
        };
        let Some(pca) = analysis.advance(data) else {
            post(&Event::Beside(Beside::Analysing(analysis.seen(data))));
            return false;
        };
        self.found = Found::Components(pca);
        self.tell_components(network);
        true
    }

    /// Tells the page of the components, if they are found and it shows them: as many as the network's code has
    /// numbers.
    pub fn tell_components(&self, network: &Network) {
        let Some(pca) = self.components(&network.data).filter(|_| self.shown) else { return };
        let count = network.trainer.model().latent().min(pca.components() as u32);
        post(&Event::Beside(Beside::Components(Components {
            count,
            test_error: pca.test_error(count as usize),
            mean_error: pca.test_error(0),
            places: framed(pca.test_points()),
            labels: network.data.test.labels.clone(),
        })));
    }

    /// Tells the page where the test images' codes lie, if it shows the comparison and they are known.
    pub fn tell_codes(&self, network: &Network) {
        if self.shown && !network.points.is_empty() {
            post(&Event::Beside(Beside::Codes(framed(&network.points))));
        }
    }

    /// Tells the page what the strip's pictures are when they are made of components, with the errors of both.
    pub fn tell_strip(&self, network: &Network, fed: &Fed, probed: &[Probed]) {
        let Some(pca) = self.components(&network.data).filter(|_| self.shown) else { return };
        let count = network.trainer.model().latent() as usize;
        let made: Vec<_> = fed.images().iter().map(|image| pca.approximate(image, count)).collect();
        let network_error = |image: &[u8], output: &[u8]| {
            let pairs = image.iter().zip(output);
            pairs.map(|(x, y)| (f32::from(x.abs_diff(*y)) / 255.0).powi(2)).sum()
        };
        post(&Event::Beside(Beside::Strip(Strip {
            errors: std::array::from_fn(|index| made[index].squared_error),
            network_errors: std::array::from_fn(|index| {
                network_error(fed.images()[index], &probed[index].output)
            }),
            pictures: made.into_iter().flat_map(|made| made.picture).collect(),
        })));
    }

    fn components(&self, data: &Rc<Dataset>) -> Option<&Pca> {
        match &self.found {
            Found::Components(pca) if self.is_of(data) => Some(pca),
            _ => None,
        }
    }

    fn is_of(&self, data: &Rc<Dataset>) -> bool {
        self.of.ptr_eq(&Rc::downgrade(data))
    }
}
