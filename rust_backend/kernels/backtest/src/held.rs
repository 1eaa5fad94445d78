//! What is held: all equity in shares, bought or sold short.

use crate::{Averaged, Terms, Trade};
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

    /// Writes what it is worth at the bars of a range; the bars after it may be written too. Gives the least of all.
    #[inline(always)]
    pub fn mark<M: Machine>(
        &self,
        machine: M,
        prices: &Averaged<'_>,
        [from, until]: [usize; 2],
        terms: &Terms,
        curve: &mut [f64],
    ) -> f64 {
        // Of two divisions the one by what was paid is taken out, and the other is a product with its correction.
        let worth = Worth {
            entry: self.price,
            reciprocal: if prices.are_usual && !M::IS_BASELINE { Some(1.0 / self.price) } else { None },
            scale: self.equity / (1.0 + terms.commission_rate),
        };
        if self.is_long {
            worth.write::<M, true>(machine, prices.close, from, until, curve)
        } else {
            worth.write::<M, false>(machine, prices.close, from, until, curve)
        }
    }
}

/// What is left of a short position's equity, as a share of it, before a tie with nothing need be looked for.
const NEAR: f64 = 1e-9;

/// What a position is worth at a price.
struct Worth {
    entry: f64,
    reciprocal: Option<f64>,
    scale: f64,
}

impl Worth {
    #[inline(always)]
    fn write<M: Machine, const LONG: bool>(
        &self,
        machine: M,
        close: &[f64],
        from: usize,
        until: usize,
        curve: &mut [f64],
    ) -> f64 {
        let Some(reciprocal) = self.reciprocal else {
            return self.write_exactly::<LONG>(close, from, until, curve);
        };
        let [entry, reciprocal, scale, two] =
            [self.entry, reciprocal, self.scale, 2.0].map(|value| Row::splat(machine, value));
        let (mut bar, mut least) = (from, Row::splat(machine, f64::INFINITY));
        while bar < until && bar + LANES <= close.len() {
            let ratio = Row::load(machine, close, bar).corrected(entry, reciprocal);
            let worth = scale * if LONG { ratio } else { two - ratio };
            curve[bar..bar + LANES].copy_from_slice(&worth.array());
            least = worth.lowest(least);
            bar += LANES;
        }
        let lowest = lower(folded(least.array()), self.write_exactly::<LONG>(close, bar.min(until), until, curve));
        // Near the tie band about owing all cash each bar is decided by itself.
        if LONG || lowest > NEAR * self.scale { lowest } else { self.write_exactly::<LONG>(close, from, until, curve) }
    }

    /// The same bar by bar.
    #[inline(always)]
    fn write_exactly<const LONG: bool>(&self, close: &[f64], from: usize, until: usize, curve: &mut [f64]) -> f64 {
        let mut lowest = f64::INFINITY;
        for bar in from..until {
            curve[bar] = self.at::<LONG>(close[bar] / self.entry);
            lowest = lower(lowest, curve[bar]);
        }
        lowest
    }

    /// At a price over that of the entry. A short one is worth nothing where all cash is owed, but for a rounding.
    #[inline(always)]
    fn at<const LONG: bool>(&self, ratio: f64) -> f64 {
        if LONG {
            self.scale * ratio
        } else if is_tied(ratio, 2.0) {
            0.0
        } else {
            self.scale * (2.0 - ratio)
        }
    }
}

/// The least lane, by halves.
#[inline(always)]
fn folded(mut lanes: [f64; LANES]) -> f64 {
    let mut width = LANES;
    while width > 1 {
        width /= 2;
        for i in 0..width {
            lanes[i] = lower(lanes[i], lanes[i + width]);
        }
    }
    lanes[0]
}

#[inline(always)]
fn lower(least: f64, value: f64) -> f64 {
    if value < least { value } else { least }
}
