//! Equity that is in cash or in a position, and the round trips that it made.

use crate::held::Position;
use crate::marks::{Held, Marks};
use crate::{Averaged, Terms};
use atc_engine::Machine;

/// A closed round trip. Prices are those of the fills, the commission is that of both, and pnl is what is left after it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trade {
    pub entry_bar: usize,
    pub exit_bar: usize,
    pub is_long: bool,
    pub entry_price: f64,
    pub exit_price: f64,
    pub shares: f64,
    pub commission: f64,
    pub pnl: f64,
}

/// As a record of NumPy's: each field takes 64 bits, the side the first byte of its own.
impl From<Trade> for [u64; 8] {
    fn from(trade: Trade) -> Self {
        let side = if trade.is_long { 1_i8 } else { -1 };
        let side = u64::from_ne_bytes([side as u8, 0, 0, 0, 0, 0, 0, 0]);
        let money = [trade.entry_price, trade.exit_price, trade.shares, trade.commission, trade.pnl];
        let [entry, exit, shares, commission, pnl] = money.map(f64::to_bits);
        [trade.entry_bar as u64, trade.exit_bar as u64, side, entry, exit, shares, commission, pnl]
    }
}

impl Terms {
    /// What a fill buys or sells at.
    #[inline(always)]
    pub fn fill(&self, close: f64, is_buy: bool) -> f64 {
        close * if is_buy { 1.0 + self.slippage } else { 1.0 - self.slippage }
    }
}

/// Whether shares are held, and bought or sold short.
#[derive(Clone, Copy, PartialEq)]
pub enum Side {
    Long,
    Short,
    Flat,
}

pub struct Account<'a> {
    terms: &'a Terms,
    /// What there was when the position was opened.
    equity: f64,
    position: Option<Position>,
    /// The first bar that is not marked.
    since: usize,
}

impl<'a> Account<'a> {
    #[inline(always)]
    pub fn new(terms: &'a Terms) -> Self {
        Self { terms, equity: terms.initial_capital, position: None, since: 0 }
    }

    #[inline(always)]
    pub fn side(&self) -> Side {
        match &self.position {
            Some(position) if position.is_long => Side::Long,
            Some(_) => Side::Short,
            None => Side::Flat,
        }
    }

    /// What a signal asks for.
    #[inline(always)]
    pub fn side_after(&self, is_up: bool) -> Side {
        match (is_up, self.terms.allow_short) {
            (true, _) => Side::Long,
            (false, true) => Side::Short,
            (false, false) => Side::Flat,
        }
    }

    /// Marks the bars before one, whatever is held. At ruin the position is closed, and the bar is the error.
    #[inline(always)]
    pub fn hold<M: Machine>(
        &mut self,
        machine: M,
        prices: &Averaged<'_>,
        until: usize,
        marks: &mut impl Marks<M>,
        book: &mut impl FnMut(Trade),
    ) -> Result<(), usize> {
        let bars = [self.since, until];
        self.since = until;
        let held = match &self.position {
            Some(position) => Held::Shares(position.worth::<M>(prices.are_usual, self.terms)),
            None => Held::Cash(self.equity),
        };
        let marked = marks.take(machine, prices, &held, bars);
        if let (Err(ruin), Some(position)) = (marked, &self.position) {
            book(position.closed(ruin, prices.close[ruin], self.terms));
        }
        marked
    }

    /// Closes what is held, and opens what is wanted with all equity that is left.
    #[inline(always)]
    pub fn turn(&mut self, close: f64, bar: usize, side: Side, book: &mut impl FnMut(Trade)) {
        if let Some(position) = &self.position {
            self.equity = position.left(close, self.terms);
            book(position.closed(bar, close, self.terms));
        }
        let is_open = side != Side::Flat && self.equity > 0.0;
        self.position = is_open.then(|| Position::open(side == Side::Long, bar, close, self.equity, self.terms));
    }
}
