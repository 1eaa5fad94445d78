//! Sums over a sliding window, without drift, at a cost that does not grow with the window.
//!
//! Bars come in rows of eight. A window of `length` bars is `groups` whole groups of eight bars, the newest of which ends
//! at the window's end, and a rest of fewer. The sums of a row's groups and rests come from sums of two and of four bars,
//! which their neighbours share. What is left is vertical, from row to row, so no lane waits for its neighbour: the sums of
//! a FEW groups are added up, out of registers where a row needs but one, and more are cut into blocks of `groups` rows,
//! where a window is what is left of the previous block (a suffix sum, made once a block, backwards), the current block so
//! far (a prefix sum) and the rest.
//! Nothing is ever subtracted: error is bounded by the window, and a NaN, an infinity or a huge value leaves with its
//! window.

mod plain;
mod ramps;
mod ring;
mod sliding;
mod weighted;

pub use plain::{Bars, Moves, Sum, Terms, sum};
pub use ring::Ring;
pub use weighted::{Weights, linear};

use atc_engine::Machine;
use atc_engine::dispatch::on;
use atc_engine::lanes::{Cell, LANES, Row};
use atc_engine::pulp::NullaryFnOnce;

/// From this length on, windows keep their totals in two parts (see `Total`).
pub const LONG: usize = 1 << 13;

/// How many rows a `Total` takes before it must flush.
const RUN: usize = 512;

/// Up to this many groups are added up one by one.
const FEW: usize = 6;

/// Rows per tile where groups are few and in memory.
const TILE: usize = 32;

/// Whether there are enough for FEW groups: a row needs but one.
const fn has_registers<M: Machine>() -> bool {
    M::F64_LANES == LANES
}

/// Whether totals are in two parts; on the baseline they always are, so that it has one variant.
pub fn is_long<M: Machine>(length: usize) -> bool {
    length >= LONG || M::IS_BASELINE
}

/// A total of many rows; a LONG one in two parts, so that its error grows with the square root of their number at
/// worst: a million equal terms added one by one are off by 1e-11.
#[derive(Clone, Copy)]
pub struct Total<M: Machine, const LONG: bool> {
    machine: M,
    high: Row<M>,
    low: Row<M>,
}

impl<M: Machine, const LONG: bool> Total<M, LONG> {
    #[inline(always)]
    fn new(machine: M) -> Self {
        let zero = Row::splat(machine, 0.0);
        Self { machine, high: zero, low: zero }
    }

    #[inline(always)]
    fn add(&mut self, terms: Row<M>) {
        self.low = self.low + terms;
    }

    #[inline(always)]
    fn value(&self) -> Row<M> {
        if LONG { self.high + self.low } else { self.low }
    }

    #[inline(always)]
    fn flush(&mut self) {
        if LONG {
            *self = Self { high: self.value(), ..Self::new(self.machine) };
        }
    }
}

/// Runs a window in a function of its own: it is compiled once for all kernels and element types that have it. Inlined
/// into each of them, windows were three quarters of the code of kernels on one series.
#[inline(always)]
pub fn run<M: Machine, W: Window>(machine: M, window: &mut W, x: &[f64], out: &mut [f64]) {
    on(machine, Run { window, x, out });
}

struct Run<'a, W> {
    window: &'a mut W,
    x: &'a [f64],
    out: &'a mut [f64],
}

impl<W: Window> NullaryFnOnce for Run<'_, W> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        self.window.run(self.x, self.out);
    }
}

/// What slides along a series.
pub trait Window {
    type Terms: Terms;

    /// The results for as many bars of `x` as `out` has, which begin where those of the last run ended, after whole rows.
    /// Those of windows that are not full mean nothing.
    fn run(&mut self, x: &[f64], out: &mut [f64]);
}

/// What rows are made to, and results from that. A slot has the sums, bar by bar, of the groups and, if windows have one, of
/// the rests that end in its row; after its block, what is left of it.
pub trait Sums<M: Machine>: Copy {
    type Terms: Terms;

    /// The sum of a block so far.
    type Prefix: Copy;

    /// Where a slot has the sums of rests.
    const REST: usize;

    /// Where a slot has what is left of its block, the rest included.
    const LEFT: usize;

    /// Bars of a window beyond whole groups.
    fn rest(&self) -> usize;

    /// Takes in the row of terms that follows the one before.
    fn take<C: From<Row<M>>, const CELLS: usize>(&mut self, terms: Row<M>, slot: &mut [C; CELLS]);

    /// What a group weighs that is so many behind the oldest.
    fn weight(&self, behind: usize) -> Row<M>;

    /// A sum and a group.
    fn with<const CELLS: usize>(sum: Row<M>, group: &[Row<M>; CELLS], weight: Row<M>) -> Row<M>;

    /// That of a block of so many groups that begins.
    fn prefix(&self, groups: usize) -> Self::Prefix;

    /// The same with the groups that end in the slot.
    fn extend<const CELLS: usize>(&self, prefix: &mut Self::Prefix, slot: &[Cell; CELLS]) -> Row<M>;

    /// After RUN rows at most.
    fn flush(prefix: &mut Self::Prefix);

    /// The slots of a block get what is left of it, for the one after it.
    fn leave<const CELLS: usize>(&self, block: &mut [[Cell; CELLS]]);

    fn result(&self, sum: Row<M>) -> Row<M>;
}
