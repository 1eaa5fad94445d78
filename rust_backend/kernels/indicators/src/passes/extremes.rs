//! Extremes of windows. Exact: values are compared and copied, never computed with.

use super::{larger, smaller};
use atc_engine::columns;
use atc_engine::doubling::{overlap, spread_from};
use atc_engine::lanes::{Lanes, load};

#[inline(always)]
pub fn extreme<M, const MAX: bool>(_: M, x: &[f64], length: usize, out: &mut [f64]) {
    let better = |a, b| if MAX { larger(a, b) } else { smaller(a, b) };
    columns!(x.len() => best, other);
    let (best, span) = spread_from(x, best, other, length, better);
    overlap(best, length - span, out, better);
}

/// Bars that are compared at once.
const TOGETHER: usize = 16;

/// Windows of so many bars are searched bar by bar: sixteen at once, that takes a third of the time of doubling at 15 bars.
const SEARCHED: usize = 64;

#[inline(always)]
pub fn since_highest<M: Copy>(machine: M, x: &[f64], length: usize, out: &mut [f64]) {
    if length > SEARCHED {
        return by_doubling(machine, x, length, out);
    }
    columns!(out.len() => best);
    extreme::<M, true>(machine, x, length, best);
    let whole = out.len() / TOGETHER * TOGETHER;
    for at in (0..whole).step_by(TOGETHER) {
        let highest: Lanes<TOGETHER> = load(best, at);
        let mut ages: Lanes<TOGETHER> = highest.map(|highest| if highest.is_nan() { f64::NAN } else { 0.0 });
        for (age, bars) in (0_u32..length as u32).rev().zip(x[at..at + TOGETHER - 1 + length].windows(TOGETHER)) {
            for lane in 0..TOGETHER {
                ages[lane] = if bars[lane] == highest[lane] { f64::from(age) } else { ages[lane] };
            }
        }
        out[at..at + TOGETHER].copy_from_slice(&ages);
    }
    for (at, out) in (whole..).zip(&mut out[whole..]) {
        *out = age_of_highest(&x[at..at + length]);
    }
}

/// How many bars ago the highest of all was, the newest of equal ones; NaN where one is.
pub fn age_of_highest(x: &[f64]) -> f64 {
    let highest = x.iter().copied().fold(f64::NEG_INFINITY, larger);
    x.iter().rev().position(|bar| *bar == highest).map_or(f64::NAN, |age| age as f64)
}

/// By doubling too, of values and where they are.
#[inline(always)]
fn by_doubling<M>(_: M, x: &[f64], length: usize, out: &mut [f64]) {
    columns!(x.len() => values, places, next_values, next_places);
    values.copy_from_slice(x);
    places.iter_mut().zip(0_u32..).for_each(|(place, bar)| *place = f64::from(bar));
    let (mut now, mut next) = ([values, places], [next_values, next_places]);
    let mut span = 1;
    while span < length {
        // The last two overlap: a span more than once as long would be too long.
        let distance = span.min(length - span);
        let [values, places] = &mut now;
        let [best, at] = &mut next;
        newest(values, places, &values[distance..], &places[distance..], best, at);
        (now, next) = (next, now);
        span += distance;
    }
    since(now[0], now[1], length, out);
}

/// The higher value of two bars, the later one where they are equal, and where it is; NaN where one is. Slices as
/// arguments: what is behind references to references does not become vector code.
#[inline(always)]
fn newest(
    values: &[f64],
    places: &[f64],
    later_values: &[f64],
    later_places: &[f64],
    best: &mut [f64],
    at: &mut [f64],
) {
    let count = later_values.len();
    let (values, places, later_places) = (&values[..count], &places[..count], &later_places[..count]);
    let (best, at) = (&mut best[..count], &mut at[..count]);
    for bar in 0..count {
        // Not less: a later NaN wins, an earlier one stays.
        let is_earlier = (values[bar] > later_values[bar]) | values[bar].is_nan();
        best[bar] = if is_earlier { values[bar] } else { later_values[bar] };
        at[bar] = if is_earlier { places[bar] } else { later_places[bar] };
    }
}

#[inline(always)]
fn since(values: &[f64], places: &[f64], length: usize, out: &mut [f64]) {
    let (values, places) = (&values[..out.len()], &places[..out.len()]);
    let mut newest = (length - 1) as f64;
    for bar in 0..out.len() {
        out[bar] = if values[bar].is_nan() { f64::NAN } else { newest - places[bar] };
        newest += 1.0;
    }
}
