//! Equity bar by bar, or some bars at a time.

use crate::equity;
use atc_engine::incremental::Advance;
use atc_engine::trading::{earned, floored, known};
use atc_engine::{One, columns, pulp, state};

/// A bar takes one number at a time.
const ONE: One<pulp::Scalar256b> = One(pulp::Scalar256b);

state! {
    /// What trading a signal leaves.
    Equity(starting_equity: f64, decay_multiplier: f64, cutout: usize) { bar: u64 = 0, equity: f64 = f64::NAN }
}

impl Equity {
    fn step(&mut self, gain: f64, signal: f64) -> f64 {
        let earned = known(ONE, earned(ONE, gain, signal, 0.0));
        let grown = self.equity * self.decay_multiplier * (1.0 + earned);
        self.equity = floored(ONE, if self.equity.is_nan() { self.starting_equity } else { grown });
        self.equity
    }
}

impl Advance<2, 1> for Equity {
    fn advance(&mut self, [gains, signals]: [&[f64]; 2], [out]: [&mut [f64]; 1]) {
        let waiting = (self.cutout as u64).saturating_sub(self.bar).min(out.len() as u64) as usize;
        self.bar += out.len() as u64;
        out[..waiting].fill(f64::NAN);
        let (gains, signals, out) = (&gains[waiting..], &signals[waiting..], &mut out[waiting..]);
        let Some(first) = out.first_mut() else { return };
        *first = self.step(gains[0], signals[0]);
        if out.len() > 1 {
            columns!(out.len() => equities);
            equity(gains, signals, self.equity, self.decay_multiplier, 0, equities);
            out.copy_from_slice(equities);
            self.equity = equities[equities.len() - 1];
        }
    }
}
