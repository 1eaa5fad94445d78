//! Rolling statistics and features.

mod bands;
mod by_blocks;
mod correlation;
mod extremes;
mod filling;
mod in_lanes;
mod lags;
mod liquidity;
mod logarithms;
mod means;
mod medians;
mod moments;
mod one_window;
mod order;
mod pivots;
mod ranks;
mod relations;
mod several_rows;
mod side_by_side;
mod sorted;
mod spectrum;
mod statistics;
mod summed;
mod sums;
mod tiles;
mod windowed;

pub use correlation::{correlation_matrix, lagged_correlation};
use extremes::extreme;
pub use filling::{fill_missing, fill_table};
pub use lags::lag_features;
pub use liquidity::liquidity_metrics;
pub use spectrum::{spectral_energy, window_count};
pub use statistics::bands;
use std::num::NonZeroUsize;

atc_engine::plain! {
    /// Largest finite value of the last `window` bars; NaN where fewer than `min_periods` (`window`) are finite.
    rolling_max(x; window: usize, min_periods: Option<usize>) = extreme::<true>;
    /// Smallest finite value of the last `window` bars; NaN where fewer than `min_periods` (`window`) are finite.
    rolling_min(x; window: usize, min_periods: Option<usize>) = extreme::<false>;
}

/// Calls a macro with the list of these kernels: here, and where they become functions of C.
#[macro_export]
macro_rules! statistics {
    ($($with:tt)+) => {
        $($with)+! {
            windowed {
                rolling_mean(x; window: NonZeroUsize, min_periods: Option<usize>) -> (out) = statistics::mean;
                rolling_std(x; window: NonZeroUsize, min_periods: Option<usize>, ddof: usize) -> (out) = statistics::std;
                rolling_mean_std(x; window: NonZeroUsize, min_periods: Option<usize>, ddof: usize) -> (mean, std) = statistics::mean_std;
                rolling_skew(x; window: NonZeroUsize, min_periods: Option<usize>) -> (out) = statistics::skew;
                rolling_kurt(x; window: NonZeroUsize, min_periods: Option<usize>) -> (out) = statistics::kurt;
                rolling_slope(x; window: NonZeroUsize, min_periods: Option<usize>) -> (out) = statistics::slope;
                rolling_corr(x, y; window: NonZeroUsize, min_periods: Option<usize>) -> (out) = statistics::corr;
                rolling_lagged_correlation(x, y; window: NonZeroUsize, lag: usize, min_periods: Option<usize>) -> (out)
                    = statistics::lagged_corr;
                rolling_median(x; window: NonZeroUsize, min_periods: Option<usize>) -> (out) = statistics::median;
                rolling_mad(x; window: NonZeroUsize, min_periods: Option<usize>, scale: f64) -> (out) = statistics::mad;
                robust_zscore(x; window: NonZeroUsize, min_periods: Option<usize>) -> (out) = statistics::zscore;
                amihud(close, volume; window: NonZeroUsize, min_periods: usize) -> (out) = liquidity::amihud;
                roll_spread(close; window: NonZeroUsize) -> (out) = liquidity::roll_spread;
                kyle_lambda(close, signed_volume; window: NonZeroUsize) -> (out) = liquidity::kyle_lambda;
                corwin_schultz(high, low, close;) -> (out) = liquidity::CorwinSchultz::new;
            }
        }
    };
}

/// Kernels that have another form too.
pub const EXTREMES: &[atc_engine::incremental::Incremental] = extremes::INCREMENTAL[0];
pub const FILLING: &[atc_engine::incremental::Incremental] = filling::INCREMENTAL[0];

statistics!(atc_engine::incremental);
