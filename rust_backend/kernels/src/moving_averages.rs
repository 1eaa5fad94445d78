//! Moving averages.

mod adaptive;
mod exponential;
mod hull;

use crate::dispatch::{Machine, dispatched};
use crate::window::{Bars, LONG, Linear, Sum, Weights, Window};
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

/// Fills the bars whose window is not full with NaN.
#[inline(always)]
fn warm_up(length: usize, out: &mut [f64]) {
    let count = out.len().min(length - 1);
    out[..count].fill(f64::NAN);
}

#[inline(always)]
fn sma_body<M: Machine>(machine: M, x: &[f64], length: usize, out: &mut [f64]) {
    if length <= out.len() {
        let factor = 1.0 / length as f64;
        if length < LONG {
            Sum::<M, Bars, false>::new(machine, length, factor, x.len()).run(x, out);
        } else {
            Sum::<M, Bars, true>::new(machine, length, factor, x.len()).run(x, out);
        }
    }
    warm_up(length, out);
}

#[inline(always)]
fn linear<M: Machine, const LINE: bool>(machine: M, x: &[f64], length: usize, weights: Weights, out: &mut [f64]) {
    if length <= out.len() {
        if length < LONG {
            Linear::<M, false, LINE>::new(machine, length, weights, x.len()).run(x, out);
        } else {
            Linear::<M, true, LINE>::new(machine, length, weights, x.len()).run(x, out);
        }
    }
    warm_up(length, out);
}

/// The weights of `wma`: length, length - 1 … 1.
fn falling(length: usize) -> Weights {
    let n = length as f64;
    Weights { newest: n, factor: 2.0 / (n * (n + 1.0)) }
}

#[inline(always)]
fn wma_body<M: Machine>(machine: M, x: &[f64], length: usize, out: &mut [f64]) {
    linear::<M, false>(machine, x, length, falling(length), out);
}

/// One weighted sum, centred by its weights, so that no two large averages are subtracted from each other.
#[inline(always)]
fn lsma_body<M: Machine>(machine: M, x: &[f64], length: usize, out: &mut [f64]) {
    if length == 1 {
        return out.copy_from_slice(x);
    }
    let n = length as f64;
    let weights = Weights { newest: (4.0 * n - 2.0) / 6.0, factor: 6.0 / (n * (n + 1.0)) };
    linear::<M, true>(machine, x, length, weights, out);
}
