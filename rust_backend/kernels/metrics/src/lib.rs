//! Performance metrics: numbers about returns and about curves of equity.

pub mod curves;
pub mod drawdowns;
mod losses;
pub mod moments;
pub mod numbers;
pub mod ratios;

pub use drawdowns::{CASES, INCREMENTAL, drawdown, float32};

/// The same kernels on tables of shape `(time, series)`.
pub mod tables {
    pub use crate::drawdowns::tables::*;
    pub use crate::numbers::tables::*;
}
