//! The spread of returns, and what was earned for it.

use crate::sums::{Moments, Spread, is_constant};

#[inline(always)]
pub fn sharpe(returns: &[f64], rf_per_period: f64, periods_per_year: f64, ddof: usize) -> f64 {
    let moments = Moments::of(returns);
    if moments.count < 2 || moments.count <= ddof {
        return f64::NAN;
    }
    if is_constant(returns) {
        return 0.0;
    }
    moments.deviation(returns, ddof).under(moments.mean - rf_per_period) * periods_per_year.sqrt()
}

#[inline(always)]
pub fn sortino(returns: &[f64], target: f64, periods_per_year: f64) -> f64 {
    let moments = Moments::of(returns);
    if moments.count == 0 {
        return f64::NAN;
    }
    // Each ends at the first that is found.
    if !returns.iter().any(|number| *number < target) {
        return if returns.iter().any(|number| *number > target) { f64::INFINITY } else { 0.0 };
    }
    let downside = Spread::below(returns, target, moments.count);
    downside.under(moments.mean - target) * periods_per_year.sqrt()
}

#[inline(always)]
pub fn volatility(returns: &[f64], periods_per_year: f64, ddof: usize) -> f64 {
    let moments = Moments::of(returns);
    if moments.count <= ddof || moments.count == 0 {
        return f64::NAN;
    }
    if is_constant(returns) {
        return 0.0;
    }
    moments.deviation(returns, ddof).times(periods_per_year.sqrt())
}
