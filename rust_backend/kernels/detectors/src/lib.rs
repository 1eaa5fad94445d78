//! Condition monitoring: how unusual a row is, and whether a series has changed. Higher is more unusual.

mod autoregression;
mod charts;
mod components;
mod distances;
mod drift;
mod forest;
mod middle;
mod rows;
mod sizes;

pub use autoregression::{ar1_fit, ar1_score};
use charts::{Cusum, EwmaChart, PageHinkley};
pub use components::{pca_fit, pca_score};
pub use distances::mahalanobis;
pub use drift::{ks_2samp, population_stability_index};
pub use forest::{isolation_forest_fit, isolation_forest_score};
use std::num::NonZeroUsize;

/// Values beyond this count as missing: their squares would overflow.
const MOST: f64 = 1e150;

/// Calls a macro with the list of the charts: here, and where they become functions of C.
#[macro_export]
macro_rules! charts {
    ($($with:tt)+) => {
        $($with)+! {
            windowed {
                ewma_chart(x; target: f64, sigma: f64, smoothing: f64, width: f64)
                    -> (ewma, half_width, signal: Sign) = EwmaChart::new;
                cusum(x; target: f64, sigma: f64, slack: f64, threshold: f64) -> (high, low, signal: Sign) = Cusum::new;
                page_hinkley(x; delta: f64, threshold: f64, forgetting: f64, min_instances: NonZeroUsize)
                    -> (up, down, signal: Sign) = PageHinkley::new;
            }
        }
    };
}

charts!(atc_engine::incremental);

#[inline(always)]
fn is_missing(value: f64) -> bool {
    let is_there = value.abs() <= MOST;
    !is_there
}
