//! Taking a kernel over a table: tiles of bars, strips of series, a series to a lane.

use super::wide::{Row, Wide};
use super::{Float, Stored, Table, TableMut};
use crate::dispatch::{Machine, on_best_machine};
use std::any::TypeId;
use std::ops::Range;

/// Bars per tile.
const ROWS: usize = 32;

/// Series in the widest strip.
const MOST: usize = 2 * 8;

/// Series per group, whole cache lines of them: lines at the border of two strips are then still in the cache.
const GROUP: usize = 64;

/// A kernel with its options.
pub trait Kernel<const SERIES: usize>: Copy {
    /// What the one-dimensional kernel's results are.
    type Result: bytemuck::Pod;
    type Lane<M: Machine>: Lane<M, SERIES>;

    /// The state before the first of `bars` bars.
    fn lane<M: Machine>(self, wide: Wide<M>, bars: usize) -> Started<M, Self::Lane<M>>;

    /// The one-dimensional kernel.
    fn column(self, series: [&[f64]; SERIES], out: &mut [Self::Result]);

    /// The one-dimensional kernel on float32; says whether there is one.
    fn single_column(self, _: [&[f32]; SERIES], _: &mut [f32]) -> bool {
        false
    }
}

/// A lane's state, and its scratch memory.
pub struct Started<M: Machine, L> {
    pub lane: L,
    pub scratch: Vec<Row<M>>,
}

/// As many series as a vector has lanes, bar after bar.
pub trait Lane<M: Machine, const SERIES: usize>: Copy {
    fn step(&mut self, scratch: &mut [Row<M>], bar: [Row<M>; SERIES]) -> Row<M>;
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
    if beside || !(I::IS_DOUBLE || is_single::<I>() && is_single::<O>()) {
        return Some(out);
    }
    for series in 0..layout.series {
        let columns = inputs.each_ref().map(|input| input.column(series));
        let (true, Some(result)) = (columns.iter().all(Option::is_some), out.column(series)) else {
            return Some(out);
        };
        let columns = columns.map(Option::unwrap_or_default);
        if I::IS_DOUBLE {
            kernel.column(columns.map(bytemuck::cast_slice), bytemuck::cast_slice_mut(result));
        } else if !kernel.single_column(columns.map(bytemuck::cast_slice), bytemuck::cast_slice_mut(result)) {
            return Some(out);
        }
    }
    None
}

fn is_single<T: 'static>() -> bool {
    TypeId::of::<T>() == TypeId::of::<f32>()
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

#[inline(always)]
fn group<M: Machine, K: Kernel<N>, I: Float, O: Stored, const N: usize>(
    machine: M,
    kernel: K,
    inputs: [Table<I>; N],
    mut out: TableMut<O>,
) {
    let layout = out.layout();
    let wide = Wide(machine);
    let new = |_| kernel.lane(wide, layout.bars);
    let mut strips: Vec<Started<M, K::Lane<M>>> = (0..layout.series.div_ceil(Wide::<M>::WIDTH)).map(new).collect();
    for bar in (0..layout.bars).step_by(ROWS) {
        let bars = bar..layout.bars.min(bar + ROWS);
        for (strip, series) in strips.iter_mut().zip((0..).step_by(Wide::<M>::WIDTH)) {
            if layout.series - series >= Wide::<M>::WIDTH {
                advance::<M, _, I, O, N, true>(wide, strip, &inputs, &mut out, bars.clone(), series);
            } else {
                advance::<M, _, I, O, N, false>(wide, strip, &inputs, &mut out, bars.clone(), series);
            }
        }
    }
}

/// On cache lines of its own: what is written in parts and read as a vector, or the other way round, is three times
/// slower across the border of two lines.
#[repr(align(64))]
struct Line<T>(T);

/// Some bars of the series from `series` on: as many as a FULL strip has, or those that are left.
#[inline(always)]
fn advance<M: Machine, L: Lane<M, N>, I: Float, O: Stored, const N: usize, const FULL: bool>(
    wide: Wide<M>,
    strip: &mut Started<M, L>,
    inputs: &[Table<I>; N],
    out: &mut TableMut<O>,
    bars: Range<usize>,
    series: usize,
) {
    let count = if FULL { Wide::<M>::WIDTH } else { out.layout().series - series };
    let mut lane = strip.lane;
    for bar in bars {
        let rows = inputs.each_ref().map(|input| {
            let mut row = Line(wide.splat(0.0));
            input.read(bar, series, &mut bytemuck::cast_slice_mut(&mut row.0)[..count], I::widen);
            row.0
        });
        let result = lane.step(&mut strip.scratch, rows);
        let mut stored = Line([O::zeroed(); MOST]);
        for (stored, value) in stored.0.iter_mut().zip(bytemuck::cast_slice::<_, f64>(&result)) {
            *stored = O::store(*value);
        }
        out.write(bar, series, &stored.0[..count], |stored| stored);
    }
    strip.lane = lane;
}
