//! The spread of returns, and what was earned for it.

use crate::moments::{BLOCK, Deviations, Downside, Mean};
use atc_engine::Machine;

#[inline(always)]
pub fn sharpe<M: Machine>(machine: M, returns: &[f64], rf_per_period: f64, periods_per_year: f64, ddof: usize) -> f64 {
    sharpe_of(&Deviations::of(machine, returns), rf_per_period, periods_per_year, ddof)
}

#[inline(always)]
pub fn sortino<M: Machine>(machine: M, returns: &[f64], target: f64, periods_per_year: f64) -> f64 {
    let (mut mean, mut downside) = (Mean::default(), Downside::at(1.0, target));
    for block in returns.chunks(BLOCK) {
        mean.take(machine, block);
        downside.take(machine, block);
    }
    sortino_of(&mean, &downside.scaled(machine, returns), target, periods_per_year)
}

#[inline(always)]
pub fn volatility<M: Machine>(machine: M, returns: &[f64], periods_per_year: f64, ddof: usize) -> f64 {
    volatility_of(&Deviations::of(machine, returns), periods_per_year, ddof)
}

#[inline(always)]
pub fn sharpe_of(deviations: &Deviations, rf_per_period: f64, periods_per_year: f64, ddof: usize) -> f64 {
    let count = deviations.mean.count();
    if count < 2 || count <= ddof {
        return f64::NAN;
    }
    if deviations.is_constant() {
        return 0.0;
    }
    deviations.spread(ddof).under(deviations.mean.value() - rf_per_period) * periods_per_year.sqrt()
}

#[inline(always)]
pub fn sortino_of(mean: &Mean, downside: &Downside, target: f64, periods_per_year: f64) -> f64 {
    if mean.count() == 0 {
        return f64::NAN;
    }
    downside.under(mean.value() - target, mean.count()) * periods_per_year.sqrt()
}

#[inline(always)]
pub fn volatility_of(deviations: &Deviations, periods_per_year: f64, ddof: usize) -> f64 {
    let count = deviations.mean.count();
    if count <= ddof || count == 0 {
        return f64::NAN;
    }
    if deviations.is_constant() {
        return 0.0;
    }
    deviations.spread(ddof).times(periods_per_year.sqrt())
}
