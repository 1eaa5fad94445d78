//! The sums of groups and rests that a weighted window is made of.

use super::Weights;
use atc_engine::Machine;
use atc_engine::lanes::{LANES, Row};

/// Where a slot has, bar by bar, the sums of the groups that end in its row.
pub const GROUP: usize = 0;

/// Where it has their slopes, which are their sums by the weights 7.5, 6.5 … 0.5: none is zero, since zero times infinity
/// is NaN.
pub const SLOPE: usize = 1;

/// Where it has the weighted sums of the rests that end there, if windows have one.
pub const REST: usize = 2;

/// Sums and slopes of one, two and four bars, from which those of eight and of a rest are made.
#[derive(Clone, Copy)]
pub struct Ramps<M: Machine> {
    machine: M,
    rest: usize,
    beyond: f64,
    one: Row<M>,
    two: [Row<M>; 2],
    four: [Row<M>; 2],
    part: Row<M>,
}

impl<M: Machine> Ramps<M> {
    /// For windows of whole groups and a rest of fewer bars.
    #[inline(always)]
    pub fn new(machine: M, length: usize, Weights { newest, .. }: Weights) -> Self {
        let zero = Row::splat(machine, 0.0);
        let rest = length % LANES;
        let beyond = newest - (length - rest) as f64;
        Self { machine, rest, beyond, one: zero, two: [zero; 2], four: [zero; 2], part: zero }
    }

    /// What the bar before the oldest whole group weighs: the newest of the rest.
    #[inline(always)]
    pub fn beyond(&self) -> f64 {
        self.beyond
    }

    /// Bars of a window beyond whole groups.
    #[inline(always)]
    pub fn rest(&self) -> usize {
        self.rest
    }

    /// Takes in the row of bars that follows the one before.
    #[inline(always)]
    pub fn take<C: From<Row<M>>, const CELLS: usize>(&mut self, one: Row<M>, slot: &mut [C; CELLS]) {
        let machine = self.machine;
        let sum = one + one.older(1, self.one);
        let two = [sum, sum.fused(Row::splat(machine, 0.5), one)];
        let [older, older_slope] = [two[0].older(2, self.two[0]), two[1].older(2, self.two[1])];
        let four = [two[0] + older, two[0].fused(Row::splat(machine, 2.0), two[1]) + older_slope];
        let [older, older_slope] = [four[0].older(4, self.four[0]), four[1].older(4, self.four[1])];
        let [group, slope] = [four[0] + older, four[0].fused(Row::splat(machine, 4.0), four[1]) + older_slope];
        (slot[GROUP], slot[SLOPE]) = (group.into(), slope.into());
        if CELLS > REST && self.rest != 0 {
            slot[REST] = self.rests(one, two, four).into();
        }
        (self.one, self.two, self.four) = (one, two, four);
    }

    /// The sums of rests: four bars, two bars and one, as many of those as there are.
    #[inline(always)]
    fn rests(&mut self, one: Row<M>, two: [Row<M>; 2], four: [Row<M>; 2]) -> Row<M> {
        let (has_four, has_two, has_one) = (self.rest & 4 != 0, self.rest & 2 != 0, self.rest & 1 != 0);
        let mut rest = if has_four { self.weighted(four, 4) } else { Row::splat(self.machine, 0.0) };
        if has_two {
            let part = self.weighted(two, self.rest & 6);
            rest = rest + if has_four { part.older(4, self.part) } else { part };
            self.part = part;
        }
        if has_one {
            let weight = self.beyond - (self.rest - 1) as f64;
            rest = one.older_even(self.rest & 6, self.one).fused(Row::splat(self.machine, weight), rest);
        }
        rest
    }

    /// A part's weighted sum: the part's oldest bar is `age` bars beyond the groups.
    #[inline(always)]
    fn weighted(&self, [sum, slope]: [Row<M>; 2], age: usize) -> Row<M> {
        let oldest = self.beyond - (age as f64 - 0.5);
        sum.fused(Row::splat(self.machine, oldest), slope)
    }
}
