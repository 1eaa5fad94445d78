//! Order books: messages to snapshots, and what snapshots and trades say.

mod features;
mod flow;
mod level_book;
mod levels;
mod order_book;
mod rows;
mod sequence;
mod snapshots;
mod sweep;
mod totals;
mod trades;

pub use features::book_features;
pub use flow::order_flow_imbalance;
pub use level_book::book_replay;
pub use order_book::order_replay;
pub use sequence::sequence_status;
pub use sweep::book_sweep;
pub use trades::trade_sign;
