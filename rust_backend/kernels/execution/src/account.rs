//! Cash, positions and marks, as fills and closes change them.

use atc_engine::sums::Total;
use atc_engine::trading::{TIE_BAND, is_tied};

/// Shares of an asset, below 0 when short; what is left of them within the tie band is exactly 0.
#[derive(Clone, Copy, Default)]
pub struct Position {
    total: Total,
    pub shares: f64,
}

impl Position {
    #[inline(always)]
    pub fn add(&mut self, quantity: f64) {
        if is_tied(self.shares, -quantity) {
            *self = Self::default();
            return;
        }
        self.total.add(quantity);
        self.shares = self.total.value();
    }

    /// How many of the shares a fill would close; all where what is left is within the tie band.
    #[inline(always)]
    pub fn closed_by(&self, quantity: f64) -> f64 {
        if self.shares * quantity >= 0.0 {
            0.0
        } else if is_tied(self.shares, -quantity) {
            quantity.abs()
        } else {
            self.shares.abs().min(quantity.abs())
        }
    }
}

/// What is owned, and what it is worth.
pub struct Account {
    cash: Total,
    pub positions: Vec<Position>,
    /// The last close of each asset, before the first one the price of its last fill, 0 before that.
    pub marks: Vec<f64>,
    has_closed: Vec<bool>,
}

/// A position that was closed at its mark.
pub struct Closed {
    pub asset: usize,
    pub quantity: f64,
    pub price: f64,
}

impl Account {
    pub fn new(cash: f64, assets: usize) -> Self {
        let mut total = Total::default();
        total.add(cash);
        Self {
            cash: total,
            positions: vec![Position::default(); assets],
            marks: vec![0.0; assets],
            has_closed: vec![false; assets],
        }
    }

    #[inline(always)]
    pub fn cash(&self) -> f64 {
        self.cash.value()
    }

    /// Buys or sells.
    #[inline(always)]
    pub fn fill(&mut self, asset: usize, quantity: f64, price: f64, commission: f64) {
        self.cash.add(-quantity * price);
        self.cash.add(-commission);
        self.positions[asset].add(quantity);
        if !self.has_closed[asset] {
            self.marks[asset] = price;
        }
    }

    pub fn pay(&mut self, money: f64) {
        self.cash.add(-money);
    }

    /// Marks all assets to their closes, where those are finite.
    #[inline(always)]
    pub fn mark(&mut self, closes: &[f64]) {
        for ((mark, has_closed), close) in self.marks.iter_mut().zip(&mut self.has_closed).zip(closes) {
            let is_there = close.is_finite();
            *mark = if is_there { *close } else { *mark };
            *has_closed |= is_there;
        }
    }

    /// The last close of an asset.
    pub fn last_close(&self, asset: usize) -> Option<f64> {
        self.has_closed[asset].then(|| self.marks[asset])
    }

    /// Cash and all positions at these prices.
    #[inline(always)]
    pub fn worth(&self, prices: &[f64]) -> f64 {
        let values = self.positions.iter().zip(prices).map(|(position, price)| position.shares * price);
        values.fold(self.cash(), |total, value| total + value)
    }

    pub fn equity(&self) -> f64 {
        self.worth(&self.marks)
    }

    /// Whether nothing is left that could be traded with.
    pub fn is_ruined(&self, initial_cash: f64) -> bool {
        self.equity() <= TIE_BAND * initial_cash
    }

    /// Closes every position at its mark, without cost.
    pub fn close_all(&mut self) -> Vec<Closed> {
        let mut closed = Vec::new();
        for asset in 0..self.positions.len() {
            let (quantity, price) = (-self.positions[asset].shares, self.marks[asset]);
            if quantity != 0.0 {
                self.fill(asset, quantity, price, 0.0);
                closed.push(Closed { asset, quantity, price });
            }
        }
        closed
    }

    /// Writes the positions of a bar.
    #[inline(always)]
    pub fn shares(&self, out: &mut [f64]) {
        for (out, position) in out.iter_mut().zip(&self.positions) {
            *out = position.shares;
        }
    }
}

/// A quantity rounded down to a multiple of `lot`; 0 takes any.
#[inline(always)]
pub fn whole_lots(quantity: f64, lot: f64) -> f64 {
    if lot == 0.0 { quantity } else { (quantity / lot + 1e-9).floor() * lot }
}
