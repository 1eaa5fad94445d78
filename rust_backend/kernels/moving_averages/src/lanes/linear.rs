//! Linearly weighted sums over a window, a series to a lane.

use super::sum::{Total, ring};
use atc_engine::tables::{Kernel, Lane, Started};
use atc_engine::{Machine, Slot, VectorRow as Row, Vectors};

/// Keeps the factors of the prefix sums away from zero, since zero times infinity is NaN. Exact in binary.
const QUARTER: f64 = 0.25;

/// The bar of age j weighs `(newest - step * j) * factor`, that of the highest age `oldest * factor`.
#[derive(Clone, Copy)]
pub struct Weights {
    newest: f64,
    oldest: f64,
    step: f64,
    pub factor: f64,
}

/// The weights of `wma`: length, length - 1 … 1.
pub fn falling(length: usize) -> Weights {
    let n = length as f64;
    Weights { newest: n, oldest: 1.0, step: 1.0, factor: 2.0 / (n * (n + 1.0)) }
}

/// The weighted sum of the last `length` bars; FALLING weights are those of `wma`. Its ring hold the bars of the current
/// block up to `position`, and what is left of the previous block from there on.
///
/// At position p, the bar at position i of the block weighs `newest - step * (p - i)`: the block's part of the window is
/// a plain prefix sum times `down` plus one of bars times `up`.
#[derive(Clone, Copy)]
pub struct Linear<M: Machine, const LONG: bool, const FALLING: bool> {
    pub vectors: Vectors<M>,
    length: usize,
    weights: Weights,
    position: usize,
    plain: Total<M, LONG>,
    weighted: Total<M, LONG>,
    up: f64,
    down: f64,
}

impl<M: Machine, const LONG: bool, const FALLING: bool> Linear<M, LONG, FALLING> {
    #[inline(always)]
    pub fn new(vectors: Vectors<M>, length: usize, weights: Weights) -> Self {
        let total = Total::new(vectors);
        let up = QUARTER * weights.step;
        Self { vectors, length, weights, position: 0, plain: total, weighted: total, up, down: weights.newest - up }
    }

    #[inline(always)]
    pub fn step(&mut self, ring: &mut [Slot<M>], bar: Row<M>) -> Row<M> {
        let sum = self.sum(ring, bar);
        self.vectors.mul(sum, self.vectors.splat(self.weights.factor))
    }

    /// The same before it is multiplied by the factor.
    #[inline(always)]
    pub fn sum(&mut self, ring: &mut [Slot<M>], bar: Row<M>) -> Row<M> {
        let vectors = self.vectors;
        let slot = &mut ring[self.position];
        self.plain.add(bar);
        self.weighted.add_fused(vectors.splat(self.up), bar);
        let part = vectors.fused(vectors.splat(self.down), self.plain.value(), self.weighted.value());
        let sum = vectors.add(part, slot.0);
        slot.0 = bar;
        self.up += self.weights.step;
        self.down -= self.weights.step;
        self.position += 1;
        if self.position == self.length {
            *self = Self::new(vectors, self.length, self.weights);
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
    fn start_block(&self, ring: &mut [Slot<M>]) {
        let vectors = self.vectors;
        let Weights { oldest, step, .. } = self.weights;
        let (oldest, step) = (vectors.splat(oldest), vectors.splat(step));
        let (mut steps, mut left) = (Total::<M, LONG>::new(vectors), Total::<M, LONG>::new(vectors));
        for (slot, terms) in ring.iter_mut().rev().zip(1..) {
            let bar = slot.0;
            slot.0 = left.value();
            if FALLING {
                steps.add(bar);
                left.add(steps.value());
            } else {
                left.add(vectors.fused(oldest, bar, steps.value()));
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
    type Lane<M: Machine> = Linear<M, LONG, true>;

    #[inline(always)]
    fn lane<M: Machine>(self, vectors: Vectors<M>, bars: usize) -> Started<M, Linear<M, LONG, true>> {
        let lane = Linear::new(vectors, self.length, falling(self.length));
        Started { lane, scratch: ring(vectors, self.length, bars) }
    }

    fn lookback(self) -> Option<usize> {
        Some(self.length)
    }
}

impl<M: Machine, const LONG: bool> Lane<M, 1> for Linear<M, LONG, true> {
    #[inline(always)]
    fn step(&mut self, scratch: &mut [Slot<M>], [bar]: [Row<M>; 1]) -> Row<M> {
        Self::step(self, scratch, bar)
    }
}

/// Of length 2 at least: that of length 1 is the series itself.
#[derive(Clone, Copy)]
pub struct Lsma<const LONG: bool> {
    pub length: usize,
}

/// A line through the bars; an infinity in the window gives NaN, whichever sign its weight has.
#[derive(Clone, Copy)]
pub struct Line<M: Machine, const LONG: bool>(Linear<M, LONG, false>);

impl<const LONG: bool> Kernel<1> for Lsma<LONG> {
    type Result = f64;
    type Lane<M: Machine> = Line<M, LONG>;

    #[inline(always)]
    fn lane<M: Machine>(self, vectors: Vectors<M>, bars: usize) -> Started<M, Line<M, LONG>> {
        let n = self.length as f64;
        let weights =
            Weights { newest: 4.0 * n - 2.0, oldest: 4.0 - 2.0 * n, step: 6.0, factor: 1.0 / (n * (n + 1.0)) };
        let lane = Line(Linear::new(vectors, self.length, weights));
        Started { lane, scratch: ring(vectors, self.length, bars) }
    }

    fn lookback(self) -> Option<usize> {
        Some(self.length)
    }
}

impl<M: Machine, const LONG: bool> Lane<M, 1> for Line<M, LONG> {
    #[inline(always)]
    fn step(&mut self, scratch: &mut [Slot<M>], [bar]: [Row<M>; 1]) -> Row<M> {
        let vectors = self.0.vectors;
        let value = Linear::step(&mut self.0, scratch, bar);
        vectors.fused(vectors.splat(0.0), value, value)
    }
}
