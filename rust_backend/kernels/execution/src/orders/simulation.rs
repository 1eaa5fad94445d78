//! The steps of a bar.

use super::broker::Broker;
use super::order::{Columns, Kind};
use super::{Phase, Status, Tables, Terms};

pub struct Simulation<'a> {
    pub broker: Broker<'a>,
    /// Placed, open and not waiting for a parent, by row.
    living: Vec<usize>,
    /// The first order that is not placed yet.
    next: usize,
    /// The rows of orders that expire, by bar.
    expiring: Vec<usize>,
    /// Where those of each bar begin.
    expiry: Vec<usize>,
}

impl<'a> Simulation<'a> {
    pub fn new(tables: Tables<'a>, columns: &Columns<'_>, terms: Terms, bars: usize) -> Self {
        let (expiring, expiry) = by_bar(columns.last, bars);
        Self { broker: Broker::new(tables, columns, terms), living: Vec::new(), next: 0, expiring, expiry }
    }

    /// All fills of a bar.
    pub fn step(&mut self, time: usize) {
        self.broker.begin(time);
        self.place(time as i64);
        let mut living = std::mem::take(&mut self.living);
        for row in &living {
            self.at_open(*row);
        }
        if !self.broker.woken.is_empty() {
            living.append(&mut self.broker.woken);
            living.sort_unstable();
        }
        for row in &living {
            self.at_stop(*row);
        }
        for row in &living {
            self.at_limit(*row);
        }
        self.inside(&mut living);
        living.retain(|row| self.broker.orders[*row].is_open());
        self.living = living;
    }

    /// Takes in the orders of the bar before; rows that were placed earlier are lower.
    fn place(&mut self, time: i64) {
        while self.next < self.broker.orders.len() && self.broker.orders[self.next].placed < time {
            let row = self.next;
            self.next += 1;
            let order = &self.broker.orders[row];
            let base = order.parent.map(|parent| &self.broker.orders[parent]);
            if !order.is_open() || base.is_some_and(|parent| !parent.has_filled()) {
                continue;
            }
            let close = self.broker.account.last_close(order.asset).unwrap_or(f64::NAN);
            let extreme = base.map_or(close, |parent| parent.base);
            self.broker.orders[row].extreme = extreme;
            self.living.push(row);
        }
    }

    /// Step 4, and the children that woke in this bar after its open, which come to `living`.
    fn inside(&mut self, living: &mut Vec<usize>) {
        if self.broker.woken.is_empty() {
            return;
        }
        let mut waiting = std::mem::take(&mut self.broker.woken);
        while !waiting.is_empty() {
            // Of few: the lowest row is last.
            waiting.sort_unstable_by(|one, other| other.cmp(one));
            let Some(row) = waiting.pop() else { break };
            living.push(row);
            if self.broker.orders[row].kind.is_stop() {
                self.at_stop(row);
            }
            waiting.append(&mut self.broker.woken);
        }
        living.sort_unstable();
    }

    /// Whether an order may fill now.
    #[inline(always)]
    fn is_ready(&self, row: usize) -> bool {
        let order = &self.broker.orders[row];
        order.is_open() && order.latest != self.broker.time as i64
    }

    /// Step 1.
    #[inline(always)]
    fn at_open(&mut self, row: usize) {
        if !self.is_ready(row) {
            return;
        }
        let order = &mut self.broker.orders[row];
        let Some(bar) = self.broker.tables.bar(self.broker.time, order.asset) else { return };
        if order.extreme.is_nan() {
            order.extreme = bar.open;
        }
        let is_at_once = match order.kind {
            Kind::Market => true,
            Kind::Limit => order.is_good(bar.open),
            kind => {
                order.is_triggered |= order.is_reached_by(bar.open);
                order.is_triggered && (kind.is_stop() || order.is_good(bar.open))
            }
        };
        if is_at_once {
            self.broker.fill(row, bar.open, Phase::Open);
        }
    }

    /// Steps 2 and 4.
    #[inline(always)]
    fn at_stop(&mut self, row: usize) {
        if !self.is_ready(row) {
            return;
        }
        let order = &self.broker.orders[row];
        if order.is_triggered || matches!(order.kind, Kind::Market | Kind::Limit) {
            return;
        }
        let parent = self.broker.new_parent(row).map(|parent| parent.base);
        if parent.is_some() && order.kind == Kind::StopLimit {
            return;
        }
        let Some(bar) = self.broker.tables.bar(self.broker.time, order.asset) else { return };
        if !order.is_reached_by(if order.is_buy { bar.high } else { bar.low }) {
            return;
        }
        let level = order.level();
        let time = self.broker.time as i64;
        let order = &mut self.broker.orders[row];
        order.is_triggered = true;
        if order.kind == Kind::StopLimit {
            order.triggered_inside = time;
            if !order.is_good(level) {
                return;
            }
        }
        let price = parent.map_or(level, |base| order.worse(level, base));
        self.broker.fill(row, price, Phase::Inside);
    }

    /// Step 3.
    #[inline(always)]
    fn at_limit(&mut self, row: usize) {
        if !self.is_ready(row) {
            return;
        }
        let (time, order) = (self.broker.time, &self.broker.orders[row]);
        let parent = self.broker.new_parent(row).map(|parent| parent.base);
        let rests = match order.kind {
            Kind::Limit => true,
            Kind::StopLimit => order.is_triggered && order.triggered_inside != time as i64 && parent.is_none(),
            _ => false,
        };
        if !rests {
            return;
        }
        let Some(bar) = self.broker.tables.bar(time, order.asset) else { return };
        let far = if order.is_buy { bar.low } else { bar.high };
        let (limit, touches) = (order.limit, self.broker.terms.limit_touch || far != order.limit);
        match parent {
            Some(base) if order.is_good(base) => self.broker.fill(row, base, Phase::Inside),
            // What was not filled at a better open has no price of its own in this bar.
            None if order.is_good(bar.open) => {}
            _ if order.is_good(far) && touches => self.broker.fill(row, limit, Phase::Inside),
            _ => {}
        }
    }

    /// At the end of a bar, takes its prices in; of a parent's first bar only the close.
    pub fn trail(&mut self) {
        let time = self.broker.time;
        for row in &self.living {
            let order = &self.broker.orders[*row];
            if !order.kind.trails() || order.is_triggered {
                continue;
            }
            let Some(bar) = self.broker.tables.bar(time, order.asset) else { continue };
            let is_new = self.broker.new_parent(*row).is_some();
            let price = if is_new {
                bar.close
            } else if order.is_buy {
                bar.low
            } else {
                bar.high
            };
            self.broker.orders[*row].trail(price);
        }
    }

    /// Ends what may fill no longer.
    pub fn expire(&mut self) {
        let time = self.broker.time;
        for place in self.expiry[time]..self.expiry[time + 1] {
            let row = self.expiring[place];
            if self.broker.orders[row].is_open() {
                self.broker.end(row, Status::Expired);
            }
        }
    }
}

/// The rows by the bar that a column names, those of one bar in order, and where those of each bar begin.
fn by_bar(column: &[i64], bars: usize) -> (Vec<usize>, Vec<usize>) {
    let is_there = |bar: i64| usize::try_from(bar).ok().filter(|bar| *bar < bars);
    let mut starts = vec![0; bars + 2];
    for bar in column.iter().filter_map(|bar| is_there(*bar)) {
        starts[bar + 2] += 1;
    }
    for bar in 2..starts.len() {
        starts[bar] += starts[bar - 1];
    }
    let mut rows = vec![0; starts[bars + 1]];
    for (row, bar) in column.iter().enumerate() {
        if let Some(bar) = is_there(*bar) {
            rows[starts[bar + 1]] = row;
            starts[bar + 1] += 1;
        }
    }
    (rows, starts)
}
