//! Linearly weighted sums over a window.

use super::{Aligned, Bars, MOST_LANES, RUN, SHORT, Slots, TOGETHER, Total, padded, store_part, whole_groups};
use crate::dispatch::{Machine, Vector};
use crate::lanes::vector;

/// The bar of age j weighs `(newest - step * j) * factor`.
#[derive(Clone, Copy)]
pub struct Weights {
    pub newest: f64,
    pub step: f64,
    pub factor: f64,
}

/// Keeps the factors of the prefix sums away from zero, since zero times infinity is NaN. Exact in binary.
const QUARTER: f64 = 0.25;

/// A group's plain sum, and its sum by the weights it has where it is the window's oldest whole group. After its block,
/// the second is what is left of the block instead.
type Slot<M> = [Vector<M>; 2];

/// How old bars weigh, group by group. A group that is g groups younger than the window's oldest whole group weighs
/// `near + g * stride`, `near` being the weights of the oldest one.
#[derive(Clone, Copy)]
struct Scheme<M: Machine, const LINE: bool> {
    machine: M,
    rest: usize,
    age: usize,
    near: [Vector<M>; MOST_LANES],
    far: [f64; SHORT],
    stride: f64,
    quarter: f64,
    factor: f64,
}

impl<M: Machine, const LINE: bool> Scheme<M, LINE> {
    #[inline(always)]
    fn new(machine: M, length: usize, Weights { newest, step, factor }: Weights) -> Self {
        let age = whole_groups::<M>(length, SHORT) * M::F64_LANES;
        let rest = length - age;
        let (stride, quarter) = (step * M::F64_LANES as f64, step * QUARTER);
        let oldest = newest - step * age as f64;
        let mut near = [machine.splat_f64s(0.0); MOST_LANES];
        let mut far = [0.0; SHORT];
        for (i, weight) in far.iter_mut().enumerate() {
            *weight = oldest - step * i as f64;
        }
        for (near, far) in near.iter_mut().zip(far).take(M::F64_LANES) {
            *near = machine.splat_f64s(far + stride - 2.0 * quarter);
        }
        Self { machine, rest, age, near, far, stride, quarter, factor }
    }

    /// Adds the bars up to `at` that are older than the whole groups.
    #[inline(always)]
    fn add_rest(&self, x: &[f64], at: usize, mut sum: Vector<M>) -> Vector<M> {
        for (age, weight) in self.far.iter().enumerate().take(self.rest) {
            sum = self.machine.fused(self.machine.splat_f64s(*weight), vector::<M>(x, at - age), sum);
        }
        sum
    }

    /// The whole window's result, from the current block's part and what is left of the previous one.
    #[inline(always)]
    fn result(&self, x: &[f64], at: usize, part: Vector<M>, [_, left]: Slot<M>) -> Vector<M> {
        self.scaled(self.add_rest(x, at - self.age, self.machine.add_f64s(part, left)))
    }

    #[inline(always)]
    fn scaled(&self, sum: Vector<M>) -> Vector<M> {
        let scaled = self.machine.mul_f64s(sum, self.machine.splat_f64s(self.factor));
        if LINE { self.machine.add_f64s(scaled, self.machine.sub_f64s(scaled, scaled)) } else { scaled }
    }
}

/// The slot of the group that ends at `at`, by the weights `near`.
///
/// By index, since a chain of iterators is not unrolled: `wma` then takes three times as long.
#[allow(clippy::needless_range_loop)]
#[inline(always)]
fn slot<M: Machine>(machine: M, near: &[Vector<M>; MOST_LANES], x: &[f64], at: usize) -> Slot<M> {
    let lanes = M::F64_LANES;
    let bars = &x[at + 1 - lanes..at + lanes];
    let newest = vector::<M>(bars, lanes - 1);
    let mut group = newest;
    let mut weighted = machine.mul_f64s(near[0], newest);
    for age in 1..lanes {
        let older = vector::<M>(bars, lanes - 1 - age);
        group = machine.add_f64s(group, older);
        weighted = machine.fused(near[age], older, weighted);
    }
    [group, weighted]
}

/// The prefix sums of a block, and the factors that the next group has in them.
#[derive(Clone, Copy)]
struct Prefix<M: Machine, const LONG: bool> {
    machine: M,
    plain: Total<M, LONG>,
    weighted: Total<M, LONG>,
    up: Vector<M>,
    down: Vector<M>,
    stride: Vector<M>,
}

impl<M: Machine, const LONG: bool> Prefix<M, LONG> {
    #[inline(always)]
    fn new<const LINE: bool>(machine: M, groups: usize, scheme: &Scheme<M, LINE>) -> Self {
        let zero = Total::new(machine);
        let up = machine.splat_f64s(scheme.quarter);
        let down = machine.splat_f64s(scheme.stride * (groups as f64 - 1.0) + scheme.quarter);
        Self { machine, plain: zero, weighted: zero, up, down, stride: machine.splat_f64s(scheme.stride) }
    }

    /// Takes in a group and gives the part of the window that lies in this block.
    #[inline(always)]
    fn take(&mut self, [group, weighted]: Slot<M>) -> Vector<M> {
        self.plain.add(group);
        self.weighted.add(self.machine.fused(self.up, group, weighted));
        self.part(self.plain.value(), self.weighted.value())
    }

    /// The same for two groups, in the time of one.
    #[inline(always)]
    fn take_both(&mut self, [first, second]: [Slot<M>; 2]) -> [Vector<M>; 2] {
        let machine = self.machine;
        let next_up = machine.add_f64s(self.up, self.stride);
        let weighted = machine.fused(self.up, first[0], first[1]);
        let next_weighted = machine.fused(next_up, second[0], second[1]);
        let plain = self.plain.add_both(first[0], second[0]);
        let weighted = self.weighted.add_both(weighted, next_weighted);
        let part = self.part(plain, weighted);
        [part, self.part(self.plain.value(), self.weighted.value())]
    }

    /// The part of the window in this block, given its prefix sums; moves on to the next group.
    #[inline(always)]
    fn part(&mut self, plain: Vector<M>, weighted: Vector<M>) -> Vector<M> {
        let part = self.machine.fused(self.down, plain, weighted);
        self.up = self.machine.add_f64s(self.up, self.stride);
        self.down = self.machine.sub_f64s(self.down, self.stride);
        part
    }
}

/// The weighted sum of the last `length` bars, bar after bar. Where it fits a LINE, an infinity in the window gives NaN,
/// whichever sign its weight has.
pub struct Linear<M: Machine, const LONG: bool, const LINE: bool> {
    machine: M,
    groups: usize,
    scheme: Scheme<M, LINE>,
    slots: Slots<Slot<M>>,
    position: usize,
    prefix: Prefix<M, LONG>,
}

impl<M: Machine, const LONG: bool, const LINE: bool> Linear<M, LONG, LINE> {
    /// A window whose first result is for bar `from`, which has `length - 1` bars before it.
    #[inline(always)]
    pub fn new(machine: M, x: &[f64], length: usize, weights: Weights, from: usize) -> Self {
        let groups = whole_groups::<M>(length, SHORT);
        let scheme = Scheme::new(machine, length, weights);
        let mut slots = Slots::new([machine.splat_f64s(0.0); 2], groups);
        for (back, slot) in slots.all().iter_mut().skip(1).rev().enumerate() {
            slot.0 = self::slot(machine, &scheme.near, x, from - (back + 1) * M::F64_LANES);
        }
        let prefix = Prefix::new(machine, groups, &scheme);
        let mut linear = Self { machine, groups, scheme, slots, position: 0, prefix };
        linear.turn();
        linear
    }

    /// The results for the bars from `from` on, where the last run ended; only the last run may end inside a vector.
    #[inline(always)]
    pub fn run(&mut self, x: &[f64], from: usize, out: &mut [f64]) {
        if self.groups == 0 {
            return self.run_short(x, from, out);
        }
        let (mut at, mut out) = (from, out);
        while out.len() >= M::F64_LANES {
            let count = (self.groups - self.position).min(out.len() / M::F64_LANES).min(RUN);
            let (now, later) = out.split_at_mut(count * M::F64_LANES);
            self.advance(x, at, now);
            (at, out) = (at + now.len(), later);
        }
        if !out.is_empty() {
            self.finish(x, at, out);
        }
    }

    /// Whole vectors up to the end of the block at most.
    #[inline(always)]
    fn advance(&mut self, x: &[f64], from: usize, out: &mut [f64]) {
        let (machine, scheme, mut prefix) = (self.machine, &self.scheme, self.prefix);
        let near = scheme.near;
        let results = M::as_mut_simd_f64s(out).0;
        let slots = &mut self.slots.all()[self.position..][..results.len()];
        self.position += results.len();
        let mut at = from;
        let (pairs, last) = slots.as_chunks_mut();
        let (results, last_result) = results.as_chunks_mut();
        for ([Aligned(slot), Aligned(next_slot)], [result, next_result]) in pairs.iter_mut().zip(results) {
            let next_at = at + M::F64_LANES;
            let taken = [self::slot(machine, &near, x, at), self::slot(machine, &near, x, next_at)];
            let parts = prefix.take_both(taken);
            *result = scheme.result(x, at, parts[0], *slot);
            *next_result = scheme.result(x, next_at, parts[1], *next_slot);
            [*slot, *next_slot] = taken;
            at = next_at + M::F64_LANES;
        }
        for (Aligned(slot), result) in last.iter_mut().zip(last_result) {
            let taken = self::slot(machine, &near, x, at);
            *result = scheme.result(x, at, prefix.take(taken), *slot);
            *slot = taken;
        }
        prefix.plain.settle();
        prefix.weighted.settle();
        self.prefix = prefix;
        if self.position == self.groups {
            self.turn();
        }
    }

    /// The last bars, fewer than a vector.
    #[inline(always)]
    fn finish(&mut self, x: &[f64], at: usize, out: &mut [f64]) {
        let near = padded::<M>(Bars(x), at, out.len());
        let part = self.prefix.take(slot(self.machine, &self.scheme.near, &near, M::F64_LANES - 1));
        let left = self.slots.all()[self.position].0;
        store_part::<M>(self.scheme.result(x, at, part, left), out);
    }

    /// Starts a block: the groups of the one before it become what is left of it.
    #[inline(always)]
    fn turn(&mut self) {
        let machine = self.machine;
        let stride = machine.splat_f64s(self.scheme.stride);
        let half = machine.splat_f64s(2.0 * self.scheme.quarter);
        let mut suffix = Total::<M, LONG>::new(machine);
        let mut left = Total::<M, LONG>::new(machine);
        for run in self.slots.all().rchunks_mut(RUN) {
            let (first, pairs) = run.as_rchunks_mut();
            for [Aligned(slot), Aligned(next)] in pairs.iter_mut().rev() {
                let ([group, weighted], [next_group, next_weighted]) = (*slot, *next);
                let next_oldest = machine.fused(half, next_group, next_weighted);
                let oldest = machine.fused(half, group, weighted);
                next[1] = left.value();
                let next_left = machine.fused(stride, suffix.value(), next_oldest);
                let between = suffix.add_both(next_group, group);
                slot[1] = left.add_both(next_left, machine.fused(stride, between, oldest));
            }
            for Aligned(slot) in first {
                let [group, weighted] = *slot;
                slot[1] = left.value();
                let oldest = machine.fused(half, group, weighted);
                left.add(machine.fused(stride, suffix.value(), oldest));
                suffix.add(group);
            }
            suffix.settle();
            left.settle();
        }
        self.prefix = Prefix::new(machine, self.groups, &self.scheme);
        self.position = 0;
    }

    /// A short window, bar by bar of it.
    #[inline(always)]
    fn run_short(&self, x: &[f64], from: usize, out: &mut [f64]) {
        let scheme = &self.scheme;
        let (results, last) = M::as_mut_simd_f64s(out);
        let (many, results) = results.as_chunks_mut();
        let mut at = from;
        for results in many {
            *results = self.short_results(x, at);
            at += TOGETHER * M::F64_LANES;
        }
        for result in results {
            *result = scheme.scaled(scheme.add_rest(x, at, self.machine.splat_f64s(0.0)));
            at += M::F64_LANES;
        }
        for (result, at) in last.iter_mut().zip(at..) {
            let mut sum = 0.0;
            for (age, weight) in scheme.far.iter().enumerate().take(scheme.rest) {
                sum = M::mul_add(*weight, x[at - age], sum);
            }
            let scaled = sum * scheme.factor;
            *result = if LINE { scaled + 0.0 * scaled } else { scaled };
        }
    }

    /// Several vectors at once: their additions overlap.
    #[inline(always)]
    fn short_results(&self, x: &[f64], at: usize) -> [Vector<M>; TOGETHER] {
        let (machine, scheme) = (self.machine, &self.scheme);
        let mut sums = [machine.splat_f64s(0.0); TOGETHER];
        for (age, weight) in scheme.far.iter().enumerate().take(scheme.rest) {
            let weight = machine.splat_f64s(*weight);
            let bars = &x[at - age..at - age + TOGETHER * M::F64_LANES];
            for (i, sum) in sums.iter_mut().enumerate() {
                *sum = machine.fused(weight, vector::<M>(bars, i * M::F64_LANES), *sum);
            }
        }
        for sum in &mut sums {
            *sum = scheme.scaled(*sum);
        }
        sums
    }
}
