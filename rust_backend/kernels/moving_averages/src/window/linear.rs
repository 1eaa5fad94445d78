//! Linearly weighted sums over a window.

mod ramps;

use super::{Bars, FEW, RUN, Ring, TILE, Total, Window, by_groups, has_registers, keep, loaded, pushed};
use atc_engine::Machine;
use atc_engine::lanes::{Cell, LANES, Row, prefetch_from};
use ramps::{GROUP, REST, Ramps, SLOPE};

/// How many rows of results are made at once where groups are few and in memory.
const TOGETHER: usize = 2;

/// Cells of a slot, and of one in blocks whose windows have no rest: a long block should fit the nearest cache.
const CELLS: usize = 3;
const WHOLE: usize = 2;

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
    /// For a block that begins. The factors stay away from zero, since zero times infinity is NaN.
    #[inline(always)]
    fn new(machine: M, groups: usize, beyond: f64) -> Self {
        let zero = Total::new(machine);
        let down = LANES as f64 * (groups as f64 - 1.0) + 0.25;
        Self { machine, plain: zero, weighted: zero, up: beyond + 0.25, down }
    }

    /// Takes in groups, adds what they and those before them make to the results, and scales these.
    #[inline(always)]
    fn add_to<const LINE: bool, const CELLS: usize>(
        &mut self,
        ring: &[[Cell; CELLS]],
        factor: f64,
        out: &mut [[f64; LANES]],
    ) {
        let (machine, mut prefix) = (self.machine, *self);
        let factor = Row::splat(machine, factor);
        for (slot, out) in ring.iter().zip(out) {
            let sums = prefix.take(Row::of(machine, &slot[GROUP]), Row::of(machine, &slot[SLOPE]));
            line::<M, LINE>(machine, (sums + Row::load(machine, out, 0)) * factor).store(out);
        }
        prefix.flush();
        *self = prefix;
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
pub struct Linear<M: Machine, const LONG: bool, const LINE: bool> {
    machine: M,
    groups: usize,
    weights: Weights,
    ramps: Ramps<M>,
    ring: Ring<CELLS>,
    position: usize,
    prefix: Prefix<M, LONG>,
}

impl<M: Machine, const LONG: bool, const LINE: bool> Linear<M, LONG, LINE> {
    #[inline(always)]
    pub fn new(machine: M, length: usize, weights: Weights, bars: usize) -> Self {
        let (groups, rest) = (length / LANES, length % LANES);
        let cells = if groups > FEW && rest == 0 { WHOLE } else { CELLS };
        let ring = Ring::new::<M>(cells, groups, bars);
        let ramps = Ramps::new(machine, length, weights);
        Self {
            machine,
            groups,
            weights,
            ramps,
            ring,
            position: 0,
            prefix: Prefix::new(machine, groups, ramps.beyond()),
        }
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
        let none = [zero; CELLS];
        let kept = self.ring.first();
        let mut recent: [_; GROUPS] = loaded(machine, kept);
        for (i, out) in out.iter_mut().enumerate() {
            prefetch_from(x, i * LANES);
            prefetch_from(&out[..], 0);
            let mut now = none;
            ramps.take(Row::load(machine, x, i * LANES), &mut now);
            let mut sum = pushed(&mut recent, now)[REST];
            for (near, weight) in recent.iter().zip(weights) {
                sum = near[GROUP].fused(weight, sum + near[SLOPE]);
            }
            line::<M, LINE>(machine, sum * factor).store(out);
        }
        keep(&recent, kept);
        self.ramps = ramps;
    }

    #[inline(always)]
    fn run_in_memory(&mut self, x: &[f64], out: &mut [[f64; LANES]]) {
        let groups = self.groups;
        let weigher = Few::<M, LINE>::new(self.machine, self.ramps.beyond(), self.weights.factor);
        let ring = self.ring.all::<CELLS>();
        for (tile, out) in out.chunks_mut(TILE).enumerate() {
            self.ramps.fill(&x[tile * TILE * LANES..], &mut ring[groups..groups + out.len()]);
            let (pairs, last) = out.as_chunks_mut();
            for (i, out) in pairs.iter_mut().enumerate() {
                weigher.results::<TOGETHER>(&ring[i * TOGETHER..][..groups + TOGETHER], out);
            }
            for (i, out) in last.iter_mut().enumerate() {
                let out = std::array::from_mut(out);
                weigher.results::<1>(&ring[pairs.len() * TOGETHER + i..][..groups + 1], out);
            }
            ring.copy_within(out.len()..out.len() + groups, 0);
        }
    }

    #[inline(always)]
    fn run_blocks<const CELLS: usize>(&mut self, x: &[f64], out: &mut [[f64; LANES]]) {
        let (mut x, mut out) = (x, out);
        while !out.is_empty() {
            let count = (self.groups - self.position).min(TILE).min(out.len());
            let (now, later) = out.split_at_mut(count);
            self.advance::<CELLS>(x, now);
            (x, out) = (&x[count * LANES..], later);
        }
    }

    /// Rows up to the end of the block at most.
    #[inline(always)]
    fn advance<const CELLS: usize>(&mut self, x: &[f64], out: &mut [[f64; LANES]]) {
        if has_registers::<M>() {
            self.advance_at_once::<CELLS>(x, out);
        } else {
            self.advance_in_two::<CELLS>(x, out);
        }
        self.position += out.len();
        if self.position == self.groups {
            self.start_block::<CELLS>();
        }
    }

    /// Row by row: there are registers for all that this needs.
    #[inline(always)]
    fn advance_at_once<const CELLS: usize>(&mut self, x: &[f64], out: &mut [[f64; LANES]]) {
        let (machine, mut ramps, mut prefix) = (self.machine, self.ramps, self.prefix);
        let factor = Row::splat(machine, self.weights.factor);
        let ring = &mut self.ring.all::<CELLS>()[self.position..][..out.len()];
        for (i, (slot, out)) in ring.iter_mut().zip(out.iter_mut()).enumerate() {
            prefetch_from(x, i * LANES);
            prefetch_from(&out[..], 0);
            let left = left_over(machine, slot);
            ramps.take(Row::load(machine, x, i * LANES), slot);
            let sums = prefix.take(Row::of(machine, &slot[GROUP]), Row::of(machine, &slot[SLOPE]));
            line::<M, LINE>(machine, (sums + left) * factor).store(out);
        }
        prefix.flush();
        (self.ramps, self.prefix) = (ramps, prefix);
    }

    /// First what is left of the block before, then this block so far.
    #[inline(always)]
    fn advance_in_two<const CELLS: usize>(&mut self, x: &[f64], out: &mut [[f64; LANES]]) {
        let ring = &mut self.ring.all::<CELLS>()[self.position..][..out.len()];
        let mut ramps = self.ramps;
        for (i, (slot, out)) in ring.iter_mut().zip(out.iter_mut()).enumerate() {
            left_over(self.machine, slot).store(out);
            ramps.take(Row::load(self.machine, x, i * LANES), slot);
        }
        self.ramps = ramps;
        self.prefix.add_to::<LINE, CELLS>(ring, self.weights.factor, out);
    }

    /// The groups of the block become what is left of it, instead of their slopes.
    #[inline(always)]
    fn start_block<const CELLS: usize>(&mut self) {
        let (machine, groups) = (self.machine, self.groups);
        let stride = Row::splat(machine, LANES as f64);
        let oldest = Row::splat(machine, self.ramps.beyond() + 0.5);
        let mut suffix = Total::<M, LONG>::new(machine);
        let mut left = Total::<M, LONG>::new(machine);
        for run in self.ring.all::<CELLS>()[..groups].rchunks_mut(RUN) {
            for slot in run.iter_mut().rev() {
                let (group, slope) = (Row::of(machine, &slot[GROUP]), Row::of(machine, &slot[SLOPE]));
                slot[SLOPE] = left.value().cell();
                left.add(suffix.value().fused(stride, group.fused(oldest, slope)));
                suffix.add(group);
            }
            suffix.flush();
            left.flush();
        }
        self.prefix = Prefix::new(machine, groups, self.ramps.beyond());
        self.position = 0;
    }
}

impl<M: Machine, const LONG: bool, const LINE: bool> Window for Linear<M, LONG, LINE> {
    type Terms = Bars;

    #[inline(always)]
    fn run_rows(&mut self, x: &[f64], out: &mut [[f64; LANES]]) {
        if (LONG && !M::IS_BASELINE) || self.groups > FEW {
            if self.ramps.has_rest() {
                self.run_blocks::<CELLS>(x, out);
            } else {
                self.run_blocks::<WHOLE>(x, out);
            }
        } else if has_registers::<M>() {
            by_groups!(self.run_in_registers(x, out));
        } else {
            self.run_in_memory(x, out);
        }
    }
}

/// What is left of the block before, and the rest if windows have one.
#[inline(always)]
fn left_over<M: Machine, const CELLS: usize>(machine: M, slot: &[Cell; CELLS]) -> Row<M> {
    let left = Row::of(machine, &slot[SLOPE]);
    if CELLS > REST { left + Row::of(machine, &slot[REST]) } else { left }
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
    fn results<const COUNT: usize>(&self, ring: &[[Cell; CELLS]], out: &mut [[f64; LANES]; COUNT]) {
        let mut sums = [Row::splat(self.machine, 0.0); COUNT];
        for (sum, slot) in sums.iter_mut().zip(ring) {
            *sum = Row::of(self.machine, &slot[REST]);
        }
        let mut weight = self.oldest;
        for near in ring[1..].windows(COUNT) {
            for (sum, slot) in sums.iter_mut().zip(near) {
                let group = Row::of(self.machine, &slot[GROUP]);
                *sum = group.fused(Row::splat(self.machine, weight), *sum + Row::of(self.machine, &slot[SLOPE]));
            }
            weight += LANES as f64;
        }
        for (sum, out) in sums.into_iter().zip(out) {
            line::<M, LINE>(self.machine, sum * self.factor).store(out);
        }
    }
}
