//! Numeric trading kernels: slices in, slice out.
//!
//! Every function writes all of `out`, which is as long as the series, and expects arguments that were checked before:
//! series of one length, `length` at least 1 (it may exceed the series), options in their ranges.

pub mod atc;
mod dispatch;
mod lanes;
mod moving_averages;
mod segments;
pub mod single;
pub mod tables;
mod trend;
mod window;

pub use dispatch::{Level, levels, limit};
pub use moving_averages::{dema, ema, hma, kama, lsma, sma, wma};
pub use trend::{crossover_signal, equity, rate_of_change, signal_persistence, signal_persistence_bytes};
