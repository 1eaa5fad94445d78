//! What indicators are made of: parts that take a block of bars and keep what the next one needs.

mod average;
mod total;
mod window;

pub use atc_engine::incremental::Lag;
pub use average::Average;
pub use total::Total;
pub use window::Window;
