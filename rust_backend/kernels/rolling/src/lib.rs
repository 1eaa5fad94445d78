//! Rolling statistics and features.

mod correlation;
mod extremes;
mod lags;

pub use correlation::correlation_matrix;
use extremes::{Extreme, extreme};
pub use lags::lag_features;

atc_engine::plain! {
    /// Largest finite value of the last `window` bars; NaN where fewer than `min_periods` (`window`) are finite.
    rolling_max(x; window: usize, min_periods: Option<usize>) = extreme::<true>;
    /// Smallest finite value of the last `window` bars; NaN where fewer than `min_periods` (`window`) are finite.
    rolling_min(x; window: usize, min_periods: Option<usize>) = extreme::<false>;
}

atc_engine::incremental! {
    windowed {
        rolling_max(x; window: usize, min_periods: Option<usize>) -> (out) = Extreme::<true>::new;
        rolling_min(x; window: usize, min_periods: Option<usize>) -> (out) = Extreme::<false>::new;
    }
}
