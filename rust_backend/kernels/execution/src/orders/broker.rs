//! Fills: how much, at what price, for which commission, and whether the account can carry it; and what they end.

use super::links::{Links, NONE};
use super::order::{Columns, NEVER, Order};
use super::{Fill, Phase, Status, Tables, Terms};
use crate::account::{Account, whole_lots};
use atc_engine::trading::is_tied;

pub struct Broker<'a> {
    pub tables: Tables<'a>,
    pub terms: Terms,
    pub orders: Vec<Order>,
    links: Links,
    pub account: Account,
    pub time: usize,
    /// Of the volume of this bar, by asset.
    taken: Vec<f64>,
    /// Children whose parent filled for the first time since this was emptied.
    pub woken: Vec<usize>,
    pub fills: Vec<Fill>,
}

/// What is left of one size after another is taken, 0 within the tie band.
#[inline(always)]
fn rest(whole: f64, taken: f64) -> f64 {
    if is_tied(whole, taken) { 0.0 } else { whole - taken }
}

impl<'a> Broker<'a> {
    pub fn new(tables: Tables<'a>, columns: &Columns<'_>, terms: Terms) -> Self {
        Self {
            tables,
            terms,
            orders: (0..columns.bar.len()).map(|row| Order::new(columns, row)).collect(),
            links: Links::new(columns.group, columns.parent),
            account: Account::new(terms.initial_cash, tables.assets),
            time: 0,
            taken: vec![0.0; tables.assets],
            woken: Vec::new(),
            fills: Vec::new(),
        }
    }

    /// Goes to a bar.
    pub fn begin(&mut self, time: usize) {
        self.time = time;
        if self.terms.are_of_volume() {
            self.taken.fill(0.0);
        }
    }

    /// The parent of an order, where it filled for the first time in this bar.
    #[inline(always)]
    pub fn new_parent(&self, row: usize) -> Option<&Order> {
        let parent = self.orders[row].parent.map(|parent| &self.orders[parent]);
        parent.filter(|parent| parent.first == self.time as i64)
    }

    /// What a child may still fill: what its parent has, less what it and those of its own group have.
    fn allowed(&self, row: usize, parent: usize) -> f64 {
        let siblings = self.links.others(row).filter(|other| self.orders[*other].parent == Some(parent));
        let taken: f64 = siblings.map(|other| self.orders[other].filled()).sum();
        rest(self.orders[parent].filled(), taken + self.orders[row].filled())
    }

    /// What may fill now, in whole lots; 0 where that is nothing.
    #[inline(always)]
    fn available(&self, row: usize) -> f64 {
        let (order, terms) = (&self.orders[row], &self.terms);
        let mut shares = order.left;
        if let Some(parent) = order.parent {
            shares = shares.min(self.allowed(row, parent));
        }
        if terms.are_of_volume() {
            let volume = self.tables.volume(self.time, order.asset);
            if volume.is_nan() || volume <= 0.0 {
                return 0.0;
            }
            shares = shares.min(rest(terms.volume_limit * volume, self.taken[order.asset]));
        }
        if shares <= 0.0 {
            return 0.0;
        }
        let shares = whole_lots(shares, terms.lot);
        if order.is_nothing(shares) { 0.0 } else { shares }
    }

    /// What a fill pays, slippage included.
    #[inline(always)]
    fn price(&self, row: usize, base: f64, shares: f64) -> f64 {
        let (order, terms) = (&self.orders[row], &self.terms);
        if order.kind.is_limited() {
            return base;
        }
        let mut slip = base * terms.slippage_bps / 1e4 + terms.slippage_fixed;
        if terms.volume_impact > 0.0 {
            let share = (self.taken[order.asset] + shares) / self.tables.volume(self.time, order.asset);
            slip += base * terms.volume_impact * share * share;
        }
        (base + order.side() * slip).max(0.0)
    }

    /// What an order owes in all with a further fill.
    #[inline(always)]
    fn owed(&self, row: usize, shares: f64, price: f64) -> f64 {
        let (order, terms) = (&self.orders[row], &self.terms);
        let rate = if order.kind.is_limited() { terms.maker_rate } else { terms.taker_rate };
        let value = rate * (order.value.value() + shares * price);
        (terms.per_order + terms.per_share * (order.filled() + shares) + value).max(terms.minimum)
    }

    /// Fills what may, at a price before slippage; for want of buying power only what closes a position.
    #[inline(always)]
    pub fn fill(&mut self, row: usize, base: f64, phase: Phase) {
        let mut shares = self.available(row);
        if shares == 0.0 {
            return;
        }
        let order = &self.orders[row];
        let closing = self.account.positions[order.asset].closed_by(order.side() * shares);
        let is_rejected = closing < shares && !self.is_affordable(row, base, shares);
        shares = if is_rejected { closing } else { shares };
        if !order.is_nothing(shares) {
            self.book(row, base, shares, phase);
            self.reduce_group(row, shares);
        }
        if is_rejected {
            self.end(row, Status::Rejected);
        } else if self.orders[row].left == 0.0 {
            self.end(row, Status::Filled);
        }
        self.wake_children(row);
    }

    fn book(&mut self, row: usize, base: f64, shares: f64, phase: Phase) {
        let price = self.price(row, base, shares);
        let owed = self.owed(row, shares, price);
        let (time, order) = (self.time, &mut self.orders[row]);
        let (quantity, commission) = (order.side() * shares, owed - order.paid);
        self.account.fill(order.asset, quantity, price, commission);
        self.taken[order.asset] += shares;
        order.paid = owed;
        order.take_off(shares);
        order.total.add(shares);
        order.value.add(shares * price);
        order.latest = time as i64;
        if order.first == NEVER {
            (order.first, order.base) = (time as i64, base);
        }
        self.fills.push(record(row as i64, time, order.asset, [quantity, price, commission], phase));
    }

    /// Whether the account can carry a fill.
    fn is_affordable(&self, row: usize, base: f64, shares: f64) -> bool {
        if self.terms.leverage.is_infinite() {
            return true;
        }
        let price = self.price(row, base, shares);
        let order = &self.orders[row];
        let (quantity, fee) = (order.side() * shares, self.owed(row, shares, price) - order.paid);
        let [mut gross, mut equity] = [0.0, self.account.cash() - quantity * price - fee];
        for (asset, (position, mark)) in self.account.positions.iter().zip(&self.account.marks).enumerate() {
            let is_own = asset == order.asset;
            let value = if is_own { (position.shares + quantity) * price } else { position.shares * mark };
            gross += value.abs();
            equity += value;
        }
        let power = self.terms.leverage * equity;
        gross <= power || is_tied(gross, power)
    }

    /// Takes a fill off the others of its group.
    fn reduce_group(&mut self, row: usize, shares: f64) {
        let mut other = self.links.next_of_group[row];
        while other != row {
            if self.orders[other].is_open() {
                self.orders[other].take_off(shares);
                if self.orders[other].left == 0.0 {
                    self.end(other, Status::Cancelled);
                }
            }
            other = self.links.next_of_group[other];
        }
    }

    /// Ends an order; its children end with it, or may fill no more than it has.
    pub fn end(&mut self, row: usize, status: Status) {
        self.orders[row].status = status;
        let mut child = self.links.first_child[row];
        while child != NONE {
            if self.orders[child].is_open() {
                if !self.orders[row].has_filled() {
                    self.end(child, Status::Cancelled);
                } else {
                    let beyond = self.orders[child].left - self.allowed(child, row);
                    self.orders[child].take_off(beyond.max(0.0));
                    if self.orders[child].left == 0.0 {
                        let has_filled = self.orders[child].has_filled();
                        self.end(child, if has_filled { Status::Filled } else { Status::Cancelled });
                    }
                }
            }
            child = self.links.next_child[child];
        }
    }

    /// Collects the children of what filled for the first time in this bar: placed ones, which wait no longer.
    fn wake_children(&mut self, row: usize) {
        let (time, order) = (self.time as i64, &self.orders[row]);
        if order.first != time || order.latest != time {
            return;
        }
        let base = order.base;
        let Self { links, orders, woken, .. } = self;
        for child in links.children(row) {
            let order = &mut orders[child];
            if order.is_open() && order.placed < time {
                order.extreme = base;
                woken.push(child);
            }
        }
    }

    /// What borrowed cash and shares cost in a bar, paid.
    pub fn finance(&mut self) -> f64 {
        if self.terms.margin_rate == 0.0 && self.terms.borrow_rate == 0.0 {
            return 0.0;
        }
        let values =
            self.account.positions.iter().zip(&self.account.marks).map(|(position, mark)| position.shares * mark);
        let short: f64 = values.map(|value| (-value).max(0.0)).sum();
        let cost = self.terms.margin_rate * (-self.account.cash()).max(0.0) + self.terms.borrow_rate * short;
        self.account.pay(cost);
        cost
    }

    /// Closes everything.
    pub fn ruin(&mut self) {
        for closed in self.account.close_all() {
            let numbers = [closed.quantity, closed.price, 0.0];
            self.fills.push(record(-1, self.time, closed.asset, numbers, Phase::Ruin));
        }
        for order in self.orders.iter_mut().filter(|order| order.is_open()) {
            order.status = Status::Ruined;
        }
    }
}

#[inline(always)]
fn record(order: i64, bar: usize, asset: usize, numbers: [f64; 3], phase: Phase) -> Fill {
    let [quantity, price, commission] = numbers.map(f64::to_bits);
    let phase = u64::from_ne_bytes([phase as u8, 0, 0, 0, 0, 0, 0, 0]);
    [order as u64, bar as u64, asset as u64, quantity, price, commission, phase]
}
