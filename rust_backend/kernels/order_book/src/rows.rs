//! Snapshots as rows, a few of them at a time on each thread.

/// Rows that a thread takes at a time.
pub const ROWS: usize = 8192;

/// A level that is there: its price, and its size; one that is not has `none` and size 0.
#[inline(always)]
pub fn level(price: f64, size: f64, none: f64) -> (f64, f64) {
    let is_there = !price.is_nan() & (size > 0.0);
    (if is_there { price } else { none }, if is_there { size } else { 0.0 })
}
