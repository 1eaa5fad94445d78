//! Exponential averages as scans: a vector of bars depends on the vector before it, not each bar on the last.

use crate::dispatch::Machine;
use crate::lanes::{Lanes, add, load, mul_add, taps};

/// Bars in one step of the `ema` scan.
const STRIDE: usize = 8;

/// The sum of `x` over its length, in parts small enough that rounding does not add up.
pub fn mean(x: &[f64]) -> f64 {
    const PART: usize = 256;
    let part = |part: &[f64]| {
        let mut lanes = [0.0; 8];
        let rest = part.chunks_exact(8).remainder();
        for eight in part.chunks_exact(8) {
            lanes = add(lanes, load(eight, 0));
        }
        lanes.iter().sum::<f64>() + rest.iter().sum::<f64>()
    };
    let whole: f64 = x.chunks(PART * PART).map(|rows| rows.chunks(PART).map(part).sum::<f64>()).sum();
    whole / x.len() as f64
}

/// Where the average begins: the bar of its seed, if the series has one.
fn seed_at(x: &[f64], length: usize) -> Option<usize> {
    let start = x.iter().position(|bar| !bar.is_nan())?;
    (length <= x.len() - start).then(|| start + length - 1)
}

/// Fills what comes before the seed with NaN and writes the seed.
#[inline(always)]
fn seed(x: &[f64], length: usize, out: &mut [f64]) -> Option<usize> {
    let Some(first) = seed_at(x, length) else {
        out.fill(f64::NAN);
        return None;
    };
    out[..first].fill(f64::NAN);
    out[first] = mean(&x[first + 1 - length..=first]);
    Some(first)
}

#[inline(always)]
pub fn ema_body<M: Machine>(_: M, x: &[f64], length: usize, out: &mut [f64]) {
    let Some(first) = seed(x, length, out) else { return };
    let a = 2.0 / (length as f64 + 1.0);
    let mut at = first + 1;
    if length > 1 && x.len() - at >= 2 * STRIDE {
        step_by_step::<M>(a, x, at, &mut out[..at + STRIDE - 1]);
        at = scan::<M>(a, x, at + STRIDE - 1, out);
    }
    step_by_step::<M>(a, x, at, out);
}

/// The formula itself, from `from` to the end of `out`.
#[inline(always)]
fn step_by_step<M: Machine>(a: f64, x: &[f64], from: usize, out: &mut [f64]) {
    let mut average = out[from - 1];
    for (average_at, bar) in out[from..].iter_mut().zip(&x[from..]) {
        average = M::mul_add(1.0 - a, average, a * bar);
        *average_at = average;
    }
}

/// Vectors of eight bars from `from` on, where eight averages are known; returns where it stopped.
///
/// `y[t] = b^8 y[t-8] + sum of a b^k x[t-k]`, the sum in two halves. One weight is chosen so that they add up to exactly
/// 1 with the rounded `b^8`: a sum that is off by an ulp would shift a slow average by length / 16 of them.
#[inline(always)]
fn scan<M: Machine>(a: f64, x: &[f64], from: usize, out: &mut [f64]) -> usize {
    let b = 1.0 - a;
    let b4 = b * b * b * b;
    let b8 = b4 * b4;
    let [w0, w1, w2] = [a, a * b, a * b * b];
    let weights = [w0, w1, w2, (1.0 - b8) / (1.0 + b4) - (w0 + w1 + w2)];
    let mut average: Lanes<STRIDE> = load(out, from - STRIDE);
    let mut before: Lanes<4> = taps::<M, 4, 4>(weights, x, from - 4);
    let vectors = (x.len() - from) / STRIDE;
    for (result, i) in out[from..].chunks_exact_mut(STRIDE).zip(0..) {
        let half: Lanes<STRIDE> = taps::<M, STRIDE, 4>(weights, x, from + i * STRIDE);
        let mut older = half;
        older[..4].copy_from_slice(&before);
        older[4..].copy_from_slice(&half[..4]);
        before.copy_from_slice(&half[4..]);
        average = mul_add::<M, STRIDE>(b8, average, mul_add::<M, STRIDE>(b4, older, half));
        result.copy_from_slice(&average);
    }
    from + vectors * STRIDE
}

#[inline(always)]
pub fn dema_body<M: Machine>(_: M, x: &[f64], length: usize, out: &mut [f64]) {
    let Some(first) = seed(x, length, out) else { return };
    let a = 2.0 / (length as f64 + 1.0);
    let mut pair = [out[first]; 2];
    out[first] = 2.0 * pair[0] - pair[1];
    let mut at = first + 1;
    if length > 1 && x.len() - at >= 8 {
        let mut single = [0.0; 4];
        let mut double = [0.0; 4];
        for i in 0..4 {
            pair = double_step::<M>(a, x[at + i], pair);
            [single[i], _] = pair;
            double[i] = 2.0 * pair[0] - pair[1];
        }
        out[at..at + 4].copy_from_slice(&double);
        (at, pair) = double_scan::<M>(a, x, at + 4, [single, double], out);
    }
    for t in at..x.len() {
        pair = double_step::<M>(a, x[t], pair);
        out[t] = 2.0 * pair[0] - pair[1];
    }
}

/// The formulas themselves: the average and the average of the averages, one bar on.
#[inline(always)]
fn double_step<M: Machine>(a: f64, bar: f64, [single, double]: [f64; 2]) -> [f64; 2] {
    let single = M::mul_add(1.0 - a, single, a * bar);
    [single, M::mul_add(1.0 - a, double, a * single)]
}

/// Vectors of four bars from `from` on; returns where it stopped and the two averages there.
///
/// With `e` the average and `d` the result, four bars on: `e = b^4 e' + sum of a b^k x[t-k]` and
/// `d = b^4 d' - 4 a b^4 e' + sum of (2 a b^k - a^2 (k+1) b^k) x[t-k]`, where again one weight makes up for rounding.
/// An infinite average leaves no number: zero times it makes that so.
#[inline(always)]
fn double_scan<M: Machine>(
    a: f64,
    x: &[f64],
    from: usize,
    [mut single, mut double]: [Lanes<4>; 2],
    out: &mut [f64],
) -> (usize, [f64; 2]) {
    let b = 1.0 - a;
    let b4 = b * b * b * b;
    let w = [a, a * b, a * b * b];
    let v = [0.0, 1.0, 2.0].map(|k| w[k as usize] * (2.0 - a * (k + 1.0)));
    let slow = [w[0], w[1], w[2], 1.0 - b4 - (w[0] + w[1] + w[2])];
    let pull = 4.0 * a * b4;
    let fast = [v[0], v[1], v[2], 1.0 - b4 + pull - (v[0] + v[1] + v[2])];
    let vectors = (x.len() - from) / 4;
    for (result, i) in out[from..].chunks_exact_mut(4).zip(0..) {
        let at = from + 4 * i;
        let pulled = mul_add::<M, 4>(-pull, single, taps::<M, 4, 4>(fast, x, at));
        double = mul_add::<M, 4>(b4, double, pulled);
        single = mul_add::<M, 4>(b4, single, taps::<M, 4, 4>(slow, x, at));
        let finite = crate::lanes::map(single, |average| 0.0 * average);
        result.copy_from_slice(&add(double, finite));
    }
    (from + vectors * 4, [single[3], 2.0 * single[3] - double[3]])
}
