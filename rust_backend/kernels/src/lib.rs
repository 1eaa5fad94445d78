//! Numeric trading kernels: slices in, slices out. One crate a family; this one has them all.
//!
//! Every function writes all of `out`, and expects arguments that were checked before: series of one length, `length` at
//! least 1 (it may exceed the series), options in their ranges.

pub use atc_backtest as backtest;
pub use atc_bars::*;
pub use atc_classification as atc;
pub use atc_clustering::*;
pub use atc_decimals as decimals;
pub use atc_detectors::{
    ar1_fit, ar1_score, charts, isolation_forest_fit, isolation_forest_score, ks_2samp, mahalanobis, pca_fit,
    pca_score, population_stability_index,
};
pub use atc_engine::case::Case;
pub use atc_engine::{Level, levels, limit};
pub use atc_execution::{commissions, mark_to_market, position_ledger, round_trips, simulate_orders, simulate_targets};
pub use atc_indicators::indicators;
pub use atc_metrics::{drawdown, numbers::*};
pub use atc_moving_averages::{dema, ema, hma, kama, lsma, sma, wma};
pub use atc_order_book::*;
pub use atc_rolling::*;
pub use atc_trend::{crossover_signal, equity, rate_of_change, signal_persistence, signal_persistence_bytes};

/// Kernels on tables of shape `(time, series)`: each series by itself.
pub mod tables {
    pub use atc_engine::{Element, Float, Layout, Sequential, Stored, Table, TableMut, Workers, are_distinct};
    pub use atc_metrics::tables::*;
    pub use atc_moving_averages::tables::*;
    pub use atc_rolling::fill_table as fill_missing;
    pub use atc_rolling::tables::*;
    pub use atc_trend::tables::{crossover_signal, equity, rate_of_change, signal_persistence};
}

/// The same kernels on float32.
pub mod float32 {
    pub use atc_metrics::float32::*;
    pub use atc_moving_averages::float32::*;
    pub use atc_rolling::float32::*;
    pub use atc_trend::float32::*;

    pub mod tables {
        pub use atc_metrics::float32::tables::*;
        pub use atc_moving_averages::float32::tables::*;
        pub use atc_rolling::float32::tables::*;
        pub use atc_trend::tables::float32::*;
    }
}

/// Kernels that go on, on series and tables, and their streams.
pub mod incremental {
    pub use atc_engine::incremental::{
        Bars, Columns, Incremental, Kind, Real, ResultColumns, Results, State, Symbols, on_new_series, on_new_table,
        on_series, on_table,
    };
    pub use atc_engine::saved::Refusal;
    pub use atc_engine::stream::{Stream, Value};

    const WINDOWED: &[Incremental] = atc_indicators::INCREMENTAL[0];
    const FROM_FIRST: &[Incremental] = atc_indicators::INCREMENTAL[1];
    const STATISTICS: &[Incremental] = atc_rolling::INCREMENTAL[0];
    const CHARTS: &[Incremental] = atc_detectors::INCREMENTAL[0];

    /// Those that have no other form.
    pub fn alone() -> impl Iterator<Item = &'static Incremental> {
        [WINDOWED, FROM_FIRST, STATISTICS, CHARTS].into_iter().flatten()
    }

    /// Those of all families.
    pub const ALL: [&[Incremental]; 13] = {
        let [averages, trend, metrics] = [atc_indicators::AVERAGES, atc_trend::INCREMENTAL, atc_metrics::INCREMENTAL];
        [
            WINDOWED,
            FROM_FIRST,
            STATISTICS,
            CHARTS,
            atc_clustering::STATES,
            atc_rolling::EXTREMES,
            atc_rolling::FILLING,
            averages[0],
            averages[1],
            trend[0],
            trend[1],
            metrics[0],
            metrics[1],
        ]
    };
}

/// The kernels on float64 of all families, with usual options: what tests, benchmarks and the counter of instructions take.
pub fn cases() -> impl Iterator<Item = &'static Case> {
    [atc_moving_averages::CASES, atc_trend::CASES, atc_rolling::CASES, atc_metrics::CASES].into_iter().flatten()
}
