//! Moving averages of one series.

mod adaptive;
mod exponential;
mod hull;

use std::ops::RangeInclusive;

use crate::lanes::{Lsma, Wma};
use crate::window::{self, Bars, Ring, Weights, Window, is_long};
pub use adaptive::{kama_body, kama_on_body};
use atc_engine::float32::{FloatElement, TileBuffer};
use atc_engine::lanes::LANES;
use atc_engine::segments;
use atc_engine::tables::RUN;
use atc_engine::{Machine, dispatched};
pub use exponential::{dema_body, ema_body, ema_on_body};
pub use hull::hma_body;

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

    /// `ema` that goes on from `seed`, its value at the first bar.
    pub fn ema_on(x: &[f64], length: usize, seed: f64, least: f64, out: &mut [f64]) = ema_on_body;
    /// `kama` that goes on from its `average` before bar `length`, which is the first whose result means something.
    pub fn kama_on(x: &[f64], length: usize, speeds: [f64; 2], average: f64, out: &mut [f64]) = kama_on_body;
    /// Value at the bar before the newest of the line of `lsma`.
    pub fn lsma_one_back(x: &[f64], length: usize, out: &mut [f64]) = lsma_one_back_body;
}

/// The same on float32: tile by tile in double precision, every result rounded once.
pub mod float32 {
    use super::{dema_body, ema_body, hma_body, kama_body, lsma_body, sma_body, wma_body};

    atc_engine::dispatched! {
        /// Mean of the last `length` bars.
        pub fn sma(x: &[f32], length: usize, out: &mut [f32]) = sma_body;
        /// Mean of the last `length` bars, the newest of which weighs `length` and the oldest 1.
        pub fn wma(x: &[f32], length: usize, out: &mut [f32]) = wma_body;
        /// Value at the newest bar of the least-squares line through the last `length` bars.
        pub fn lsma(x: &[f32], length: usize, out: &mut [f32]) = lsma_body;
        /// Hull moving average: `wma(2 * wma(x, length / 2) - wma(x, length), sqrt(length))`.
        pub fn hma(x: &[f32], length: usize, out: &mut [f32]) = hma_body;
        /// Exponential moving average, seeded with the mean of the first `length` bars that follow leading NaNs.
        pub fn ema(x: &[f32], length: usize, out: &mut [f32]) = ema_body;
        /// Twice the exponential moving average minus that of it.
        pub fn dema(x: &[f32], length: usize, out: &mut [f32]) = dema_body;
        /// Kaufman's adaptive moving average; `fast` and `slow` are smoothing constants in (0, 1].
        pub fn kama(x: &[f32], length: usize, fast: f64, slow: f64, out: &mut [f32]) = kama_body;
    }
}

/// Fills the bars whose window is not full with NaN.
#[inline(always)]
fn warm_up<T: FloatElement>(length: usize, out: &mut [T]) {
    let count = out.len().min(length - 1);
    out[..count].fill(T::store(f64::NAN));
}

/// The window's results for every bar, tile by tile.
#[inline(always)]
fn slide<M: Machine, T: FloatElement>(machine: M, window: &mut impl Window<Terms = Bars>, x: &[T], out: &mut [T]) {
    let (mut bars, mut results) = (TileBuffer::new(), TileBuffer::new());
    if T::IN_PLACE {
        // Inlined, and not the function that tiles share: a call less for short series.
        return window.run(T::wide(x, &mut bars), T::results(out, &mut results));
    }
    for (x, out) in x.chunks(T::TILE).zip(out.chunks_mut(T::TILE)) {
        window::run(machine, window, T::wide(x, &mut bars), T::results(out, &mut results));
        T::round(&results, out);
    }
}

#[inline(always)]
pub fn sma_body<M: Machine, T: FloatElement>(machine: M, x: &[T], length: usize, out: &mut [T]) {
    if length <= out.len() {
        let factor = 1.0 / length as f64;
        let ring = &mut Ring::new::<M>(length, x.len());
        if is_long::<M>(length) {
            slide(machine, &mut window::sum::<M, Bars, true>(machine, length, factor, ring), x, out);
        } else {
            slide(machine, &mut window::sum::<M, Bars, false>(machine, length, factor, ring), x, out);
        }
    }
    warm_up(length, out);
}

#[inline(always)]
fn linear<M: Machine, T: FloatElement, const LINE: bool>(
    machine: M,
    x: &[T],
    length: usize,
    weights: Weights,
    out: &mut [T],
) {
    if length <= out.len() {
        let ring = &mut Ring::new::<M>(length, x.len());
        if is_long::<M>(length) {
            slide(machine, &mut window::linear::<M, true, LINE>(machine, length, weights, ring), x, out);
        } else {
            slide(machine, &mut window::linear::<M, false, LINE>(machine, length, weights, ring), x, out);
        }
    }
    warm_up(length, out);
}

/// The weights of `wma`: length, length - 1 … 1.
fn falling(length: usize) -> Weights {
    let n = length as f64;
    Weights { newest: n, factor: 2.0 / (n * (n + 1.0)) }
}

/// How many times a window segments must hold before they pay.
const WINDOWS: usize = 2;

/// Windows of so many bars cost less in segments: shorter ones fit registers; of longer ones the nearest cache has no room
/// for those of all segments, and their totals would be in two parts.
const SEGMENTED: RangeInclusive<usize> = 5 * LANES + 1..=RUN;

#[inline(always)]
pub fn wma_body<M: Machine, T: FloatElement>(machine: M, x: &[T], length: usize, out: &mut [T]) {
    if SEGMENTED.contains(&length) && segments::suit::<M>(x.len(), length, WINDOWS) {
        return segments::run(Wma::<false> { length }, machine, length, x, out);
    }
    linear::<M, T, false>(machine, x, length, falling(length), out);
}

/// One weighted sum, centred by its weights, so that no two large averages are subtracted from each other.
#[inline(always)]
pub fn lsma_body<M: Machine, T: FloatElement>(machine: M, x: &[T], length: usize, out: &mut [T]) {
    if length == 1 {
        return out.copy_from_slice(x);
    }
    if SEGMENTED.contains(&length) && segments::suit::<M>(x.len(), length, WINDOWS) {
        return segments::run(Lsma::<false> { length }, machine, length, x, out);
    }
    let n = length as f64;
    let weights = Weights { newest: (4.0 * n - 2.0) / 6.0, factor: 6.0 / (n * (n + 1.0)) };
    linear::<M, T, true>(machine, x, length, weights, out);
}

/// Of three bars, the line's value at the middle is their mean: no weight falls.
#[inline(always)]
fn lsma_one_back_body<M: Machine>(machine: M, x: &[f64], length: usize, out: &mut [f64]) {
    if length == 1 {
        return out.copy_from_slice(x);
    }
    if length == 3 {
        sma_body(machine, x, length, out);
        return out.iter_mut().filter(|mean| mean.is_infinite()).for_each(|mean| *mean = f64::NAN);
    }
    let n = length as f64;
    let factor = 6.0 * (n - 3.0) / (n * (n * n - 1.0));
    let weights = Weights { newest: (n - 1.0) * (4.0 * n - 8.0) / (6.0 * (n - 3.0)), factor };
    linear::<M, f64, true>(machine, x, length, weights, out);
}
