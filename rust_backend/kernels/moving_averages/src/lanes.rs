//! States of several series at once, a series to a lane: those of tables, of `atc` and of streams.

mod adaptive;
mod begin;
mod exponential;
mod hull;
mod linear;
mod sum;

pub use adaptive::{Adaptive, Kama, Speeds};
pub use begin::Phase;
pub use exponential::{Dema, Double, Ema, Recurrence, Single, Smoothing, kept};
pub use hull::{Hma, Hull, windows};
pub use linear::{Linear, Lsma, Weights, Wma};
pub use sum::{Sma, Sum, start_ring};
