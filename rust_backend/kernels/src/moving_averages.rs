//! Moving averages.

mod adaptive;
mod exponential;
mod hull;

use crate::dispatch::{Machine, dispatched};
use crate::window::{Bars, LONG, Linear, Sum, Weights};
use adaptive::kama_body;
use exponential::{dema_body, ema_body};
use hull::hma_body;

dispatched! {
    /// Mean of the last `length` bars.
    pub fn sma(x: &[f64], length: usize, out: &mut [f64]) = sma_body;
    /// Mean of the last `length` bars, the newest of which weighs `length` and the oldest 1.
    pub fn wma(x: &[f64], length: usize, out: &mut [f64]) = wma_body;
    /// Value at the newest bar of the least-squares line through the last `length` bars.
    pub fn lsma(x: &[f64], length: usize, out: &mut [f64]) = lsma_body;
    /// Hull moving average: `wma(2 * wma(x, length / 2) - wma(x, length), sqrt(length))`.
    pub fn hma(x: &[f64], length: usize, out: &mut [f64]) = hma_body;
    /// Exponential moving average, seeded with the mean of the first `length` bars that follow leading NaNs.
    pub fn ema(x: &[f64], length: usize, out: &mut [f64]) = ema_body;
    /// Twice the exponential moving average minus that of it.
    pub fn dema(x: &[f64], length: usize, out: &mut [f64]) = dema_body;
    /// Kaufman's adaptive moving average; `fast` and `slow` are smoothing constants in (0, 1].
    pub fn kama(x: &[f64], length: usize, fast: f64, slow: f64, out: &mut [f64]) = kama_body;
}

/// Fills the warm-up of a window with NaN; the rest of `out`, if there is any.
#[inline(always)]
fn warm_up(length: usize, out: &mut [f64]) -> Option<&mut [f64]> {
    if length > out.len() {
        out.fill(f64::NAN);
        return None;
    }
    let (before, results) = out.split_at_mut(length - 1);
    before.fill(f64::NAN);
    Some(results)
}

#[inline(always)]
fn sma_body<M: Machine>(machine: M, x: &[f64], length: usize, out: &mut [f64]) {
    let Some(results) = warm_up(length, out) else { return };
    let (from, factor) = (length - 1, 1.0 / length as f64);
    if length < LONG {
        Sum::<M, false>::new(machine, Bars(x), length, factor, from).run(Bars(x), from, results);
    } else {
        Sum::<M, true>::new(machine, Bars(x), length, factor, from).run(Bars(x), from, results);
    }
}

#[inline(always)]
fn linear<M: Machine, const LINE: bool>(machine: M, x: &[f64], length: usize, weights: Weights, results: &mut [f64]) {
    let from = length - 1;
    if length < LONG {
        Linear::<M, false, LINE>::new(machine, x, length, weights, from).run(x, from, results);
    } else {
        Linear::<M, true, LINE>::new(machine, x, length, weights, from).run(x, from, results);
    }
}

/// The weights of `wma`: length, length - 1 … 1.
fn falling(length: usize) -> Weights {
    let n = length as f64;
    Weights { newest: n, step: 1.0, factor: 2.0 / (n * (n + 1.0)) }
}

#[inline(always)]
fn wma_body<M: Machine>(machine: M, x: &[f64], length: usize, out: &mut [f64]) {
    if let Some(results) = warm_up(length, out) {
        linear::<M, false>(machine, x, length, falling(length), results);
    }
}

/// One weighted sum, centred by its weights, so that no two large averages are subtracted from each other.
#[inline(always)]
fn lsma_body<M: Machine>(machine: M, x: &[f64], length: usize, out: &mut [f64]) {
    let Some(results) = warm_up(length, out) else { return };
    if length == 1 {
        return results.copy_from_slice(x);
    }
    let n = length as f64;
    linear::<M, true>(
        machine,
        x,
        length,
        Weights { newest: 4.0 * n - 2.0, step: 6.0, factor: 1.0 / (n * (n + 1.0)) },
        results,
    );
}
