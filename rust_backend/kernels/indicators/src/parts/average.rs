//! Exponential averages that begin at the mean of their first bars.

use atc_engine::incremental::Saved;
use atc_engine::lanes::LEAST;
use atc_engine::saved::{Reader, Refusal, Writer};

/// What is left of a part of a ratio is flushed below this: the ratio is neutral where its denominator is below
/// `LEAST`, and a part must not change it before.
const LEAST_OF_RATIO: f64 = 1e-305;

#[derive(Clone)]
pub struct Average {
    /// Of the exponential average; Wilder's of n bars is that of 2n - 1.
    length: usize,
    /// Bars that come before those of the seed.
    skipped: usize,
    /// How many bars make the seed, and what their sum is divided by.
    seeded: usize,
    divisor: f64,
    /// Whether the seed is a result, at the last of its bars.
    shows_seed: bool,
    /// Below this it is flushed to 0.
    least: f64,
    /// `r += (x - r) / n`: an infinity leaves no number.
    ends_with_infinity: bool,
    /// How many bars there were, as long as there is no seed, and those of the seed.
    count: usize,
    seed: Vec<f64>,
    average: f64,
}

impl Average {
    /// The exponential moving average of so many bars.
    pub fn exponential(length: usize) -> Self {
        let (seeded, divisor) = (length, length as f64);
        Self {
            length,
            skipped: 0,
            seeded,
            divisor,
            shows_seed: true,
            least: LEAST,
            ends_with_infinity: false,
            count: 0,
            seed: Vec::new(),
            average: f64::NAN,
        }
    }

    /// Wilder's moving average of so many bars.
    pub fn wilder(length: usize) -> Self {
        Self { length: 2 * length - 1, ends_with_infinity: true, ..Self::exponential(length) }
    }

    /// Wilder's sum over its length: begun with one bar less, whose sum is no result.
    pub fn wilder_sum(length: usize) -> Self {
        Self { seeded: length - 1, shows_seed: false, ..Self::wilder(length) }
    }

    /// The same after some bars that have no value.
    pub fn after(self, bars: usize) -> Self {
        Self { skipped: bars, ..self }
    }

    /// The same begun with the first bar.
    pub fn begun_at_once(self) -> Self {
        Self { seeded: 1, divisor: 1.0, ..self }
    }

    /// The same as a part of a ratio.
    pub fn of_ratio(self) -> Self {
        Self { least: LEAST_OF_RATIO, ..self }
    }

    pub fn run(&mut self, x: &[f64], out: &mut [f64]) {
        let begun = self.begin(x, out);
        let (x, rest) = (&x[begun..], &mut out[begun..]);
        if let Some(first) = x.first() {
            let take = 2.0 / (self.length as f64 + 1.0);
            let average = (1.0 - take).mul_add(self.average, take * first);
            self.average = if self.ends_with_infinity && self.average.is_infinite() { f64::NAN } else { average };
            if x.len() == 1 {
                rest[0] = self.average;
            } else {
                atc_moving_averages::ema_on(x, self.length, self.average, self.least, rest);
            }
            self.average = rest.last().map_or(f64::NAN, |last| if last.abs() < self.least { 0.0 } else { *last });
        }
        if self.ends_with_infinity && !self.average.is_finite() {
            let last = rest.iter().position(|average| average.is_infinite()).map_or(rest.len(), |place| place + 1);
            rest[last..].fill(f64::NAN);
            self.average = rest.last().copied().unwrap_or(self.average);
        }
    }

    /// Takes what the seed still needs; gives how many bars these were.
    fn begin(&mut self, x: &[f64], out: &mut [f64]) -> usize {
        let whole = self.skipped + self.seeded;
        if self.count >= whole {
            if whole == 0 && self.average.is_nan() && self.count == 0 {
                self.average = 0.0;
                self.count = 1;
            }
            return 0;
        }
        let taken = (whole - self.count).min(x.len());
        let skipped = self.skipped.saturating_sub(self.count).min(taken);
        self.seed.extend(&x[skipped..taken]);
        self.count += taken;
        out[..taken].fill(f64::NAN);
        if self.count == whole {
            // A sum begins at 0: the mean of -0.0 alone is 0.0.
            self.average = (0.0 + sum(&self.seed)) / self.divisor;
            self.seed = Vec::new();
            if let (true, Some(last)) = (self.shows_seed, out[..taken].last_mut()) {
                *last = self.average;
            }
        }
        taken
    }
}

/// In parts, so that rounding does not add up.
fn sum(x: &[f64]) -> f64 {
    if x.len() <= 128 { x.iter().sum() } else { x.chunks(x.len().div_ceil(8)).map(sum).sum() }
}

impl Saved for Average {
    fn save(&self, writer: &mut Writer) {
        writer.count(self.count);
        self.seed.save(writer);
        writer.value(self.average);
    }

    fn load(&mut self, reader: &mut Reader) -> Result<(), Refusal> {
        self.count = reader.count()?;
        self.seed.load(reader)?;
        self.average = reader.value()?;
        Ok(())
    }
}
