//! What an order has done so far.

use atc_engine::sums::Total;
use atc_engine::trading::TIE_BAND;

/// The columns of the orders.
pub struct Columns<'a> {
    pub bar: &'a [i64],
    pub asset: &'a [i64],
    pub quantity: &'a [f64],
    pub kind: &'a [i64],
    pub limit: &'a [f64],
    pub stop: &'a [f64],
    pub last: &'a [i64],
    pub group: &'a [i64],
    pub parent: &'a [i64],
}

/// What became of an order.
#[derive(Clone, Copy, PartialEq)]
pub enum Status {
    Open,
    Filled,
    Cancelled,
    Expired,
    Rejected,
    Ruined,
}

#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    Market,
    Limit,
    Stop,
    StopLimit,
    Trailing,
    TrailingFraction,
}

impl Kind {
    fn of(number: i64) -> Self {
        match number {
            0 => Self::Market,
            1 => Self::Limit,
            2 => Self::Stop,
            3 => Self::StopLimit,
            4 => Self::Trailing,
            _ => Self::TrailingFraction,
        }
    }

    /// Whether it is a market order once its level is reached.
    #[inline(always)]
    pub fn is_stop(self) -> bool {
        matches!(self, Self::Stop | Self::Trailing | Self::TrailingFraction)
    }

    #[inline(always)]
    pub fn trails(self) -> bool {
        matches!(self, Self::Trailing | Self::TrailingFraction)
    }

    /// Whether it never pays more than its limit.
    #[inline(always)]
    pub fn is_limited(self) -> bool {
        matches!(self, Self::Limit | Self::StopLimit)
    }
}

/// The bar of what has not happened.
pub const NEVER: i64 = -2;

#[derive(Clone)]
pub struct Order {
    pub asset: usize,
    pub kind: Kind,
    pub status: Status,
    pub is_buy: bool,
    /// Whether the stop was reached, and the bar inside which, of a stop-limit.
    pub is_triggered: bool,
    pub triggered_inside: i64,
    pub limit: f64,
    stop: f64,
    /// The highest price since it was placed, of one that trails to sell; to buy the lowest; NaN before there is one.
    pub extreme: f64,
    pub asked: f64,
    pub left: f64,
    pub total: Total,
    pub value: Total,
    pub paid: f64,
    /// The bars of its first and last fill, and the price of the first one before slippage.
    pub first: i64,
    pub latest: i64,
    pub base: f64,
    pub placed: i64,
    pub parent: Option<usize>,
}

impl Order {
    pub fn new(columns: &Columns<'_>, row: usize) -> Self {
        let quantity = columns.quantity[row];
        Self {
            asset: columns.asset[row] as usize,
            kind: Kind::of(columns.kind[row]),
            status: Status::Open,
            is_buy: quantity > 0.0,
            is_triggered: false,
            triggered_inside: NEVER,
            limit: columns.limit[row],
            stop: columns.stop[row],
            extreme: f64::NAN,
            asked: quantity.abs(),
            left: quantity.abs(),
            total: Total::default(),
            value: Total::default(),
            paid: 0.0,
            first: NEVER,
            latest: NEVER,
            base: 0.0,
            placed: columns.bar[row],
            parent: usize::try_from(columns.parent[row]).ok(),
        }
    }

    #[inline(always)]
    pub fn is_open(&self) -> bool {
        self.status == Status::Open
    }

    #[inline(always)]
    pub fn has_filled(&self) -> bool {
        self.first != NEVER
    }

    /// Shares so far.
    #[inline(always)]
    pub fn filled(&self) -> f64 {
        self.total.value()
    }

    /// 1 to buy, -1 to sell.
    #[inline(always)]
    pub fn side(&self) -> f64 {
        if self.is_buy { 1.0 } else { -1.0 }
    }

    /// Where a stop is reached.
    #[inline(always)]
    pub fn level(&self) -> f64 {
        match (self.kind, self.is_buy) {
            (Kind::Trailing, true) => self.extreme + self.stop,
            (Kind::Trailing, false) => self.extreme - self.stop,
            (Kind::TrailingFraction, true) => self.extreme * (1.0 + self.stop),
            (Kind::TrailingFraction, false) => self.extreme * (1.0 - self.stop),
            _ => self.stop,
        }
    }

    /// Whether a price is at the stop's level or through it.
    #[inline(always)]
    pub fn is_reached_by(&self, price: f64) -> bool {
        if self.is_buy { price >= self.level() } else { price <= self.level() }
    }

    /// Whether a price is at the limit or better.
    #[inline(always)]
    pub fn is_good(&self, price: f64) -> bool {
        if self.is_buy { price <= self.limit } else { price >= self.limit }
    }

    /// Of two prices the one that costs more or brings less.
    #[inline(always)]
    pub fn worse(&self, one: f64, other: f64) -> f64 {
        if self.is_buy { one.max(other) } else { one.min(other) }
    }

    /// Takes a price in.
    #[inline(always)]
    pub fn trail(&mut self, price: f64) {
        self.extreme = if self.is_buy { self.extreme.min(price) } else { self.extreme.max(price) };
    }

    /// Whether shares are but a rounding of what was asked for.
    #[inline(always)]
    pub fn is_nothing(&self, shares: f64) -> bool {
        shares <= TIE_BAND * self.asked
    }

    /// Reduces what is left, to exactly 0 within the band.
    #[inline(always)]
    pub fn take_off(&mut self, shares: f64) {
        let left = self.left - shares;
        self.left = if self.is_nothing(left) { 0.0 } else { left };
    }
}
