//! What the network is fed in the strip and on the pad in place of its own test images: those of another data
//! set, fetched when they are first asked for while training goes on, or noise.

use super::data::{self, DataError};
use super::inbox::{Bell, post};
use super::network::{Network, strip_of};
use crate::data::noise::noise;
use crate::data::{Images, PIXELS};
use crate::message::{Event, Notice, STRIP};
use crate::random::pcg4d;
use crate::sentence::Sentence;
use crate::settings::DatasetName;
use crate::trainer::Probed;
use crate::view::Feed;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// Pictures with a label each.
#[derive(Default)]
pub(super) struct Fed {
    /// One after another.
    pub pictures: Vec<u8>,
    pub labels: Vec<u8>,
}

impl Fed {
    /// The pictures, one by one.
    pub(super) fn images(&self) -> Vec<&[u8]> {
        self.pictures.chunks_exact(PIXELS).collect()
    }

    /// Mean absolute error per pixel, 0 to 1, of what a network made of them.
    pub(super) fn mean_error(&self, probed: &[Probed]) -> f32 {
        let outputs = probed.iter().flat_map(|probed| &probed.output);
        let error: f32 = self.pictures.iter().zip(outputs).map(|(x, y)| f32::from(x.abs_diff(*y))).sum();
        error / 255.0 / self.pictures.len().max(1) as f32
    }
}

/// Test images of data sets that the network is not trained on; `None` while they arrive.
#[derive(Default)]
pub(super) struct Larder {
    shelf: Rc<RefCell<HashMap<DatasetName, Option<Rc<Images>>>>>,
}

impl Larder {
    /// Has the test images of `dataset` fetched unless they are here or on their way; rings when they arrive, or
    /// when they cannot, which the page is told by `missing`.
    pub(super) fn order(
        &self,
        dataset: DatasetName,
        bell: Bell,
        missing: fn(DatasetName, Sentence) -> Notice,
    ) {
        if self.shelf.borrow().contains_key(&dataset) {
            return;
        }
        self.shelf.borrow_mut().insert(dataset, None);
        let shelf = Rc::clone(&self.shelf);
        spawn_local(async move {
            let progress = |received, total| post(&Event::Loading { dataset, received, total });
            match data::bring_test(dataset, progress).await {
                Ok(images) => {
                    shelf.borrow_mut().insert(dataset, Some(Rc::new(images)));
                }
                Err(DataError::Missing { reason } | DataError::Broken { reason, .. }) => {
                    shelf.borrow_mut().remove(&dataset);
                    post(&Event::Notice(missing(dataset, reason)));
                }
            }
            bell.ring();
        });
    }

    /// The test images of a data set, if they are here.
    pub(super) fn images(&self, dataset: DatasetName) -> Option<Rc<Images>> {
        self.shelf.borrow().get(&dataset).cloned().flatten()
    }

    /// The strip of what is fed in place of the network's own test images, if it is here.
    pub(super) fn strip(&self, feed: Feed, network: &Network) -> Option<Fed> {
        let choice = network.choice;
        match feed {
            Feed::Own => None,
            Feed::Other => {
                let images = self.images(network.dataset().other())?;
                let chosen = strip_of(&images.labels, choice);
                let pictures = chosen.iter().flat_map(|&index| image(&images, index)).copied().collect();
                Some(Fed { pictures, labels: chosen.map(|index| images.labels[index]).to_vec() })
            }
            Feed::Noise => {
                let seeds = (0..STRIP as u32).map(|place| pcg4d([choice, place, 1, 0])[0]);
                let pictures = seeds.flat_map(|seed| noise(network.cells(), seed)).collect();
                Some(Fed { pictures, labels: vec![0; STRIP] })
            }
        }
    }

    /// The picture that `number` picks of what is fed in place of the network's own test images, if it is here.
    pub(super) fn pick(&self, feed: Feed, network: &Network, number: u32) -> Option<Fed> {
        match feed {
            Feed::Own => None,
            Feed::Other => {
                let images = self.images(network.dataset().other())?;
                let index = number as usize % images.labels.len();
                let pictures = image(&images, index).to_vec();
                Some(Fed { pictures, labels: vec![images.labels[index]] })
            }
            Feed::Noise => Some(Fed { pictures: noise(network.cells(), number), labels: vec![0] }),
        }
    }
}

fn image(images: &Images, index: usize) -> &[u8] {
    &images.pixels[index * PIXELS..][..PIXELS]
}
