//! Plain sums over a window.

use std::marker::PhantomData;

use super::{FEW, RUN, Ring, TILE, Terms, Total, Window, by_groups, has_registers, keep, loaded, pushed};
use atc_engine::Machine;
use atc_engine::lanes::{Cell, LANES, Row, prefetch_from};

/// Where a slot has the sums, bar by bar, of the groups that end in its row; after its block, what is left of the block
/// and the rest.
const GROUP: usize = 0;

/// Where it has the sums of the rests that end there, if windows have one.
const REST: usize = 1;

/// Cells of a slot, and of one in blocks whose windows have no rest: a long block should fit the nearest cache.
const CELLS: usize = 2;
const WHOLE: usize = 1;

/// The sum of the last `length` terms times a factor, bar after bar.
pub struct Sum<M: Machine, T: Terms, const LONG: bool> {
    machine: M,
    groups: usize,
    factor: Row<M>,
    doubles: Doubles<M>,
    ring: Ring<CELLS>,
    position: usize,
    prefix: Total<M, LONG>,
    terms: PhantomData<T>,
}

impl<M: Machine, T: Terms, const LONG: bool> Sum<M, T, LONG> {
    #[inline(always)]
    pub fn new(machine: M, length: usize, factor: f64, bars: usize) -> Self {
        let (groups, rest) = (length / LANES, length % LANES);
        let cells = if groups > FEW && rest == 0 { WHOLE } else { CELLS };
        let ring = Ring::new::<M>(cells, groups, bars);
        Self {
            machine,
            groups,
            factor: Row::splat(machine, factor),
            doubles: Doubles::new(machine, rest),
            ring,
            position: 0,
            prefix: Total::new(machine),
            terms: PhantomData,
        }
    }

    /// No closures, since their bodies might not become vector code.
    #[inline(always)]
    fn run_in_registers<const GROUPS: usize>(&mut self, x: &[f64], out: &mut [[f64; LANES]]) {
        let (machine, factor, mut doubles) = (self.machine, self.factor, self.doubles);
        let none = [Row::splat(machine, 0.0); CELLS];
        let kept = self.ring.first();
        let mut recent: [_; GROUPS] = loaded(machine, kept);
        for (i, out) in out.iter_mut().enumerate() {
            prefetch_from(x, i * LANES);
            prefetch_from(&out[..], 0);
            let mut now = none;
            doubles.take(T::row(machine, x, i * LANES), &mut now);
            let mut sum = pushed(&mut recent, now)[REST];
            for near in &recent {
                sum = sum + near[GROUP];
            }
            (sum * factor).store(out);
        }
        keep(&recent, kept);
        self.doubles = doubles;
    }

    #[inline(always)]
    fn run_in_memory(&mut self, groups: usize, x: &[f64], out: &mut [[f64; LANES]]) {
        let (machine, factor, mut doubles) = (self.machine, self.factor, self.doubles);
        let ring = self.ring.all::<CELLS>();
        for (tile, out) in out.chunks_mut(TILE).enumerate() {
            let x = &x[tile * TILE * LANES..];
            let ring = &mut ring[..groups + out.len()];
            for (i, out) in out.iter_mut().enumerate() {
                prefetch_from(x, i * LANES);
                prefetch_from(&out[..], 0);
                let near = &mut ring[i..=i + groups];
                doubles.take(T::row(machine, x, i * LANES), &mut near[groups]);
                let mut sum = Row::of(machine, &near[0][REST]);
                for slot in &near[1..] {
                    sum = sum + Row::of(machine, &slot[GROUP]);
                }
                (sum * factor).store(out);
            }
            ring.copy_within(out.len().., 0);
        }
        self.doubles = doubles;
    }

    #[inline(always)]
    fn run_blocks<const CELLS: usize>(&mut self, x: &[f64], out: &mut [[f64; LANES]]) {
        let (mut x, mut out) = (x, out);
        while !out.is_empty() {
            let count = (self.groups - self.position).min(RUN).min(out.len());
            let (now, later) = out.split_at_mut(count);
            self.advance::<CELLS>(x, now);
            (x, out) = (&x[count * LANES..], later);
        }
    }

    /// Rows up to the end of the block at most.
    #[inline(always)]
    fn advance<const CELLS: usize>(&mut self, x: &[f64], out: &mut [[f64; LANES]]) {
        let (machine, factor, mut doubles, mut prefix) = (self.machine, self.factor, self.doubles, self.prefix);
        let ring = &mut self.ring.all::<CELLS>()[self.position..][..out.len()];
        for (i, (slot, out)) in ring.iter_mut().zip(out.iter_mut()).enumerate() {
            prefetch_from(x, i * LANES);
            prefetch_from(&out[..], 0);
            let before = Row::of(machine, &slot[GROUP]);
            prefix.add(doubles.take(T::row(machine, x, i * LANES), slot));
            ((prefix.value() + before) * factor).store(out);
        }
        prefix.flush();
        (self.doubles, self.prefix) = (doubles, prefix);
        self.position += out.len();
        if self.position == self.groups {
            self.start_block::<CELLS>();
        }
    }

    /// Starts a block: the groups of the one before it become suffix sums.
    #[inline(always)]
    fn start_block<const CELLS: usize>(&mut self) {
        let (machine, groups) = (self.machine, self.groups);
        let mut suffix = Total::<M, LONG>::new(machine);
        for run in self.ring.all::<CELLS>()[..groups].rchunks_mut(RUN) {
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
        self.prefix = Total::new(machine);
        self.position = 0;
    }
}

impl<M: Machine, T: Terms, const LONG: bool> Window for Sum<M, T, LONG> {
    type Terms = T;

    #[inline(always)]
    fn run_rows(&mut self, x: &[f64], out: &mut [[f64; LANES]]) {
        // Long windows have many groups; a variant that never runs is not compiled.
        if (LONG && !M::IS_BASELINE) || self.groups > FEW {
            if self.doubles.rest == 0 {
                self.run_blocks::<WHOLE>(x, out);
            } else {
                self.run_blocks::<CELLS>(x, out);
            }
        } else if has_registers::<M>() {
            by_groups!(self.run_in_registers(x, out));
        } else {
            self.run_in_memory(self.groups, x, out);
        }
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

    /// Takes in the row of terms that follows the one before; gives the sums of the groups that end in it.
    #[inline(always)]
    fn take<C: From<Row<M>>, const CELLS: usize>(&mut self, one: Row<M>, slot: &mut [C; CELLS]) -> Row<M> {
        let two = one + one.older(1, self.one);
        let four = two + two.older(2, self.two);
        let group = four + four.older(4, self.four);
        slot[GROUP] = group.into();
        if CELLS > REST && self.rest != 0 {
            slot[REST] = self.rest(one, two, four).into();
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
