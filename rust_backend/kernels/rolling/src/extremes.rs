//! The largest or the smallest finite value of a window. Exact: values are compared and copied, never computed with.

use atc_engine::Scratch;
use atc_engine::lanes::{LANES, map, zip};
use atc_engine::saved::{Reader, Refusal, Writer};
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
    if value.abs() < f64::INFINITY { value } else { none::<MAX>() }
}

/// By doubling: of two bars, four, eight …, then two of those that overlap. Five vector passes at 28 bars, where a prefix
/// and a suffix per block are two chains of 4 cycles a bar.
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
        let (best, span) = spread::<MAX>(best, other, window);
        overlap::<MAX>(best, window - span, out);
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

/// Each the best of so many from it on, a power of two up to `window`; and how many. To and fro between two buffers: in
/// one, compilers write only where something better was found, and the next pass waits for such stores.
#[inline(always)]
fn spread<'a, const MAX: bool>(mut best: &'a mut [f64], mut other: &'a mut [f64], window: usize) -> (&'a [f64], usize) {
    let mut span = 1;
    while 2 * span <= window {
        let count = best.len() - span;
        overlap::<MAX>(best, span, &mut other[..count]);
        (best, other) = (other, best);
        span *= 2;
    }
    (best, span)
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
#[derive(Clone)]
pub struct Extreme<const MAX: bool> {
    window: usize,
    needed: usize,
    position: usize,
    /// Best of this block so far.
    prefix: f64,
    /// The block's bars up to `position`; from there on the best after each bar of the block before. It grows during the
    /// first block: a window may be longer than any history.
    ring: Vec<f64>,
    /// Which bars of the window are finite, as a ring, and how many.
    finite: Vec<bool>,
    count: usize,
}

impl<const MAX: bool> Extreme<MAX> {
    pub fn size(_: usize, _: Option<usize>) -> usize {
        0
    }

    pub fn new(window: usize, min_periods: Option<usize>) -> Self {
        let needed = min_periods.unwrap_or(window);
        Self { window, needed, position: 0, prefix: none::<MAX>(), ring: Vec::new(), finite: Vec::new(), count: 0 }
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
        if self.ring.len() < self.window {
            self.ring.push(none::<MAX>());
            self.finite.push(false);
        }
        let was_finite = std::mem::replace(&mut self.finite[self.position], bar.is_finite());
        self.count = self.count + usize::from(bar.is_finite()) - usize::from(was_finite);
        self.prefix = better::<MAX>(self.prefix, value);
        let best = better::<MAX>(self.prefix, std::mem::replace(&mut self.ring[self.position], value));
        self.position += 1;
        if self.position == self.window {
            self.start_block();
        }
        if self.count < self.needed { f64::NAN } else { best }
    }

    fn save(&self, writer: &mut Writer) {
        writer.count(self.position);
        writer.count(self.ring.len());
        writer.value(self.prefix);
        self.ring.iter().for_each(|value| writer.value(*value));
        self.finite.iter().for_each(|finite| writer.count(u8::from(*finite)));
    }

    fn load(&mut self, reader: &mut Reader) -> Result<(), Refusal> {
        self.position = reader.count::<usize>()?;
        let length: usize = reader.count()?;
        let is_growing = length == self.position && length < self.window;
        if length > reader.left() || !(is_growing || length == self.window && self.position < length) {
            return Err(Refusal::Damaged);
        }
        self.ring.resize(length, none::<MAX>());
        self.finite.resize(length, false);
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
