//! Plain sums over a window.

use std::marker::PhantomData;

use super::{FEW, RUN, Slots, TILE, TOGETHER, Terms, Total, Window};
use crate::dispatch::Machine;
use crate::lanes::{Cell, LANES, Row, fetch_ahead};

/// What a window needs of a row: the sums of the groups that end in it and, bar by bar, of its rest; after its block, what
/// is left of the block instead of the group.
#[derive(Clone, Copy, Default)]
struct Slot {
    group: Cell,
    rest: Cell,
}

/// The sum of the last `length` terms times a factor, bar after bar.
pub struct Sum<M: Machine, T: Terms, const LONG: bool> {
    machine: M,
    groups: usize,
    factor: Row<M>,
    doubles: Doubles<M>,
    slots: Slots<Slot>,
    position: usize,
    prefix: Total<M, LONG>,
    terms: PhantomData<T>,
}

impl<M: Machine, T: Terms, const LONG: bool> Sum<M, T, LONG> {
    #[inline(always)]
    pub fn new(machine: M, length: usize, factor: f64, bars: usize) -> Self {
        let groups = length / LANES;
        Self {
            machine,
            groups,
            factor: Row::splat(machine, factor),
            doubles: Doubles::new(machine, length % LANES),
            slots: Slots::new(groups, bars),
            position: 0,
            prefix: Total::new(machine),
            terms: PhantomData,
        }
    }

    #[inline(always)]
    fn run_few(&mut self, x: &[f64], out: &mut [[f64; LANES]]) {
        let (machine, groups) = (self.machine, self.groups);
        let slots = self.slots.all();
        for (tile, out) in out.chunks_mut(TILE).enumerate() {
            self.doubles.fill::<T>(&x[tile * TILE * LANES..], &mut slots[groups..groups + out.len()]);
            let (pairs, last) = out.as_chunks_mut::<TOGETHER>();
            for (i, out) in pairs.iter_mut().enumerate() {
                let sums = few::<M, TOGETHER>(machine, &slots[i * TOGETHER..][..groups + TOGETHER]);
                for (sum, out) in sums.into_iter().zip(out) {
                    fetch_ahead(&out[..], 0);
                    (sum * self.factor).store(out);
                }
            }
            for (i, out) in last.iter_mut().enumerate() {
                let [sum] = few(machine, &slots[pairs.len() * TOGETHER + i..][..groups + 1]);
                (sum * self.factor).store(out);
            }
            slots.copy_within(out.len()..out.len() + groups, 0);
        }
    }

    #[inline(always)]
    fn run_blocks(&mut self, x: &[f64], out: &mut [[f64; LANES]]) {
        let (mut x, mut out) = (x, out);
        while !out.is_empty() {
            let count = (self.groups - self.position).min(RUN).min(out.len());
            let (now, later) = out.split_at_mut(count);
            self.advance(x, now);
            (x, out) = (&x[count * LANES..], later);
        }
    }

    /// Rows up to the end of the block at most.
    #[inline(always)]
    fn advance(&mut self, x: &[f64], out: &mut [[f64; LANES]]) {
        let (machine, factor, mut doubles, mut prefix) = (self.machine, self.factor, self.doubles, self.prefix);
        let slots = &mut self.slots.all()[self.position..][..out.len()];
        for (i, (slot, out)) in slots.iter_mut().zip(out.iter_mut()).enumerate() {
            fetch_ahead(x, i * LANES);
            fetch_ahead(&out[..], 0);
            let before = Row::of(machine, &slot.group) + Row::of(machine, &slot.rest);
            prefix.add(doubles.take(T::row(machine, x, i * LANES), slot));
            ((prefix.value() + before) * factor).store(out);
        }
        prefix.settle();
        (self.doubles, self.prefix) = (doubles, prefix);
        self.position += out.len();
        if self.position == self.groups {
            self.turn();
        }
    }

    /// Starts a block: the groups of the one before it become suffix sums.
    #[inline(always)]
    fn turn(&mut self) {
        let (machine, groups) = (self.machine, self.groups);
        let mut suffix = Total::<M, LONG>::new(machine);
        for run in self.slots.all()[..groups].rchunks_mut(RUN) {
            for slot in run.iter_mut().rev() {
                let group = Row::of(machine, &slot.group);
                slot.group = suffix.value().cell();
                suffix.add(group);
            }
            suffix.settle();
        }
        self.prefix = Total::new(machine);
        self.position = 0;
    }
}

impl<M: Machine, T: Terms, const LONG: bool> Window for Sum<M, T, LONG> {
    type Terms = T;

    #[inline(always)]
    fn run_rows(&mut self, x: &[f64], out: &mut [[f64; LANES]]) {
        if self.groups <= FEW {
            self.run_few(x, out);
        } else {
            self.run_blocks(x, out);
        }
    }
}

/// The sums of windows that end in each of the last rows: all other groups, and the rest before them.
#[inline(always)]
fn few<M: Machine, const COUNT: usize>(machine: M, slots: &[Slot]) -> [Row<M>; COUNT] {
    let mut sums = [Row::splat(machine, 0.0); COUNT];
    for (sum, slot) in sums.iter_mut().zip(slots) {
        *sum = Row::of(machine, &slot.rest);
    }
    for near in slots[1..].windows(COUNT) {
        for (sum, slot) in sums.iter_mut().zip(near) {
            *sum = *sum + Row::of(machine, &slot.group);
        }
    }
    sums
}

/// Sums of one, two and four terms, from which those of eight and of a rest are made.
#[derive(Clone, Copy)]
struct Doubles<M: Machine> {
    machine: M,
    rest: usize,
    one: Row<M>,
    two: Row<M>,
    four: Row<M>,
}

impl<M: Machine> Doubles<M> {
    #[inline(always)]
    fn new(machine: M, rest: usize) -> Self {
        let zero = Row::splat(machine, 0.0);
        Self { machine, rest, one: zero, two: zero, four: zero }
    }

    #[inline(always)]
    fn fill<T: Terms>(&mut self, x: &[f64], slots: &mut [Slot]) {
        let mut doubles = *self;
        for (i, slot) in slots.iter_mut().enumerate() {
            fetch_ahead(x, i * LANES);
            doubles.take(T::row(doubles.machine, x, i * LANES), slot);
        }
        *self = doubles;
    }

    /// Takes in the row of terms that follows the one before; gives the sums of the groups that end in it.
    #[inline(always)]
    fn take(&mut self, one: Row<M>, slot: &mut Slot) -> Row<M> {
        let two = one + one.older(1, self.one);
        let four = two + two.older(2, self.two);
        let group = four + four.older(4, self.four);
        slot.group = group.cell();
        if self.rest != 0 {
            slot.rest = self.rest(one, two, four).cell();
        }
        *self = Self { one, two, four, ..*self };
        group
    }

    /// The sums of rests: four terms, two terms and one, as many of those as there are.
    #[inline(always)]
    fn rest(&self, one: Row<M>, two: Row<M>, four: Row<M>) -> Row<M> {
        let has_four = self.rest & 4 != 0;
        let mut rest = if has_four { four } else { Row::splat(self.machine, 0.0) };
        if self.rest & 2 != 0 {
            rest = rest + if has_four { two.older(4, self.two) } else { two };
        }
        if self.rest & 1 != 0 {
            rest = rest + one.older_even(self.rest & 6, self.one);
        }
        rest
    }
}
