//! Extremes of windows. Exact: values are compared and copied, never computed with.

use super::larger;
use atc_engine::lanes::{LANES, Lanes, Row, load, prefetch_from};
use atc_engine::{Machine, columns};

/// Either where one is no number.
#[inline(always)]
fn better<const MAX: bool>(a: f64, b: f64) -> f64 {
    if if MAX { a > b } else { a < b } { a } else { b }
}

/// By doubling: results of two bars, four and eight in registers, of more in memory, then of two windows that overlap. What
/// is missing is found besides: comparisons that kept it took three times as many instructions.
#[inline(always)]
pub fn extreme<M: Machine, const MAX: bool>(machine: M, x: &[f64], length: usize, out: &mut [f64]) {
    columns!(x.len() => best, other);
    let mut span = (1 << length.ilog2()).min(LANES);
    let is_whole = few::<M, MAX>(machine, x, span, best);
    let (mut best, mut other) = (&mut best[span - 1..], other);
    while 2 * span <= length {
        let count = best.len() - span;
        overlap::<MAX>(best, span, &mut other[..count]);
        (best, other) = (&mut other[..count], best);
        span *= 2;
    }
    overlap::<MAX>(best, length - span, out);
    if !is_whole {
        spoil(x, length, out);
    }
}

/// Each the extreme of the last `span` bars, one to eight of them. False where a bar may be missing.
#[inline(always)]
fn few<M: Machine, const MAX: bool>(machine: M, x: &[f64], span: usize, best: &mut [f64]) -> bool {
    let join = |a: Row<M>, b| if MAX { a.greatest(b) } else { a.least(b) };
    let none = Row::splat(machine, 0.0);
    let ([mut one_before, mut two_before, mut four_before], mut spoilt) = ([none; 3], none);
    let (rows, rest) = best.as_chunks_mut::<LANES>();
    for (at, row) in (0..).step_by(LANES).zip(&mut *rows) {
        prefetch_from(x, at);
        let one = Row::load(machine, x, at);
        let two = join(one, one.older(1, one_before));
        let four = join(two, two.older(2, two_before));
        let eight = join(four, four.older(4, four_before));
        spoilt = one.fused(none, spoilt);
        let last = match span {
            1 => one,
            2 => two,
            4 => four,
            _ => eight,
        };
        last.store(row);
        (one_before, two_before, four_before) = (one, two, four);
    }
    let mut lost = spoilt.folded(|a, b| a + b);
    for (bar, best) in (rows.len() * LANES..).zip(rest) {
        lost += 0.0 * x[bar];
        *best = x[(bar + 1).saturating_sub(span)..=bar].iter().copied().reduce(better::<MAX>).unwrap_or(f64::NAN);
    }
    lost == 0.0
}

/// Results of bars and those `distance` bars later, as one. Between two buffers: in one, the next pass waits for stores.
#[inline(always)]
fn overlap<const MAX: bool>(best: &[f64], distance: usize, out: &mut [f64]) {
    for ((out, near), far) in out.iter_mut().zip(best).zip(&best[distance..]) {
        *out = better::<MAX>(*near, *far);
    }
}

/// The windows that hold a missing bar are missing.
fn spoil(x: &[f64], length: usize, out: &mut [f64]) {
    let mut from = 0;
    for (bar, _) in x.iter().enumerate().filter(|(_, x)| x.is_nan()) {
        let until = out.len().min(bar + 1);
        from = from.max((bar + 1).saturating_sub(length)).min(until);
        out[from..until].fill(f64::NAN);
    }
}

/// Bars that are compared at once.
const TOGETHER: usize = 16;

/// Windows of so many bars are searched bar by bar: sixteen at once, that takes a third of the time of doubling at 15 bars.
const SEARCHED: usize = 64;

#[inline(always)]
pub fn since_highest<M: Machine>(machine: M, x: &[f64], length: usize, out: &mut [f64]) {
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
