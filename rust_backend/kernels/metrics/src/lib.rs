//! Performance metrics: numbers about returns.

mod sums;

use sums::Moments;

atc_engine::plain_numbers! {
    /// Mean return beyond `rf_per_period` over the standard deviation, a year's; 0 where all returns are equal, NaN where
    /// there are fewer than 2 or no more than `ddof`. NaN is dropped.
    sharpe_ratio(returns; rf_per_period: f64, periods_per_year: f64, ddof: usize) = sharpe;
}

#[inline(always)]
fn sharpe(returns: &[f64], rf_per_period: f64, periods_per_year: f64, ddof: usize) -> f64 {
    let moments = Moments::of(returns);
    if moments.count < 2 || moments.count <= ddof {
        return f64::NAN;
    }
    if moments.least == moments.largest {
        return 0.0;
    }
    (moments.mean - rf_per_period) / moments.deviation(returns, ddof) * periods_per_year.sqrt()
}
