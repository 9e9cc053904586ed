//! What the data sets, their classes and their pictures are called.

use super::Text;
use crate::settings::DatasetName;
use crate::view::Feed;

/// Classes of Fashion-MNIST.
const CLOTHES: [Text; 10] = [
    Text("clothes.t_shirt"),
    Text("clothes.trouser"),
    Text("clothes.pullover"),
    Text("clothes.dress"),
    Text("clothes.coat"),
    Text("clothes.sandal"),
    Text("clothes.shirt"),
    Text("clothes.sneaker"),
    Text("clothes.bag"),
    Text("clothes.ankle_boot"),
];

/// What the pictures of a data set are called.
#[derive(Debug, PartialEq, Eq)]
pub struct Nouns {
    /// Title of the pad.
    pub draw: Text,
    /// The button that picks one of the test set.
    pub random: Text,
    /// Title of the strip.
    pub strip: Text,
    /// The button for another strip.
    pub shuffle: Text,
    /// Mark of the visitor's own.
    pub yours: Text,
    /// Mark of one of the test set.
    pub test: Text,
    /// The network's own, as a choice.
    pub own: Text,
    /// One class, before its name.
    pub class: Text,
    /// Those of the test set, in a sentence.
    pub tests: Text,
    /// The question how well codes tell them apart.
    pub told_apart: Text,
}

const OF_DIGITS: Nouns = Nouns {
    draw: Text("digits.draw"),
    random: Text("digits.random"),
    strip: Text("digits.strip"),
    shuffle: Text("digits.shuffle"),
    yours: Text("digits.yours"),
    test: Text("digits.test"),
    own: Text("digits.own"),
    class: Text("digits.class"),
    tests: Text("digits.tests"),
    told_apart: Text("digits.told_apart"),
};
const OF_PICTURES: Nouns = Nouns {
    draw: Text("pictures.draw"),
    random: Text("pictures.random"),
    strip: Text("pictures.strip"),
    shuffle: Text("pictures.shuffle"),
    yours: Text("pictures.yours"),
    test: Text("pictures.test"),
    own: Text("pictures.own"),
    class: Text("pictures.class"),
    tests: Text("pictures.tests"),
    told_apart: Text("pictures.told_apart"),
};

/// The name of a data set; drawn digits are always called so.
pub fn dataset(name: DatasetName) -> Text {
    match name {
        DatasetName::Mnist => Text("data.mnist"),
        DatasetName::FashionMnist => Text("data.fashion_mnist"),
        DatasetName::Synthetic => Text("data.synthetic"),
        DatasetName::Own => Text("data.own"),
    }
}

/// What the pictures of a data set are called.
pub fn nouns(name: DatasetName) -> &'static Nouns {
    match name {
        DatasetName::Mnist | DatasetName::Synthetic => &OF_DIGITS,
        DatasetName::FashionMnist | DatasetName::Own => &OF_PICTURES,
    }
}

/// A class, 0 to 9, as a choice.
pub fn class_choice(name: DatasetName, index: usize) -> String {
    match name {
        DatasetName::Mnist | DatasetName::Synthetic => say!("data.digit", digit = index),
        DatasetName::FashionMnist => class(name, index),
        DatasetName::Own => say!("data.class", class = index),
    }
}

texts! {
    FEED = "data.feed";
}

/// A choice of what a network that is trained on `name` is fed.
pub fn feed(choice: Feed, name: DatasetName) -> Text {
    match choice {
        Feed::Own => nouns(name).own,
        Feed::Other => dataset(name.other()),
        Feed::Noise => Text("data.noise"),
    }
}

/// The strip's title.
pub fn strip(fed: Feed, name: DatasetName) -> Text {
    match fed {
        Feed::Own => nouns(name).strip,
        Feed::Other => nouns(name.other()).strip,
        Feed::Noise => Text("data.noise_title"),
    }
}

/// The button that puts a picture of what is fed on the pad.
pub fn random(fed: Feed, name: DatasetName) -> Text {
    match fed {
        Feed::Own => nouns(name).random,
        Feed::Other => nouns(name.other()).random,
        Feed::Noise => Text("data.random_noise"),
    }
}

/// The mark of a code: of a drawing, or of a picture that was fed.
pub fn mark(fed: Option<Feed>, name: DatasetName) -> Text {
    match fed {
        None => nouns(name).yours,
        Some(Feed::Own) => nouns(name).test,
        Some(Feed::Other) => nouns(name.other()).test,
        Some(Feed::Noise) => Text("data.noise"),
    }
}

/// The name of a class, 0 to 9, of a data set.
pub fn class(name: DatasetName, index: usize) -> String {
    match name {
        DatasetName::Mnist | DatasetName::Synthetic | DatasetName::Own => index.to_string(),
        DatasetName::FashionMnist => CLOTHES[index].get(),
    }
}
