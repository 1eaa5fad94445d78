//! Returns, crossings and equity, a series to a lane.

use super::run::{Kernel, Lane, Started};
use super::wide::{Row, Slot, Wide};
use crate::dispatch::Machine;

const FLOOR: f64 = 0.25;

/// How near two series count as equal, relative to the larger.
const TIE: f64 = 1e-10;

#[derive(Clone, Copy)]
pub struct Change;

#[derive(Clone, Copy)]
pub struct Previous<M: Machine> {
    wide: Wide<M>,
    price: Row<M>,
}

impl Kernel<1> for Change {
    type Result = f64;
    type Lane<M: Machine> = Previous<M>;

    #[inline(always)]
    fn lane<M: Machine>(self, wide: Wide<M>, _: usize) -> Started<M, Previous<M>> {
        Started { lane: Previous { wide, price: wide.splat(f64::NAN) }, scratch: Vec::new() }
    }

    fn reach(self) -> Option<usize> {
        Some(1)
    }

    fn column(self, [prices]: [&[f64]; 1], out: &mut [f64]) {
        crate::rate_of_change(prices, out);
    }
}

impl<M: Machine> Lane<M, 1> for Previous<M> {
    #[inline(always)]
    fn step(&mut self, _: &mut [Slot<M>], [price]: [Row<M>; 1]) -> Row<M> {
        let ratio = self.wide.div(price, self.price);
        self.price = price;
        self.wide.sub(ratio, self.wide.splat(1.0))
    }
}

#[derive(Clone, Copy)]
pub struct Crossover;

/// The signal, and the side that the price was on: 1 above, -1 below, 0 equal, NaN unknown.
#[derive(Clone, Copy)]
pub struct Side<M: Machine> {
    wide: Wide<M>,
    side: Row<M>,
    signal: Row<M>,
}

impl Kernel<2> for Crossover {
    type Result = i8;
    type Lane<M: Machine> = Side<M>;

    #[inline(always)]
    fn lane<M: Machine>(self, wide: Wide<M>, _: usize) -> Started<M, Side<M>> {
        let lane = Side { wide, side: wide.splat(f64::NAN), signal: wide.splat(0.0) };
        Started { lane, scratch: Vec::new() }
    }

    fn column(self, [prices, average]: [&[f64]; 2], out: &mut [i8]) {
        crate::crossover_signal(prices, average, out);
    }
}

impl<M: Machine> Side<M> {
    #[inline(always)]
    fn of(&self, price: Row<M>, average: Row<M>) -> Row<M> {
        let wide = self.wide;
        let (up, level, down) = (wide.splat(1.0), wide.splat(0.0), wide.splat(-1.0));
        let (p, m) = (wide.abs(price), wide.abs(average));
        let larger = wide.select(wide.less(m, p), p, m);
        let band = wide.mul(wide.splat(TIE), larger);
        let distance = wide.sub(price, average);
        let known = wide.either(wide.less_or_equal(average, price), wide.less(price, average));
        let below = wide.less(band, wide.sub(average, price));
        let side = wide.select(below, down, level);
        let side = wide.select(wide.less(band, distance), up, side);
        wide.select(known, side, wide.splat(f64::NAN))
    }
}

impl<M: Machine> Lane<M, 2> for Side<M> {
    #[inline(always)]
    fn step(&mut self, _: &mut [Slot<M>], [price, average]: [Row<M>; 2]) -> Row<M> {
        let wide = self.wide;
        let (up, level, down) = (wide.splat(1.0), wide.splat(0.0), wide.splat(-1.0));
        let side = self.of(price, average);
        let was_not_above = wide.less_or_equal(self.side, level);
        let was_not_below = wide.less_or_equal(level, self.side);
        let crossed_up = wide.both(wide.equal(side, up), was_not_above);
        let crossed_down = wide.both(wide.equal(side, down), was_not_below);
        let held = wide.select(crossed_down, down, self.signal);
        self.signal = wide.select(crossed_up, up, held);
        self.side = side;
        self.signal
    }
}

#[derive(Clone, Copy)]
pub struct Equity {
    pub starting_equity: f64,
    pub decay_multiplier: f64,
    pub cutout: usize,
}

#[derive(Clone, Copy)]
pub struct Account<M: Machine> {
    wide: Wide<M>,
    start: f64,
    decay: f64,
    /// Bars until the first.
    wait: usize,
    started: bool,
    equity: Row<M>,
}

impl Kernel<2> for Equity {
    type Result = f64;
    type Lane<M: Machine> = Account<M>;

    #[inline(always)]
    fn lane<M: Machine>(self, wide: Wide<M>, _: usize) -> Started<M, Account<M>> {
        let start = if self.starting_equity > FLOOR { self.starting_equity } else { FLOOR };
        let lane = Account {
            wide,
            start,
            decay: self.decay_multiplier,
            wait: self.cutout,
            started: false,
            equity: wide.splat(f64::NAN),
        };
        Started { lane, scratch: Vec::new() }
    }

    fn column(self, [r_values, sig_prev]: [&[f64]; 2], out: &mut [f64]) {
        crate::equity(r_values, sig_prev, self.starting_equity, self.decay_multiplier, self.cutout, out);
    }

    fn single_column(self, [r_values, sig_prev]: [&[f32]; 2], out: &mut [f32]) -> bool {
        crate::single::equity(r_values, sig_prev, self.starting_equity, self.decay_multiplier, self.cutout, out);
        true
    }
}

impl<M: Machine> Account<M> {
    /// What the bar multiplies equity by.
    #[inline(always)]
    fn growth(&self, gain: Row<M>, signal: Row<M>) -> Row<M> {
        let wide = self.wide;
        let zero = wide.splat(0.0);
        let sold = wide.select(wide.less(signal, zero), wide.sub(zero, gain), zero);
        let earned = wide.select(wide.less(zero, signal), gain, sold);
        let earned = wide.select(wide.equal(earned, earned), earned, zero);
        wide.mul(wide.splat(self.decay), wide.add(wide.splat(1.0), earned))
    }

    /// The greater of the two; the floor where equity is no number.
    #[inline(always)]
    fn floored(&self, equity: Row<M>) -> Row<M> {
        let floor = self.wide.splat(FLOOR);
        self.wide.select(self.wide.less(floor, equity), equity, floor)
    }
}

impl<M: Machine> Lane<M, 2> for Account<M> {
    #[inline(always)]
    fn step(&mut self, _: &mut [Slot<M>], [gain, signal]: [Row<M>; 2]) -> Row<M> {
        if self.started {
            self.equity = self.floored(self.wide.mul(self.equity, self.growth(gain, signal)));
        } else if self.wait == 0 {
            self.started = true;
            self.equity = self.wide.splat(self.start);
        } else {
            self.wait -= 1;
        }
        self.equity
    }
}
