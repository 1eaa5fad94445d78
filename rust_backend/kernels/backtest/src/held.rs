//! What is held: all equity in shares, bought or sold short.

use crate::{Terms, Trade};
use atc_engine::Machine;
use atc_engine::lanes::{LANES, Row};
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

    /// What it is worth at prices. Of two divisions the one by what was paid is taken out, and the other is a product with
    /// its correction where prices are usual.
    #[inline(always)]
    pub fn worth<M: Machine>(&self, are_usual: bool, terms: &Terms) -> Worth {
        let (sign, cash) = if self.is_long { (1.0, 0.0) } else { (-1.0, 2.0) };
        Worth {
            entry: self.price,
            reciprocal: 1.0 / self.price,
            scale: self.equity / (1.0 + terms.commission_rate),
            sign,
            cash,
            is_usual: are_usual && !M::IS_BASELINE,
        }
    }
}

/// What is left of a short position's equity, as a share of it, before a tie with nothing need be looked for.
const NEAR: f64 = 1e-9;

/// What a position is worth at a price: its cash, and what the price is over that of the entry.
#[derive(Clone, Copy)]
pub struct Worth {
    entry: f64,
    reciprocal: f64,
    scale: f64,
    sign: f64,
    cash: f64,
    /// Whether a product with the reciprocal and its correction is the ratio.
    is_usual: bool,
}

impl Worth {
    #[inline(always)]
    pub fn is_long(&self) -> bool {
        self.sign > 0.0
    }

    /// The price at which a short position owes all its cash; 0 of a long one.
    #[inline(always)]
    pub fn ruinous_price(&self) -> f64 {
        self.cash * self.entry
    }

    /// Whether a worth is far from a tie with nothing.
    #[inline(always)]
    pub fn is_far_from_ruin(&self, worth: f64) -> bool {
        self.is_long() || worth > NEAR * self.scale
    }

    /// At one usual price far from ruin.
    #[inline(always)]
    pub fn at<M: Machine>(&self, close: f64) -> f64 {
        let ratio = close * self.reciprocal;
        let ratio = M::mul_add(M::mul_add(-self.entry, ratio, close), self.reciprocal, ratio);
        self.scale * M::mul_add(self.sign, ratio, self.cash)
    }

    /// Writes what it is worth at the bars of a range; the bars after it may be written too. Gives the least of all.
    #[inline(always)]
    pub fn mark<M: Machine>(&self, machine: M, close: &[f64], [from, until]: [usize; 2], curve: &mut [f64]) -> f64 {
        if self.is_usual {
            let lowest = self.mark_rows(machine, close, [from, until], curve);
            if self.is_far_from_ruin(lowest) {
                return lowest;
            }
        }
        let mut lowest = f64::INFINITY;
        for bar in from..until {
            curve[bar] = self.exactly(close[bar]);
            lowest = lower(lowest, curve[bar]);
        }
        lowest
    }

    #[inline(always)]
    fn mark_rows<M: Machine>(&self, machine: M, close: &[f64], bars: [usize; 2], curve: &mut [f64]) -> f64 {
        let ([from, until], mut least) = (bars, Row::splat(machine, f64::INFINITY));
        let (entry, reciprocal) = (Row::splat(machine, self.entry), Row::splat(machine, self.reciprocal));
        let (sign, cash) = (Row::splat(machine, self.sign), Row::splat(machine, self.cash));
        let (mut bar, scale) = (from, Row::splat(machine, self.scale));
        while bar < until && bar + LANES <= close.len() {
            let ratio = Row::load(machine, close, bar).corrected(entry, reciprocal);
            let worth = scale * ratio.fused(sign, cash);
            curve[bar..bar + LANES].copy_from_slice(&worth.array());
            least = worth.lowest(least);
            bar += LANES;
        }
        let mut lowest = least.folded(lower);
        for bar in bar..until {
            curve[bar] = self.at::<M>(close[bar]);
            lowest = lower(lowest, curve[bar]);
        }
        lowest
    }

    /// At any price. A short position is worth nothing where all cash is owed, but for a rounding.
    #[inline(always)]
    fn exactly(&self, close: f64) -> f64 {
        let ratio = close / self.entry;
        if !self.is_long() && is_tied(ratio, 2.0) { 0.0 } else { self.scale * (self.cash + self.sign * ratio) }
    }
}

#[inline(always)]
pub fn lower(least: f64, value: f64) -> f64 {
    if value < least { value } else { least }
}

#[inline(always)]
pub fn higher(most: f64, value: f64) -> f64 {
    if value > most { value } else { most }
}
