//! The worker's life: obeys commands, trains a slice, makes a picture, and begins again.

mod inspect;
mod judge;
mod keep;
mod look;
mod make;
mod open;
mod tune;

use super::beside::Comparison;
use super::canvases::Canvases;
use super::clock::{Breather, now};
use super::data::{self, DataError};
use super::delivery::Delivery;
use super::feed::{Fed, Larder};
use super::hands;
use super::inbox::{Inbox, Sheets, post};
use super::machines::{Chosen, Machines};
use super::network::{Network, Picture, Slice, Stock};
use super::pictures;
use crate::beside::Neighbours;
use crate::data::source::TRAINING_IMAGES;
use crate::data::{Dataset, PIXELS, drawn};
use crate::executor::Hardware;
use crate::gpu::GpuError;
use crate::message::{
    CodeKind, Command, Event, LossPoint, NetworkShape, Notice, Palette, Probe, State, Tuned,
};
use crate::model::{Code, Model, Reduction};
use crate::play::{Digit, Play};
use crate::random::pcg4d;
use crate::sentence::Sentence;
use crate::settings::{DatasetName, ExecutorChoice, Recipe, Settings};
use crate::statistics::Statistics;
use crate::trainer::{Probed, Trainer, peaks};
use crate::view::{Feed, View};
use std::rc::Rc;

/// Milliseconds between two tellings of losses while training.
const TELL_EVERY: f64 = 50.0;

/// The digit on the pad.
struct Drawn {
    picture: Vec<u8>,
    /// Its label and what it was taken from, of a test image.
    taken: Option<(u8, Feed)>,
}

/// All that the worker holds.
pub(super) struct Session {
    inbox: Inbox,
    canvases: Canvases,
    machines: Machines,
    breather: Option<Breather>,
    /// What trains the network.
    chosen: Option<Chosen>,
    data: Option<(DatasetName, Rc<Dataset>)>,
    network: Option<Network>,
    state: State,
    palette: Palette,
    view: View,
    hidden: [bool; 10],
    drawn: Option<Drawn>,
    larder: Larder,
    own: Option<Rc<Dataset>>,
    comparison: Comparison,
    /// The first unit of the first layer whose weights are shown.
    filters: Option<u32>,
    /// Whether nearest neighbours are sought; training waits meanwhile.
    seeking: bool,
    choices: u32,
    /// The fastest kernels that are known.
    tuned: Option<Tuned>,
    /// Weights that are on their way.
    delivery: Option<Delivery>,
    /// The stage that the visitor looks at.
    inspected: Option<u32>,
    play: Play,
    /// Whether the page waits for what it plays with.
    play_asked: bool,
    /// Whether it waits for the codes to be drawn anew.
    dots_asked: bool,
}

impl Session {
    pub(super) fn new(inbox: Inbox, sheets: Sheets) -> Self {
        Self {
            inbox,
            canvases: Canvases::new(sheets),
            machines: Machines::new(),
            breather: Breather::new().ok(),
            chosen: None,
            data: None,
            network: None,
            state: State::Loading,
            palette: Palette {
                plate: [255; 3],
                ink: [0; 3],
                classes: [[0; 3]; 10],
                plate_pixels: 600,
                dot_radius: 2.0,
            },
            view: View::default(),
            hidden: [false; 10],
            drawn: None,
            larder: Larder::default(),
            own: None,
            comparison: Comparison::default(),
            filters: None,
            seeking: false,
            choices: 0,
            tuned: None,
            delivery: None,
            inspected: None,
            play: Play::default(),
            play_asked: false,
            dots_asked: false,
        }
    }

    /// Serves the page until it is closed.
    pub(super) async fn serve(mut self) {
        loop {
            while let Some(command) = self.inbox.take() {
                if let Err(error) = self.obey(command).await {
                    self.fail(error);
                }
            }
            if self.inbox.rang() {
                self.show_fed();
                if let Err(error) = self.receive().await {
                    self.fail(error);
                }
            }
            let busy = match self.work().await {
                Ok(busy) => busy,
                Err(error) => {
                    self.fail(error);
                    false
                }
            };
            match (&self.breather, busy) {
                (Some(breather), true) => breather.breathe().await,
                _ => self.inbox.wait().await,
            }
        }
    }

    async fn obey(&mut self, command: Command) -> Result<(), GpuError> {
        match command {
            Command::Start { recipe, run } => self.start(recipe, run).await?,
            Command::Train => {
                if !self.stock_up().await? {
                    return Ok(());
                }
                if let (Some(network), State::Ready | State::Paused) = (&mut self.network, self.state) {
                    if network.trainer.steps() >= network.target {
                        network.target = 0;
                    }
                    network.wake();
                    self.enter(State::Training);
                }
            }
            Command::Pause => {
                self.pause();
                self.keep().await?;
            }
            Command::Step => self.step().await?,
            Command::Tune { beta, learning_rate } => self.change_rates(beta, learning_rate).await?,
            Command::Look { view, hidden } => self.look(view, hidden),
            Command::Recall(tuned) => self.tuned = Some(tuned),
            Command::Paint(palette) => {
                self.palette = palette;
                self.redraw();
            }
            Command::Hover(point) => self.hover(point).await?,
            Command::Choose(choice) => self.choose_digit(choice).await?,
            Command::Draw(strokes) => {
                self.drawn = drawn::normalise(&strokes).map(|picture| Drawn { picture, taken: None });
                self.make(Picture::Digits).await?;
                self.play_asked |= self.play.watched;
            }
            Command::PickTestDigit => {
                if let Some(network) = &self.network {
                    self.choices += 1;
                    let number = pcg4d([self.choices, now() as u32, 0, 0])[0];
                    let fed = self.larder.pick(self.view.feed, network, number);
                    let feed = if fed.is_some() { self.view.feed } else { Feed::Own };
                    let Some(fed) = fed.or_else(|| network.pick(number)) else { return Ok(()) };
                    let Fed { pictures: picture, labels } = fed;
                    self.drawn = Some(Drawn { picture, taken: Some((labels[0], feed)) });
                    self.make(Picture::Digits).await?;
                    self.play_asked |= self.play.watched;
                }
            }
            Command::ShuffleStrip => {
                self.choices += 1;
                if let Some(network) = &mut self.network {
                    network.choose_strip(pcg4d([self.choices, now() as u32, 0, 0])[0] | 1);
                    self.make(Picture::Digits).await?;
                    self.play_asked |= self.play.watched;
                }
            }
            Command::Play(play) => (self.play, self.play_asked) = (play, true),
            Command::Inspect(stage) => self.inspect(stage).await?,
            Command::TakeFiles => self.take_files().await,
            Command::Compare(shown) => {
                self.compare(shown);
                if shown {
                    self.stock_up().await?;
                }
            }
            Command::WatchFilters(first) => self.watch_filters(first),
            Command::SeekNeighbours(begin) => {
                if !begin || self.stock_up().await? {
                    self.seek_or_leave(begin);
                }
            }
            Command::Open(order) => self.order(order),
            Command::Make(product) => self.make_file(product).await?,
            Command::Pack => self.pack().await?,
            Command::AskRecipe => {
                if let Some(network) = &self.network {
                    post(&Event::Recipe(network.trainer.recipe().clone()));
                }
            }
            Command::Keep => self.keep().await?,
            Command::Restore { origin, executor } => self.restore(origin, executor).await?,
        }
        Ok(())
    }

    /// Does a bit of what there is to do; tells whether there was anything.
    async fn work(&mut self) -> Result<bool, GpuError> {
        let training = self.state == State::Training;
        if self.dots_asked {
            self.draw_codes();
        }
        let Some(network) = &mut self.network else { return Ok(false) };
        if self.play_asked && network.statistics.is_some() {
            self.play_asked = false;
            self.make(Picture::Play).await?;
        }
        let Some(network) = &mut self.network else { return Ok(false) };
        if self.seeking {
            self.seek().await?;
        } else if training {
            let slice = network.train_slice().await?;
            self.after(&slice);
            self.tune().await?;
            // What has come to rest is kept; what goes on, now and then.
            if self.state == State::Training {
                self.keep_if_due().await?;
            } else {
                self.keep().await?;
            }
        }
        let analysed = self.analyse();
        let training = self.state == State::Training;
        let (watched, compared, seeking) = (self.play.watched, self.comparison.shown, self.seeking);
        let filtered = self.filters.is_some();
        let Some(network) = &self.network else { return Ok(false) };
        let tests = network.has_tests();
        let wanted = |picture| match picture {
            Picture::Manifold | Picture::Digits => true,
            // The search for neighbours measures the test set itself.
            Picture::Codes => tests && !seeking,
            Picture::Beside => tests && compared && !seeking,
            Picture::Filters => filtered,
            // Playing needs to know what the codes are like.
            Picture::Play => watched && network.statistics.is_some(),
        };
        let Some(picture) = network.next_picture(training, wanted) else {
            return Ok(training || seeking || analysed);
        };
        self.make(picture).await?;
        Ok(true)
    }

    /// Tells the page of a slice, and stops where it has to.
    fn after(&mut self, slice: &Slice) {
        let Some(network) = &mut self.network else { return };
        if slice.diverged.is_some() || slice.reached_target || network.untold() >= TELL_EVERY {
            self.tell();
        }
        if let Some(step) = slice.diverged {
            self.diverge(step);
        } else if slice.reached_target {
            self.pause();
        }
    }

    fn tell(&mut self) {
        let Some(network) = &mut self.network else { return };
        let epoch = network.trainer.epoch();
        if let Some((loss, images_per_second)) = network.tell() {
            post(&Event::Progress { loss, epoch, images_per_second });
        }
    }

    fn enter(&mut self, state: State) {
        self.state = state;
        post(&Event::State(state));
    }

    fn pause(&mut self) {
        if self.state == State::Training {
            self.tell();
            self.enter(State::Paused);
        }
    }

    async fn step(&mut self) -> Result<(), GpuError> {
        self.pause();
        if !self.stock_up().await? {
            return Ok(());
        }
        let (Some(network), State::Ready | State::Paused) = (&mut self.network, self.state) else {
            return Ok(());
        };
        network.wake();
        let slice = network.train_step().await?;
        self.tell();
        self.enter(State::Paused);
        self.after(&slice);
        self.keep_if_due().await
    }

    /// Changes β and the learning rate from here on.
    async fn change_rates(&mut self, beta: f32, learning_rate: f32) -> Result<(), GpuError> {
        // Should the new rates be too high, the state before them is the last good one.
        if self.network.as_ref().is_some_and(|network| network.keeping.has_rested(now())) {
            self.keep().await?;
        }
        if let Some(network) = &mut self.network
            && !network.trainer.tune(beta, learning_rate)
        {
            post(&Event::Notice(Notice::TooManyChanges));
        }
        Ok(())
    }

    /// Throws the network away and makes a new one.
    async fn start(&mut self, mut recipe: Recipe, run: bool) -> Result<(), GpuError> {
        self.leave();
        let Some(chosen) = self.choose(&recipe.settings).await? else { return Ok(()) };
        let Some(data) = self.data(&mut recipe).await else { return Ok(()) };
        let target = recipe.steps;
        let trainer = Trainer::new(&chosen.hardware, recipe, &data).await?;
        let network = Network::new(trainer, data, target);
        tell_ready(&chosen, &network);
        self.take_in(network);
        self.enter(if run { State::Training } else { State::Ready });
        Ok(())
    }

    /// Makes room for another network.
    fn leave(&mut self) {
        self.enter(State::Loading);
        (self.network, self.seeking, self.delivery) = (None, false, None);
    }

    /// A network takes the place that is free.
    fn take_in(&mut self, network: Network) {
        self.comparison.tell_components(&network);
        self.network = Some(network);
        self.feed();
        self.play_asked = true;
    }

    /// What trains the network of these settings; `None` (said to the page) where it is not to be had.
    async fn choose(&mut self, settings: &Settings) -> Result<Option<Chosen>, GpuError> {
        let undecided =
            |chosen: &&Chosen| settings.executor == ExecutorChoice::Auto && chosen.trial.is_some();
        if let Some(chosen) = self.chosen.as_ref().filter(|chosen| !undecided(chosen)) {
            return Ok(Some(chosen.clone()));
        }
        let chosen = match (self.machines.choose(settings, self.tuned.as_ref()).await, settings.executor) {
            (Ok(chosen), _) => chosen,
            (Err(error), ExecutorChoice::Auto) => {
                self.machines.forget();
                // That there is none says all.
                let none = matches!(error, GpuError::NoAdapter(_));
                let reason = (!none).then(|| Sentence::from(&error));
                post(&Event::Notice(Notice::NoWebGpu { reason }));
                Chosen { hardware: Hardware::Cpu, trial: None }
            }
            (Err(error), _) => {
                post(&Event::Notice(Notice::GpuRefused { reason: Sentence::from(&error) }));
                self.enter(State::Error);
                return Ok(None);
            }
        };
        self.canvases.prepare(&self.machines.instance, &chosen.hardware)?;
        match &chosen.hardware {
            Hardware::Cpu => hands::offer(),
            Hardware::Gpu(_) => hands::dismiss(),
        }
        Ok(Some(self.chosen.insert(chosen).clone()))
    }

    /// The recipe's data set, or the synthetic digits where it is not on this host; `None` (said to the page)
    /// where it is broken.
    async fn data(&mut self, recipe: &mut Recipe) -> Option<Rc<Dataset>> {
        if recipe.settings.dataset == DatasetName::Own {
            if let Some(own) = &self.own {
                return Some(Rc::clone(own));
            }
            post(&Event::Notice(Notice::NoPictures));
            recipe.settings.dataset = DatasetName::Mnist;
        }
        let wanted = recipe.settings.dataset;
        if let Some((_, data)) = self.data.as_ref().filter(|(name, _)| *name == wanted) {
            return Some(Rc::clone(data));
        }
        let progress = |received, total| {
            post(&Event::Loading { dataset: wanted, received, total });
        };
        let data = match data::bring(wanted, progress).await {
            Ok(data) => data,
            Err(DataError::Broken { file, reason }) => {
                post(&Event::Notice(Notice::DataBroken { file, reason }));
                self.enter(State::Error);
                return None;
            }
            Err(DataError::Missing { reason }) => {
                post(&Event::Notice(Notice::DataMissing { dataset: wanted, reason }));
                recipe.settings.dataset = DatasetName::Synthetic;
                crate::data::synthetic::embedded()
            }
        };
        let data = Rc::new(data);
        self.data = Some((recipe.settings.dataset, Rc::clone(&data)));
        Some(data)
    }

    /// Makes a data set of the visitor's files. Training rests meanwhile.
    async fn take_files(&mut self) {
        self.pause();
        let progress = |received, total| post(&Event::Loading { dataset: DatasetName::Own, received, total });
        match pictures::take(&self.inbox.take_files(), progress).await {
            Ok((data, taken)) => {
                self.own = Some(Rc::new(data));
                post(&Event::Taken(taken));
            }
            Err(refusal) => post(&Event::Notice(Notice::PicturesRefused(refusal))),
        }
        // The page takes back what it says of the reading.
        post(&Event::State(self.state));
    }

    /// Sees to it that what the view feeds to the network is here, and shown.
    fn feed(&mut self) {
        let Some(network) = &mut self.network else { return };
        if self.view.feed == Feed::Other {
            let missing = |dataset, reason| Notice::FeedMissing { dataset, reason };
            self.larder.order(network.dataset().other(), self.inbox.bell(), missing);
        }
        network.stale(Picture::Digits);
    }

    /// What was to be fed has arrived, or will not.
    fn show_fed(&mut self) {
        // The page takes back what it says of the arrival.
        post(&Event::State(self.state));
        if let Some(network) = &mut self.network {
            network.stale(Picture::Digits);
        }
    }

    /// Draws again what the view or the colours change.
    fn redraw(&mut self) {
        if let Some(network) = &mut self.network {
            network.stale(Picture::Manifold);
        }
        self.dots_asked = true;
    }

    async fn make(&mut self, picture: Picture) -> Result<(), GpuError> {
        let start = now();
        let done = match picture {
            Picture::Manifold => self.draw_manifold().await?,
            Picture::Digits => self.probe(start).await?,
            Picture::Codes => self.measure().await?,
            Picture::Play => self.play().await?,
            Picture::Beside => self.square().await?,
            Picture::Filters => self.filters().await?,
        };
        if let Some(network) = &mut self.network {
            // A GPU works on after it was asked; only when it is done is the picture's cost known.
            network.trainer.finish().await?;
            network.made(picture, start, done);
        }
        Ok(())
    }

    async fn draw_manifold(&mut self) -> Result<Option<u32>, GpuError> {
        let Some(network) = &mut self.network else { return Ok(None) };
        let step = network.trainer.steps();
        let codes = network.plane.grid(&self.view);
        network.trainer.decode_grid(&codes, self.view.class);
        self.canvases.draw_manifold(&network.trainer, self.view.grid, &self.palette).await?;
        post(&Event::Manifold { step, window: self.view.window });
        Ok(Some(step))
    }

    /// Encodes and decodes the digit on the pad and those of the strip, and tells the page.
    async fn probe(&mut self, start: f64) -> Result<Option<u32>, GpuError> {
        let Some(network) = &mut self.network else {
            post(&Event::Probed(None));
            return Ok(None);
        };
        let step = network.trainer.steps();
        let own = network.own_strip();
        let fed = self.larder.strip(self.view.feed, network);
        let own_error = match (&fed, &own) {
            (Some(_), Some(own)) => {
                Some(own.mean_error(&network.trainer.probe(&own.images(), &own.labels).await?))
            }
            _ => None,
        };
        let is_own = fed.is_none();
        let fed = fed.or(own).unwrap_or_default();
        let blank = vec![0; PIXELS];
        let mut images = vec![self.drawn.as_ref().map_or(blank.as_slice(), |drawn| &drawn.picture)];
        images.extend(fed.images());
        let conditional = network.trainer.model().classes() > 0;
        let class = class_of(&mut network.trainer, self.drawn.as_ref()).await?;
        let mut classes = vec![class];
        classes.extend(&fed.labels);
        let probed = network.trainer.probe(&images, &classes).await?;
        let (first, strip) = probed.split_at(1);
        if network.statistics.is_none() && !strip.is_empty() {
            let codes: Vec<f32> = strip.iter().flat_map(|probed| &probed.mu).copied().collect();
            let model = network.trainer.model();
            network.statistics =
                Some(Statistics::of(&codes, model.latent() as usize, model.code.has_prior()));
        }
        if !strip.is_empty() {
            let prepared = !network.trainer.model().prepare.is_empty();
            let indices = if is_own { network.strip.map(|index| index as u32).to_vec() } else { vec![] };
            post(&strip_event(&fed, strip, indices, prepared, own_error));
            self.comparison.tell_strip(network, &fed, strip);
        }
        let probe = self.drawn.as_ref().zip(first.first()).map(|(drawn, probed)| Probe {
            digit: drawn.picture.clone(),
            input: probed.input.clone(),
            output: probed.output.clone(),
            mu: probed.mu.clone(),
            sigma: probed.sigma.clone(),
            point: network.plane.point(&probed.mu),
            spread: network.plane.spread(&probed.sigma),
            reconstruction: probed.reconstruction,
            kl: probed.kl,
            class: conditional.then_some(class),
            fed: drawn.taken.map(|(_, feed)| feed),
            milliseconds: (now() - start) as f32,
        });
        post(&Event::Probed(probe));
        self.tell_output(!fed.labels.is_empty()).await?;
        Ok(Some(step))
    }

    /// Makes and decodes the codes that the visitor plays with, and tells the page.
    async fn play(&mut self) -> Result<Option<u32>, GpuError> {
        let Some(network) = &mut self.network else { return Ok(None) };
        let Some(statistics) = &network.statistics else { return Ok(None) };
        let step = network.trainer.steps();
        let digit = if let Some(drawn) = &self.drawn {
            let class = class_of(&mut network.trainer, Some(drawn)).await?;
            Digit { picture: drawn.picture.clone(), class }
        } else {
            let first = network.strip[0];
            Digit { picture: network.test_image(first).to_vec(), class: network.data.test.labels[first] }
        };
        let Network { trainer, plane, .. } = network;
        let played = trainer.play(&self.play, &digit, self.view.class, plane, statistics).await?;
        post(&Event::Played(played));
        Ok(Some(step))
    }

    /// Measures the next chunk of the test set; after the last, shows codes and losses.
    async fn measure(&mut self) -> Result<Option<u32>, GpuError> {
        let training = self.state == State::Training;
        let Some(network) = &mut self.network else { return Ok(None) };
        let step = network.measurement(training);
        let Some(loss) = network.trainer.measure_chunk().await? else { return Ok(None) };
        network.measured();
        let codes = network.trainer.test_codes().await?;
        let plane = network.plane.follow(&codes);
        if plane != network.plane {
            network.plane = plane;
            network.stale(Picture::Manifold);
        }
        let prior = network.trainer.model().code.has_prior();
        let statistics = Statistics::of(&codes, network.trainer.model().latent() as usize, prior);
        post(&Event::Statistics(statistics.clone()));
        network.statistics = Some(statistics);
        self.comparison.tell_codes(network);
        network.points = network.plane.points(&codes, &network.data.test.labels);
        network.codes = codes;
        if network.chosen.is_some() {
            network.tell_chosen();
        }
        let (beta, _) = network.trainer.recipe().rates_at(step);
        post(&Event::Tested(LossPoint {
            step,
            reconstruction: loss.reconstruction,
            kl: loss.kl,
            total: loss.reconstruction + beta * loss.kl,
            ..LossPoint::default()
        }));
        self.play_asked |= !training;
        self.draw_codes();
        Ok(Some(step))
    }

    fn draw_codes(&mut self) {
        self.dots_asked = false;
        let Some(network) = &self.network else { return };
        let labels = &network.data.test.labels;
        self.canvases.draw_codes(&network.points, labels, &self.hidden, &self.view, &self.palette);
        if !network.points.is_empty() {
            let peaks = peaks(&network.points, labels, &self.view);
            post(&Event::Codes { peaks, principal: network.plane.principal, window: self.view.window });
        }
    }

    /// Says what went wrong on the device; nothing can be trained until the visitor acts.
    fn fail(&mut self, error: GpuError) {
        let step = self.network.take().map_or(0, |network| network.trainer.steps());
        let training = self.state == State::Training;
        self.chosen = None;
        self.machines.forget();
        if std::mem::take(&mut self.seeking) {
            post(&Event::Neighbours { step, neighbours: Neighbours::Ended });
        }
        if let GpuError::Lost(reason) = error {
            self.enter(State::Lost);
            post(&Event::GpuLost { step, training, reason });
        } else {
            self.enter(State::Error);
            post(&Event::Notice(Notice::DeviceFailed { reason: Sentence::from(&error) }));
        }
    }
}

/// The class that a network is given with the digit on the pad: its label, of a drawing the one that describes it
/// best.
async fn class_of(trainer: &mut Trainer, drawn: Option<&Drawn>) -> Result<u8, GpuError> {
    match drawn {
        Some(Drawn { taken: None, picture }) if trainer.model().classes() > 0 => {
            trainer.classify(picture).await
        }
        drawn => Ok(drawn.and_then(|drawn| drawn.taken).unwrap_or_default().0),
    }
}

/// Tells the page of a network that stands.
fn tell_ready(chosen: &Chosen, network: &Network) {
    let (train_images, test_images) = network.trainer.image_counts();
    post(&Event::Ready {
        settings: network.trainer.recipe().settings.clone(),
        executor: chosen.hardware.kind(),
        adapter: chosen.hardware.name().to_owned(),
        trial: chosen.trial,
        network: network_shape(network.trainer.model()),
        train_images: if network.stock == Stock::Everything { train_images } else { TRAINING_IMAGES },
        test_images,
        target: network.target,
        origin: network.origin,
    });
}

fn network_shape(model: &Model) -> NetworkShape {
    NetworkShape {
        parameters: model.parameter_count(),
        latent: model.latent(),
        code: match model.code {
            Code::Plain { .. } => CodeKind::Plain,
            Code::Gaussian { .. } => CodeKind::Gaussian,
            Code::Adversarial { .. } => CodeKind::Adversarial,
        },
        classes: model.classes(),
        per_pixel: model.reduction == Reduction::Mean,
        input_side: Model::shape_after(&model.prepare, model.input).width,
        prepared: !model.prepare.is_empty(),
    }
}

fn strip_event(
    fed: &Fed,
    probed: &[Probed],
    indices: Vec<u32>,
    prepared: bool,
    own_error: Option<f32>,
) -> Event {
    let of = |part: fn(&Probed) -> &[u8]| probed.iter().flat_map(part).copied().collect::<Vec<u8>>();
    let (outputs, inputs) = (of(|digit| &digit.output), of(|digit| &digit.input));
    Event::Strip {
        originals: fed.pictures.clone(),
        inputs: if prepared { inputs } else { vec![] },
        outputs,
        indices,
        codes: probed.iter().flat_map(|digit| digit.mu.iter().copied()).collect(),
        mean_error: fed.mean_error(probed),
        own_error,
    }
}
