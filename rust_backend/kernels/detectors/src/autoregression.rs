//! A first-order autoregression of one series.

use crate::middle::median;
use crate::{MOST, TIE};
use atc_engine::lanes::LANES;
use atc_engine::{Machine, Scratch, Workers};

/// Times the median absolute deviation it is the standard deviation of a normal distribution.
const NORMAL: f64 = 1.4826;

/// Of phi: beyond it a series does not return.
const STEEPEST: f64 = 0.999;
const LEAST_PAIRS: usize = 3;

/// Products that are added up before they are added to the rest: rounding grows with this and the number of blocks.
const BLOCK: usize = 512;

/// What a series returns to, how slowly, and the spread of the rest.
pub fn ar1_fit(
    x: &[f64],
    _: [usize; 1],
    center: &str,
    _: &dyn Workers,
    mu: &mut [f64],
    phi: &mut [f64],
    sigma: &mut [f64],
) {
    let mut model = [f64::NAN; 3];
    fitted(x, center == "mean", &mut model);
    [mu[0], phi[0], sigma[0]] = model;
}

/// What is not expected of each bar, and that in standard deviations.
#[allow(clippy::too_many_arguments)]
pub fn ar1_score(
    x: &[f64],
    mu: &[f64],
    phi: &[f64],
    sigma: &[f64],
    _: [usize; 1],
    _: &dyn Workers,
    residual: &mut [f64],
    zscore: &mut [f64],
) {
    let Some(first) = residual.first_mut().zip(zscore.first_mut()) else { return };
    (*first.0, *first.1) = (f64::NAN, f64::NAN);
    scored(x, [mu[0], phi[0], sigma[0]], &mut residual[1..], &mut zscore[1..]);
}

atc_engine::dispatched! {
    fn fitted(x: &[f64], is_mean: bool, model: &mut [f64; 3]) = fit;
    fn scored(x: &[f64], model: [f64; 3], residual: &mut [f64], zscore: &mut [f64]) = score;
}

#[inline(always)]
fn centered(value: f64, mu: f64) -> f64 {
    if value.abs() <= MOST { value - mu } else { f64::NAN }
}

#[inline(always)]
fn score<M: Machine>(_: M, x: &[f64], [mu, phi, sigma]: [f64; 3], residual: &mut [f64], zscore: &mut [f64]) {
    for (((before, now), residual), zscore) in x.iter().zip(&x[1..]).zip(&mut *residual).zip(&mut *zscore) {
        *residual = centered(*now, mu) - phi * centered(*before, mu);
        *zscore = *residual / sigma;
    }
    if sigma == 0.0 {
        for (((before, now), residual), zscore) in x.iter().zip(&x[1..]).zip(residual).zip(zscore) {
            let size = centered(*now, mu).abs().max(centered(*before, mu).abs());
            let is_none = residual.abs() <= TIE * size;
            *zscore = if is_none { 0.0 } else { *residual * f64::INFINITY };
        }
    }
}

#[inline(always)]
fn fit<M: Machine>(_: M, x: &[f64], is_mean: bool, model: &mut [f64; 3]) {
    let mut away = Scratch::apart(x.len());
    let mut values = Scratch::apart(x.len());
    let count = keep(x.iter().map(|value| if value.abs() <= MOST { *value } else { f64::NAN }), &mut values);
    if count == 0 {
        return;
    }
    let mu = if is_mean { mean(&values[..count]) } else { median(&mut values[..count]) };
    for (away, value) in away.iter_mut().zip(x) {
        *away = centered(*value, mu);
    }
    let (before, now) = (&away[..x.len() - 1], &away[1..]);
    let phi = slope(before, now);
    let pairs = keep(before.iter().zip(now).map(|(before, now)| now - phi * before), &mut values);
    *model = [mu, phi, spread(&mut values, pairs, &away)];
}

/// Moves what is no NaN to the front of a place, and counts it.
#[inline(always)]
fn keep(items: impl Iterator<Item = f64>, place: &mut [f64]) -> usize {
    let mut count = 0;
    for item in items {
        place[count] = item;
        count += usize::from(!item.is_nan());
    }
    count
}

/// The mean; what the values have beyond a first mean is averaged too.
#[inline(always)]
fn mean(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let first = sum(values, values, |value, _| value / count);
    first + sum(values, values, |value, _| value - first) / count
}

/// The sum of a term of each pair of values; NaN counts as 0.
#[inline(always)]
fn sum(a: &[f64], b: &[f64], term: impl Fn(f64, f64) -> f64) -> f64 {
    let mut total = 0.0;
    let known = |a: f64, b: f64| {
        let value = term(a, b);
        if value.is_nan() { 0.0 } else { value }
    };
    for (a, b) in a.chunks(BLOCK).zip(b.chunks(BLOCK)) {
        let (mut sums, mut rest) = ([0.0; LANES], 0.0);
        let ((a, left), (b, right)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
        for (a, b) in a.iter().zip(b) {
            for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
                *sum += known(*a, *b);
            }
        }
        for (a, b) in left.iter().zip(right) {
            rest += known(*a, *b);
        }
        total += sums.iter().sum::<f64>() + rest;
    }
    total
}

/// The largest magnitude among pairs of which both are there, of the first of them.
#[inline(always)]
fn largest(a: &[f64], b: &[f64]) -> f64 {
    let mut most = [0.0; LANES];
    let of = |most: &mut f64, a: f64, b: f64| {
        let size = a.abs() + 0.0 * b;
        *most = if size > *most { size } else { *most };
    };
    let ((eights, left), (others, right)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    for (a, b) in eights.iter().zip(others) {
        for ((most, a), b) in most.iter_mut().zip(a).zip(b) {
            of(most, *a, *b);
        }
    }
    left.iter().zip(right).for_each(|(a, b)| of(&mut most[0], *a, *b));
    most.into_iter().fold(0.0, f64::max)
}

/// A power of two by which a size is from a half to 1: then squares neither overflow nor, in units of 1e-200, vanish.
#[inline(always)]
fn unit(size: f64) -> f64 {
    const BIAS: u64 = 1023;
    let exponent = (size.to_bits() >> 52).clamp(1, 2 * BIAS - 2);
    f64::from_bits((2 * BIAS - 1 - exponent) << 52)
}

#[inline(always)]
fn slope(before: &[f64], now: &[f64]) -> f64 {
    let count = before.iter().zip(now).filter(|(before, now)| !(*before + *now).is_nan()).count();
    let sizes = [largest(before, now), largest(now, before)];
    if count < LEAST_PAIRS || sizes[0] == 0.0 {
        return 0.0;
    }
    let [earlier, later] = sizes.map(unit);
    let products = sum(before, now, |before, now| (before * earlier) * (now * later));
    // 0 times the other one: a value without its neighbour counts for nothing.
    let squares = sum(before, now, |before, now| (before * earlier) * (before * earlier) + 0.0 * now);
    (products / squares * (earlier / later)).clamp(-STEEPEST, STEEPEST)
}

/// Sigma: robust; of errors most of which are equal, as a quantised sensor's are, the root of their mean square.
#[inline(always)]
fn spread(errors: &mut [f64], count: usize, away: &[f64]) -> f64 {
    if count == 0 {
        return f64::NAN;
    }
    let (errors, _) = errors.split_at_mut(count);
    let mut sizes = Scratch::apart(away.len());
    let sizes = &mut sizes[..];
    sizes[..count].copy_from_slice(errors);
    let middle = median(&mut sizes[..count]);
    for (size, error) in sizes.iter_mut().zip(&*errors) {
        *size = (error - middle).abs();
    }
    let robust = NORMAL * median(&mut sizes[..count]);
    // Above a part of the largest it is above that of the middle one: a selection less.
    if robust > TIE * largest(away, away) {
        return robust;
    }
    let kept = keep(away.iter().map(|away| away.abs()), sizes);
    let least = TIE * median(&mut sizes[..kept]);
    if robust > least {
        return robust;
    }
    let unit = unit(largest(errors, errors));
    let squares = sum(errors, errors, |error, _| (error * unit) * (error * unit));
    let usual = (squares / count as f64).sqrt() / unit;
    if usual > least { usual } else { 0.0 }
}
