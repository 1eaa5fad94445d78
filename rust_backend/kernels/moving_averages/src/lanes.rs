//! States of several series at once, a series to a lane.

mod adaptive;
mod exponential;
mod hull;
mod linear;
mod sum;

pub use adaptive::Kama;
pub use exponential::{Dema, Ema};
pub use hull::Hma;
pub use linear::{Lsma, Wma};
pub use sum::Sma;
