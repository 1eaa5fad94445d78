//! Plain sums over a window.

use super::{RUN, Ring, Sums, Total, sliding::Sliding};
use atc_engine::Machine;
use atc_engine::lanes::{Cell, LANES, Row};
use std::marker::PhantomData;

/// Where a slot has the sums, bar by bar, of the groups that end in its row; after its block, what is left of the block
/// and the rest.
const GROUP: usize = 0;

/// Where it has the sums of the rests that end there, if windows have one.
const REST: usize = 1;

/// What a window sums: the bars of a series, or something made of them.
pub trait Terms {
    /// How many bars a term needs besides the one at its place: those after it.
    const MORE: usize;

    /// The row of terms that begins at `at`.
    fn row<M: Machine>(machine: M, x: &[f64], at: usize) -> Row<M>;
}

/// The bars themselves.
pub struct Bars;

impl Terms for Bars {
    const MORE: usize = 0;

    #[inline(always)]
    fn row<M: Machine>(machine: M, x: &[f64], at: usize) -> Row<M> {
        Row::load(machine, x, at)
    }
}

/// How far each next bar moves.
pub struct Moves;

impl Terms for Moves {
    const MORE: usize = 1;

    #[inline(always)]
    fn row<M: Machine>(machine: M, x: &[f64], at: usize) -> Row<M> {
        let near = &x[at..at + LANES + 1];
        (Row::load(machine, near, 1) - Row::load(machine, near, 0)).abs()
    }
}

/// The sum of the last `length` terms times a factor, bar after bar.
pub type Sum<'a, M, T, const LONG: bool> = Sliding<'a, M, Plain<M, T, LONG>, LONG, 2, 1>;

#[inline(always)]
pub fn sum<M: Machine, T: Terms, const LONG: bool>(
    machine: M,
    length: usize,
    factor: f64,
    ring: &mut Ring<2, 1>,
) -> Sum<'_, M, T, LONG> {
    let doubles = Doubles::new(machine, length % LANES);
    let factor = Row::splat(machine, factor);
    Sliding::new(machine, length, Plain { machine, factor, doubles, terms: PhantomData }, ring)
}

pub struct Plain<M: Machine, T, const LONG: bool> {
    machine: M,
    factor: Row<M>,
    doubles: Doubles<M>,
    terms: PhantomData<T>,
}

impl<M: Machine, T, const LONG: bool> Clone for Plain<M, T, LONG> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<M: Machine, T, const LONG: bool> Copy for Plain<M, T, LONG> {}

impl<M: Machine, T: Terms, const LONG: bool> Sums<M> for Plain<M, T, LONG> {
    type Terms = T;
    type Prefix = Total<M, LONG>;

    const REST: usize = REST;
    const LEFT: usize = GROUP;

    #[inline(always)]
    fn rest(&self) -> usize {
        self.doubles.rest
    }

    #[inline(always)]
    fn take<C: From<Row<M>>, const CELLS: usize>(&mut self, terms: Row<M>, slot: &mut [C; CELLS]) {
        self.doubles.take(terms, slot);
    }

    #[inline(always)]
    fn weight(&self, _: usize) -> Row<M> {
        self.factor
    }

    #[inline(always)]
    fn with<const CELLS: usize>(sum: Row<M>, group: &[Row<M>; CELLS], _: Row<M>) -> Row<M> {
        sum + group[GROUP]
    }

    #[inline(always)]
    fn prefix(&self, _: usize) -> Total<M, LONG> {
        Total::new(self.machine)
    }

    #[inline(always)]
    fn extend<const CELLS: usize>(&self, prefix: &mut Total<M, LONG>, slot: &[Cell; CELLS]) -> Row<M> {
        prefix.add(Row::of(self.machine, &slot[GROUP]));
        prefix.value()
    }

    #[inline(always)]
    fn flush(prefix: &mut Total<M, LONG>) {
        prefix.flush();
    }

    #[inline(always)]
    fn leave<const CELLS: usize>(&self, block: &mut [[Cell; CELLS]]) {
        let machine = self.machine;
        let mut suffix = Total::<M, LONG>::new(machine);
        for run in block.rchunks_mut(RUN) {
            let (first, pairs) = run.as_rchunks_mut();
            for [older, newer] in pairs.iter_mut().rev() {
                let groups = [&older[GROUP], &newer[GROUP]].map(|cell| Row::of(machine, cell));
                let after = suffix.value();
                newer[GROUP] = with_rest(machine, after, newer).cell();
                older[GROUP] = with_rest(machine, after + groups[1], older).cell();
                suffix.add(groups[0] + groups[1]);
            }
            for slot in first {
                let group = Row::of(machine, &slot[GROUP]);
                slot[GROUP] = with_rest(machine, suffix.value(), slot).cell();
                suffix.add(group);
            }
            suffix.flush();
        }
    }

    #[inline(always)]
    fn result(&self, sum: Row<M>) -> Row<M> {
        sum * self.factor
    }
}

/// What is left of a block after a row, and the rest that ends there if windows have one.
#[inline(always)]
fn with_rest<M: Machine, const CELLS: usize>(machine: M, left: Row<M>, slot: &[Cell; CELLS]) -> Row<M> {
    if CELLS > REST { left + Row::of(machine, &slot[REST]) } else { left }
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

    /// Takes in the row of terms that follows the one before.
    #[inline(always)]
    fn take<C: From<Row<M>>, const CELLS: usize>(&mut self, one: Row<M>, slot: &mut [C; CELLS]) {
        let two = one + one.older(1, self.one);
        let four = two + two.older(2, self.two);
        let group = four + four.older(4, self.four);
        slot[GROUP] = group.into();
        if CELLS > REST && self.rest != 0 {
            slot[REST] = self.rest(one, two, four).into();
        }
        *self = Self { one, two, four, ..*self };
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
