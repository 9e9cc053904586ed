//! Weights become a network that can be looked at before any image is here: its test images follow by themselves,
//! all images when it is trained or compared.

use super::{Session, tell_ready};
use crate::choice::Choice;
use crate::data::source::Source;
use crate::data::{Dataset, Images};
use crate::exchange::{Order, Origin};
use crate::gpu::GpuError;
use crate::message::{Event, Notice, State};
use crate::settings::{DatasetName, Recipe};
use crate::share::link::Opened;
use crate::share::weights::Weights;
use crate::trainer::Trainer;
use crate::worker::delivery::Delivery;
use crate::worker::inbox::post;
use crate::worker::network::{Network, Stock};
use std::rc::Rc;

impl Session {
    /// Has weights brought.
    pub(super) fn order(&mut self, order: Order) {
        let file = self.inbox.take_files().into_iter().next();
        self.delivery = Some(Delivery::begin(order, file, self.inbox.bell()));
    }

    /// Takes in what has arrived: weights that were ordered, test images of a network that lacks them.
    pub(super) async fn receive(&mut self) -> Result<(), GpuError> {
        if let Some(delivery) = self.delivery.take() {
            match delivery.take() {
                None => self.delivery = Some(delivery),
                Some(Ok(weights)) => self.stand(weights, &delivery.order).await?,
                Some(Err(reason)) => {
                    post(&Event::Refused { reason, pretrained: delivery.order.pretrained });
                }
            }
        }
        self.shelve_tests().await
    }

    /// Puts a network with these weights in place of the one before.
    async fn stand(&mut self, weights: Weights, order: &Order) -> Result<(), GpuError> {
        let Weights { opened: Opened { mut recipe, view, .. }, tensors } = weights;
        recipe.settings.executor = order.executor;
        self.leave();
        let Some(chosen) = self.choose(&recipe.settings).await? else { return Ok(()) };
        let Some((data, stock)) = self.at_hand(&mut recipe).await else { return Ok(()) };
        let steps = recipe.steps;
        let (beta, learning_rate) = recipe.rates_at(steps);
        let mut trainer = Trainer::new(&chosen.hardware, recipe, &data).await?;
        trainer.continue_from(steps, &tensors);
        let (origin, state) = match (order.pretrained, steps) {
            (true, _) => (Origin::Pretrained, State::Ready),
            (false, 0) => (Origin::Weights { steps, beta, learning_rate, view }, State::Ready),
            (false, _) => (Origin::Weights { steps, beta, learning_rate, view }, State::Paused),
        };
        let network = Network::opened(trainer, data, stock, origin);
        let dataset = network.dataset();
        tell_ready(&chosen, &network);
        self.take_in(network);
        self.enter(state);
        self.keep().await?;
        if stock == Stock::Nothing {
            let missing = |dataset, reason| Notice::TestsMissing { dataset, reason };
            self.larder.order(dataset, self.inbox.bell(), missing);
        }
        if self.comparison.shown {
            self.stock_up().await?;
        }
        Ok(())
    }

    /// The images that are here of the recipe's data set, the others blank; `None` (said to the page) where they are
    /// broken.
    async fn at_hand(&mut self, recipe: &mut Recipe) -> Option<(Rc<Dataset>, Stock)> {
        if recipe.settings.dataset == DatasetName::Own && self.own.is_none() {
            post(&Event::Notice(Notice::NoPictures));
            recipe.settings.dataset = DatasetName::Mnist;
        }
        let name = recipe.settings.dataset;
        let held = self.data.as_ref().is_some_and(|(held, _)| *held == name);
        if held || Source::named(name.name()).is_none() {
            return self.data(recipe).await.map(|data| (data, Stock::Everything));
        }
        let (test, stock) = match self.larder.images(name) {
            Some(test) => ((*test).clone(), Stock::Tests),
            None => (Images::blank(), Stock::Nothing),
        };
        Some((Rc::new(Dataset { train: Images::blank(), test }), stock))
    }

    /// Gives a network without test images those that have arrived.
    async fn shelve_tests(&mut self) -> Result<(), GpuError> {
        let Some(network) = self.network.as_ref().filter(|network| !network.has_tests()) else {
            return Ok(());
        };
        let Some(test) = self.larder.images(network.dataset()) else { return Ok(()) };
        let recipe = network.trainer.recipe().clone();
        let data = Dataset { train: Images::blank(), test: (*test).clone() };
        self.restock(recipe, Rc::new(data), Stock::Tests).await
    }

    /// Brings all images of the network's data set, if it lacks any; tells whether it has them. Where they are not on
    /// this host, synthetic digits take their place.
    pub(super) async fn stock_up(&mut self) -> Result<bool, GpuError> {
        let Some(network) = &self.network else { return Ok(false) };
        if network.stock == Stock::Everything {
            return Ok(true);
        }
        let (resting, mut recipe) = (self.state, network.trainer.recipe().clone());
        let wanted = recipe.settings.dataset;
        self.enter(State::Loading);
        let Some(data) = self.data(&mut recipe).await else { return Ok(false) };
        let replaced = recipe.settings.dataset != wanted;
        self.restock(recipe, data, Stock::Everything).await?;
        if let (true, Some(chosen), Some(network)) = (replaced, &self.chosen, &self.network) {
            tell_ready(chosen, network);
        }
        self.enter(resting);
        Ok(true)
    }

    /// Makes the network anew with its weights and other images: executors hold as many as they were made for.
    async fn restock(&mut self, recipe: Recipe, data: Rc<Dataset>, stock: Stock) -> Result<(), GpuError> {
        let (Some(old), Some(chosen)) = (self.network.take(), self.chosen.clone()) else { return Ok(()) };
        let Network { trainer, origin, plane, statistics, chosen: held, .. } = old;
        let tensors = trainer.parameters().await?;
        drop(trainer);
        let steps = recipe.steps;
        let mut trainer = Trainer::new(&chosen.hardware, recipe, &data).await?;
        trainer.continue_from(steps, &tensors);
        let mut network = Network::opened(trainer, data, stock, origin);
        (network.plane, network.statistics) = (plane, statistics);
        let held = held.map_or(Choice::Nothing, |index| Choice::Digit(index as u32));
        network.choose(held, &self.view, &self.hidden);
        self.take_in(network);
        Ok(())
    }
}
