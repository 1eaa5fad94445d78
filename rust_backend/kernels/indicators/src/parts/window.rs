//! What windows of so many bars come to.

use crate::passes::{self, larger, smaller};
use atc_engine::incremental::{Past, Sliding};
use atc_engine::{columns, state};

/// Windows of so few bars together are added up one by one: `sma` takes 60 ns to begin.
const FEW: usize = 256;

/// Means of so many bars are a few ulps off, which is too much where most bars are near the mean.
const LONG: usize = 128;

state! {
    /// The last `length` bars, the newest included.
    Window(length: usize) { past: Past = Past::new(length - 1), sliding: Sliding = Sliding::default() }
}

impl Window {
    /// Fills what is not yet a whole window with NaN; `whole` writes the others. It is called with bars and the results of
    /// their windows, one for each: once for windows that begin before the block, once for those in it, which is not copied.
    #[inline]
    fn slide<const FIELDS: usize>(
        &mut self,
        x: &[f64],
        mut out: [&mut [f64]; FIELDS],
        mut whole: impl FnMut(&[f64], usize, [&mut [f64]; FIELDS]),
    ) {
        if let [bar] = x {
            let bars = self.past.push(*bar);
            if bars.len() == self.length {
                return whole(bars, self.length, out);
            }
            return out.iter_mut().for_each(|out| out.fill(f64::NAN));
        }
        let shared = self.begin(x, out.each_mut().map(|out| &mut **out), &mut whole);
        if shared < x.len() {
            whole(x, self.length, out.map(|out| &mut out[shared..]));
        }
        self.past.keep(x);
    }

    /// The same of windows that begin before the block; gives how many results these are.
    #[inline]
    fn begin<const FIELDS: usize>(
        &self,
        x: &[f64],
        mut out: [&mut [f64]; FIELDS],
        whole: &mut impl FnMut(&[f64], usize, [&mut [f64]; FIELDS]),
    ) -> usize {
        let before = self.length - 1;
        let few = (before - self.past.count()).min(x.len());
        let shared = before.min(x.len());
        out.iter_mut().for_each(|out| out[..few].fill(f64::NAN));
        if few < shared {
            whole(&self.past.before(&x[..shared]), self.length, out.map(|out| &mut out[few..shared]));
        }
        shared
    }

    /// What the window comes to at each bar, one after the other: where there is one, and after it. False where there are
    /// many at once, before.
    #[inline(always)]
    fn step(&mut self, x: &[f64], out: &mut [f64], none: f64, join: impl Fn(f64, f64) -> f64) -> bool {
        if !self.sliding.has_begun() {
            if x.len() > 1 {
                return false;
            }
            self.sliding.begin(self.past.newest(), none, &join);
            self.past.clear();
        }
        for (bar, out) in x.iter().zip(out) {
            let value = self.sliding.step(*bar, self.length, none, &join);
            *out = if self.sliding.bars() == self.length { value } else { f64::NAN };
        }
        true
    }

    /// The mean of each window.
    pub fn mean(&mut self, x: &[f64], out: &mut [f64]) {
        if self.step(x, out, 0.0, |sum, bar| sum + bar) {
            let length = self.length as f64;
            return out.iter_mut().for_each(|sum| *sum /= length);
        }
        let mut whole = |bars: &[f64], length: usize, [out]: [&mut [f64]; 1]| {
            if out.len() * length > FEW {
                columns!(bars.len() => means);
                atc_moving_averages::sma(bars, length, means);
                return out.copy_from_slice(&means[length - 1..]);
            }
            for (window, mean) in bars.windows(length).zip(out) {
                *mean = window.iter().sum::<f64>() / length as f64;
            }
        };
        // In place: what this writes for windows that begin before the block is written again.
        if x.len() >= self.length {
            atc_moving_averages::sma(x, self.length, out);
        }
        self.begin(x, [out], &mut whole);
        self.past.keep(x);
    }

    /// The largest value of each window, NaN where one is.
    pub fn highest(&mut self, x: &[f64], out: &mut [f64]) {
        if !self.step(x, out, f64::NEG_INFINITY, larger) {
            self.slide(x, [out], |bars, length, [out]| passes::highest(bars, length, out));
        }
    }

    /// The smallest value of each window, NaN where one is.
    pub fn lowest(&mut self, x: &[f64], out: &mut [f64]) {
        if !self.step(x, out, f64::INFINITY, smaller) {
            self.slide(x, [out], |bars, length, [out]| passes::lowest(bars, length, out));
        }
    }

    /// How many bars ago the highest was, the newest of equal ones.
    pub fn since_highest(&mut self, x: &[f64], out: &mut [f64]) {
        self.slide(x, [out], |bars, length, [out]| match out {
            [out] => *out = passes::age_of_highest(bars),
            out => passes::since_highest(bars, length, out),
        });
    }

    /// The mean distance of each window's bars from their mean; `means` of long windows are refined.
    pub fn mean_deviation(&mut self, x: &[f64], means: &mut [f64], out: &mut [f64]) {
        self.slide(x, [means, out], |bars, length, [means, out]| {
            if length > LONG {
                passes::mean_excess(bars, means, length, out);
                means.iter_mut().zip(&*out).for_each(|(mean, excess)| *mean += excess);
            }
            passes::mean_deviation(bars, means, length, out);
        });
    }
}
