//! What is held: all equity in shares, bought or sold short.

use crate::{Terms, Trade};
use atc_engine::lanes::{LANES, load, map, zip};
use atc_engine::trading::is_tied;

/// A position that was opened with all equity there was. A long one leaves no cash; a short one has
/// `2 * equity / (1 + commission_rate)` of it. Written as a ratio of prices, a fill without costs leaves equity as it was
/// to the last bit: no loss that is only rounding.
#[derive(Clone, Copy)]
pub struct Position {
    pub is_long: bool,
    bar: usize,
    price: f64,
    equity: f64,
}

impl Position {
    #[inline(always)]
    pub fn open(is_long: bool, bar: usize, close: f64, equity: f64, terms: &Terms) -> Self {
        Self { is_long, bar, price: terms.fill(close, is_long), equity }
    }

    /// What is left after closing at a price.
    #[inline(always)]
    pub fn left(&self, close: f64, terms: &Terms) -> f64 {
        let (rate, paid) = (terms.commission_rate, 1.0 + terms.commission_rate);
        let ratio = terms.fill(close, !self.is_long) / self.price;
        if self.is_long {
            return self.equity * (ratio * (1.0 - rate)) / paid;
        }
        let owed = ratio * (1.0 + rate);
        if is_tied(owed, 2.0) { 0.0 } else { self.equity * (2.0 - owed) / paid }
    }

    /// The round trip that ends at a bar.
    #[inline(always)]
    pub fn closed(&self, bar: usize, close: f64, terms: &Terms) -> Trade {
        let (entry_price, exit_price) = (self.price, terms.fill(close, !self.is_long));
        let shares = self.equity / (entry_price * (1.0 + terms.commission_rate));
        let commission = terms.commission_rate * (shares * entry_price + shares * exit_price);
        let side = if self.is_long { 1.0 } else { -1.0 };
        let pnl = side * shares * (exit_price - entry_price) - commission;
        Trade {
            entry_bar: self.bar,
            exit_bar: bar,
            is_long: self.is_long,
            entry_price,
            exit_price,
            shares,
            commission,
            pnl,
        }
    }

    /// Writes what it is worth at the bars of a range; the bars after it may be written too. Gives the least of all.
    #[inline(always)]
    pub fn mark(&self, close: &[f64], from: usize, until: usize, terms: &Terms, curve: &mut [f64]) -> f64 {
        // One division a bar: the other, by what was paid, is taken out.
        let (entry, scale) = (self.price, self.equity / (1.0 + terms.commission_rate));
        if self.is_long {
            write(close, from, until, curve, |price| scale * (price / entry))
        } else {
            write(close, from, until, curve, |price| {
                let owed = price / entry;
                // Nothing where all cash is owed, but for a rounding.
                if is_tied(owed, 2.0) { 0.0 } else { scale * (2.0 - owed) }
            })
        }
    }
}

#[inline(always)]
fn write(close: &[f64], from: usize, until: usize, curve: &mut [f64], worth: impl Fn(f64) -> f64) -> f64 {
    let mut least = [f64::INFINITY; LANES];
    let lower = |least, value| if value < least { value } else { least };
    let mut bar = from;
    while bar < until && bar + LANES <= close.len() {
        let row = map(load::<LANES>(close, bar), &worth);
        curve[bar..bar + LANES].copy_from_slice(&row);
        least = zip(least, row, lower);
        bar += LANES;
    }
    let mut lowest = least.into_iter().fold(f64::INFINITY, lower);
    for bar in bar..until {
        curve[bar] = worth(close[bar]);
        lowest = lower(lowest, curve[bar]);
    }
    lowest
}
