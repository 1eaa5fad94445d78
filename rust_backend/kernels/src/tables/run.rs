//! Taking a kernel over a table: tiles of bars, strips of series, a series to a lane.

use super::{Float, Stored, Table, TableMut};
use crate::dispatch::{Machine, Vector, on_best_machine};

/// Bars per tile.
const ROWS: usize = 32;

/// Vectors of series that advance together, so that their latencies overlap.
const TOGETHER: usize = 2;

/// Series per group, whole cache lines of them: lines at the border of two strips are then still in the cache.
const GROUP: usize = 64;

/// A kernel with its options.
pub trait Kernel<const SERIES: usize>: Copy {
    /// What the one-dimensional kernel's results are.
    type Result: bytemuck::Pod;
    type Lane<M: Machine>: Lane<M, SERIES>;

    /// The state before the first of `bars` bars.
    fn lane<M: Machine>(self, machine: M, bars: usize) -> Started<M, Self::Lane<M>>;

    /// The one-dimensional kernel.
    fn column(self, series: [&[f64]; SERIES], out: &mut [Self::Result]);
}

/// A lane's state, and its scratch memory.
pub struct Started<M: Machine, L> {
    pub lane: L,
    pub scratch: Vec<Vector<M>>,
}

/// As many series as a vector has lanes, bar after bar.
pub trait Lane<M: Machine, const SERIES: usize>: Copy {
    fn step(&mut self, scratch: &mut [Vector<M>], bar: [Vector<M>; SERIES]) -> Vector<M>;
}

/// Writes the kernel's results of all series.
pub fn run<K: Kernel<N>, I: Float, O: Stored, const N: usize>(kernel: K, inputs: [Table<I>; N], out: TableMut<O>) {
    for input in &inputs {
        let (shape, expected) = (input.layout(), out.layout());
        assert!(shape.bars == expected.bars && shape.series == expected.series, "tables must have one shape");
    }
    if out.layout().is_empty() {
        return;
    }
    let Some(out) = by_column(kernel, inputs, out) else { return };
    let call = Call { kernel, inputs, out };
    on_best_machine!(machine => machine.vectorize(OnMachine { machine, call }));
    in_lanes(pulp::Scalar256b, call);
}

struct Call<'a, K, I, O, const N: usize> {
    kernel: K,
    inputs: [Table<'a, I>; N],
    out: TableMut<'a, O>,
}

/// A struct and not a closure, for the reason that `dispatched!` gives.
struct OnMachine<'a, M, K, I, O, const N: usize> {
    machine: M,
    call: Call<'a, K, I, O, N>,
}

impl<M: Machine, K: Kernel<N>, I: Float, O: Stored, const N: usize> pulp::NullaryFnOnce
    for OnMachine<'_, M, K, I, O, N>
{
    type Output = ();

    #[inline(always)]
    fn call(self) {
        in_lanes(self.machine, self.call);
    }
}

/// The one-dimensional kernel for each series, where all are neighbours in time and not beside each other; otherwise
/// gives `out` back.
fn by_column<'a, K: Kernel<N>, I: Float, O: Stored, const N: usize>(
    kernel: K,
    inputs: [Table<I>; N],
    mut out: TableMut<'a, O>,
) -> Option<TableMut<'a, O>> {
    let layout = out.layout();
    let beside = layout.series > 1 && layout.has_rows::<O>();
    if !I::IS_DOUBLE || beside {
        return Some(out);
    }
    for series in 0..layout.series {
        let columns = inputs.each_ref().map(|input| input.column(series));
        let (true, Some(result)) = (columns.iter().all(Option::is_some), out.column(series)) else {
            return Some(out);
        };
        let columns = columns.map(|column| bytemuck::cast_slice(column.unwrap_or_default()));
        kernel.column(columns, bytemuck::cast_slice_mut(result));
    }
    None
}

#[inline(always)]
fn in_lanes<M: Machine, K: Kernel<N>, I: Float, O: Stored, const N: usize>(
    machine: M,
    Call { kernel, inputs, out }: Call<K, I, O, N>,
) {
    let mut rest = out;
    let mut first = 0;
    while rest.layout().series > 0 {
        let count = GROUP.min(rest.layout().series);
        let (out, later) = rest.split_at(count);
        group(machine, kernel, inputs.map(|input| input.columns(first..first + count)), out);
        (first, rest) = (first + count, later);
    }
}

type Row<M> = [Vector<M>; TOGETHER];
type Tile<M> = [Row<M>; ROWS];

#[inline(always)]
fn group<M: Machine, K: Kernel<N>, I: Float, O: Stored, const N: usize>(
    machine: M,
    kernel: K,
    inputs: [Table<I>; N],
    mut out: TableMut<O>,
) {
    let layout = out.layout();
    let width = TOGETHER * M::F64_LANES;
    let mut strips: Vec<Strip<M, K, N>> =
        (0..layout.series.div_ceil(width)).map(|_| Strip::new(machine, kernel, layout.bars)).collect();
    let zero = [[machine.splat_f64s(0.0); TOGETHER]; ROWS];
    let (mut tiles, mut results) = ([zero; N], zero);
    for bar in (0..layout.bars).step_by(ROWS) {
        let rows = ROWS.min(layout.bars - bar);
        for (index, strip) in strips.iter_mut().enumerate() {
            let series = index * width;
            let count = width.min(layout.series - series);
            for (tile, input) in tiles.iter_mut().zip(&inputs) {
                read::<M, I>(input, [bar, series], count, &mut tile[..rows]);
            }
            strip.advance(&tiles, &mut results[..rows]);
            write::<M, O>(&mut out, [bar, series], count, &results[..rows]);
        }
    }
}

#[inline(always)]
fn read<M: Machine, I: Float>(table: &Table<I>, [bar, series]: [usize; 2], count: usize, rows: &mut [Row<M>]) {
    for (bar, row) in (bar..).zip(rows) {
        let row = bytemuck::cast_slice_mut(row);
        if count == TOGETHER * M::F64_LANES {
            table.read(bar, series, row, I::widen);
        } else {
            let (row, beyond) = row.split_at_mut(count);
            table.read(bar, series, row, I::widen);
            beyond.fill(0.0);
        }
    }
}

#[inline(always)]
fn write<M: Machine, O: Stored>(out: &mut TableMut<O>, [bar, series]: [usize; 2], count: usize, rows: &[Row<M>]) {
    for (bar, row) in (bar..).zip(rows) {
        let row = bytemuck::cast_slice(row);
        if count == TOGETHER * M::F64_LANES {
            out.write(bar, series, row, O::store);
        } else {
            out.write(bar, series, &row[..count], O::store);
        }
    }
}

struct Strip<M: Machine, K: Kernel<N>, const N: usize> {
    lanes: [K::Lane<M>; TOGETHER],
    scratch: [Vec<Vector<M>>; TOGETHER],
}

impl<M: Machine, K: Kernel<N>, const N: usize> Strip<M, K, N> {
    #[inline(always)]
    fn new(machine: M, kernel: K, bars: usize) -> Self {
        let started = [(); TOGETHER].map(|()| kernel.lane(machine, bars));
        Self { lanes: started.each_ref().map(|started| started.lane), scratch: started.map(|started| started.scratch) }
    }

    #[inline(always)]
    fn advance(&mut self, tiles: &[Tile<M>; N], results: &mut [Row<M>]) {
        let mut lanes = self.lanes;
        let [first, second] = &mut self.scratch;
        let scratch: [&mut [Vector<M>]; TOGETHER] = [first, second];
        for (row, result) in results.iter_mut().enumerate() {
            for i in 0..TOGETHER {
                result[i] = lanes[i].step(scratch[i], tiles.each_ref().map(|tile| tile[row][i]));
            }
        }
        self.lanes = lanes;
    }
}
