//! Moving averages of one series, stretch by stretch: by the kernels for series, which take eight bars at a time.

use super::averages::{Average, Kind};
use atc_engine::lanes::LEAST;
use atc_moving_averages::lanes::Speeds;
use atc_moving_averages::{ema, ema_on, hma, kama_on, lsma, lsma_one_back, sma, wma};

/// The next bars of a series, after those before them that averages lookback back to.
pub struct Stretch<'a> {
    pub bars: &'a [f64],
    /// Where the stretch begins in `bars`.
    pub start: usize,
    /// How many bars before it belong to the series, the others having no meaning.
    pub before: usize,
    /// How many of these there are since the first that is a number.
    pub known: usize,
}

impl Stretch<'_> {
    /// Where an average must begin that reaches back so many bars.
    fn back(&self, lookback: usize) -> usize {
        self.start - lookback.min(self.before)
    }

    /// Where an average of that length must begin anew, since it had not begun before.
    fn begin(&self, length: usize) -> Option<usize> {
        (self.known < length).then(|| self.start - self.known)
    }
}

/// What a recurrence goes on from.
pub type State = [f64; 2];

impl Average {
    /// How many bars before the first of a stretch it needs.
    pub fn lookback(&self) -> usize {
        if matches!(self.kind, Kind::Hma) { self.length + self.length.isqrt() } else { self.length }
    }

    /// The averages of a stretch: `out` has a place for each of its `bars`; what is written before its start means nothing.
    pub fn follow(&self, stretch: &Stretch, state: &mut State, scratch: &mut [f64], out: &mut [f64]) {
        let from = stretch.back(self.lookback());
        let (bars, results) = (&stretch.bars[from..], &mut out[from..]);
        let length = self.length;
        match self.kind {
            Kind::Sma => sma(bars, length, results),
            Kind::Wma => wma(bars, length, results),
            Kind::Lsma => lsma(bars, length, results),
            Kind::LsmaOneBack => lsma_one_back(bars, length, results),
            Kind::Hma => hma(bars, length, results),
            Kind::Ema => smooth(stretch, length, &mut state[0], out),
            Kind::Dema => smooth_twice(stretch, length, state, scratch, out),
            Kind::Kama(speeds) => Adaptive { length, speeds }.over(stretch, &mut state[0], scratch, out),
        }
    }
}

/// The exponential average, which was `last` before the stretch.
fn smooth(stretch: &Stretch, length: usize, last: &mut f64, out: &mut [f64]) {
    if let Some(begin) = stretch.begin(length) {
        ema(&stretch.bars[begin..], length, &mut out[begin..]);
    } else {
        let before = stretch.start - 1;
        ema_on(&stretch.bars[before..], length, *last, LEAST, &mut out[before..]);
    }
    *last = out[out.len() - 1];
}

/// Twice the average less the average of it, which begins where it does.
fn smooth_twice(stretch: &Stretch, length: usize, [once, twice]: &mut State, single: &mut [f64], out: &mut [f64]) {
    smooth(stretch, length, once, single);
    let (from, seed) = if let Some(begin) = stretch.begin(length) {
        let from = single[begin..].iter().position(|average| !average.is_nan()).map_or(out.len(), |bars| begin + bars);
        out[begin..from].fill(f64::NAN);
        (from, single.get(from).copied())
    } else {
        (stretch.start - 1, Some(*twice))
    };
    if let Some(seed) = seed {
        ema_on(&single[from..], length, seed, LEAST, &mut out[from..]);
    }
    *twice = out[out.len() - 1];
    for (double, single) in out.iter_mut().zip(&*single).skip(stretch.start) {
        *double = 2.0 * single - *double;
    }
}

/// Kaufman's average.
struct Adaptive {
    length: usize,
    speeds: Speeds,
}

impl Adaptive {
    fn over(&self, stretch: &Stretch, last: &mut f64, scratch: &mut [f64], out: &mut [f64]) {
        if stretch.known < self.length {
            self.over_first(stretch, *last, scratch, out);
        } else {
            let from = stretch.start - self.length;
            self.go_on(&stretch.bars[from..], *last, &mut out[from..]);
        }
        *last = out[out.len() - 1];
    }

    fn go_on(&self, bars: &[f64], average: f64, out: &mut [f64]) {
        kama_on(bars, self.length, [self.speeds.fast, self.speeds.slow], average, out);
    }

    /// The same where the stretch has bars without a window of noise.
    fn over_first(&self, stretch: &Stretch, last: f64, scratch: &mut [f64], out: &mut [f64]) {
        let Stretch { bars, start, known, .. } = *stretch;
        let unknown = bars[start - known..].iter().take_while(|bar| bar.is_nan()).count();
        let first = start - known + unknown;
        let noisy = bars.len().min(first + self.length);
        out[start..first.max(start)].fill(f64::NAN);
        let share = self.speeds.slow * self.speeds.slow;
        let mut average = if known > 0 { last } else { 0.0 };
        for (bar, result) in bars[..noisy].iter().zip(&mut *out).skip(first.max(start)) {
            // Not the way to each bar: an infinity leaves no number there, and stays one here.
            let followed = share * bar + (1.0 - share) * average;
            average = if self.speeds.is_from_zero { followed } else { bars[first] };
            *result = average;
        }
        if noisy < bars.len() {
            self.go_on(&bars[first..], average, &mut scratch[first..]);
            out[noisy..].copy_from_slice(&scratch[noisy..]);
        }
    }
}
