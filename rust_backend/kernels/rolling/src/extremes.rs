//! The largest or the smallest finite value of a window. Exact: values are compared and copied, never computed with.

use atc_engine::lanes::{LANES, load, zip};
use atc_engine::saved::{Reader, Refusal, Writer};
use atc_engine::scratch;
use atc_engine::stream::Step;

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
    if value.is_finite() { value } else { none::<MAX>() }
}

/// By doubling: of two bars, four, eight …, then two of those that overlap. Five vector passes at 28 bars, where a prefix
/// and a suffix per block are two chains of 4 cycles a bar.
#[inline(always)]
pub fn extreme<const MAX: bool>(x: &[f64], window: usize, min_periods: Option<usize>, out: &mut [f64]) {
    let needed = min_periods.unwrap_or(window);
    let window = window.min(x.len());
    let before = window.saturating_sub(1);
    let tile = TILE.max(WORTH * before).min(x.len());
    scratch::with(before + tile, |best| {
        for (from, out) in (0..).step_by(tile.max(1)).zip(out.chunks_mut(tile.max(1))) {
            let best = &mut best[..before + out.len()];
            let missing = before.saturating_sub(from);
            let bars = &x[from + missing - before..from + out.len()];
            best[..missing].fill(none::<MAX>());
            let mut all_finite = true;
            for (best, bar) in best[missing..].iter_mut().zip(bars) {
                *best = finite_or_none::<MAX>(*bar);
                all_finite &= bar.is_finite();
            }
            let span = spread::<MAX>(best, window);
            overlap::<MAX>(best, window - span, out);
            if all_finite {
                let few = needed.saturating_sub(from + 1).min(out.len());
                out[..few].fill(f64::NAN);
            } else {
                hide_few(&x[..from + out.len()], window, needed, out);
            }
        }
    });
}

/// Makes each the best of so many from it on, a power of two up to `window`; gives how many.
#[inline(always)]
fn spread<const MAX: bool>(best: &mut [f64], window: usize) -> usize {
    let mut span = 1;
    while 2 * span <= window {
        let count = best.len() - span;
        let whole = count / LANES * LANES;
        for at in (0..whole).step_by(LANES) {
            let lanes = zip::<LANES>(load(best, at), load(best, at + span), better::<MAX>);
            best[at..at + LANES].copy_from_slice(&lanes);
        }
        for at in whole..count {
            best[at] = better::<MAX>(best[at], best[at + span]);
        }
        span *= 2;
    }
    span
}

#[inline(always)]
fn overlap<const MAX: bool>(best: &[f64], distance: usize, out: &mut [f64]) {
    for ((out, near), far) in out.iter_mut().zip(best).zip(&best[distance..]) {
        *out = better::<MAX>(*near, *far);
    }
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

/// The same bar by bar, in blocks of `window` bars: a window is what is left of the block before, and this one so far.
pub struct Extreme<const MAX: bool> {
    needed: usize,
    position: usize,
    /// Best of this block so far.
    prefix: f64,
    /// The block's bars up to `position`; from there on the best after each bar of the block before.
    ring: Vec<f64>,
    /// Which bars of the window are finite, as a ring, and how many.
    finite: Vec<bool>,
    count: usize,
}

impl<const MAX: bool> Extreme<MAX> {
    pub fn size(window: usize, _: Option<usize>) -> usize {
        window
    }

    pub fn new(window: usize, min_periods: Option<usize>) -> Self {
        let needed = min_periods.unwrap_or(window);
        let none = none::<MAX>();
        Self { needed, position: 0, prefix: none, ring: vec![none; window], finite: vec![false; window], count: 0 }
    }

    fn start_block(&mut self) {
        let mut suffix = none::<MAX>();
        for bar in self.ring.iter_mut().rev() {
            let after = suffix;
            suffix = better::<MAX>(suffix, *bar);
            *bar = after;
        }
        (self.position, self.prefix) = (0, none::<MAX>());
    }
}

impl<const MAX: bool> Step<1> for Extreme<MAX> {
    fn step(&mut self, [bar]: [f64; 1]) -> f64 {
        let value = finite_or_none::<MAX>(bar);
        let was_finite = std::mem::replace(&mut self.finite[self.position], bar.is_finite());
        self.count = self.count + usize::from(bar.is_finite()) - usize::from(was_finite);
        self.prefix = better::<MAX>(self.prefix, value);
        let best = better::<MAX>(self.prefix, std::mem::replace(&mut self.ring[self.position], value));
        self.position += 1;
        if self.position == self.ring.len() {
            self.start_block();
        }
        if self.count < self.needed { f64::NAN } else { best }
    }

    fn save(&self, writer: &mut Writer) {
        writer.count(self.position);
        writer.value(self.prefix);
        self.ring.iter().for_each(|value| writer.value(*value));
        self.finite.iter().for_each(|finite| writer.count(u8::from(*finite)));
    }

    fn load(&mut self, reader: &mut Reader) -> Result<(), Refusal> {
        self.position = reader.count::<usize>()?;
        if self.position >= self.ring.len() {
            return Err(Refusal::Damaged);
        }
        self.prefix = reader.value()?;
        for value in &mut self.ring {
            *value = reader.value()?;
        }
        for finite in &mut self.finite {
            *finite = reader.count::<u8>()? != 0;
        }
        self.count = self.finite.iter().filter(|finite| **finite).count();
        Ok(())
    }
}
