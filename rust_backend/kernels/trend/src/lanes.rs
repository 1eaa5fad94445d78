//! Returns, crossings and equity, a series to a lane.

use atc_engine::tables::{Kernel, Lane, Started};
use atc_engine::trading::{FLOOR, crossings, earned, floored, known, lead};
use atc_engine::{Arithmetic, Machine, Slot, VectorRow as Row, Vectors};

#[derive(Clone, Copy)]
pub struct Change;

#[derive(Clone, Copy)]
pub struct Previous<M: Machine> {
    vectors: Vectors<M>,
    price: Row<M>,
}

impl Kernel<1> for Change {
    type Result = f64;
    type Lane<M: Machine> = Previous<M>;

    #[inline(always)]
    fn lane<M: Machine>(self, vectors: Vectors<M>, _: usize) -> Started<M, Previous<M>> {
        Started { lane: Previous { vectors, price: vectors.splat(f64::NAN) }, scratch: Vec::new() }
    }

    fn lookback(self) -> Option<usize> {
        Some(1)
    }
}

impl<M: Machine> Lane<M, 1> for Previous<M> {
    #[inline(always)]
    fn step(&mut self, _: &mut [Slot<M>], [price]: [Row<M>; 1]) -> Row<M> {
        let ratio = self.vectors.div(price, self.price);
        self.price = price;
        self.vectors.sub(ratio, self.vectors.splat(1.0))
    }
}

#[derive(Clone, Copy)]
pub struct Crossover;

/// The signal, and the lead of prices.
#[derive(Clone, Copy)]
pub struct Side<M: Machine> {
    vectors: Vectors<M>,
    before: Row<M>,
    signal: Row<M>,
}

impl Kernel<2> for Crossover {
    type Result = i8;
    type Lane<M: Machine> = Side<M>;

    #[inline(always)]
    fn lane<M: Machine>(self, vectors: Vectors<M>, _: usize) -> Started<M, Side<M>> {
        let lane = Side { vectors, before: vectors.splat(f64::NAN), signal: vectors.splat(0.0) };
        Started { lane, scratch: Vec::new() }
    }
}

impl<M: Machine> Lane<M, 2> for Side<M> {
    #[inline(always)]
    fn step(&mut self, _: &mut [Slot<M>], [price, average]: [Row<M>; 2]) -> Row<M> {
        let vectors = self.vectors;
        let now = lead(vectors, price, vectors.abs(price), average);
        let [up, down] = crossings(vectors, now, self.before);
        let held = vectors.select(down, vectors.splat(-1.0), self.signal);
        self.signal = vectors.select(up, vectors.splat(1.0), held);
        self.before = now;
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
pub struct EquityState<M: Machine> {
    vectors: Vectors<M>,
    start: f64,
    decay: f64,
    /// Bars until the first.
    wait: usize,
    started: bool,
    equity: Row<M>,
}

impl Kernel<2> for Equity {
    type Result = f64;
    type Lane<M: Machine> = EquityState<M>;

    #[inline(always)]
    fn lane<M: Machine>(self, vectors: Vectors<M>, _: usize) -> Started<M, EquityState<M>> {
        let start = if self.starting_equity > FLOOR { self.starting_equity } else { FLOOR };
        let lane = EquityState {
            vectors,
            start,
            decay: self.decay_multiplier,
            wait: self.cutout,
            started: false,
            equity: vectors.splat(f64::NAN),
        };
        Started { lane, scratch: Vec::new() }
    }
}

impl<M: Machine> EquityState<M> {
    /// What the bar multiplies equity by.
    #[inline(always)]
    fn growth(&self, gain: Row<M>, signal: Row<M>) -> Row<M> {
        let vectors = self.vectors;
        let earned = known(vectors, earned(vectors, gain, signal, vectors.splat(0.0)));
        vectors.mul(vectors.splat(self.decay), vectors.add(vectors.splat(1.0), earned))
    }
}

impl<M: Machine> Lane<M, 2> for EquityState<M> {
    #[inline(always)]
    fn step(&mut self, _: &mut [Slot<M>], [gain, signal]: [Row<M>; 2]) -> Row<M> {
        if self.started {
            let grown = self.vectors.mul(self.equity, self.growth(gain, signal));
            self.equity = floored(self.vectors, grown);
        } else if self.wait == 0 {
            self.started = true;
            self.equity = self.vectors.splat(self.start);
        } else {
            self.wait -= 1;
        }
        self.equity
    }
}
