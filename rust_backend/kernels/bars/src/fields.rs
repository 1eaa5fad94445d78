//! The fields of bars, and what a run of values comes to: NaN is passed over, infinities count.

use atc_engine::lanes::{LANES, Lanes, load, map, zip};
use atc_engine::sums::{Total, sums};
use std::ops::Range;

/// The fields of what is resampled.
#[derive(Clone, Copy, Default)]
pub struct Fields<'a> {
    pub open: &'a [f64],
    pub high: &'a [f64],
    pub low: &'a [f64],
    pub close: &'a [f64],
    pub volume: &'a [f64],
}

impl Fields<'_> {
    pub fn of(&self, bars: Range<usize>) -> Self {
        let Self { open, high, low, close, volume } = *self;
        let [open, high, low, close, volume] = [open, high, low, close, volume].map(|field| &field[bars.clone()]);
        Self { open, high, low, close, volume }
    }
}

/// Bars to be written.
pub struct Bars<'a> {
    pub starts: &'a mut [i64],
    pub open: &'a mut [f64],
    pub high: &'a mut [f64],
    pub low: &'a mut [f64],
    pub close: &'a mut [f64],
    pub volume: &'a mut [f64],
}

impl<'a> Bars<'a> {
    /// The first rows, which are then no longer here.
    pub fn take(&mut self, rows: usize) -> Self {
        Self {
            starts: first_of(&mut self.starts, rows),
            open: first_of(&mut self.open, rows),
            high: first_of(&mut self.high, rows),
            low: first_of(&mut self.low, rows),
            close: first_of(&mut self.close, rows),
            volume: first_of(&mut self.volume, rows),
        }
    }
}

fn first_of<'a, T>(rest: &mut &'a mut [T], count: usize) -> &'a mut [T] {
    let (first, others) = std::mem::take(rest).split_at_mut(count);
    *rest = others;
    first
}

#[inline(always)]
pub fn first(x: &[f64], run: Range<usize>) -> f64 {
    let value = x[run.start];
    if value.is_nan() { x[run].iter().copied().find(|value| !value.is_nan()).unwrap_or(f64::NAN) } else { value }
}

#[inline(always)]
pub fn last(x: &[f64], run: Range<usize>) -> f64 {
    let value = x[run.end - 1];
    if value.is_nan() { x[run].iter().copied().rfind(|value| !value.is_nan()).unwrap_or(f64::NAN) } else { value }
}

#[inline(always)]
pub fn largest(x: &[f64], run: Range<usize>) -> f64 {
    extreme(x, run, f64::NEG_INFINITY, |best, value| if value > best { value } else { best })
}

#[inline(always)]
pub fn smallest(x: &[f64], run: Range<usize>) -> f64 {
    extreme(x, run, f64::INFINITY, |best, value| if value < best { value } else { best })
}

/// The best value, `worst` being worse than all others.
#[inline(always)]
fn extreme(x: &[f64], run: Range<usize>, worst: f64, better: impl Fn(f64, f64) -> f64) -> f64 {
    let mut best = [worst; LANES];
    let mut at = run.start;
    while at + LANES <= run.end {
        best = zip(best, load(x, at), &better);
        at += LANES;
    }
    let best = folded(zip(best, row_of(x, at..run.end), &better), &better);
    // Of nothing but NaN too.
    if best == worst && x[run].iter().all(|value| value.is_nan()) { f64::NAN } else { best }
}

/// The sum. Where no value is below 0, additions in any order lose nothing; others may cancel, and are compensated.
#[inline(always)]
pub fn total(x: &[f64], run: Range<usize>) -> f64 {
    let (sum, has_negative) = if run.len() <= LANES {
        let row = row_of(x, run.clone());
        (folded(map(row, or_zero), |a, b| a + b), folded(map(row, one_if_negative), |a, b| a + b) > 0.0)
    } else {
        let [sum, negative] = sums(&x[run.clone()], |lanes| [map(lanes, or_zero), map(lanes, one_if_negative)]);
        (sum, negative > 0.0)
    };
    if has_negative { compensated(&x[run]) } else { sum }
}

#[cold]
#[inline(never)]
fn compensated(values: &[f64]) -> f64 {
    let mut total = Total::default();
    values.iter().filter(|value| !value.is_nan()).for_each(|value| total.add(*value));
    total.value()
}

#[inline(always)]
fn or_zero(value: f64) -> f64 {
    if value.is_nan() { 0.0 } else { value }
}

#[inline(always)]
fn one_if_negative(value: f64) -> f64 {
    if value < 0.0 { 1.0 } else { 0.0 }
}

/// A run of fewer values than lanes, or as many, filled up with NaN: read beyond its end where the series goes on.
#[inline(always)]
fn row_of(x: &[f64], run: Range<usize>) -> Lanes<LANES> {
    let mut row = [f64::NAN; LANES];
    if run.start + LANES > x.len() {
        row[..run.len()].copy_from_slice(&x[run]);
        return row;
    }
    let values: Lanes<LANES> = load(x, run.start);
    for (i, (lane, value)) in row.iter_mut().zip(values).enumerate() {
        *lane = if i < run.len() { value } else { f64::NAN };
    }
    row
}

/// All lanes to one, by halves.
#[inline(always)]
fn folded(mut lanes: Lanes<LANES>, each: impl Fn(f64, f64) -> f64) -> f64 {
    let mut width = LANES;
    while width > 1 {
        width /= 2;
        for i in 0..width {
            lanes[i] = each(lanes[i], lanes[i + width]);
        }
    }
    lanes[0]
}
