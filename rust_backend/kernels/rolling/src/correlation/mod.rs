//! Pearson correlation of every two series, over the rows at which both are finite.
//!
//! All pairs at once: products of deviations from each series' own mean, in which what is missing is 0, and each series'
//! moments. Of a pair with gaps the moments are those of the rows in common: from those of all rows, what a series has where
//! the other is missing is taken off. At 1 % missing values that costs a fifth of the products, where masks multiplied as
//! matrices would cost six times these. A pair that loses digits so is computed by itself.

mod columns;
mod pair;
mod sums;

use crate::side_by_side::rows_in;
use atc_engine::lanes::LANES;
use atc_engine::{Machine, Scratch};
use columns::{Columns, Gaps, ROWS};
use std::ops::Range;
use sums::{Marginals, Moments, Sums};

/// What a sum of squares may be in units of the variance that is left of it: rounding, of 1.5e-14 of the sum at most, then
/// costs r at most a third of what the contract allows.
const FARTHEST: f64 = 10.0;

/// Below this, squares of deviations may have vanished.
const SMALLEST: f64 = 1e-250;

atc_engine::dispatched! {
    /// Correlations of all pairs of series: 1 on the diagonal, NaN where either is constant on the common rows or fewer
    /// than 2 rows are common.
    pub fn correlation_matrix(x: &[f64], sizes: [usize; 2], out: &mut [f64]) = correlate;

    /// The same of each series with each other one 0 to `max_lag` bars earlier.
    pub fn lagged_correlation(x: &[f64], sizes: [usize; 2], max_lag: usize, out: &mut [f64]) = correlate_lags;
}

#[inline(always)]
fn correlate<M: Machine>(machine: M, x: &[f64], sizes: [usize; 2], out: &mut [f64]) {
    let [time, series] = sizes;
    if series == 0 {
        return;
    }
    let columns = Columns::of(machine, x, sizes);
    let (mut products, mut marginals) = (Sums::new(columns.groups * LANES, columns.groups), Marginals::new(&columns));
    let mut numbers = Scratch::new(ROWS * columns.groups * LANES);
    let block = rows_in(&mut numbers);
    for rows in blocks(0..time) {
        let away = &mut block[..rows.len() * columns.groups];
        columns.deviations(machine, rows.clone(), away);
        products.add_squares(machine, away);
        marginals.take(machine, &columns, rows.clone(), away, rows);
    }
    marginals.finish(machine, &columns, 0..0);
    let pairs = Pairs { columns: &columns, products: &products, marginals: [&marginals; 2] };
    let mut left = Vec::new();
    for a in 0..series {
        for b in a..series {
            let r = if a == b { pairs.with_itself(a) } else { pairs.correlation(a, b) };
            left.extend(r.is_none().then_some([a, b]));
            let r = r.unwrap_or(f64::NAN);
            (out[a * series + b], out[b * series + a]) = (r, r);
        }
    }
    each_alone(&columns, &left, 0, |[a, b], r| (out[a * series + b], out[b * series + a]) = (r, r));
}

#[inline(always)]
fn correlate_lags<M: Machine>(machine: M, x: &[f64], sizes: [usize; 2], max_lag: usize, out: &mut [f64]) {
    let [time, series] = sizes;
    if series == 0 {
        return;
    }
    let (first, others) = out.split_at_mut(series * series);
    correlation_matrix(x, sizes, first);
    let columns = Columns::of(machine, x, sizes);
    let mut products = Sums::new(columns.groups * LANES, columns.groups);
    let [mut now, mut before] = [Marginals::new(&columns), Marginals::new(&columns)];
    let mut numbers = Scratch::new(2 * ROWS * columns.groups * LANES);
    let (block, block_before) = rows_in(&mut numbers).split_at_mut(ROWS * columns.groups);
    for (lag, out) in (1..=max_lag).zip(others.chunks_exact_mut(series * series)) {
        if lag >= time {
            out.fill(f64::NAN);
            continue;
        }
        products.clear();
        now.clear();
        before.clear();
        for rows in blocks(lag..time) {
            let earlier = rows.start - lag..rows.end - lag;
            let [away, away_before] =
                [&mut *block, block_before].map(|block| &mut block[..rows.len() * columns.groups]);
            columns.deviations(machine, rows.clone(), away);
            columns.deviations(machine, earlier.clone(), away_before);
            products.add_products(machine, [away, away_before], series);
            now.take(machine, &columns, rows.clone(), away, earlier.clone());
            before.take(machine, &columns, earlier, away_before, rows);
        }
        now.finish(machine, &columns, 0..lag);
        before.finish(machine, &columns, time - lag..time);
        let pairs = Pairs { columns: &columns, products: &products, marginals: [&now, &before] };
        let mut left = Vec::new();
        for (place, out) in out.iter_mut().enumerate() {
            let [a, b] = [place / series, place % series];
            let r = pairs.correlation(a, b);
            left.extend(r.is_none().then_some([a, b]));
            *out = r.unwrap_or(f64::NAN);
        }
        each_alone(&columns, &left, lag, |[a, b], r| out[a * series + b] = r);
    }
}

fn blocks(rows: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    rows.clone().step_by(ROWS).map(move |from| from..rows.end.min(from + ROWS))
}

/// What all pairs have in common.
struct Pairs<'a> {
    columns: &'a Columns<'a>,
    products: &'a Sums,
    /// Those of the first series of a pair, and of the second.
    marginals: [&'a Marginals; 2],
}

impl Pairs<'_> {
    fn with_itself(&self, series: usize) -> Option<f64> {
        Some(if self.columns.is_constant[series] { f64::NAN } else { 1.0 })
    }

    /// Pearson's r; none where too many digits are lost.
    fn correlation(&self, a: usize, b: usize) -> Option<f64> {
        if self.columns.is_constant[a] || self.columns.is_constant[b] {
            return Some(f64::NAN);
        }
        let [(first, first_summed), (second, second_summed)] = [self.common(0, a, b), self.common(1, b, a)];
        let count = first.count;
        if count < 2.0 {
            return Some(f64::NAN);
        }
        let spreads = [first, second].map(|of| of.squares - of.sum * of.sum / count);
        for (spread, summed) in spreads.iter().zip([first_summed, second_summed]) {
            let is_sure = *spread > SMALLEST && summed.squares * (summed.count / count).sqrt() < FARTHEST * spread;
            if !is_sure {
                return None;
            }
        }
        let product = self.products.at(a, b) - first.sum * second.sum / count;
        Some((product / (spreads[0].sqrt() * spreads[1].sqrt())).clamp(-1.0, 1.0))
    }

    /// The moments of a series over the rows at which another one is there too, and what was summed to find them.
    fn common(&self, side: usize, series: usize, other: usize) -> (Moments, Moments) {
        let marginals = self.marginals[side];
        let all = marginals.of(series);
        match self.columns.gaps[other] {
            Gaps::No => (all, all),
            Gaps::Few => (all.without(marginals.of_listed(series, other)), all),
            Gaps::Many => {
                let listed = marginals.of_listed(series, other);
                (listed, listed)
            }
        }
    }
}

/// Calls with some pairs and what is computed of each by itself, the second series some bars earlier.
#[inline(always)]
fn each_alone(columns: &Columns, pairs: &[[usize; 2]], lag: usize, mut write: impl FnMut([usize; 2], f64)) {
    if pairs.is_empty() {
        return;
    }
    let numbers = columns.transposed();
    let time = numbers.len() / columns.series;
    let mut common = [vec![0.0; time], vec![0.0; time]];
    for pair in pairs {
        let [a, b] = pair.map(|series| &numbers[series * time..][..time]);
        write(*pair, pair::correlation(&a[lag..], &b[..time - lag], &mut common));
    }
}
