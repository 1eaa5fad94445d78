//! Sums of all bars so far, compensated: their error does not grow with the series.

use crate::passes;
use atc_engine::incremental::Saved;
use atc_engine::saved::{Reader, Refusal, Writer};

/// A sum, and what rounding took from it (Neumaier).
#[derive(Clone, Copy, Default)]
pub struct Total {
    sum: f64,
    lost: f64,
}

impl Total {
    #[inline(always)]
    pub fn add(&mut self, value: f64) {
        let sum = self.sum + value;
        let lost = if self.sum.abs() >= value.abs() { (self.sum - sum) + value } else { (value - sum) + self.sum };
        // Of a sum that is no number nothing is lost: infinities would leave NaN.
        self.lost = if sum.is_finite() { self.lost + lost } else { 0.0 };
        self.sum = sum;
    }

    #[inline(always)]
    pub fn value(&self) -> f64 {
        self.sum + self.lost
    }

    /// What it would be with a sum of further bars.
    #[inline(always)]
    pub fn after(&self, sum: f64) -> f64 {
        self.sum + (self.lost + sum)
    }

    /// The sum at each bar.
    pub fn run(&mut self, x: &[f64], out: &mut [f64]) {
        passes::running_total(x, self, out);
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
