//! Linearly weighted sums over a window, a series to a lane.

use super::sum::{Total, ring};
use atc_engine::tables::{Kernel, Lane, Started};
use atc_engine::{Arithmetic, Machine, Slot, VectorRow, Vectors};

/// Keeps the factors of the prefix sums away from zero, since zero times infinity is NaN. Exact in binary.
const QUARTER: f64 = 0.25;

/// A window whose bar of age j weighs `(newest - step * j) * factor`, and the oldest `oldest * factor`.
#[derive(Clone, Copy)]
pub struct Weights {
    pub length: usize,
    newest: f64,
    oldest: f64,
    step: f64,
    pub factor: f64,
}

impl Weights {
    #[inline(always)]
    fn new(length: usize, newest: f64, step: f64, factor: f64) -> Self {
        Self { length, newest, oldest: newest - step * (length as f64 - 1.0), step, factor }
    }

    /// What the bar of an age weighs, before it is multiplied by the factor.
    #[inline(always)]
    pub fn of(&self, age: f64) -> f64 {
        self.newest - self.step * age
    }

    /// length, length - 1 … 1: a weighted average.
    #[inline(always)]
    pub fn falling(length: usize) -> Self {
        let n = length as f64;
        Self::new(length, n, 1.0, 2.0 / (n * (n + 1.0)))
    }

    /// The least-squares line at the newest bar.
    #[inline(always)]
    pub fn line(length: usize) -> Self {
        let n = length as f64;
        Self::new(length, 4.0 * n - 2.0, 6.0, 1.0 / (n * (n + 1.0)))
    }

    /// The least-squares line at the bar before the newest.
    #[inline(always)]
    pub fn line_one_back(length: usize) -> Self {
        let n = length as f64;
        Self::new(length, (n - 1.0) * (4.0 * n - 8.0), 6.0 * (n - 3.0), 1.0 / (n * (n * n - 1.0)))
    }
}

/// The weighted sum of the last `length` bars; FALLING weights are those of `wma`. Its ring holds the bars of the current
/// block up to `position`, and what is left of the previous block from there on.
///
/// At position p, the bar at position i of the block weighs `newest - step * (p - i)`: the block's part of the window is
/// a plain prefix sum times `down` plus one of bars times `up`.
#[derive(Clone, Copy)]
pub struct Linear<A: Arithmetic, const LONG: bool, const FALLING: bool> {
    pub lanes: A,
    weights: Weights,
    position: usize,
    plain: Total<A, LONG>,
    weighted: Total<A, LONG>,
    up: f64,
    down: f64,
}

impl<A: Arithmetic, const LONG: bool, const FALLING: bool> Linear<A, LONG, FALLING> {
    /// Rows that are saved, besides the ring.
    pub const ROWS: usize = 4;

    #[inline(always)]
    pub fn new(lanes: A, weights: Weights) -> Self {
        let total = Total::new(lanes);
        let up = QUARTER * weights.step;
        Self { lanes, weights, position: 0, plain: total, weighted: total, up, down: weights.newest - up }
    }

    /// At a later bar, from what was saved.
    #[inline(always)]
    pub fn load(lanes: A, weights: Weights, bar: u64, saved: &[A::Slot]) -> Self {
        let (plain, weighted) = (Total::load(lanes, saved), Total::load(lanes, &saved[2..]));
        let position = (bar % weights.length as u64) as usize;
        let up = (position as f64 + QUARTER) * weights.step;
        Self { lanes, weights, position, plain, weighted, up, down: weights.newest - up }
    }

    #[inline(always)]
    pub fn save(self, saved: &mut [A::Slot]) {
        self.plain.save(saved);
        self.weighted.save(&mut saved[2..]);
    }

    #[inline(always)]
    pub fn step(&mut self, ring: &mut [A::Slot], bar: A::Row) -> A::Row {
        let sum = self.sum(ring, bar);
        self.lanes.mul(sum, self.lanes.splat(self.weights.factor))
    }

    /// The value of a line; NaN where an infinity is in the window, whichever sign its weight has.
    #[inline(always)]
    pub fn line(&mut self, ring: &mut [A::Slot], bar: A::Row) -> A::Row {
        let value = self.step(ring, bar);
        self.lanes.fused(self.lanes.splat(0.0), value, value)
    }

    /// The sum before it is multiplied by the factor.
    #[inline(always)]
    pub fn sum(&mut self, ring: &mut [A::Slot], bar: A::Row) -> A::Row {
        let lanes = self.lanes;
        let slot = &mut ring[self.position];
        self.plain.add(bar);
        self.weighted.add_fused(lanes.splat(self.up), bar);
        let part = lanes.fused(lanes.splat(self.down), self.plain.value(), self.weighted.value());
        let sum = lanes.add(part, lanes.load(slot));
        lanes.store(bar, slot);
        self.up += self.weights.step;
        self.down -= self.weights.step;
        self.position += 1;
        if self.position == self.weights.length {
            *self = Self::new(lanes, self.weights);
            self.start_block(ring);
        } else {
            self.plain.flush(self.position);
            self.weighted.flush(self.position);
        }
        sum
    }

    /// Starts a block: the bars of the one before it become what is left of it after each bar. There, every bar weighs
    /// one step more than it did a bar later, and the block's newest weighs least.
    #[inline(always)]
    fn start_block(&self, ring: &mut [A::Slot]) {
        let (lanes, Weights { oldest, step, .. }) = (self.lanes, self.weights);
        let (oldest, step) = (lanes.splat(oldest), lanes.splat(step));
        let (mut steps, mut left) = (Total::<A, LONG>::new(lanes), Total::<A, LONG>::new(lanes));
        for (slot, terms) in ring.iter_mut().rev().zip(1..) {
            let bar = lanes.load(slot);
            lanes.store(left.value(), slot);
            if FALLING {
                steps.add(bar);
                left.add(steps.value());
            } else {
                left.add(lanes.fused(oldest, bar, steps.value()));
                steps.add_fused(step, bar);
            }
            steps.flush(terms);
            left.flush(terms);
        }
    }
}

#[derive(Clone, Copy)]
pub struct Wma<const LONG: bool> {
    pub length: usize,
}

impl<const LONG: bool> Kernel<1> for Wma<LONG> {
    type Result = f64;
    type Lane<M: Machine> = Linear<Vectors<M>, LONG, true>;

    #[inline(always)]
    fn lane<M: Machine>(self, vectors: Vectors<M>, bars: usize) -> Started<M, Self::Lane<M>> {
        let lane = Linear::new(vectors, Weights::falling(self.length));
        Started { lane, scratch: ring(vectors, self.length, bars) }
    }

    fn lookback(self) -> Option<usize> {
        Some(self.length)
    }
}

impl<M: Machine, const LONG: bool> Lane<M, 1> for Linear<Vectors<M>, LONG, true> {
    #[inline(always)]
    fn step(&mut self, scratch: &mut [Slot<M>], [bar]: [VectorRow<M>; 1]) -> VectorRow<M> {
        Self::step(self, scratch, bar)
    }
}

/// Of length 2 at least: that of length 1 is the series itself.
#[derive(Clone, Copy)]
pub struct Lsma<const LONG: bool> {
    pub length: usize,
}

impl<const LONG: bool> Kernel<1> for Lsma<LONG> {
    type Result = f64;
    type Lane<M: Machine> = Linear<Vectors<M>, LONG, false>;

    #[inline(always)]
    fn lane<M: Machine>(self, vectors: Vectors<M>, bars: usize) -> Started<M, Self::Lane<M>> {
        let lane = Linear::new(vectors, Weights::line(self.length));
        Started { lane, scratch: ring(vectors, self.length, bars) }
    }

    fn lookback(self) -> Option<usize> {
        Some(self.length)
    }
}

impl<M: Machine, const LONG: bool> Lane<M, 1> for Linear<Vectors<M>, LONG, false> {
    #[inline(always)]
    fn step(&mut self, scratch: &mut [Slot<M>], [bar]: [VectorRow<M>; 1]) -> VectorRow<M> {
        self.line(scratch, bar)
    }
}
