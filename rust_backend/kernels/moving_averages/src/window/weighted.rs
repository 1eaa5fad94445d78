//! Linearly weighted sums over a window.

use super::ramps::{GROUP, REST, Ramps, SLOPE};
use super::{Bars, RUN, Ring, Sums, Total, sliding::Sliding};
use atc_engine::Machine;
use atc_engine::lanes::{Cell, LANES, Row};

/// The bar of age j weighs `(newest - j) * factor`.
#[derive(Clone, Copy)]
pub struct Weights {
    pub newest: f64,
    pub factor: f64,
}

/// The prefix sums of a block, and the factors that the next group has in them.
#[derive(Clone, Copy)]
pub struct Prefix<M: Machine, const LONG: bool> {
    machine: M,
    plain: Total<M, LONG>,
    weighted: Total<M, LONG>,
    up: f64,
    down: f64,
}

impl<M: Machine, const LONG: bool> Prefix<M, LONG> {
    /// For a block that begins. The factors stay away from zero, since zero times infinity is NaN.
    #[inline(always)]
    fn new(machine: M, groups: usize, beyond: f64) -> Self {
        let zero = Total::new(machine);
        let down = LANES as f64 * (groups as f64 - 1.0) + 0.25;
        Self { machine, plain: zero, weighted: zero, up: beyond + 0.25, down }
    }

    /// Takes in a row of groups; gives what all of the block make to its results.
    #[inline(always)]
    fn take(&mut self, group: Row<M>, slope: Row<M>) -> Row<M> {
        let [up, down] = [self.up, self.down].map(|factor| Row::splat(self.machine, factor));
        self.plain.add(group);
        self.weighted.add(group.fused(up, slope));
        (self.up, self.down) = (self.up + LANES as f64, self.down - LANES as f64);
        self.plain.value().fused(down, self.weighted.value())
    }

    #[inline(always)]
    fn flush(&mut self) {
        self.plain.flush();
        self.weighted.flush();
    }
}

/// The weighted sum of the last `length` bars, bar after bar. Where it fits a LINE, an infinity in the window gives NaN,
/// whichever sign its weight has.
pub type Linear<'a, M, const LONG: bool, const LINE: bool> = Sliding<'a, M, Weighted<M, LONG, LINE>, LONG, 3, 2>;

#[inline(always)]
pub fn linear<M: Machine, const LONG: bool, const LINE: bool>(
    machine: M,
    length: usize,
    weights: Weights,
    ring: &mut Ring<3, 2>,
) -> Linear<'_, M, LONG, LINE> {
    let ramps = Ramps::new(machine, length, weights);
    Sliding::new(machine, length, Weighted { machine, factor: weights.factor, ramps }, ring)
}

#[derive(Clone, Copy)]
pub struct Weighted<M: Machine, const LONG: bool, const LINE: bool> {
    machine: M,
    factor: f64,
    ramps: Ramps<M>,
}

impl<M: Machine, const LONG: bool, const LINE: bool> Sums<M> for Weighted<M, LONG, LINE> {
    type Terms = Bars;
    type Prefix = Prefix<M, LONG>;

    const REST: usize = REST;
    const LEFT: usize = SLOPE;

    #[inline(always)]
    fn rest(&self) -> usize {
        self.ramps.rest()
    }

    #[inline(always)]
    fn take<C: From<Row<M>>, const CELLS: usize>(&mut self, terms: Row<M>, slot: &mut [C; CELLS]) {
        self.ramps.take(terms, slot);
    }

    #[inline(always)]
    fn weight(&self, behind: usize) -> Row<M> {
        Row::splat(self.machine, self.ramps.beyond() + 0.5 + (behind * LANES) as f64)
    }

    #[inline(always)]
    fn with<const CELLS: usize>(sum: Row<M>, group: &[Row<M>; CELLS], weight: Row<M>) -> Row<M> {
        group[GROUP].fused(weight, sum + group[SLOPE])
    }

    #[inline(always)]
    fn prefix(&self, groups: usize) -> Prefix<M, LONG> {
        Prefix::new(self.machine, groups, self.ramps.beyond())
    }

    #[inline(always)]
    fn extend<const CELLS: usize>(&self, prefix: &mut Prefix<M, LONG>, slot: &[Cell; CELLS]) -> Row<M> {
        prefix.take(Row::of(self.machine, &slot[GROUP]), Row::of(self.machine, &slot[SLOPE]))
    }

    #[inline(always)]
    fn flush(prefix: &mut Prefix<M, LONG>) {
        prefix.flush();
    }

    #[inline(always)]
    fn leave<const CELLS: usize>(&self, block: &mut [[Cell; CELLS]]) {
        let machine = self.machine;
        let stride = Row::splat(machine, LANES as f64);
        let oldest = Row::splat(machine, self.ramps.beyond() + 0.5);
        let mut suffix = Total::<M, LONG>::new(machine);
        let mut left = Total::<M, LONG>::new(machine);
        for run in block.rchunks_mut(RUN) {
            for slot in run.iter_mut().rev() {
                let (group, slope) = (Row::of(machine, &slot[GROUP]), Row::of(machine, &slot[SLOPE]));
                slot[SLOPE] = with_rest(machine, left.value(), slot).cell();
                left.add(suffix.value().fused(stride, group.fused(oldest, slope)));
                suffix.add(group);
            }
            suffix.flush();
            left.flush();
        }
    }

    /// No number where it is infinite and belongs to a LINE.
    #[inline(always)]
    fn result(&self, sum: Row<M>) -> Row<M> {
        let result = sum * Row::splat(self.machine, self.factor);
        if LINE { result.fused(Row::splat(self.machine, 0.0), result) } else { result }
    }
}

/// What is left of a block after a row, and the rest that ends there if windows have one.
#[inline(always)]
fn with_rest<M: Machine, const CELLS: usize>(machine: M, left: Row<M>, slot: &[Cell; CELLS]) -> Row<M> {
    if CELLS > REST { left + Row::of(machine, &slot[REST]) } else { left }
}
