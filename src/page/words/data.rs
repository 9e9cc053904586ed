//! What the data sets, their classes and their pictures are called.

use crate::data::source;
use crate::settings::DatasetName;
use crate::view::Feed;

/// Classes of Fashion-MNIST.
const CLOTHES: [&str; 10] =
    ["T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"];
const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// What the pictures of a data set are called.
#[derive(Debug, PartialEq, Eq)]
pub struct Nouns {
    /// Title of the pad.
    pub draw: &'static str,
    /// The button that picks one of the test set.
    pub random: &'static str,
    /// Title of the strip.
    pub strip: &'static str,
    /// The button for another strip.
    pub shuffle: &'static str,
    /// Mark of the visitor's own.
    pub yours: &'static str,
    /// Mark of one of the test set.
    pub test: &'static str,
    /// The network's own, as a choice.
    pub own: &'static str,
    /// One class, before its name.
    pub class: &'static str,
    /// Those of the test set, in a sentence.
    pub tests: &'static str,
    /// The question how well codes tell them apart.
    pub told_apart: &'static str,
}

const OF_DIGITS: Nouns = Nouns {
    draw: "Draw a digit",
    random: "Random test digit",
    strip: "Test digits",
    shuffle: "Other digits",
    yours: "your digit",
    test: "test digit",
    own: "its own digits",
    class: "the digit",
    tests: "test digits",
    told_apart: "How well do the codes tell the digits apart?",
};
const OF_PICTURES: Nouns = Nouns {
    draw: "Draw a picture",
    random: "Random test picture",
    strip: "Test pictures",
    shuffle: "Other pictures",
    yours: "your picture",
    test: "test picture",
    own: "its own",
    class: "the class",
    tests: "test pictures",
    told_apart: "How well do the codes tell the classes apart?",
};

/// The name of a data set; drawn digits are always called so.
pub fn dataset(name: DatasetName) -> &'static str {
    match name {
        DatasetName::Mnist => source::MNIST.title,
        DatasetName::FashionMnist => source::FASHION_MNIST.title,
        DatasetName::Synthetic => "Synthetic digits",
        DatasetName::Own => "Own pictures",
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
        DatasetName::Mnist | DatasetName::Synthetic => format!("Digit {index}"),
        DatasetName::FashionMnist => class(name, index).into(),
        DatasetName::Own => format!("Class {index}"),
    }
}

/// What to do with the choices of [`feed`].
pub const FEED: &str = "Feed it";

/// A choice of what a network that is trained on `name` is fed.
pub fn feed(choice: Feed, name: DatasetName) -> &'static str {
    match choice {
        Feed::Own => nouns(name).own,
        Feed::Other => dataset(name.other()),
        Feed::Noise => "noise",
    }
}

/// The strip's title.
pub fn strip(fed: Feed, name: DatasetName) -> &'static str {
    match fed {
        Feed::Own => nouns(name).strip,
        Feed::Other => nouns(name.other()).strip,
        Feed::Noise => "Noise",
    }
}

/// The button that puts a picture of what is fed on the pad.
pub fn random(fed: Feed, name: DatasetName) -> &'static str {
    match fed {
        Feed::Own => nouns(name).random,
        Feed::Other => nouns(name.other()).random,
        Feed::Noise => "Random noise",
    }
}

/// The mark of a code: of a drawing, or of a picture that was fed.
pub fn mark(fed: Option<Feed>, name: DatasetName) -> &'static str {
    match fed {
        None => nouns(name).yours,
        Some(Feed::Own) => nouns(name).test,
        Some(Feed::Other) => nouns(name.other()).test,
        Some(Feed::Noise) => "noise",
    }
}

/// The name of a class, 0 to 9, of a data set.
pub fn class(name: DatasetName, index: usize) -> &'static str {
    match name {
        DatasetName::Mnist | DatasetName::Synthetic | DatasetName::Own => DIGITS[index],
        DatasetName::FashionMnist => CLOTHES[index],
    }
}
