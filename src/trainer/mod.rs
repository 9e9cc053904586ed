//! The trainer: owns all that changes (step, parameters, history of changes) and runs the plan on an executor.
//! Knows no page and no browser.

mod filters;
mod inspection;
mod neighbours;
mod parameters;
mod picture;
mod plane;
mod play;
mod probe;
mod sheet;
mod slicer;
mod snapshot;
mod squared_error;
mod subset;
mod trace;
mod training;
mod tuning;

pub use picture::picture;
pub use plane::{Plane, peaks};
pub use probe::Probed;
pub use slicer::Slicer;
pub use training::{StepLoss, TestLoss, Trainer};
