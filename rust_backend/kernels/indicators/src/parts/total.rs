//! Sums of all bars so far, compensated: their error does not grow with the series.

use crate::passes;
use atc_engine::incremental::Saved;
use atc_engine::saved::{Reader, Refusal, Writer};

/// A sum, and what rounding took from it.
#[derive(Clone, Copy, Default)]
pub struct Total {
    sum: f64,
    lost: f64,
}

impl Total {
    #[inline(always)]
    pub fn add(&mut self, value: f64) {
        let sum = self.sum + value;
        let added = sum - self.sum;
        self.lost += (self.sum - (sum - added)) + (value - added);
        self.sum = sum;
    }

    #[inline(always)]
    pub fn value(&self) -> f64 {
        self.sum + self.lost
    }

    /// The sum and what rounding took.
    #[inline(always)]
    pub fn parts(&self) -> (f64, f64) {
        (self.sum, self.lost)
    }

    #[inline(always)]
    pub fn of(sum: f64, lost: f64) -> Self {
        Self { sum, lost }
    }

    /// The sum at each bar. Of one that is no number nothing is lost: infinities would leave NaN.
    pub fn run(&mut self, x: &[f64], out: &mut [f64]) {
        let before = self.value();
        if before.is_finite() {
            passes::running_total(x, self, out);
            if self.sum.is_finite() {
                return;
            }
        }
        let first = if before.is_finite() { out.iter().position(|sum| !sum.is_finite()).unwrap_or(0) } else { 0 };
        *self = Self::of(if first > 0 { out[first - 1] } else { before }, 0.0);
        for (bar, out) in x[first..].iter().zip(&mut out[first..]) {
            self.sum += bar;
            *out = self.sum;
        }
    }
}

impl Saved for Total {
    fn save(&self, writer: &mut Writer) {
        writer.value(self.sum);
        writer.value(self.lost);
    }

    fn load(&mut self, reader: &mut Reader) -> Result<(), Refusal> {
        (self.sum, self.lost) = (reader.value()?, reader.value()?);
        Ok(())
    }
}
