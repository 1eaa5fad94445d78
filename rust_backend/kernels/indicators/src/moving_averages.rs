//! Moving averages bar by bar; whole series and tables have functions of their own.

use crate::parts::{Average, Window};
use crate::passes::passes;
use atc_engine::incremental::{Advance, Past, Saved};
use atc_engine::saved::{Reader, Refusal, Writer};
use atc_engine::{columns, state};
use atc_moving_averages::lanes::{Weights, windows};
use atc_moving_averages::{kama_on, kama_step, lsma, weighted, wma};
use std::num::NonZeroUsize;

atc_engine::incremental! {
    windowed {
        sma(x; length: NonZeroUsize) -> (out) = Sma::new;
        wma(x; length: NonZeroUsize) -> (out) = Weighted::<false>::new;
        lsma(x; length: NonZeroUsize) -> (out) = Weighted::<true>::new;
        hma(x; length: NonZeroUsize) -> (out) = Hull::new;
    }
    from_first {
        ema(x; length: NonZeroUsize) -> (out) = Ema::new;
        dema(x; length: NonZeroUsize) -> (out) = Dema::new;
        kama(x; length: NonZeroUsize, fast: f64, slow: f64) -> (out) = Kama::new;
    }
}

passes! {
    /// Twice an average less another.
    leads(near, far) = 2.0 * near - far;
}

state! {
    /// The mean.
    Sma(length: usize) { window: Window = Window::new(length) }
    /// The exponential average.
    Ema(length: usize) { average: Average = Average::exponential(length) }
    /// Twice it less its own, which begins where the first does.
    Dema(length: usize) {
        once: Average = Average::exponential(length),
        twice: Average = Average::exponential(length).begun_at_once().after(length - 1),
    }
    /// Hull's: the lead of a near average over a far one, averaged.
    Hull(length: usize) {
        near: Weighted<false> = Weighted::of(windows(length)[0]),
        far: Weighted<false> = Weighted::of(windows(length)[1]),
        smooth: Weighted<false> = Weighted::of(windows(length)[2]),
    }
    /// Kaufman's average, and the bars whose moves are its noise.
    Kama(length: usize, fast: f64, slow: f64) { past: Past = Past::new(length), average: f64 = f64::NAN }
}

impl Advance<1, 1> for Sma {
    fn advance(&mut self, [x]: [&[f64]; 1], [out]: [&mut [f64]; 1]) {
        self.window.mean(x, out);
    }
}

impl Advance<1, 1> for Ema {
    fn advance(&mut self, [x]: [&[f64]; 1], [out]: [&mut [f64]; 1]) {
        self.average.run(x, out);
    }
}

impl Advance<1, 1> for Dema {
    fn advance(&mut self, [x]: [&[f64]; 1], [out]: [&mut [f64]; 1]) {
        columns!(out.len() => once, twice);
        self.once.run(x, once);
        self.twice.run(once, twice);
        leads(once, twice, out);
    }
}

impl Advance<1, 1> for Hull {
    fn advance(&mut self, [x]: [&[f64]; 1], [out]: [&mut [f64]; 1]) {
        columns!(out.len() => near, far, lead);
        self.near.run(x, near);
        self.far.run(x, far);
        leads(near, far, lead);
        self.smooth.run(lead, out);
    }
}

impl Advance<1, 1> for Kama {
    fn advance(&mut self, [x]: [&[f64]; 1], [out]: [&mut [f64]; 1]) {
        let (known, speeds) = (self.past.count(), [self.fast, self.slow]);
        if known == 0 {
            self.average = x[0];
        }
        if let [bar] = x {
            let bars = self.past.push(*bar);
            if bars.len() > self.length {
                kama_step(bars, speeds, &mut self.average);
            }
            return out.fill(self.average);
        }
        let held = (self.length - known).min(x.len());
        out[..held].fill(self.average);
        if held < x.len() {
            let bars = self.past.before(x);
            columns!(bars.len() => averages);
            kama_on(&bars, self.length, speeds, self.average, averages);
            out[held..].copy_from_slice(&averages[known + held..]);
            self.average = averages[bars.len() - 1];
        }
        self.past.keep(x);
    }
}

/// A weighted sum of a window, the weighted average or the value of a line.
#[derive(Clone)]
pub struct Weighted<const LINE: bool> {
    weights: Weights,
    past: Past,
}

impl<const LINE: bool> Weighted<LINE> {
    pub fn new(length: usize) -> Self {
        Self::of(if LINE { Weights::line(length) } else { Weights::falling(length) })
    }

    fn of(weights: Weights) -> Self {
        Self { weights, past: Past::new(weights.length - 1) }
    }

    fn run(&mut self, x: &[f64], out: &mut [f64]) {
        let length = self.weights.length;
        if let ([bar], [out]) = (x, &mut *out) {
            let bars = self.past.push(*bar);
            *out = f64::NAN;
            if bars.len() == length {
                weighted(bars, self.weights, out);
            }
            // A line through an infinity has no value, whatever the sign of its weight.
            if LINE && length > 1 && out.is_infinite() {
                *out = f64::NAN;
            }
            return;
        }
        let bars = self.past.before(x);
        columns!(bars.len() => averages);
        if LINE {
            lsma(&bars, length, averages);
        } else {
            wma(&bars, length, averages);
        }
        out.copy_from_slice(&averages[self.past.count()..]);
        self.past.keep(x);
    }
}

impl<const LINE: bool> Advance<1, 1> for Weighted<LINE> {
    fn advance(&mut self, [x]: [&[f64]; 1], [out]: [&mut [f64]; 1]) {
        self.run(x, out);
    }
}

impl<const LINE: bool> Saved for Weighted<LINE> {
    fn save(&self, writer: &mut Writer) {
        self.past.save(writer);
    }

    fn load(&mut self, reader: &mut Reader) -> Result<(), Refusal> {
        self.past.load(reader)
    }

    fn reach(&self) -> usize {
        self.past.reach()
    }

    fn copy_from(&mut self, other: &Self) {
        self.past.copy_from(&other.past);
    }
}
