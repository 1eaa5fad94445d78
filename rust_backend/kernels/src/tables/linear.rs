//! Linearly weighted sums over a window, a series to a lane.

use super::run::{Kernel, Lane, Started};
use super::sum::{Total, slots};
use super::wide::{Row, Slot, Wide};
use crate::dispatch::Machine;

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

/// The weighted sum of the last `length` bars; FALLING weights are those of `wma`. Its slots hold the bars of the current
/// block up to `position`, and what is left of the previous block from there on.
///
/// At position p, the bar at position i of the block weighs `newest - step * (p - i)`: the block's part of the window is
/// a plain prefix sum times `down` plus one of bars times `up`.
#[derive(Clone, Copy)]
pub struct Linear<M: Machine, const LONG: bool, const FALLING: bool> {
    pub wide: Wide<M>,
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
    pub fn new(wide: Wide<M>, length: usize, weights: Weights) -> Self {
        let total = Total::new(wide);
        let up = QUARTER * weights.step;
        Self { wide, length, weights, position: 0, plain: total, weighted: total, up, down: weights.newest - up }
    }

    #[inline(always)]
    pub fn step(&mut self, slots: &mut [Slot<M>], bar: Row<M>) -> Row<M> {
        let sum = self.sum(slots, bar);
        self.wide.mul(sum, self.wide.splat(self.weights.factor))
    }

    /// The same before it is multiplied by the factor.
    #[inline(always)]
    pub fn sum(&mut self, slots: &mut [Slot<M>], bar: Row<M>) -> Row<M> {
        let wide = self.wide;
        let slot = &mut slots[self.position];
        self.plain.add(bar);
        self.weighted.add_fused(wide.splat(self.up), bar);
        let part = wide.fused(wide.splat(self.down), self.plain.value(), self.weighted.value());
        let sum = wide.add(part, slot.0);
        slot.0 = bar;
        self.up += self.weights.step;
        self.down -= self.weights.step;
        self.position += 1;
        if self.position == self.length {
            *self = Self::new(wide, self.length, self.weights);
            self.turn(slots);
        } else {
            self.plain.settle(self.position);
            self.weighted.settle(self.position);
        }
        sum
    }

    /// Starts a block: the bars of the one before it become what is left of it after each bar. There, every bar weighs
    /// one step more than it did a bar later, and the block's newest weighs least.
    #[inline(always)]
    fn turn(&self, slots: &mut [Slot<M>]) {
        let wide = self.wide;
        let Weights { oldest, step, .. } = self.weights;
        let (oldest, step) = (wide.splat(oldest), wide.splat(step));
        let (mut steps, mut left) = (Total::<M, LONG>::new(wide), Total::<M, LONG>::new(wide));
        for (slot, terms) in slots.iter_mut().rev().zip(1..) {
            let bar = slot.0;
            slot.0 = left.value();
            if FALLING {
                steps.add(bar);
                left.add(steps.value());
            } else {
                left.add(wide.fused(oldest, bar, steps.value()));
                steps.add_fused(step, bar);
            }
            steps.settle(terms);
            left.settle(terms);
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
    fn lane<M: Machine>(self, wide: Wide<M>, bars: usize) -> Started<M, Linear<M, LONG, true>> {
        let lane = Linear::new(wide, self.length, falling(self.length));
        Started { lane, scratch: slots(wide, self.length, bars) }
    }

    fn reach(self) -> Option<usize> {
        Some(self.length)
    }

    fn column(self, [x]: [&[f64]; 1], out: &mut [f64]) {
        crate::wma(x, self.length, out);
    }

    fn single_column(self, [x]: [&[f32]; 1], out: &mut [f32]) -> bool {
        crate::single::wma(x, self.length, out);
        true
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
    fn lane<M: Machine>(self, wide: Wide<M>, bars: usize) -> Started<M, Line<M, LONG>> {
        let n = self.length as f64;
        let weights =
            Weights { newest: 4.0 * n - 2.0, oldest: 4.0 - 2.0 * n, step: 6.0, factor: 1.0 / (n * (n + 1.0)) };
        let lane = Line(Linear::new(wide, self.length, weights));
        Started { lane, scratch: slots(wide, self.length, bars) }
    }

    fn reach(self) -> Option<usize> {
        Some(self.length)
    }

    fn column(self, [x]: [&[f64]; 1], out: &mut [f64]) {
        crate::lsma(x, self.length, out);
    }

    fn single_column(self, [x]: [&[f32]; 1], out: &mut [f32]) -> bool {
        crate::single::lsma(x, self.length, out);
        true
    }
}

impl<M: Machine, const LONG: bool> Lane<M, 1> for Line<M, LONG> {
    #[inline(always)]
    fn step(&mut self, scratch: &mut [Slot<M>], [bar]: [Row<M>; 1]) -> Row<M> {
        let wide = self.0.wide;
        let value = Linear::step(&mut self.0, scratch, bar);
        wide.fused(wide.splat(0.0), value, value)
    }
}
