//! The Hull moving average, in tiles: three weighted windows at once, and nothing as long as the series.

use super::{falling, warm_up};
use crate::lanes::Hma;
use crate::window::{self, Ring, Weights, is_long};
use atc_engine::Machine;
use atc_engine::float32::{FloatElement, LEAD, TileBuffer};
use atc_engine::lanes::{LANES, Line, Row};
use atc_engine::segments;
use atc_engine::tables::RUN;

/// Bars per tile, whole rows.
const TILE: usize = 256;

/// How many times as long as the lookback segments must be before they pay.
const WINDOWS: usize = 1;

/// Windows of so many bars are summed bar by bar.
const FEW: usize = 6;

#[inline(always)]
pub fn hma_body<M: Machine, T: FloatElement>(machine: M, x: &[T], length: usize, out: &mut [T]) {
    let root = length.isqrt();
    let lookback = length + root - 1;
    if segments::suit::<M>(x.len(), lookback, WINDOWS) {
        if length <= RUN {
            segments::run(Hma::<false> { length }, machine, lookback, x, out);
        } else {
            segments::run(Hma::<true> { length }, machine, lookback, x, out);
        }
    } else if is_long::<M>(length) {
        hull::<M, T, true>(machine, x, length, root, out);
    } else {
        hull::<M, T, false>(machine, x, length, root, out);
    }
}

#[inline(always)]
fn hull<M: Machine, T: FloatElement, const LONG: bool>(machine: M, x: &[T], length: usize, root: usize, out: &mut [T]) {
    if x.len() < length || x.len() - length < root - 1 {
        return out.fill(T::store(f64::NAN));
    }
    let half = (length / 2).max(1);
    let [near, far, smooth] = &mut [half, length, root].map(|length| Ring::new::<M>(length, x.len()));
    let mut near = window::linear::<M, LONG, false>(machine, half, falling(half), near);
    let mut far = window::linear::<M, LONG, false>(machine, length, falling(length), far);
    let mut smooth = window::linear::<M, LONG, false>(machine, root, falling(root), smooth);
    let (Line(lead), Line(slow)) = (&mut Line([0.0; LEAD + TILE]), &mut Line([0.0; TILE]));
    let (mut bars, mut results, weights) = (TileBuffer::new(), TileBuffer::new(), weights(root));
    for (tile, out) in out.chunks_mut(TILE).enumerate() {
        let (x, count) = (T::wide(&x[tile * TILE..], &mut bars), out.len());
        window::run(machine, &mut near, x, &mut lead[LEAD..LEAD + count]);
        window::run(machine, &mut far, x, &mut slow[..count]);
        for (lead, slow) in lead[LEAD..].iter_mut().zip(&*slow) {
            *lead = 2.0 * *lead - slow;
        }
        let result = T::results(out, &mut results);
        if root <= FEW {
            one_by_one(machine, &weights[..root], lead, result);
        } else {
            window::run(machine, &mut smooth, &lead[LEAD..], result);
        }
        lead.copy_within(TILE.., 0);
        T::round(&results, out);
    }
    warm_up(length + root - 1, out);
}

/// Weighted means of the last few bars, `x` beginning `LEAD` bars before and ending after whole rows: so few are summed
/// sooner than groups of them are made.
#[inline(always)]
fn one_by_one<M: Machine>(machine: M, weights: &[f64], x: &[f64; LEAD + TILE], out: &mut [f64]) {
    let (rows, rest) = out.as_chunks_mut();
    let last = LEAD + rows.len() * LANES;
    for (row, at) in rows.iter_mut().zip((LEAD..).step_by(LANES)) {
        row_of_means(machine, weights, x, at).store(row);
    }
    if !rest.is_empty() {
        rest.copy_from_slice(&row_of_means(machine, weights, x, last).array()[..rest.len()]);
    }
}

/// No closure, since its body might not become vector code.
#[inline(always)]
fn row_of_means<M: Machine>(machine: M, weights: &[f64], x: &[f64; LEAD + TILE], at: usize) -> Row<M> {
    let mut sum = Row::splat(machine, 0.0);
    for (age, weight) in weights.iter().enumerate() {
        sum = Row::load(machine, x, at - age).fused(Row::splat(machine, *weight), sum);
    }
    sum
}

/// What the bars of each age weigh in a mean of a few.
fn weights(length: usize) -> [f64; FEW] {
    let Weights { newest, factor } = falling(length);
    std::array::from_fn(|age| (newest - age as f64) * factor)
}
