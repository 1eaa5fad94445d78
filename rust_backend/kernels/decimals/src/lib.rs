//! Exact decimals on integers: what fits 64 bits is computed in lanes, what does not in 128 bits or, where that is not
//! enough either, in integers of any size. Which, is decided for each block of rows by the values that are in it.
//!
//! Columns are read where they lie: in words of 8 or 16 bytes, in chunks, with bitmaps that begin at any bit. A value that
//! has more digits than its type says makes every kernel fail; the caller finds out which row it was.

mod arithmetic;
mod bars;
mod columns;
mod fault;
mod fills;
mod lanes;
mod ledger;
mod metrics;
mod orders;
mod portfolio;
mod quotients;
mod rounding;
mod rows;
mod running;
mod totals;

pub use arithmetic::{add, multiply, rescale};
pub use bars::{Bars, resample};
pub use columns::{Bits, Chunk, Column, Output, Words};
pub use fault::{Fault, Refused};
pub use fills::{commission_on_amount, slippage_basis_points, slippage_fixed, slippage_volume_share};
pub use ledger::{Books, Fills, ledger};
pub use metrics::{Downside, max_drawdown, sharpe_ratio, sortino_ratio};
pub use orders::{commission_per_share, commission_per_trade, fill_average_price};
pub use portfolio::portfolio_value;
pub use rounding::Rounding;
pub use rows::{divide, returns};
pub use running::{cumulative_max, cumulative_sum};
pub use totals::{dot, mean, sum};
