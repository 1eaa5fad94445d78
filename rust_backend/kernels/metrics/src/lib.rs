//! Performance metrics: numbers about returns and about curves of equity.

mod curves;
mod drawdowns;
mod losses;
pub mod numbers;
mod ratios;
mod sums;

pub use drawdowns::{CASES, INCREMENTAL, drawdown, float32};

/// The same kernels on tables of shape `(time, series)`.
pub mod tables {
    pub use crate::drawdowns::tables::*;
    pub use crate::numbers::tables::*;
}
