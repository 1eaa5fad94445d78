//! What each bar is beside what an autoregression expects of it.

use super::centered;
use atc_engine::trading::TIE_BAND;
use atc_engine::{Machine, Table, TableMut, Workers, each};
use std::iter;

/// Bars that a worker takes at once, and series: what their rows are computed in stays in the nearest cache.
const BARS: usize = 512;
const SERIES: usize = 64;

/// What is not expected of each bar of each series, and that in standard deviations.
pub fn ar1_score(x: Table<f64>, model: [&[f64]; 3], workers: &dyn Workers, scores: [TableMut<f64>; 2]) {
    let [mut residual, mut zscore] = scores;
    if x.layout().is_empty() {
        return;
    }
    if x.column(0).is_some() && residual.column(0).is_some() && zscore.column(0).is_some() {
        let pieces = iter::from_fn(move || Some((residual.take_series(1)?, zscore.take_series(1)?)));
        return each(pieces.enumerate(), workers, |(series, (mut residual, mut zscore))| {
            let model = model.map(|numbers| numbers[series]);
            if let (Some(x), Some(residual), Some(zscore)) = (x.column(series), residual.column(0), zscore.column(0)) {
                (residual[0], zscore[0]) = (f64::NAN, f64::NAN);
                scores_of_series(x, model, &mut residual[1..], &mut zscore[1..]);
            }
        });
    }
    let pieces = iter::from_fn(move || Some((residual.take_bars(BARS)?, zscore.take_bars(BARS)?)));
    each((0..).step_by(BARS).zip(pieces), workers, |(first, (residual, zscore))| {
        scores_of_rows(x, first, model, [residual, zscore]);
    });
}

atc_engine::dispatched! {
    /// The scores of all bars of a series but the first.
    fn scores_of_series(x: &[f64], model: [f64; 3], residual: &mut [f64], zscore: &mut [f64]) = series_body;
    /// The scores of some bars of all series.
    fn scores_of_rows(x: Table<'_, f64>, first: usize, model: [&[f64]; 3], scores: [TableMut<'_, f64>; 2]) = rows_body;
}

#[inline(always)]
fn series_body<M: Machine>(_: M, x: &[f64], [mu, phi, sigma]: [f64; 3], residual: &mut [f64], zscore: &mut [f64]) {
    for (((before, now), residual), zscore) in x.iter().zip(&x[1..]).zip(&mut *residual).zip(&mut *zscore) {
        *residual = centered(*now, mu) - phi * centered(*before, mu);
        *zscore = *residual / sigma;
    }
    if sigma == 0.0 {
        for (((before, now), residual), zscore) in x.iter().zip(&x[1..]).zip(residual).zip(zscore) {
            *zscore = without_spread(*residual, centered(*before, mu), centered(*now, mu));
        }
    }
}

#[inline(always)]
fn rows_body<M: Machine>(_: M, x: Table<'_, f64>, first: usize, model: [&[f64]; 3], scores: [TableMut<'_, f64>; 2]) {
    let [mut residual, mut zscore] = scores;
    let (bars, series) = (residual.layout().bars, residual.layout().series);
    for from in (0..series).step_by(SERIES) {
        let count = SERIES.min(series - from);
        let [mu, phi, sigma] = model.map(|numbers| &numbers[from..from + count]);
        let has_spread = sigma.iter().all(|sigma| *sigma != 0.0);
        let (mut before, mut now, mut away, mut scores) =
            ([f64::NAN; SERIES], [0.0; SERIES], [0.0; SERIES], [0.0; SERIES]);
        if first > 0 {
            x.read(first - 1, from, &mut before[..count], |value| value);
            center(&mut before, mu);
        }
        for bar in 0..bars {
            x.read(first + bar, from, &mut now[..count], |value| value);
            center(&mut now, mu);
            for series in 0..count {
                away[series] = now[series] - phi[series] * before[series];
                scores[series] = away[series] / sigma[series];
            }
            if !has_spread {
                for series in (0..count).filter(|series| sigma[*series] == 0.0) {
                    scores[series] = without_spread(away[series], before[series], now[series]);
                }
            }
            residual.write(bar, from, &away[..count], |value| value);
            zscore.write(bar, from, &scores[..count], |value| value);
            before = now;
        }
    }
}

#[inline(always)]
fn center(row: &mut [f64], mu: &[f64]) {
    for (value, mu) in row.iter_mut().zip(mu) {
        *value = centered(*value, *mu);
    }
}

/// The score of a series that never leaves its path: only rounding is no error.
#[inline(always)]
fn without_spread(residual: f64, before: f64, now: f64) -> f64 {
    let is_none = residual.abs() <= TIE_BAND * now.abs().max(before.abs());
    if is_none { 0.0 } else { residual * f64::INFINITY }
}
