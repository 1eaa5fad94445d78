//! Plain sums over a window.

use super::{Aligned, Bars, RUN, Slots, TOGETHER, Terms, Total, padded, store_part, whole_groups};
use crate::dispatch::{Machine, Vector};

/// Up to this length the bars of a window are added up one by one.
const SHORT: usize = 12;

/// How many bars a window has in whole groups (`age`) and besides, and what its sum is multiplied by.
#[derive(Clone, Copy)]
struct Shape<M: Machine> {
    machine: M,
    age: usize,
    rest: usize,
    factor: f64,
}

impl<M: Machine> Shape<M> {
    /// The whole window's result, from the current block's part and what is left of the previous one.
    #[inline(always)]
    fn result(&self, terms: impl Terms, at: usize, part: Vector<M>, left: Vector<M>) -> Vector<M> {
        self.scaled(self.add_rest(terms, at - self.age, self.machine.add_f64s(part, left)))
    }

    /// Adds the terms up to `at` that are older than the whole groups.
    #[inline(always)]
    fn add_rest(&self, terms: impl Terms, at: usize, mut sum: Vector<M>) -> Vector<M> {
        for age in 0..self.rest {
            sum = self.machine.add_f64s(sum, terms.vector(self.machine, at - age));
        }
        sum
    }

    /// Several vectors of a short window's results at once: their additions overlap.
    #[inline(always)]
    fn short_results(&self, terms: impl Terms, at: usize) -> [Vector<M>; TOGETHER] {
        let mut sums = [self.machine.splat_f64s(0.0); TOGETHER];
        for age in 0..self.rest {
            for (i, sum) in sums.iter_mut().enumerate() {
                *sum = self.machine.add_f64s(*sum, terms.vector(self.machine, at + i * M::F64_LANES - age));
            }
        }
        for sum in &mut sums {
            *sum = self.scaled(*sum);
        }
        sums
    }

    #[inline(always)]
    fn scaled(&self, sum: Vector<M>) -> Vector<M> {
        self.machine.mul_f64s(sum, self.machine.splat_f64s(self.factor))
    }
}

/// The sum of the last `length` terms times a factor, bar after bar.
pub struct Sum<M: Machine, const LONG: bool> {
    machine: M,
    groups: usize,
    shape: Shape<M>,
    /// Groups before the current position of the block, suffix sums of the previous block from there on.
    slots: Slots<Vector<M>>,
    position: usize,
    prefix: Total<M, LONG>,
}

impl<M: Machine, const LONG: bool> Sum<M, LONG> {
    /// A window whose first result is for bar `from`, which has `length - 1` terms before it.
    #[inline(always)]
    pub fn new(machine: M, terms: impl Terms, length: usize, factor: f64, from: usize) -> Self {
        let lanes = M::F64_LANES;
        let groups = whole_groups::<M>(length, SHORT);
        let rest = length - groups * lanes;
        let mut slots = Slots::new(machine.splat_f64s(0.0), groups);
        for (back, slot) in slots.all().iter_mut().skip(1).rev().enumerate() {
            slot.0 = terms.group(machine, from - (back + 1) * lanes);
        }
        let shape = Shape { machine, age: length - rest, rest, factor };
        let mut sum = Self { machine, groups, shape, slots, position: 0, prefix: Total::new(machine) };
        sum.turn();
        sum
    }

    /// The results for the bars from `from` on, where the last run ended; only the last run may end inside a vector.
    #[inline(always)]
    pub fn run(&mut self, terms: impl Terms, from: usize, out: &mut [f64]) {
        if self.groups == 0 {
            return self.run_short(terms, from, out);
        }
        let (mut at, mut out) = (from, out);
        while out.len() >= M::F64_LANES {
            let count = (self.groups - self.position).min(out.len() / M::F64_LANES).min(RUN);
            let (now, later) = out.split_at_mut(count * M::F64_LANES);
            self.advance(terms, at, now);
            (at, out) = (at + now.len(), later);
        }
        if !out.is_empty() {
            self.finish(terms, at, out);
        }
    }

    /// Whole vectors up to the end of the block at most.
    #[inline(always)]
    fn advance(&mut self, terms: impl Terms, from: usize, out: &mut [f64]) {
        let (machine, shape, mut prefix) = (self.machine, self.shape, self.prefix);
        let results = M::as_mut_simd_f64s(out).0;
        let slots = &mut self.slots.all()[self.position..][..results.len()];
        self.position += results.len();
        let mut at = from;
        let (pairs, last) = slots.as_chunks_mut();
        let (results, last_result) = results.as_chunks_mut();
        for ([Aligned(slot), Aligned(next_slot)], [result, next_result]) in pairs.iter_mut().zip(results) {
            let next_at = at + M::F64_LANES;
            let (group, next_group) = (terms.group(machine, at), terms.group(machine, next_at));
            *result = shape.result(terms, at, prefix.add_both(group, next_group), *slot);
            *next_result = shape.result(terms, next_at, prefix.value(), *next_slot);
            (*slot, *next_slot) = (group, next_group);
            at = next_at + M::F64_LANES;
        }
        for (Aligned(slot), result) in last.iter_mut().zip(last_result) {
            let group = terms.group(machine, at);
            prefix.add(group);
            *result = shape.result(terms, at, prefix.value(), *slot);
            *slot = group;
        }
        prefix.settle();
        self.prefix = prefix;
        if self.position == self.groups {
            self.turn();
        }
    }

    /// The last bars, fewer than a vector.
    #[inline(always)]
    fn finish(&mut self, terms: impl Terms, at: usize, out: &mut [f64]) {
        let machine = self.machine;
        let near = padded::<M>(terms, at, out.len());
        self.prefix.add(Bars(&near).group(machine, M::F64_LANES - 1));
        let left = self.slots.all()[self.position].0;
        store_part::<M>(self.shape.result(terms, at, self.prefix.value(), left), out);
    }

    /// Starts a block: the groups of the one before it become suffix sums.
    #[inline(always)]
    fn turn(&mut self) {
        let mut suffix = Total::<M, LONG>::new(self.machine);
        for run in self.slots.all().rchunks_mut(RUN) {
            let (first, pairs) = run.as_rchunks_mut();
            for [Aligned(slot), Aligned(next)] in pairs.iter_mut().rev() {
                let (group, next_group) = (*slot, *next);
                *next = suffix.value();
                *slot = suffix.add_both(next_group, group);
            }
            for Aligned(slot) in first {
                let group = *slot;
                *slot = suffix.value();
                suffix.add(group);
            }
            suffix.settle();
        }
        self.prefix = Total::new(self.machine);
        self.position = 0;
    }

    /// A short window, bar by bar of it.
    #[inline(always)]
    fn run_short(&self, terms: impl Terms, from: usize, out: &mut [f64]) {
        let shape = self.shape;
        let (results, last) = M::as_mut_simd_f64s(out);
        let (many, results) = results.as_chunks_mut();
        let mut at = from;
        for results in many {
            *results = shape.short_results(terms, at);
            at += TOGETHER * M::F64_LANES;
        }
        for result in results {
            *result = shape.scaled(shape.add_rest(terms, at, self.machine.splat_f64s(0.0)));
            at += M::F64_LANES;
        }
        for (result, at) in last.iter_mut().zip(at..) {
            let mut sum = 0.0;
            for age in 0..shape.rest {
                sum += terms.term(at - age);
            }
            *result = sum * shape.factor;
        }
    }
}
