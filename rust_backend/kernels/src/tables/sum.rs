//! Plain sums over a window, a series to a lane: what is left of the previous block of `length` bars, as suffix sums,
//! and the current block so far. Nothing is ever subtracted, so error is bounded by the window, and a NaN, an infinity
//! or a huge value leaves with it.

use super::run::{Kernel, Lane, Started};
use crate::dispatch::{Machine, Vector};

/// How many terms a `Total` takes before it must settle.
const RUN: usize = 512;

/// A total in two parts, so that its error grows with the square root of the number of terms at worst: a million equal
/// terms added one by one are off by 1e-11.
#[derive(Clone, Copy)]
pub struct Total<M: Machine> {
    machine: M,
    settled: Vector<M>,
    pub recent: Vector<M>,
}

impl<M: Machine> Total<M> {
    #[inline(always)]
    pub fn new(machine: M) -> Self {
        let zero = machine.splat_f64s(0.0);
        Self { machine, settled: zero, recent: zero }
    }

    #[inline(always)]
    pub fn add(&mut self, term: Vector<M>) {
        self.recent = self.machine.add_f64s(self.recent, term);
    }

    #[inline(always)]
    pub fn value(&self) -> Vector<M> {
        self.machine.add_f64s(self.settled, self.recent)
    }

    /// Settles where `terms`, the number of terms so far, asks for it.
    #[inline(always)]
    pub fn settle(&mut self, terms: usize) {
        if terms.is_multiple_of(RUN) {
            *self = Self { settled: self.value(), ..Self::new(self.machine) };
        }
    }
}

/// One slot for each bar of a block. Those of the first block make its results NaN, all but the last.
pub fn slots<M: Machine>(machine: M, length: usize, bars: usize) -> Vec<Vector<M>> {
    let mut slots = vec![machine.splat_f64s(f64::NAN); length.min(bars)];
    if let Some(last) = slots.get_mut(length - 1) {
        *last = machine.splat_f64s(0.0);
    }
    slots
}

/// The sum of the last `length` terms. Its slots hold the terms of the current block up to `position` and suffix sums of
/// the previous block from there on.
#[derive(Clone, Copy)]
pub struct Sum<M: Machine> {
    machine: M,
    length: usize,
    pub position: usize,
    prefix: Total<M>,
}

impl<M: Machine> Sum<M> {
    #[inline(always)]
    pub fn new(machine: M, length: usize) -> Self {
        Self { machine, length, position: 0, prefix: Total::new(machine) }
    }

    #[inline(always)]
    pub fn step(&mut self, slots: &mut [Vector<M>], term: Vector<M>) -> Vector<M> {
        let slot = &mut slots[self.position];
        self.prefix.add(term);
        let sum = self.machine.add_f64s(self.prefix.value(), *slot);
        *slot = term;
        self.position += 1;
        if self.position == self.length {
            *self = Self::new(self.machine, self.length);
            self.turn(slots);
        } else {
            self.prefix.settle(self.position);
        }
        sum
    }

    /// Starts a block: the terms of the one before it become suffix sums.
    #[inline(always)]
    fn turn(&self, slots: &mut [Vector<M>]) {
        let mut suffix = Total::new(self.machine);
        for (slot, terms) in slots.iter_mut().rev().zip(1..) {
            let term = *slot;
            *slot = suffix.value();
            suffix.add(term);
            suffix.settle(terms);
        }
    }
}

#[derive(Clone, Copy)]
pub struct Sma {
    pub length: usize,
}

#[derive(Clone, Copy)]
pub struct Mean<M: Machine> {
    sum: Sum<M>,
    factor: f64,
}

impl Kernel<1> for Sma {
    type Result = f64;
    type Lane<M: Machine> = Mean<M>;

    #[inline(always)]
    fn lane<M: Machine>(self, machine: M, bars: usize) -> Started<M, Mean<M>> {
        let lane = Mean { sum: Sum::new(machine, self.length), factor: 1.0 / self.length as f64 };
        Started { lane, scratch: slots(machine, self.length, bars) }
    }

    fn column(self, [x]: [&[f64]; 1], out: &mut [f64]) {
        crate::sma(x, self.length, out);
    }
}

impl<M: Machine> Lane<M, 1> for Mean<M> {
    #[inline(always)]
    fn step(&mut self, scratch: &mut [Vector<M>], [bar]: [Vector<M>; 1]) -> Vector<M> {
        let machine = self.sum.machine;
        machine.mul_f64s(self.sum.step(scratch, bar), machine.splat_f64s(self.factor))
    }
}
