//! Adaptive trend classification: returns, signals, equity.

mod equity;
mod equity_bars;
mod lanes;
mod persistence;
mod signals;
pub mod tables;

use atc_engine::lanes::{BATCH, LANES, ROWS, Row, prefetch_from, reciprocals};
use atc_engine::{Machine, dispatched};
use equity::equity_body;
use equity_bars::Equity;
pub use signals::Crossings;
use signals::{crossover_body, persistence_body};

dispatched! {
    /// Change of each price relative to the previous one; the first is NaN.
    pub fn rate_of_change(prices: &[f64], out: &mut [f64]) = change_body;
    /// 1 since prices last crossed above the average, -1 since they crossed below, 0 before.
    pub fn crossover_signal(prices: &[f64], average: &[f64], out: &mut [i8]) = crossover_body;
    /// 1 since `up` last held, -1 since `down` last held, 0 before; `up` wins where both do. Any nonzero byte holds.
    pub fn signal_persistence_bytes(up: &[u8], down: &[u8], out: &mut [i8]) = persistence_body;
    /// Equity of trading the signal on the returns from bar `cutout` on, never below 0.25.
    pub fn equity(
        r_values: &[f64],
        sig_prev: &[f64],
        starting_equity: f64,
        decay_multiplier: f64,
        cutout: usize,
        out: &mut [f64],
    ) = equity_body;
}

/// The same on float32: tile by tile in double precision, every result rounded once.
pub mod float32 {
    use super::equity_body;
    pub use super::tables::float32 as tables;

    atc_engine::dispatched! {
        /// Equity of trading the signal on the returns from bar `cutout` on, never below 0.25.
        pub fn equity(
            r_values: &[f32],
            sig_prev: &[f32],
            starting_equity: f64,
            decay_multiplier: f64,
            cutout: usize,
            out: &mut [f32],
        ) = equity_body;
    }
}

/// 1 since `up` last held, -1 since `down` last held, 0 before; `up` wins where both do.
pub fn signal_persistence(up: &[bool], down: &[bool], out: &mut [i8]) {
    signal_persistence_bytes(atc_engine::bytemuck::cast_slice(up), atc_engine::bytemuck::cast_slice(down), out);
}

#[inline(always)]
fn change_body<M: Machine>(machine: M, prices: &[f64], out: &mut [f64]) {
    let Some((first, changes)) = out.split_first_mut() else { return };
    *first = f64::NAN;
    let (batches, rest) = changes.as_chunks_mut::<BATCH>();
    let last = &prices[batches.len() * BATCH..];
    for (i, changes) in batches.iter_mut().enumerate() {
        batch_of_changes(machine, &prices[i * BATCH..][..BATCH + 1], changes);
    }
    for ((change, price), previous) in rest.iter_mut().zip(&last[1..]).zip(last) {
        *change = price / previous - 1.0;
    }
}

/// One division for four bars, unless a previous price is zero, negative, infinite or the like. Equal prices give 0.
#[inline(always)]
fn batch_of_changes<M: Machine>(machine: M, prices: &[f64], changes: &mut [f64; BATCH]) {
    let mut divisors = [Row::splat(machine, 0.0); ROWS];
    for (i, row) in divisors.iter_mut().enumerate() {
        *row = Row::load(machine, prices, i * LANES);
        prefetch_from(prices, i * LANES);
        prefetch_from(&changes[..], i * LANES);
    }
    // Loaded again where they are needed: kept in registers, they cost a fifth more instructions.
    let rows = changes.as_chunks_mut().0.iter_mut().enumerate();
    if let Some(reciprocals) = reciprocals(machine, divisors) {
        for ((i, out), reciprocal) in rows.zip(reciprocals) {
            let (previous, price) = (Row::load(machine, prices, i * LANES), Row::load(machine, prices, i * LANES + 1));
            ((price - previous) * reciprocal).store(out);
        }
    } else {
        for (i, out) in rows {
            let (previous, price) = (Row::load(machine, prices, i * LANES), Row::load(machine, prices, i * LANES + 1));
            (price / previous - Row::splat(machine, 1.0)).store(out);
        }
    }
}

atc_engine::incremental! {
    windowed {
        equity(r_values, sig_prev; starting_equity: f64, decay_multiplier: f64, cutout: usize) -> (out) = Equity::new;
    }
}

atc_engine::cases! {
    |x, y, length|
    in both {
        equity(x, y; 1.0, 0.9997, length);
    }
    in float64 {
        rate_of_change(x;);
    }
}
