//! The binding to Python and to C: one line a kernel.

#[macro_use]
mod macros;

mod arrays;
mod atc;
mod backtest;
mod c_abi;
mod decimals;
mod each_series;
mod incremental;
mod joint_work;
mod order_book;
mod shaped;
mod streams;
mod threads;

use arrays::{Input, Span, call, call_on_tables, number_of, numbers_of_tables};
use atc_kernels::tables::{Sequential, TableMut, Workers};
use c_abi::{Passed, code, input, output, product};
use each_series::{numbers_of_each, tables_of_each};
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use shaped::{Array, Axes, Found, Output, Places, as_result, run, run_on_threads, shared};
use std::num::{NonZeroU64, NonZeroUsize};

/// The kernels by the names Python gives them; NumPy's booleans are bytes.
mod kernels {
    pub use atc_kernels::signal_persistence_bytes as signal_persistence;
    pub use atc_kernels::*;
}

bind! {
    in both {
        /// Simple moving average of the last `length` bars.
        sma(x: [Float]; length: NonZeroUsize) -> [Float];
        /// Exponential moving average, seeded with the mean of the first `length` bars.
        ema(x: [Float]; length: NonZeroUsize) -> [Float];
        /// Linearly weighted moving average of the last `length` bars.
        wma(x: [Float]; length: NonZeroUsize) -> [Float];
        /// Double exponential moving average.
        dema(x: [Float]; length: NonZeroUsize) -> [Float];
        /// Value at the newest bar of the least-squares line through the last `length` bars.
        lsma(x: [Float]; length: NonZeroUsize) -> [Float];
        /// Hull moving average.
        hma(x: [Float]; length: NonZeroUsize) -> [Float];
        /// Kaufman's adaptive moving average; `fast` and `slow` are smoothing constants.
        kama(x: [Float]; length: NonZeroUsize, fast: f64 = 0.666, slow: f64 = 0.064) -> [Float];
        /// Equity of trading the signal on the returns, never below 0.25.
        equity(
            r_values: [Float],
            sig_prev: [Float];
            starting_equity: f64 = 1.0,
            decay_multiplier: f64 = 0.9997,
            cutout: usize = 0
        ) -> [Float];
        /// Largest finite value of the last `window` bars; NaN where fewer than `min_periods` (`window`) are finite.
        rolling_max(x: [Float]; window: NonZeroUsize, min_periods: Option<usize> = None) -> [Float];
        /// Smallest finite value of the last `window` bars; NaN where fewer than `min_periods` (`window`) are finite.
        rolling_min(x: [Float]; window: NonZeroUsize, min_periods: Option<usize> = None) -> [Float];
    }
    in float64 {
        /// Change of each price relative to the previous one.
        rate_of_change(prices: [f64];) -> [f64];
        /// How far below its highest value so far a curve is, as a fraction of that.
        drawdown(equity: [f64];) -> [f64];
        /// 1 since prices last crossed above the average, -1 since they crossed below, 0 before.
        crossover_signal(prices: [f64], average: [f64];) -> [i8];
        /// 1 since `up` last held, -1 since `down` last held, 0 before.
        signal_persistence(up: [u8], down: [u8];) -> [i8];
    }
}

/// Incremental kernels as functions of C; for Python one class calls them.
mod incremental_for_c {
    use super::*;
    use crate::incremental::on_slices;
    use atc_kernels::incremental::{Bars, Results, Value};

    atc_kernels::charts!(c_incremental);
    atc_kernels::indicators!(c_incremental);
    atc_kernels::statistics!(c_incremental);
}

mod other_shapes {
    shaped! {
        /// A year's mean return beyond `rf_per_period` over the standard deviation.
        sharpe_ratio {time} (
            returns: [f64; time];
            rf_per_period: f64 = 0.0,
            periods_per_year: f64 = 252.0,
            ddof: usize = 1
        ) -> number;
        /// A year's mean return beyond `target` over the root of the mean square below it.
        sortino_ratio {time} (returns: [f64; time]; target: f64 = 0.0, periods_per_year: f64 = 252.0) -> number;
        /// A year's standard deviation.
        volatility {time} (returns: [f64; time]; periods_per_year: f64 = 252.0, ddof: usize = 1) -> number;
        /// Largest fraction of the highest value so far that a curve lost.
        max_drawdown {time} (equity: [f64; time];) -> number;
        /// Compound growth a year.
        annual_return {time} (equity: [f64; time]; periods_per_year: f64 = 252.0) -> number;
        /// Growth a year over the largest drawdown.
        calmar_ratio {time} (equity: [f64; time]; periods_per_year: f64 = 252.0) -> number;
        /// The lower empirical quantile of the returns.
        value_at_risk {time} (returns: [f64; time]; level: f64 = 0.05) -> number;
        /// Mean of all returns at or below that.
        conditional_value_at_risk {time} (returns: [f64; time]; level: f64 = 0.05) -> number;
        /// Pearson correlation of every two series over the rows at which both are finite.
        correlation_matrix {time, series} (x: [f64; time, series];) -> array [f64; series, series];
        /// Each series and what it was 1 to `max_lag` bars back, side by side.
        lag_features {time, series} (x: [f64; time, series]; max_lag: usize)
            -> array [f64; time, series.saturating_mul(max_lag.saturating_add(1))];
        /// The same of each series with each other one 0 to `max_lag` bars earlier.
        lagged_correlation {time, series} (x: [f64; time, series]; max_lag: usize)
            -> array [f64; max_lag.saturating_add(1), series, series];
        /// The series with its missing values filled, the first `limit` of each run.
        fill_missing {time} (x: [f64; time]; method: &str, limit: Option<usize>) -> series [f64];
        /// The sum of the power in each band, of each window less its mean.
        spectral_energy {time} (x: [f64; time]; window: NonZeroUsize, hop: NonZeroUsize, bands: Vec<[f64; 2]>)
            -> python [f64; kernels::window_count(time, window.get(), hop.get()), bands.len()];
        /// What a series returns to, how slowly, and the spread of the rest.
        ar1_fit {time} (x: [f64; time]; center: &str) -> numbers { mu, phi, sigma };
        /// What is not expected of each bar, and that in standard deviations.
        ar1_score {time} (x: [f64; time], mu: [f64;], phi: [f64;], sigma: [f64;];) -> tables { residual, zscore };
        /// The directions in which rows vary most: so many, or below 1 as many as have that share of the variance.
        pca_fit {rows, columns} (x: [f64; rows, columns]; n_components: Option<f64> = None, scale: &str = "std")
            -> made { means, scales, components, eigenvalues, n_samples };
        /// The squared distance from the components, and the distance along them in standard deviations, squared.
        pca_score {rows, columns, components} (
            x: [f64; rows, columns],
            mean: [f64; columns],
            scale: [f64; columns],
            kept: [f64; components, columns],
            eigenvalues: [f64; columns],
            n_samples: [i64;];
        ) -> model { spe: [f64; rows], t2: [f64; rows] };
        /// The quadratic form of each row's distance from the mean.
        mahalanobis {rows, columns} (
            x: [f64; rows, columns],
            mean: [f64; columns],
            precision: [f64; columns, columns];
        ) -> array [f64; rows];
        /// Trees that cut random rows at random places until each is alone.
        isolation_forest_fit {rows, columns} (
            x: [f64; rows, columns];
            n_estimators: usize = 100,
            max_samples: usize = 256,
            seed: u64 = 0
        ) -> made { feature, threshold, left, right, path_length, roots, samples, n_features };
        /// The mean length of each row's paths, against the usual one.
        isolation_forest_score {rows, columns, nodes, trees} (
            x: [f64; rows, columns],
            feature: [i64; nodes],
            threshold: [f64; nodes],
            left: [i64; nodes],
            right: [i64; nodes],
            path_length: [f64; nodes],
            roots: [i64; trees],
            max_samples: [i64;],
            n_features: [i64;];
        ) -> model { scores: [f64; rows] };
        /// How far the shares of bins have moved.
        population_stability_index {values, others} (
            expected: [f64; values],
            actual: [f64; others];
            bins: usize = 10,
            floor: f64 = 1e-4
        ) -> fields { out: [f64;] };
        /// The largest distance of two distributions, and how likely it is.
        ks_2samp {values, others} (x: [f64; values], y: [f64; others];) -> fields { statistic: [f64;], pvalue: [f64;] };
        /// The best of some starts.
        kmeans {rows, columns} (
            x: [f64; rows, columns];
            n_clusters: NonZeroUsize,
            seed: u64 = 0,
            n_init: usize = 1,
            max_iter: usize = 300,
            tol: f64 = 1e-4
        ) -> fields {
            labels: [i64; rows],
            centers: [f64; n_clusters.get(), columns],
            inertia: [f64;],
            n_iter: [i64;],
            counts: [i64; n_clusters.get()]
        };
        /// The rounds alone, from given centers.
        kmeans_lloyd {rows, columns, clusters} (
            x: [f64; rows, columns],
            centers: [f64; clusters, columns];
            max_iter: usize = 300,
            tol: f64 = 1e-4
        ) -> fields {
            labels: [i64; rows],
            moved: [f64; clusters, columns],
            inertia: [f64;],
            n_iter: [i64;],
            counts: [i64; clusters]
        };
        /// How much nearer each row is to its own cluster than to the next.
        silhouette_samples {rows, columns} (x: [f64; rows, columns], labels: [i64; rows];)
            -> fields { out: [f64; rows] };
        /// The mean of these.
        silhouette_score {rows, columns} (x: [f64; rows, columns], labels: [i64; rows];) -> fields { out: [f64;] };
        /// How wide clusters are for their distance, of each the worst, on average.
        davies_bouldin_score {rows, columns} (x: [f64; rows, columns], labels: [i64; rows];) -> fields { out: [f64;] };
        /// The clusters with the best silhouette score.
        regimes {rows, columns} (
            x: [f64; rows, columns];
            min_clusters: usize = 2,
            max_clusters: usize = 6,
            min_score: f64 = 0.15,
            seed: u64 = 0,
            n_init: usize = 10
        ) -> made { labels, centers, n_clusters, score };
        /// Position, average cost and realised gain after each fill.
        position_ledger {fills} (asset: [i64; fills], quantity: [f64; fills], price: [f64; fills];)
            -> fields { position: [f64; fills], cost_basis: [f64; fills], realised: [f64; fills] };
        /// Every position from flat to flat.
        round_trips {fills} (
            bar: [i64; fills],
            asset: [i64; fills],
            quantity: [f64; fills],
            price: [f64; fills],
            commission: [f64; fills];
        ) -> made { trips };
        /// What each fill adds to what its order owes.
        commissions {fills} (
            order: [i64; fills],
            quantity: [f64; fills],
            price: [f64; fills],
            maker: [u8; fills];
            per_share: f64 = 0.0,
            per_order: f64 = 0.0,
            maker_rate: f64 = 0.0,
            taker_rate: f64 = 0.0,
            minimum: f64 = 0.0
        ) -> array [f64; fills];
        /// Cash, positions and equity at the end of each bar.
        mark_to_market {fills, time, assets} (
            bar: [i64; fills],
            asset: [i64; fills],
            quantity: [f64; fills],
            price: [f64; fills],
            commission: [f64; fills],
            close: [f64; time, assets];
            initial_cash: f64 = 100_000.0
        ) -> fields { cash: [f64; time], position: [f64; time, assets], equity: [f64; time] };
        /// The account of targets that are traded at the next open.
        simulate_targets {time, assets} (
            open: [f64; time, assets],
            close: [f64; time, assets],
            target: [f64; time, assets];
            unit: &str = "weight",
            initial_cash: f64 = 100_000.0,
            lot: f64 = 0.0,
            slippage_bps: f64 = 0.0,
            per_share: f64 = 0.0,
            rate: f64 = 0.0,
            leverage: f64 = 1.0
        ) -> made { fills, cash, position, equity };
        /// The account of orders.
        simulate_orders {time, assets, orders} (
            open: [f64; time, assets],
            high: [f64; time, assets],
            low: [f64; time, assets],
            close: [f64; time, assets],
            volume: [f64; time, assets],
            bar: [i64; orders],
            asset: [i64; orders],
            quantity: [f64; orders],
            kind: [i64; orders],
            limit: [f64; orders],
            stop: [f64; orders],
            last: [i64; orders],
            group: [i64; orders],
            parent: [i64; orders];
            initial_cash: f64 = 100_000.0,
            lot: f64 = 0.0,
            volume_limit: f64 = (f64::INFINITY),
            limit_touch: bool = true,
            slippage_bps: f64 = 0.0,
            slippage_fixed: f64 = 0.0,
            volume_impact: f64 = 0.0,
            per_share: f64 = 0.0,
            per_order: f64 = 0.0,
            maker_rate: f64 = 0.0,
            taker_rate: f64 = 0.0,
            minimum: f64 = 0.0,
            leverage: f64 = 1.0,
            margin_rate: f64 = 0.0,
            borrow_rate: f64 = 0.0
        ) -> made { fills, status, filled, cash, financing, equity, position };
        /// How often each label came right after each, and the shares of that.
        transition_matrix {rows} (labels: [i64; rows]; n_states: Option<usize> = None)
            -> found { counts: [i64], probabilities: [f64] };
        /// The last label that held for a while.
        smooth_labels {time} (labels: [i64; time]; min_duration: NonZeroUsize) -> array [i64; time];
        /// The nearest center of each row, the lowest number at a tie; -1 where a value is missing.
        kmeans_predict {rows, columns, clusters} (
            x: [f64; rows, columns],
            centers: [f64; clusters, columns];
        ) -> array [i64; rows];
        /// Bars of `every` nanoseconds: first, largest, smallest, last and sum.
        ohlcv_resample {time} (
            timestamps: [i64; time],
            open: [f64; time],
            high: [f64; time],
            low: [f64; time],
            close: [f64; time],
            volume: [f64; time];
            every: NonZeroU64
        ) -> found { timestamps: [i64], open: [f64], high: [f64], low: [f64], close: [f64], volume: [f64] };
    }
}

#[pymodule(gil_used = false)]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    arrays::load(module.py())?;
    module.add("BUILD", env!("ATC_BUILD"))?;
    module.add("DEBUG", cfg!(debug_assertions))?;
    module.add_function(wrap_pyfunction!(threads::threads, module)?)?;
    atc::register(module)?;
    backtest::register(module)?;
    decimals::register(module)?;
    let float32 = PyModule::new(module.py(), "float32")?;
    float32::register(&float32)?;
    module.add_submodule(&float32)?;
    module.add("STREAMED_KERNELS", streams::names())?;
    module.add_class::<streams::KernelStream>()?;
    other_shapes::register(module)?;
    order_book::register(module)?;
    module.add("SHAPED_KERNELS", [other_shapes::KERNELS, order_book::KERNELS].concat())?;
    incremental::register(module)?;
    float64::register(module)
}
