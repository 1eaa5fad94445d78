//! Returns, crossings and equity, a series to a lane.

use atc_engine::tables::{Kernel, Lane, Started};
use atc_engine::{Arithmetic, Machine, Slot, VectorRow as Row, Vectors};

const FLOOR: f64 = 0.25;

/// How near two series count as equal, relative to the larger.
const TIE: f64 = 1e-10;

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

/// The signal, and the side that the price was on: 1 above, -1 below, 0 equal, NaN unknown.
#[derive(Clone, Copy)]
pub struct Side<M: Machine> {
    vectors: Vectors<M>,
    side: Row<M>,
    signal: Row<M>,
}

impl Kernel<2> for Crossover {
    type Result = i8;
    type Lane<M: Machine> = Side<M>;

    #[inline(always)]
    fn lane<M: Machine>(self, vectors: Vectors<M>, _: usize) -> Started<M, Side<M>> {
        let lane = Side { vectors, side: vectors.splat(f64::NAN), signal: vectors.splat(0.0) };
        Started { lane, scratch: Vec::new() }
    }
}

impl<M: Machine> Side<M> {
    #[inline(always)]
    fn of(&self, price: Row<M>, average: Row<M>) -> Row<M> {
        let vectors = self.vectors;
        let (up, level, down) = (vectors.splat(1.0), vectors.splat(0.0), vectors.splat(-1.0));
        let (p, m) = (vectors.abs(price), vectors.abs(average));
        let larger = vectors.select(vectors.less(m, p), p, m);
        let band = vectors.mul(vectors.splat(TIE), larger);
        let distance = vectors.sub(price, average);
        let known = vectors.either(vectors.less_or_equal(average, price), vectors.less(price, average));
        let below = vectors.less(band, vectors.sub(average, price));
        let side = vectors.select(below, down, level);
        let side = vectors.select(vectors.less(band, distance), up, side);
        vectors.select(known, side, vectors.splat(f64::NAN))
    }
}

impl<M: Machine> Lane<M, 2> for Side<M> {
    #[inline(always)]
    fn step(&mut self, _: &mut [Slot<M>], [price, average]: [Row<M>; 2]) -> Row<M> {
        let vectors = self.vectors;
        let (up, level, down) = (vectors.splat(1.0), vectors.splat(0.0), vectors.splat(-1.0));
        let side = self.of(price, average);
        let was_not_above = vectors.less_or_equal(self.side, level);
        let was_not_below = vectors.less_or_equal(level, self.side);
        let crossed_up = vectors.both(vectors.equal(side, up), was_not_above);
        let crossed_down = vectors.both(vectors.equal(side, down), was_not_below);
        let held = vectors.select(crossed_down, down, self.signal);
        self.signal = vectors.select(crossed_up, up, held);
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
        let zero = vectors.splat(0.0);
        let sold = vectors.select(vectors.less(signal, zero), vectors.sub(zero, gain), zero);
        let earned = vectors.select(vectors.less(zero, signal), gain, sold);
        let earned = vectors.select(vectors.equal(earned, earned), earned, zero);
        vectors.mul(vectors.splat(self.decay), vectors.add(vectors.splat(1.0), earned))
    }

    /// The greater of the two; the floor where equity is no number.
    #[inline(always)]
    fn floored(&self, equity: Row<M>) -> Row<M> {
        let floor = self.vectors.splat(FLOOR);
        self.vectors.select(self.vectors.less(floor, equity), equity, floor)
    }
}

impl<M: Machine> Lane<M, 2> for EquityState<M> {
    #[inline(always)]
    fn step(&mut self, _: &mut [Slot<M>], [gain, signal]: [Row<M>; 2]) -> Row<M> {
        if self.started {
            self.equity = self.floored(self.vectors.mul(self.equity, self.growth(gain, signal)));
        } else if self.wait == 0 {
            self.started = true;
            self.equity = self.vectors.splat(self.start);
        } else {
            self.wait -= 1;
        }
        self.equity
    }
}
