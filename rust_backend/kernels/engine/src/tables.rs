//! Kernels over tables of shape `(time, series)`: each series by itself, several in the lanes of vectors.
//!
//! A table may lie in memory in any way and hold float64 or float32; the arithmetic is float64 always. A kernel's step is
//! compiled once for each instruction set: it reads and writes rows of float64, which are the table's own where they are
//! neighbours in memory, and otherwise a tile buffer's. Where the bars of every series are neighbours, the kernel for one
//! series does the work.

mod buffer;
mod column_block;
mod group;
mod rows;
mod turns;

use crate::dispatch::Machine;
use crate::on_best_machine;
use crate::{Element, Float, Layout, Rounded, Slot, Stored, Table, TableMut, VectorRow, Vectors, Workers};
pub use buffer::Prefetch;
use column_block::Compiled;
pub use column_block::{ColumnBlocks, Started};
use group::Group;

/// At most so many series are computed at once: 4 KiB of each row, since the hardware prefetcher stops at page ends.
const MOST: usize = 512;

/// At most so many where scratch memory is large, whole cache lines of them.
const FEWEST: usize = 64;

/// Elements of scratch memory that the second cache has room for.
const SCRATCH: usize = 1 << 17;

/// A kernel with its options, whose state for some series has lanes.
pub trait Kernel<const INPUTS: usize>: Copy + Sync {
    /// What its results are.
    type Result: Stored;
    type Lane<M: Machine>: Lane<M, INPUTS> + 'static;

    /// The state before the first of `bars` bars.
    fn lane<M: Machine>(self, vectors: Vectors<M>, bars: usize) -> Started<M, Self::Lane<M>>;

    /// Lookback in bars, at block borders: results that begin at a multiple of it depend on so many bars before them;
    /// `None` for recurrences, which depend on all history.
    fn lookback(self) -> Option<usize> {
        None
    }
}

/// As many series as a vector has lanes, bar after bar.
pub trait Lane<M: Machine, const INPUTS: usize>: Copy + Send {
    fn step(&mut self, scratch: &mut [Slot<M>], bar: [VectorRow<M>; INPUTS]) -> VectorRow<M>;

    /// After some bars: what a recursion has left that decayed becomes 0.
    #[inline(always)]
    fn flush(&mut self) {}
}

/// What the drivers need of a kernel that was compiled for some instruction set.
pub trait Blocks<R, const INPUTS: usize>: Sync {
    /// How many series a column block has.
    fn width(&self) -> usize;

    /// Column blocks before the first of `bars` bars.
    fn start(&self, blocks: usize, bars: usize) -> Box<dyn ColumnBlocks<R, INPUTS>>;

    /// How many vectors of scratch memory one has.
    fn scratch(&self, bars: usize) -> usize;

    /// Whether a state is too large for registers, so that it is taken up and put away at every tile.
    fn is_large(&self) -> bool;

    fn lookback(&self) -> Option<usize>;
}

/// A kernel on one series, its options included.
pub type Column<'a, I, O, const N: usize> = dyn Fn([&[I]; N], &mut [O]) + 'a;

/// Writes the kernel's results of all series; `column` is the kernel for one series.
pub fn run<K: Kernel<N>, I: Float, O: Rounded<K::Result>, const N: usize>(
    kernel: K,
    column: &Column<I, O, N>,
    inputs: [Table<I>; N],
    out: TableMut<O>,
    workers: &dyn Workers,
) {
    let Some(out) = by_column(column, &inputs, out) else { return };
    on_best_machine!(machine => in_lanes(&Compiled::new(machine, kernel), inputs, out, workers));
    in_lanes(&Compiled::new(pulp::Scalar256b, kernel), inputs, out, workers);
}

/// The same where there are vectors, which must be asked before; nothing is compiled for the baseline.
pub fn run_on_vectors<K: Kernel<N>, I: Float, O: Rounded<K::Result>, const N: usize>(
    kernel: K,
    column: &Column<I, O, N>,
    inputs: [Table<I>; N],
    out: TableMut<O>,
    workers: &dyn Workers,
) {
    let Some(out) = by_column(column, &inputs, out) else { return };
    on_best_machine!(machine => in_lanes(&Compiled::new(machine, kernel), inputs, out, workers));
    let _ = (inputs, out, workers);
    unreachable!("asked before");
}

/// Runs a kernel whose totals are in two parts where windows are long; on the baseline they always are.
#[macro_export]
macro_rules! windowed {
    ($kernel:ident { length $(, $option:ident)* }, $length:ident, $($argument:expr),* $(,)?) => {
        if $length <= $crate::tables::RUN && $crate::has_vectors() {
            $crate::tables::run_on_vectors($kernel::<false> { length: $length $(, $option)* }, $($argument),*);
        } else {
            $crate::tables::run($kernel::<true> { length: $length $(, $option)* }, $($argument),*);
        }
    };
}

/// How many terms a total takes before it must be flushed; windows that are no longer need no total in two parts.
pub const RUN: usize = 512;

/// The kernel for one series on each, where all are neighbours in time and not beside each other; otherwise gives `out`
/// back.
pub(crate) fn by_column<'a, I: Element, O: Element, const N: usize>(
    column: &Column<I, O, N>,
    inputs: &[Table<I>; N],
    mut out: TableMut<'a, O>,
) -> Option<TableMut<'a, O>> {
    check_shapes(inputs, &out);
    let layout = out.layout();
    if layout.is_empty() {
        return None;
    }
    if layout.series > 1 && layout.has_rows::<O>() {
        return Some(out);
    }
    for series in 0..layout.series {
        let columns = inputs.each_ref().map(|input| input.column(series));
        let (true, Some(result)) = (columns.iter().all(Option::is_some), out.column(series)) else {
            return Some(out);
        };
        column(columns.map(Option::unwrap_or_default), result);
    }
    None
}

/// # Panics
/// Where tables differ in shape.
pub(crate) fn check_shapes<I: Element, O: Element>(inputs: &[Table<I>], out: &TableMut<O>) {
    let Layout { bars, series, .. } = out.layout();
    for input in inputs {
        let other = input.layout();
        assert!(other.bars == bars && other.series == series, "tables must have one shape");
    }
}

fn in_lanes<R: Stored, I: Float, O: Rounded<R>, const N: usize>(
    blocks: &dyn Blocks<R, N>,
    inputs: [Table<I>; N],
    out: TableMut<O>,
    workers: &dyn Workers,
) {
    let scratch = blocks.scratch(out.layout().bars);
    let most = (SCRATCH / scratch.max(1)).clamp(FEWEST, MOST).next_multiple_of(FEWEST);
    let (mut first, mut rest) = (0, out);
    while let Some(out) = rest.take_series(most) {
        let series = first..first + out.layout().series;
        first = series.end;
        let group = Group::new(blocks, inputs.map(|input| input.columns(series.clone())), out, workers.count());
        workers.run(&|| group.work());
    }
}
