//! Adaptive Trend Classification: the whole pipeline in one pass, a few bars of eight series at a time.
//!
//! 54 averages, their signals, equities and sums are advanced together; nothing is kept of them but their state. A few
//! series are taken alone, eight averages side by side.

mod averages;
mod batch;
mod groups;
mod pipeline;
mod plan;
mod series;
mod single_series;
mod stream;
mod tile;
mod trading;

pub use atc_engine::saved::Refusal;
pub use batch::atc;
pub use plan::{Compat, FAMILIES, Robustness, Settings, WarmUp};
pub use stream::Stream;

/// Results: the families' signals, their equities, and the average signal.
pub const RESULTS: usize = 2 * FAMILIES + 1;
