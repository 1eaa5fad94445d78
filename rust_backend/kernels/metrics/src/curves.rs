//! How a curve of equity grew, and how far below its peaks it fell.

use crate::drawdowns::Below;
use atc_engine::Machine;

/// How many values of a curve are not NaN, the first and the last.
pub struct Ends {
    pub count: usize,
    pub first: f64,
    pub last: f64,
}

impl Ends {
    #[inline(always)]
    fn of(equity: &[f64]) -> Self {
        let is_value = |value: &&f64| !value.is_nan();
        Self {
            count: equity.iter().map(|value| usize::from(!value.is_nan())).sum(),
            first: equity.iter().find(is_value).copied().unwrap_or(f64::NAN),
            last: equity.iter().rev().find(is_value).copied().unwrap_or(f64::NAN),
        }
    }

    /// Compound growth a year.
    #[inline(always)]
    pub fn growth(&self, periods: f64) -> f64 {
        if self.count < 2 {
            return f64::NAN;
        }
        if self.last <= 0.0 {
            return -1.0;
        }
        (periods / (self.count - 1) as f64 * log_ratio(self.last, self.first)).exp_m1()
    }
}

/// `log(last / first)` to the last digits, of values that are nearly equal too, or 1e600 times each other.
#[inline(always)]
fn log_ratio(last: f64, first: f64) -> f64 {
    let ratio = last / first;
    if (0.5..=2.0).contains(&ratio) {
        ((last - first) / first).ln_1p()
    } else if ratio.is_normal() {
        ratio.ln()
    } else {
        last.ln() - first.ln()
    }
}

#[inline(always)]
pub fn deepest<M: Machine>(machine: M, equity: &[f64]) -> f64 {
    let mut below = Below::default();
    below.take(machine, equity);
    below.deepest()
}

#[inline(always)]
pub fn growth_per_year<M: Machine>(_: M, equity: &[f64], periods_per_year: f64) -> f64 {
    Ends::of(equity).growth(periods_per_year)
}

#[inline(always)]
pub fn growth_for_drawdown<M: Machine>(machine: M, equity: &[f64], periods_per_year: f64) -> f64 {
    let ends = Ends::of(equity);
    let lost = deepest(machine, equity);
    if ends.count >= 2 && lost == 0.0 {
        return if ends.last > ends.first { f64::INFINITY } else { 0.0 };
    }
    ends.growth(periods_per_year) / lost
}
