//! Linearly weighted sums over a window, a series to a lane.

use super::run::{Kernel, Lane, Started};
use super::sum::{Total, slots};
use crate::dispatch::{Machine, Vector};

/// Keeps the factors of the prefix sums away from zero, since zero times infinity is NaN. Exact in binary.
const QUARTER: f64 = 0.25;

/// The bar of age j weighs `(newest - step * j) * factor`.
#[derive(Clone, Copy)]
struct Weights {
    newest: f64,
    step: f64,
    factor: f64,
}

/// The weights of `wma`: length, length - 1 … 1.
fn falling(length: usize) -> Weights {
    let n = length as f64;
    Weights { newest: n, step: 1.0, factor: 2.0 / (n * (n + 1.0)) }
}

/// The weighted sum of the last `length` bars. Its slots hold the bars of the current block up to `position` and what is
/// left of the previous block from there on.
///
/// At position p, the bar at position i of the block weighs `newest - step * (p - i)`: the block's part of the window is
/// a plain prefix sum times `down` plus one of bars times `up`.
#[derive(Clone, Copy)]
pub struct Linear<M: Machine> {
    machine: M,
    length: usize,
    weights: Weights,
    position: usize,
    plain: Total<M>,
    weighted: Total<M>,
    up: f64,
    down: f64,
}

impl<M: Machine> Linear<M> {
    #[inline(always)]
    fn new(machine: M, length: usize, weights: Weights) -> Self {
        let total = Total::new(machine);
        let up = QUARTER * weights.step;
        Self { machine, length, weights, position: 0, plain: total, weighted: total, up, down: weights.newest - up }
    }

    #[inline(always)]
    fn step(&mut self, slots: &mut [Vector<M>], bar: Vector<M>) -> Vector<M> {
        let machine = self.machine;
        let slot = &mut slots[self.position];
        self.plain.add(bar);
        self.weighted.recent = machine.fused(machine.splat_f64s(self.up), bar, self.weighted.recent);
        let part = machine.fused(machine.splat_f64s(self.down), self.plain.value(), self.weighted.value());
        let sum = machine.add_f64s(part, *slot);
        *slot = bar;
        self.up += self.weights.step;
        self.down -= self.weights.step;
        self.position += 1;
        if self.position == self.length {
            *self = Self::new(machine, self.length, self.weights);
            self.turn(slots);
        } else {
            self.plain.settle(self.position);
            self.weighted.settle(self.position);
        }
        machine.mul_f64s(sum, machine.splat_f64s(self.weights.factor))
    }

    /// Starts a block: the bars of the one before it become what is left of it after each bar. There, every bar weighs
    /// one step more than it did a bar later, and the block's newest weighs least.
    #[inline(always)]
    fn turn(&self, slots: &mut [Vector<M>]) {
        let machine = self.machine;
        let Weights { newest, step, .. } = self.weights;
        let step_at = machine.splat_f64s(step);
        let oldest = machine.splat_f64s(newest - step * (self.length as f64 - 1.0));
        let (mut suffix, mut left) = (Total::new(machine), Total::new(machine));
        for (slot, terms) in slots.iter_mut().rev().zip(1..) {
            let bar = *slot;
            *slot = left.value();
            left.add(machine.fused(step_at, suffix.value(), machine.mul_f64s(oldest, bar)));
            suffix.add(bar);
            suffix.settle(terms);
            left.settle(terms);
        }
    }
}

#[derive(Clone, Copy)]
pub struct Wma {
    pub length: usize,
}

impl Kernel<1> for Wma {
    type Result = f64;
    type Lane<M: Machine> = Linear<M>;

    #[inline(always)]
    fn lane<M: Machine>(self, machine: M, bars: usize) -> Started<M, Linear<M>> {
        let lane = Linear::new(machine, self.length, falling(self.length));
        Started { lane, scratch: slots(machine, self.length, bars) }
    }

    fn column(self, [x]: [&[f64]; 1], out: &mut [f64]) {
        crate::wma(x, self.length, out);
    }
}

impl<M: Machine> Lane<M, 1> for Linear<M> {
    #[inline(always)]
    fn step(&mut self, scratch: &mut [Vector<M>], [bar]: [Vector<M>; 1]) -> Vector<M> {
        Self::step(self, scratch, bar)
    }
}

/// Of length 2 at least: that of length 1 is the series itself.
#[derive(Clone, Copy)]
pub struct Lsma {
    pub length: usize,
}

/// A line through the bars; an infinity in the window gives NaN, whichever sign its weight has.
#[derive(Clone, Copy)]
pub struct Line<M: Machine>(Linear<M>);

impl Kernel<1> for Lsma {
    type Result = f64;
    type Lane<M: Machine> = Line<M>;

    #[inline(always)]
    fn lane<M: Machine>(self, machine: M, bars: usize) -> Started<M, Line<M>> {
        let n = self.length as f64;
        let weights = Weights { newest: 4.0 * n - 2.0, step: 6.0, factor: 1.0 / (n * (n + 1.0)) };
        let lane = Line(Linear::new(machine, self.length, weights));
        Started { lane, scratch: slots(machine, self.length, bars) }
    }

    fn column(self, [x]: [&[f64]; 1], out: &mut [f64]) {
        crate::lsma(x, self.length, out);
    }
}

impl<M: Machine> Lane<M, 1> for Line<M> {
    #[inline(always)]
    fn step(&mut self, scratch: &mut [Vector<M>], [bar]: [Vector<M>; 1]) -> Vector<M> {
        let machine = self.0.machine;
        let value = Linear::step(&mut self.0, scratch, bar);
        machine.add_f64s(value, machine.sub_f64s(value, value))
    }
}

#[derive(Clone, Copy)]
pub struct Hma {
    pub length: usize,
}

/// Three windows, whose slots follow each other in the scratch memory.
#[derive(Clone, Copy)]
pub struct Hull<M: Machine> {
    near: Linear<M>,
    far: Linear<M>,
    smooth: Linear<M>,
    /// Where the second and the third window's slots begin.
    borders: [usize; 2],
}

impl Kernel<1> for Hma {
    type Result = f64;
    type Lane<M: Machine> = Hull<M>;

    #[inline(always)]
    fn lane<M: Machine>(self, machine: M, bars: usize) -> Started<M, Hull<M>> {
        let lengths = [(self.length / 2).max(1), self.length, self.length.isqrt()];
        let [near, far, smooth] = lengths.map(|length| Linear::new(machine, length, falling(length)));
        let [first, second, third] = lengths.map(|length| slots(machine, length, bars));
        let borders = [first.len(), first.len() + second.len()];
        Started { lane: Hull { near, far, smooth, borders }, scratch: [first, second, third].concat() }
    }

    fn column(self, [x]: [&[f64]; 1], out: &mut [f64]) {
        crate::hma(x, self.length, out);
    }
}

impl<M: Machine> Lane<M, 1> for Hull<M> {
    #[inline(always)]
    fn step(&mut self, scratch: &mut [Vector<M>], [bar]: [Vector<M>; 1]) -> Vector<M> {
        let machine = self.near.machine;
        let (windows, smooth) = scratch.split_at_mut(self.borders[1]);
        let (near, far) = windows.split_at_mut(self.borders[0]);
        let near = Linear::step(&mut self.near, near, bar);
        let far = Linear::step(&mut self.far, far, bar);
        let lead = machine.sub_f64s(machine.add_f64s(near, near), far);
        Linear::step(&mut self.smooth, smooth, lead)
    }
}
