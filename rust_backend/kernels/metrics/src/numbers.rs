//! The metrics that give one number a series. NaN is dropped, and of nothing every one is NaN.

use crate::{curves, losses, ratios};

atc_engine::plain_numbers! {
    /// Mean return beyond `rf_per_period` over the standard deviation, a year's; 0 where all returns are equal, NaN where
    /// there are fewer than 2 or no more than `ddof`.
    sharpe_ratio(returns; rf_per_period: f64, periods_per_year: f64, ddof: usize) = ratios::sharpe;
    /// Mean return beyond `target` over the root of the mean square below it, a year's; where none is below, infinite if
    /// any is above and 0 if none is.
    sortino_ratio(returns; target: f64, periods_per_year: f64) = ratios::sortino;
    /// Standard deviation, a year's; exactly 0 where all returns are equal, NaN where there are no more than `ddof`.
    volatility(returns; periods_per_year: f64, ddof: usize) = ratios::volatility;
    /// Largest fraction of the highest value so far that a curve lost.
    max_drawdown(equity;) = curves::deepest;
    /// Compound growth a year; -1 where the curve ends at or below 0, NaN for fewer than 2 values.
    annual_return(equity; periods_per_year: f64) = curves::growth_per_year;
    /// Growth a year over the largest drawdown; without one infinite for a gain and 0 for none.
    calmar_ratio(equity; periods_per_year: f64) = curves::growth_for_drawdown;
    /// The return at `floor((n - 1) * level)` in ascending order.
    value_at_risk(returns; level: f64) = losses::lower_quantile;
    /// Mean of all returns at or below that.
    conditional_value_at_risk(returns; level: f64) = losses::mean_to_quantile;
}
