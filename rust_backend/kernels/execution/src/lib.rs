//! Orders and target weights on bars, and the ledgers of their fills.
//!
//! Products and sums are rounded one by one in the order that is written: what is decided is the same everywhere.

mod account;
mod ledger;
mod orders;
mod targets;
mod trips;

pub use ledger::{commissions, mark_to_market, position_ledger};
pub use orders::simulate_orders;
pub use targets::simulate_targets;
pub use trips::round_trips;
