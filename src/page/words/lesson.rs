//! The lesson's words: a text for each step, and things to try. They may hold HTML's `<i>`.

use crate::page::course::LessonStep;

/// What the lesson says at a step.
pub struct Text {
    /// Its title.
    pub title: &'static str,
    /// Its paragraphs, HTML.
    pub paragraphs: &'static [&'static str],
    /// What the formula says.
    pub formula: &'static str,
}

/// Something to try: what it is called, what it shows, and what it sets.
#[derive(Clone, Copy)]
pub struct Try {
    /// What it is called.
    pub title: &'static str,
    /// What it shows.
    pub why: &'static str,
    /// What it sets.
    pub what: &'static str,
}

/// What the lesson says at `step`.
pub fn text(step: LessonStep) -> &'static Text {
    match step {
        LessonStep::Autoencoder => &AUTOENCODER,
        LessonStep::Denoise => &DENOISE,
        LessonStep::SuperResolution => &SUPER_RESOLUTION,
        LessonStep::Vae => &VAE,
        LessonStep::VaeConv => &VAE_CONV,
        LessonStep::Conditional => &CONDITIONAL,
        LessonStep::Adversarial => &ADVERSARIAL,
    }
}

static AUTOENCODER: Text = Text {
    title: "1. Autoencoder",
    paragraphs: &[
        "Nobody has to label anything here: the picture is both the question and the answer. An encoder squeezes its 784 pixels into a code of a few numbers, a decoder unfolds the code again, and both are trained until the result looks like the original. What survives the squeeze is what digits have in common.",
        "The code has no order of its own, though. Nothing asks neighbouring codes to mean similar digits, and nothing says where codes may lie. So a code picked at random mostly decodes to scribble. The plane above cuts through the codes along their two main directions; look how little of it is a digit.",
    ],
    formula: "The price of each pixel, averaged: how surprised the output <i>x̂</i> is by the original <i>x</i>.",
};

static DENOISE: Text = Text {
    title: "2. Denoising",
    paragraphs: &[
        "This is the network of the first step with a harder task. It sees a digit buried in noise and is judged against the clean one. Copying no longer pays; it has to know what strokes look like in order to tell them from specks.",
        "The noise is drawn afresh for every batch, so no two passes over a digit look alike and there is no pattern in it to learn by heart. The test digits in the strip were never trained on, with noise or without.",
    ],
    formula: "The input is noisy, the target is not. Pixels stay between 0 and 1.",
};

static SUPER_RESOLUTION: Text = Text {
    title: "3. Super-resolution",
    paragraphs: &[
        "Now the network is given a small picture, each of its pixels the mean of a square of the original, and has to paint the large one. The missing detail is nowhere in the input. It comes from what the network has learned about digits.",
        "Where several digits would fit, the loss is least for their average, and so an unsure stroke comes out grey. Draw something that is no digit: it will be drawn as if it were one.",
    ],
    formula: "The input <i>x</i><sub>↓</sub> is the picture made small, the target <i>x</i> is the picture itself.",
};

static VAE: Text = Text {
    title: "4. Variational autoencoder",
    paragraphs: &[
        "A plain autoencoder gives every digit a point and leaves holes between them: decode a hole and you get a smudge. Here the encoder answers with a small cloud instead, a mean <i>μ</i> and a spread <i>σ</i>, and the decoder is trained on points drawn from that cloud. Neighbouring points must decode to similar digits, so the holes close.",
        "A second term, the KL divergence, pulls every cloud towards the same round Gaussian. That is why the plane fills from the centre as you train, and why you can pick any point of it, or draw one at random, and get a believable digit. The weight <i>β</i> sets how hard it pulls.",
    ],
    formula: "Reconstruction, plus the price of the cloud. Both are drawn in the chart above.",
};

static VAE_CONV: Text = Text {
    title: "5. Convolutional variational autoencoder",
    paragraphs: &[
        "The clouds of the fourth step, with the convolutions of the first. A filter of 3 × 3 weights slides over the whole picture, so a stroke is recognised wherever it lies, and a few thousand parameters do what took the dense network hundreds of thousands.",
        "So few filters do not draw sharper digits; they draw nearly as good ones with far less to learn. Compare the test loss with that of the fourth step: both are measured in nats per image.",
    ],
    formula: "The loss of the fourth step: only the networks for <i>q</i> and <i>p</i> have changed.",
};

static CONDITIONAL: Text = Text {
    title: "6. Conditional variational autoencoder",
    paragraphs: &[
        "The network of the fourth step spends most of its code on saying which digit it sees. Here encoder and decoder are both told that, as ten more inputs of which one is 1. What is left for the code is how the digit is written: its slant, its width, the weight of its stroke.",
        "So the same code means the same handwriting for every digit. Choose another digit over the plane and the style stays where it was; in the rows of random codes below, each column is one hand. A digit that you draw is tried as all ten, and taken for the one that costs least.",
    ],
    formula: "The loss of the fourth step, with the label <i>y</i> known to both sides.",
};

static ADVERSARIAL: Text = Text {
    title: "7. Adversarial autoencoder",
    paragraphs: &[
        "Here no formula pulls the codes into a Gaussian; an opponent does. A second network, the discriminator <i>D</i>, is shown codes of digits and numbers drawn from a normal distribution, and learns to tell which are which. The encoder learns to be taken for the distribution. When it succeeds, the codes fill a normal, and one may sample from it.",
        "The two losses tell how the game stands. At 2 log 2 the discriminator guesses and the encoder’s loss is log 2: either the codes are perfect, or it has learned nothing, and only the plane and the covariance of the codes say which. In good training its loss leaves that line and comes back to hover near it.",
    ],
    formula: "Beside the reconstruction: what the discriminator pays, and what the encoder pays it, weighed by <i>β</i>.",
};

/// To a code of two numbers.
pub const TWO_NUMBERS: Try = Try {
    title: "Two numbers only",
    why: "Now the plane is the whole code. See which digits share a place.",
    what: "code of 2",
};
/// To a dense network.
pub const DENSE: Try = Try {
    title: "Without convolutions",
    why: "32 numbers, and no notion of which pixels are neighbours.",
    what: "Dense 32",
};
/// To a sparse code.
pub const SPARSE: Try = Try {
    title: "A thrifty code",
    why: "Every number costs a little, so those not needed fall to 0.",
    what: "Sparse",
};
/// Another seed.
pub const OTHER_NOISE: Try = Try {
    title: "Other noise, other weights",
    why: "A new seed for all that is drawn by chance. The result hardly changes.",
    what: "seed + 1",
};
/// Digits drawn by a program.
pub const OTHER_DATA: Try = Try {
    title: "Learn from drawn digits",
    why: "Train on digits made by a program, then draw one by hand: a network is tied to its data.",
    what: "Synthetic",
};
/// Test images of another data set.
pub const FEED_OTHER: Try = Try {
    title: "Feed it what it does not know",
    why: "Shoes go in, digits come out. Compare the mean errors over the strip.",
    what: "other data",
};
/// Noise.
pub const FEED_NOISE: Try = Try {
    title: "Feed it noise",
    why: "There is nothing to sharpen, and still it draws strokes.",
    what: "noise",
};
/// Less resolution.
pub const FROM_SEVEN: Try = Try {
    title: "From 7 × 7",
    why: "49 pixels in, 784 out. Most of the digit has to be guessed.",
    what: "4×",
};
/// More resolution.
pub const FROM_FOURTEEN: Try =
    Try {
        title: "From 14 × 14", why: "With four times the pixels hardly anything is in doubt.", what: "2×"
    };
/// Another loss.
pub const BY_DISTANCE: Try = Try {
    title: "Judge by distance",
    why: "Squared error asks for the same average, and gets there by another road.",
    what: "Squared error",
};
/// No KL term.
pub const LET_GO: Try = Try {
    title: "Let go of the prior",
    why: "The clouds drift apart and the holes come back.",
    what: "β → 0",
};
/// Much of the KL term.
pub const TOO_HARD: Try =
    Try { title: "Pull too hard", why: "Every digit collapses towards the same average.", what: "β → 4" };
/// More numbers.
pub const MORE_ROOM: Try =
    Try { title: "Give it more room", why: "Sharper digits; the plane becomes a slice.", what: "z → 16" };
/// More channels.
pub const WIDER: Try = Try {
    title: "Make it wider",
    why: "32 and 64 filters in place of 16 and 8: sharper digits, about ten times the work.",
    what: "32, 64",
};
/// The same network without labels.
pub const WITHOUT_LABELS: Try = Try {
    title: "Take the labels away",
    why: "The plane has to hold all ten digits again, and the loss shows what a label is worth.",
    what: "VAE",
};
/// A code of one number.
pub const ONE_NUMBER: Try = Try {
    title: "One number of style",
    why: "With the digit known, a single number still finds the slant.",
    what: "z → 1",
};
/// The prior by a formula.
pub const BY_KL: Try = Try {
    title: "By formula instead",
    why: "The KL term asks the same of the codes, without an opponent.",
    what: "VAE",
};
/// No prior.
pub const WITHOUT_CRITIC: Try = Try {
    title: "Nobody watches",
    why: "Without the discriminator the codes lie where they like.",
    what: "code of 2",
};
/// Narrower layers.
pub const NARROW: Try = Try {
    title: "A quarter of the width",
    why: "Some fifteen times fewer weights: faster on a weak GPU, a little less sharp.",
    what: "width 256",
};
/// The dense network with the same loss.
pub const DENSE_TWIN: Try = Try {
    title: "The dense one beside it",
    why: "About 150 times the parameters for a code of the same size.",
    what: "VAE",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_numbered_like_its_step() {
        for &step in LessonStep::ALL {
            let title = text(step).title;
            assert!(title.starts_with(&format!("{}. ", step.number())), "{title}");
        }
    }
}
