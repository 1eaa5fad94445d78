//! Returns, crossings and equity, a series to a lane.

use super::run::{Kernel, Lane, Started};
use crate::dispatch::{Machine, Vector};

const FLOOR: f64 = 0.25;

/// How near two series count as equal, relative to the larger.
const TIE: f64 = 1e-10;

#[derive(Clone, Copy)]
pub struct Change;

#[derive(Clone, Copy)]
pub struct Previous<M: Machine> {
    machine: M,
    price: Vector<M>,
}

impl Kernel<1> for Change {
    type Result = f64;
    type Lane<M: Machine> = Previous<M>;

    #[inline(always)]
    fn lane<M: Machine>(self, machine: M, _: usize) -> Started<M, Previous<M>> {
        Started { lane: Previous { machine, price: machine.splat_f64s(f64::NAN) }, scratch: Vec::new() }
    }

    fn column(self, [prices]: [&[f64]; 1], out: &mut [f64]) {
        crate::rate_of_change(prices, out);
    }
}

impl<M: Machine> Lane<M, 1> for Previous<M> {
    #[inline(always)]
    fn step(&mut self, _: &mut [Vector<M>], [price]: [Vector<M>; 1]) -> Vector<M> {
        let ratio = self.machine.div_f64s(price, self.price);
        self.price = price;
        self.machine.sub_f64s(ratio, self.machine.splat_f64s(1.0))
    }
}

#[derive(Clone, Copy)]
pub struct Crossover;

/// The signal, and the side that the price was on: 1 above, -1 below, 0 equal, NaN unknown.
#[derive(Clone, Copy)]
pub struct Side<M: Machine> {
    machine: M,
    side: Vector<M>,
    signal: Vector<M>,
}

impl Kernel<2> for Crossover {
    type Result = i8;
    type Lane<M: Machine> = Side<M>;

    #[inline(always)]
    fn lane<M: Machine>(self, machine: M, _: usize) -> Started<M, Side<M>> {
        let lane = Side { machine, side: machine.splat_f64s(f64::NAN), signal: machine.splat_f64s(0.0) };
        Started { lane, scratch: Vec::new() }
    }

    fn column(self, [prices, average]: [&[f64]; 2], out: &mut [i8]) {
        crate::crossover_signal(prices, average, out);
    }
}

impl<M: Machine> Side<M> {
    #[inline(always)]
    fn of(&self, price: Vector<M>, average: Vector<M>) -> Vector<M> {
        let machine = self.machine;
        let [up, level, down] = [1.0, 0.0, -1.0].map(|side| machine.splat_f64s(side));
        let [p, m] = [price, average].map(|value| machine.abs_f64s(value));
        let larger = machine.select_f64s(machine.less_than_f64s(m, p), p, m);
        let band = machine.mul_f64s(machine.splat_f64s(TIE), larger);
        let distance = machine.sub_f64s(price, average);
        let known =
            machine.or_m64s(machine.less_than_or_equal_f64s(average, price), machine.less_than_f64s(price, average));
        let below = machine.less_than_f64s(band, machine.sub_f64s(average, price));
        let side = machine.select_f64s(below, down, level);
        let side = machine.select_f64s(machine.less_than_f64s(band, distance), up, side);
        machine.select_f64s(known, side, machine.splat_f64s(f64::NAN))
    }
}

impl<M: Machine> Lane<M, 2> for Side<M> {
    #[inline(always)]
    fn step(&mut self, _: &mut [Vector<M>], [price, average]: [Vector<M>; 2]) -> Vector<M> {
        let machine = self.machine;
        let [up, level, down] = [1.0, 0.0, -1.0].map(|side| machine.splat_f64s(side));
        let side = self.of(price, average);
        let was_not_above = machine.less_than_or_equal_f64s(self.side, level);
        let was_not_below = machine.less_than_or_equal_f64s(level, self.side);
        let crossed_up = machine.and_m64s(machine.equal_f64s(side, up), was_not_above);
        let crossed_down = machine.and_m64s(machine.equal_f64s(side, down), was_not_below);
        let held = machine.select_f64s(crossed_down, down, self.signal);
        self.signal = machine.select_f64s(crossed_up, up, held);
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
    machine: M,
    start: f64,
    decay: f64,
    /// Bars until the first.
    wait: usize,
    started: bool,
    equity: Vector<M>,
}

impl Kernel<2> for Equity {
    type Result = f64;
    type Lane<M: Machine> = Account<M>;

    #[inline(always)]
    fn lane<M: Machine>(self, machine: M, _: usize) -> Started<M, Account<M>> {
        let start = if self.starting_equity > FLOOR { self.starting_equity } else { FLOOR };
        let lane = Account {
            machine,
            start,
            decay: self.decay_multiplier,
            wait: self.cutout,
            started: false,
            equity: machine.splat_f64s(f64::NAN),
        };
        Started { lane, scratch: Vec::new() }
    }

    fn column(self, [r_values, sig_prev]: [&[f64]; 2], out: &mut [f64]) {
        crate::equity(r_values, sig_prev, self.starting_equity, self.decay_multiplier, self.cutout, out);
    }
}

impl<M: Machine> Account<M> {
    /// What the bar multiplies equity by.
    #[inline(always)]
    fn growth(&self, gain: Vector<M>, signal: Vector<M>) -> Vector<M> {
        let machine = self.machine;
        let zero = machine.splat_f64s(0.0);
        let sold = machine.select_f64s(machine.less_than_f64s(signal, zero), machine.sub_f64s(zero, gain), zero);
        let earned = machine.select_f64s(machine.less_than_f64s(zero, signal), gain, sold);
        let earned = machine.select_f64s(machine.equal_f64s(earned, earned), earned, zero);
        machine.mul_f64s(machine.splat_f64s(self.decay), machine.add_f64s(machine.splat_f64s(1.0), earned))
    }

    /// The greater of the two; the floor where equity is no number.
    #[inline(always)]
    fn floored(&self, equity: Vector<M>) -> Vector<M> {
        let floor = self.machine.splat_f64s(FLOOR);
        self.machine.select_f64s(self.machine.less_than_f64s(floor, equity), equity, floor)
    }
}

impl<M: Machine> Lane<M, 2> for Account<M> {
    #[inline(always)]
    fn step(&mut self, _: &mut [Vector<M>], [gain, signal]: [Vector<M>; 2]) -> Vector<M> {
        if self.started {
            self.equity = self.floored(self.machine.mul_f64s(self.equity, self.growth(gain, signal)));
        } else if self.wait == 0 {
            self.started = true;
            self.equity = self.machine.splat_f64s(self.start);
        } else {
            self.wait -= 1;
        }
        self.equity
    }
}
