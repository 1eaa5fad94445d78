//! The largest or the smallest finite value of a window. Exact: values are compared and copied, never computed with.

use atc_engine::Scratch;
use atc_engine::incremental::{Advance, Past, Saved, Sliding};
use atc_engine::lanes::{LANES, map, zip};
use atc_engine::saved::{Reader, Refusal, Writer};
use std::ops::Add;

/// Bars that are taken at once: with those of a short window before them, 8 KiB.
const TILE: usize = 1000;

/// A tile is so many times as long as what is read again before it.
const WORTH: usize = 4;

/// What every value is preferred to.
const fn none<const MAX: bool>() -> f64 {
    if MAX { f64::NEG_INFINITY } else { f64::INFINITY }
}

#[inline(always)]
fn better<const MAX: bool>(a: f64, b: f64) -> f64 {
    if (MAX && a > b) || (!MAX && a < b) { a } else { b }
}

#[inline(always)]
fn finite_or_none<const MAX: bool>(value: f64) -> f64 {
    if value.abs() < f64::INFINITY { value } else { none::<MAX>() }
}

/// By doubling, tile by tile.
#[inline(always)]
pub fn extreme<const MAX: bool>(x: &[f64], window: usize, min_periods: Option<usize>, out: &mut [f64]) {
    let needed = min_periods.unwrap_or(window);
    let window = window.min(x.len());
    let before = window.saturating_sub(1);
    let tile = TILE.max(WORTH * before).min(x.len());
    let mut numbers = Scratch::new(2 * (before + tile));
    for (from, out) in (0..).step_by(tile.max(1)).zip(out.chunks_mut(tile.max(1))) {
        let (best, other) = numbers[..2 * (before + out.len())].split_at_mut(before + out.len());
        let missing = before.saturating_sub(from);
        best[..missing].fill(none::<MAX>());
        let bars = &x[from + missing - before..from + out.len()];
        let all_finite = copy_finite::<MAX>(bars, &mut best[missing..]);
        windows::<MAX>(best, other, [window, 1], out);
        if all_finite {
            let few = needed.saturating_sub(from + 1).min(out.len());
            out[..few].fill(f64::NAN);
        } else {
            hide_few(&x[..from + out.len()], window, needed, out);
        }
    }
}

/// Copies the bars, those that are not finite as none; says whether all are.
#[inline(always)]
fn copy_finite<const MAX: bool>(x: &[f64], best: &mut [f64]) -> bool {
    let mut spoilt = [0.0; LANES];
    let (eights, rest) = x.as_chunks::<LANES>();
    let (best_eights, best_rest) = best.as_chunks_mut::<LANES>();
    for (best, eight) in best_eights.iter_mut().zip(eights) {
        *best = map(*eight, finite_or_none::<MAX>);
        // 0, or NaN for ever where a bar is not finite.
        spoilt = zip(spoilt, *eight, |spoilt, bar| spoilt + 0.0 * bar);
    }
    for (best, bar) in best_rest.iter_mut().zip(rest) {
        *best = finite_or_none::<MAX>(*bar);
        spoilt[0] += 0.0 * bar;
    }
    spoilt.iter().sum::<f64>() == 0.0
}

/// The best of each window of values that are so far apart: by doubling, to and fro between two buffers. In one, compilers
/// write only where something better was found, and the next pass waits for such stores.
#[inline(always)]
fn windows<'a, const MAX: bool>(
    mut best: &'a mut [f64],
    mut other: &'a mut [f64],
    [window, apart]: [usize; 2],
    out: &mut [f64],
) {
    let mut span = 1;
    while 2 * span <= window {
        let distance = span * apart;
        let count = best.len() - distance;
        overlap::<MAX>(best, distance, &mut other[..count]);
        (best, other) = (other, best);
        span *= 2;
    }
    overlap::<MAX>(best, (window - span) * apart, out);
}

#[inline(always)]
fn overlap<const MAX: bool>(best: &[f64], distance: usize, out: &mut [f64]) {
    for ((out, near), far) in out.iter_mut().zip(best).zip(&best[distance..]) {
        *out = better::<MAX>(*near, *far);
    }
}

atc_engine::dispatched! {
    /// The largest values of windows in rows, which both are lost.
    pub fn largest_of_rows(best: &mut [f64], other: &mut [f64], window: usize, out: &mut [f64]) = largest_body;
}

#[inline(always)]
fn largest_body<M>(_: M, best: &mut [f64], other: &mut [f64], window: usize, out: &mut [f64]) {
    windows::<true>(best, other, [window, LANES], out);
}

/// NaN where fewer than `needed` bars of the window are finite; `out` belongs to the last bars.
#[inline(always)]
fn hide_few(x: &[f64], window: usize, needed: usize, out: &mut [f64]) {
    let from = x.len() - out.len();
    let mut count = x[from.saturating_sub(window)..from].iter().filter(|bar| bar.is_finite()).count();
    for (bar, out) in (from..).zip(out) {
        count += usize::from(x[bar].is_finite());
        if bar >= window {
            count -= usize::from(x[bar - window].is_finite());
        }
        *out = if count < needed { f64::NAN } else { *out };
    }
}

/// The same block by block.
#[derive(Clone)]
pub struct Extreme<const MAX: bool> {
    pub window: usize,
    min_periods: Option<usize>,
    /// The bars before a block.
    past: Past,
    /// Bar by bar: the best value, and how many are finite.
    best: Sliding,
    finite: Sliding,
}

impl<const MAX: bool> Extreme<MAX> {
    pub fn new(window: usize, min_periods: Option<usize>) -> Self {
        let (best, finite) = (Sliding::default(), Sliding::default());
        Self { window, min_periods, past: Past::new(window - 1), best, finite }
    }

    fn begin(&mut self) {
        let best: Vec<f64> = self.past.newest().iter().copied().map(finite_or_none::<MAX>).collect();
        let finite: Vec<f64> = self.past.newest().iter().copied().map(one_if_finite).collect();
        self.best.begin(&best, none::<MAX>(), better::<MAX>);
        self.finite.begin(&finite, 0.0, f64::add);
        self.past.clear();
    }

    #[inline]
    fn step(&mut self, bar: f64) -> f64 {
        let best = self.best.step(finite_or_none::<MAX>(bar), self.window, none::<MAX>(), better::<MAX>);
        let finite = self.finite.step(one_if_finite(bar), self.window, 0.0, f64::add);
        if finite < self.min_periods.unwrap_or(self.window) as f64 { f64::NAN } else { best }
    }
}

#[inline(always)]
fn one_if_finite(bar: f64) -> f64 {
    f64::from(u8::from(bar.is_finite()))
}

impl<const MAX: bool> Advance<1, 1> for Extreme<MAX> {
    fn advance(&mut self, [x]: [&[f64]; 1], [out]: [&mut [f64]; 1]) {
        if !self.best.has_begun() {
            if x.len() > 1 {
                let bars = self.past.before(x);
                let mut results = Scratch::new(bars.len());
                extreme::<MAX>(&bars, self.window, self.min_periods, &mut results);
                out.copy_from_slice(&results[self.past.count()..]);
                return self.past.keep(x);
            }
            self.begin();
        }
        for (bar, out) in x.iter().zip(out) {
            *out = self.step(*bar);
        }
    }
}

impl<const MAX: bool> Saved for Extreme<MAX> {
    fn save(&self, writer: &mut Writer) {
        self.past.save(writer);
        self.best.save(writer);
        self.finite.save(writer);
    }

    fn load(&mut self, reader: &mut Reader) -> Result<(), Refusal> {
        self.past.load(reader)?;
        self.best.load(reader)?;
        self.finite.load(reader)?;
        let bars = self.best.bars();
        if bars <= self.window && self.finite.bars() == bars { Ok(()) } else { Err(Refusal::Damaged) }
    }

    fn reach(&self) -> usize {
        self.past.reach()
    }

    fn copy_from(&mut self, other: &Self) {
        self.past.copy_from(&other.past);
        self.best.copy_from(&other.best);
        self.finite.copy_from(&other.finite);
    }
}

atc_engine::incremental! {
    windowed {
        rolling_max(x; window: usize, min_periods: Option<usize>) -> (out) = Extreme::<true>::new;
        rolling_min(x; window: usize, min_periods: Option<usize>) -> (out) = Extreme::<false>::new;
    }
}
