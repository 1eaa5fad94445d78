//! Returns, signals and equity of tables.

use crate::lanes::{Change, Crossover, Equity};
pub use crate::persistence::signal_persistence;
use atc_engine::tables::run;
use atc_engine::{Table, TableMut, Workers};

/// Change of each price relative to the previous one; the first is NaN.
pub fn rate_of_change(prices: Table<f64>, out: TableMut<f64>, workers: &dyn Workers) {
    run(Change, &|[prices], out| crate::rate_of_change(prices, out), [prices], out, workers);
}

/// 1 since prices last crossed above the average, -1 since they crossed below, 0 before.
pub fn crossover_signal(prices: Table<f64>, average: Table<f64>, out: TableMut<i8>, workers: &dyn Workers) {
    let column = |[prices, average]: [&[f64]; 2], out: &mut [i8]| crate::crossover_signal(prices, average, out);
    run(Crossover, &column, [prices, average], out, workers);
}

macro_rules! equity {
    ($float:ty, $series:path) => {
        /// Equity of trading the signal on the returns from bar `cutout` on, never below 0.25.
        pub fn equity(
            r_values: Table<$float>,
            sig_prev: Table<$float>,
            starting_equity: f64,
            decay_multiplier: f64,
            cutout: usize,
            out: TableMut<$float>,
            workers: &dyn Workers,
        ) {
            let column = |[r_values, sig_prev]: [&[$float]; 2], out: &mut [$float]| {
                $series(r_values, sig_prev, starting_equity, decay_multiplier, cutout, out);
            };
            run(Equity { starting_equity, decay_multiplier, cutout }, &column, [r_values, sig_prev], out, workers);
        }
    };
}

equity!(f64, crate::equity);

/// Tables of float32.
pub mod float32 {
    use super::{Equity, Table, TableMut, Workers, run};
    equity!(f32, crate::float32::equity);
}
