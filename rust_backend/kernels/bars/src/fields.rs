//! The fields of bars, and what a run of values comes to: NaN is passed over, infinities count.

use atc_engine::Machine;
use atc_engine::lanes::{Cache, LANES, Row, prefetch, prefetch_from};
use atc_engine::sums::{Terms, Total, sums};
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

    /// Asks for what an interval begins with at a place, and for what the one before it ends with.
    #[inline(always)]
    pub fn fetch(&self, timestamps: &[i64], place: usize) {
        let end = place.wrapping_sub(1);
        let addresses = [self.open.as_ptr().wrapping_add(place), self.close.as_ptr().wrapping_add(end)];
        for address in [addresses[0].cast(), addresses[1].cast(), timestamps.as_ptr().wrapping_add(place).cast()] {
            prefetch(address, 1, Cache::First);
        }
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
            starts: split_off(&mut self.starts, rows),
            open: split_off(&mut self.open, rows),
            high: split_off(&mut self.high, rows),
            low: split_off(&mut self.low, rows),
            close: split_off(&mut self.close, rows),
            volume: split_off(&mut self.volume, rows),
        }
    }
}

/// The first items, which are then no longer there.
pub fn split_off<'a, T>(rest: &mut &'a mut [T], count: usize) -> &'a mut [T] {
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
pub fn largest<M: Machine>(machine: M, x: &[f64], run: Range<usize>) -> f64 {
    let mut best = Row::splat(machine, f64::NEG_INFINITY);
    let mut start = run.start;
    while start + LANES <= run.end {
        prefetch_from(x, start);
        best = Row::load(machine, x, start).highest(best);
        start += LANES;
    }
    let best = last_row(machine, x, &run, start).highest(best);
    let best = best.folded(|a, b| if a < b { b } else { a });
    if best == f64::NEG_INFINITY { or_nothing(best, &x[run]) } else { best }
}

#[inline(always)]
pub fn smallest<M: Machine>(machine: M, x: &[f64], run: Range<usize>) -> f64 {
    let mut best = Row::splat(machine, f64::INFINITY);
    let mut start = run.start;
    while start + LANES <= run.end {
        prefetch_from(x, start);
        best = Row::load(machine, x, start).lowest(best);
        start += LANES;
    }
    let best = last_row(machine, x, &run, start).lowest(best);
    let best = best.folded(|a, b| if b < a { b } else { a });
    if best == f64::INFINITY { or_nothing(best, &x[run]) } else { best }
}

/// The sum. Where no value is below 0, additions in any order lose nothing; others may cancel, and are compensated.
#[inline(always)]
pub fn total<M: Machine>(machine: M, x: &[f64], run: Range<usize>) -> f64 {
    let [sum, negative] = if run.len() <= LANES {
        Volumes.of(machine, last_row(machine, x, &run, run.start)).map(|row| row.folded(|a, b| a + b))
    } else {
        sums(machine, &x[run.clone()], &Volumes)
    };
    if negative > 0.0 { compensated(&x[run]) } else { sum }
}

/// Volumes, and how many are below 0.
struct Volumes;

impl Terms<2> for Volumes {
    #[inline(always)]
    fn of<M: Machine>(&self, machine: M, volumes: Row<M>) -> [Row<M>; 2] {
        let (zero, one) = (Row::splat(machine, 0.0), Row::splat(machine, 1.0));
        [volumes.if_number(volumes, zero), volumes.if_less(zero, one, zero)]
    }
}

/// An infinity, or NaN where it came of nothing but NaN.
#[cold]
#[inline(never)]
fn or_nothing(infinity: f64, values: &[f64]) -> f64 {
    if values.iter().all(|value| value.is_nan()) { f64::NAN } else { infinity }
}

#[cold]
#[inline(never)]
fn compensated(values: &[f64]) -> f64 {
    let mut total = Total::default();
    values.iter().filter(|value| !value.is_nan()).for_each(|value| total.add(*value));
    total.value()
}

/// What is left of a run from a place on, fewer values than a row has or as many, and NaN.
#[inline(always)]
fn last_row<M: Machine>(machine: M, x: &[f64], run: &Range<usize>, from: usize) -> Row<M> {
    Row::last(machine, &x[..run.end], run.end - from)
}
