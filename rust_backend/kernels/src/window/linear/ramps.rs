//! The sums of groups and rests that a weighted window is made of.

use super::Weights;
use crate::dispatch::Machine;
use crate::lanes::{Cell, LANES, Row};

/// What a window needs of a row: bar by bar the sum of the group that ends there, its slope, which is its sum by the
/// weights 7.5, 6.5 … 0.5, and the weighted sum of the rest that ends there.
///
/// No weight is zero, since zero times infinity is NaN.
#[derive(Clone, Copy, Default)]
pub struct Slot<C = Cell> {
    pub group: C,
    pub slope: C,
    pub rest: C,
}

impl Slot {
    #[inline(always)]
    pub fn rows<M: Machine>(&self, machine: M) -> Slot<Row<M>> {
        let [group, slope, rest] = [&self.group, &self.slope, &self.rest].map(|cell| Row::of(machine, cell));
        Slot { group, slope, rest }
    }
}

impl<M: Machine> From<Slot<Row<M>>> for Slot {
    #[inline(always)]
    fn from(Slot { group, slope, rest }: Slot<Row<M>>) -> Self {
        Self { group: group.cell(), slope: slope.cell(), rest: rest.cell() }
    }
}

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

    #[inline(always)]
    pub fn fill(&mut self, x: &[f64], slots: &mut [Slot]) {
        let mut ramps = *self;
        for (i, slot) in slots.iter_mut().enumerate() {
            ramps.take(Row::load(ramps.machine, x, i * LANES), slot);
        }
        *self = ramps;
    }

    /// Takes in the row of bars that follows the one before.
    #[inline(always)]
    pub fn take<C: From<Row<M>>>(&mut self, one: Row<M>, slot: &mut Slot<C>) {
        let machine = self.machine;
        let sum = one + one.older(1, self.one);
        let two = [sum, sum.fused(Row::splat(machine, 0.5), one)];
        let [older, older_slope] = [two[0].older(2, self.two[0]), two[1].older(2, self.two[1])];
        let four = [two[0] + older, two[0].fused(Row::splat(machine, 2.0), two[1]) + older_slope];
        let [older, older_slope] = [four[0].older(4, self.four[0]), four[1].older(4, self.four[1])];
        let [group, slope] = [four[0] + older, four[0].fused(Row::splat(machine, 4.0), four[1]) + older_slope];
        (slot.group, slot.slope) = (group.into(), slope.into());
        if self.rest != 0 {
            slot.rest = self.rest(one, two, four).into();
        }
        (self.one, self.two, self.four) = (one, two, four);
    }

    /// The sums of rests: four bars, two bars and one, as many of those as there are.
    #[inline(always)]
    fn rest(&mut self, one: Row<M>, two: [Row<M>; 2], four: [Row<M>; 2]) -> Row<M> {
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
