//! Linearly weighted sums over a window.

mod ramps;

use super::{Bars, FEW, RUN, Slots, TILE, Total, Window, by_groups, has_registers, pushed};
use crate::dispatch::Machine;
use crate::lanes::{LANES, Row, fetch_ahead};
use ramps::{Ramps, Slot};

/// How many rows of results are made at once where groups are few and in memory.
const TOGETHER: usize = 2;

/// The bar of age j weighs `(newest - j) * factor`.
#[derive(Clone, Copy)]
pub struct Weights {
    pub newest: f64,
    pub factor: f64,
}

/// The prefix sums of a block, and the factors that the next group has in them.
#[derive(Clone, Copy)]
struct Prefix<M: Machine, const LONG: bool> {
    machine: M,
    plain: Total<M, LONG>,
    weighted: Total<M, LONG>,
    up: f64,
    down: f64,
}

impl<M: Machine, const LONG: bool> Prefix<M, LONG> {
    /// Takes in groups, adds what they and those before them make to the results, and scales these.
    #[inline(always)]
    fn add_to<const LINE: bool>(&mut self, slots: &[Slot], factor: f64, out: &mut [[f64; LANES]]) {
        let (machine, mut prefix) = (self.machine, *self);
        let factor = Row::splat(machine, factor);
        for (slot, out) in slots.iter().zip(out) {
            let group = Row::of(machine, &slot.group);
            prefix.plain.add(group);
            prefix.weighted.add(group.fused(Row::splat(machine, prefix.up), Row::of(machine, &slot.slope)));
            let part = prefix.plain.value().fused(Row::splat(machine, prefix.down), prefix.weighted.value());
            line::<M, LINE>(machine, (part + Row::load(machine, out, 0)) * factor).store(out);
            prefix.up += LANES as f64;
            prefix.down -= LANES as f64;
        }
        prefix.plain.settle();
        prefix.weighted.settle();
        *self = prefix;
    }
}

/// The weighted sum of the last `length` bars, bar after bar. Where it fits a LINE, an infinity in the window gives NaN,
/// whichever sign its weight has.
pub struct Linear<M: Machine, const LONG: bool, const LINE: bool> {
    machine: M,
    groups: usize,
    weights: Weights,
    ramps: Ramps<M>,
    slots: Slots<Slot>,
    position: usize,
    prefix: Prefix<M, LONG>,
}

impl<M: Machine, const LONG: bool, const LINE: bool> Linear<M, LONG, LINE> {
    #[inline(always)]
    pub fn new(machine: M, length: usize, weights: Weights, bars: usize) -> Self {
        let groups = length / LANES;
        let zero = Total::new(machine);
        let mut linear = Self {
            machine,
            groups,
            weights,
            ramps: Ramps::new(machine, length, weights),
            slots: Slots::new::<M>(groups, bars),
            position: 0,
            prefix: Prefix { machine, plain: zero, weighted: zero, up: 0.0, down: 0.0 },
        };
        linear.begin_block();
        linear
    }

    /// No closures, since their bodies might not become vector code.
    #[inline(always)]
    fn run_in_registers<const GROUPS: usize>(&mut self, x: &[f64], out: &mut [[f64; LANES]]) {
        let (machine, mut ramps) = (self.machine, self.ramps);
        let (factor, oldest) = (Row::splat(machine, self.weights.factor), ramps.beyond() + 0.5);
        let zero = Row::splat(machine, 0.0);
        let mut weights = [zero; GROUPS];
        for (i, weight) in weights.iter_mut().enumerate() {
            *weight = Row::splat(machine, oldest + (i * LANES) as f64);
        }
        let kept = &mut self.slots.all()[..GROUPS];
        let none = Slot { group: zero, slope: zero, rest: zero };
        let mut recent = [none; GROUPS];
        for (recent, kept) in recent.iter_mut().zip(&*kept) {
            *recent = kept.rows(machine);
        }
        for (i, out) in out.iter_mut().enumerate() {
            fetch_ahead(x, i * LANES);
            fetch_ahead(&out[..], 0);
            let mut now = none;
            ramps.take(Row::load(machine, x, i * LANES), &mut now);
            let mut sum = pushed(&mut recent, now).rest;
            for (near, weight) in recent.iter().zip(weights) {
                sum = near.group.fused(weight, sum + near.slope);
            }
            line::<M, LINE>(machine, sum * factor).store(out);
        }
        for (recent, kept) in recent.into_iter().zip(kept) {
            *kept = recent.into();
        }
        self.ramps = ramps;
    }

    #[inline(always)]
    fn run_in_memory(&mut self, x: &[f64], out: &mut [[f64; LANES]]) {
        let groups = self.groups;
        let weigher = Few::<M, LINE>::new(self.machine, self.ramps.beyond(), self.weights.factor);
        let slots = self.slots.all();
        for (tile, out) in out.chunks_mut(TILE).enumerate() {
            self.ramps.fill(&x[tile * TILE * LANES..], &mut slots[groups..groups + out.len()]);
            let (pairs, last) = out.as_chunks_mut();
            for (i, out) in pairs.iter_mut().enumerate() {
                weigher.results::<TOGETHER>(&slots[i * TOGETHER..][..groups + TOGETHER], out);
            }
            for (i, out) in last.iter_mut().enumerate() {
                let out = std::array::from_mut(out);
                weigher.results::<1>(&slots[pairs.len() * TOGETHER + i..][..groups + 1], out);
            }
            slots.copy_within(out.len()..out.len() + groups, 0);
        }
    }

    #[inline(always)]
    fn run_blocks(&mut self, x: &[f64], out: &mut [[f64; LANES]]) {
        let (mut x, mut out) = (x, out);
        while !out.is_empty() {
            let count = (self.groups - self.position).min(TILE).min(out.len());
            let (now, later) = out.split_at_mut(count);
            self.advance(x, now);
            (x, out) = (&x[count * LANES..], later);
        }
    }

    /// Rows up to the end of the block at most: first what is left of the block before, then the rest.
    #[inline(always)]
    fn advance(&mut self, x: &[f64], out: &mut [[f64; LANES]]) {
        let slots = &mut self.slots.all()[self.position..][..out.len()];
        let mut ramps = self.ramps;
        for (i, (slot, out)) in slots.iter_mut().zip(out.iter_mut()).enumerate() {
            (Row::of(self.machine, &slot.slope) + Row::of(self.machine, &slot.rest)).store(out);
            ramps.take(Row::load(self.machine, x, i * LANES), slot);
        }
        self.ramps = ramps;
        self.prefix.add_to::<LINE>(slots, self.weights.factor, out);
        self.position += out.len();
        if self.position == self.groups {
            self.turn();
        }
    }

    /// The groups of the block become what is left of it, instead of their slopes.
    #[inline(always)]
    fn turn(&mut self) {
        let (machine, groups) = (self.machine, self.groups);
        let stride = Row::splat(machine, LANES as f64);
        let oldest = Row::splat(machine, self.ramps.beyond() + 0.5);
        let mut suffix = Total::<M, LONG>::new(machine);
        let mut left = Total::<M, LONG>::new(machine);
        for run in self.slots.all()[..groups].rchunks_mut(RUN) {
            for slot in run.iter_mut().rev() {
                let (group, slope) = (Row::of(machine, &slot.group), Row::of(machine, &slot.slope));
                slot.slope = left.value().cell();
                left.add(suffix.value().fused(stride, group.fused(oldest, slope)));
                suffix.add(group);
            }
            suffix.settle();
            left.settle();
        }
        self.begin_block();
    }

    /// The factors stay away from zero, since zero times infinity is NaN.
    #[inline(always)]
    fn begin_block(&mut self) {
        let (machine, zero) = (self.machine, Total::new(self.machine));
        let up = self.ramps.beyond() + 0.25;
        let down = LANES as f64 * (self.groups as f64 - 1.0) + 0.25;
        self.prefix = Prefix { machine, plain: zero, weighted: zero, up, down };
        self.position = 0;
    }
}

impl<M: Machine, const LONG: bool, const LINE: bool> Window for Linear<M, LONG, LINE> {
    type Terms = Bars;

    #[inline(always)]
    fn run_rows(&mut self, x: &[f64], out: &mut [[f64; LANES]]) {
        if self.groups > FEW {
            self.run_blocks(x, out);
        } else if has_registers::<M>() {
            by_groups!(self.run_in_registers(x, out));
        } else {
            self.run_in_memory(x, out);
        }
    }
}

/// A result; no number where it is infinite and belongs to a LINE.
#[inline(always)]
fn line<M: Machine, const LINE: bool>(machine: M, result: Row<M>) -> Row<M> {
    if LINE { result.fused(Row::splat(machine, 0.0), result) } else { result }
}

/// How few groups weigh.
#[derive(Clone, Copy)]
struct Few<M: Machine, const LINE: bool> {
    machine: M,
    oldest: f64,
    factor: Row<M>,
}

impl<M: Machine, const LINE: bool> Few<M, LINE> {
    #[inline(always)]
    fn new(machine: M, beyond: f64, factor: f64) -> Self {
        Self { machine, oldest: beyond + 0.5, factor: Row::splat(machine, factor) }
    }

    /// The results of windows that end in each of the last rows: all other groups, and the rest before them.
    #[inline(always)]
    fn results<const COUNT: usize>(&self, slots: &[Slot], out: &mut [[f64; LANES]; COUNT]) {
        let mut sums = [Row::splat(self.machine, 0.0); COUNT];
        for (sum, slot) in sums.iter_mut().zip(slots) {
            *sum = Row::of(self.machine, &slot.rest);
        }
        let mut weight = self.oldest;
        for near in slots[1..].windows(COUNT) {
            for (sum, slot) in sums.iter_mut().zip(near) {
                let group = Row::of(self.machine, &slot.group);
                *sum = group.fused(Row::splat(self.machine, weight), *sum + Row::of(self.machine, &slot.slope));
            }
            weight += LANES as f64;
        }
        for (sum, out) in sums.into_iter().zip(out) {
            line::<M, LINE>(self.machine, sum * self.factor).store(out);
        }
    }
}
