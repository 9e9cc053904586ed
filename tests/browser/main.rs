//! The built page in a real headless Chromium. Needs dist/ and chromedriver: `cargo xtask test` sees to both.
//! Without MNIST in dist/ the page trains on its synthetic digits, and the tests say so; with `CI=true` they fail.

mod bench;
mod charting;
mod drawing;
mod everyone;
mod fallback;
mod harness;
mod judging;
mod keeping;
mod layout;
mod lesson;
mod links;
mod looking;
mod networks;
mod opening;
mod own;
mod playing;
mod policy;
mod presses;
mod screenshots;
mod smoothness;
mod soak;
mod telling;
mod training;
mod tuning;
