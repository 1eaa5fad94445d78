//! Taking a kernel over a table: tiles of bars, strips of series, a series to a lane.

use super::group::Group;
use super::wide::{Row, Slot, Wide};
use super::{Float, Stored, Table, TableMut, Team};
use crate::dispatch::{Machine, on_best_machine};
use std::any::TypeId;

/// Series that are computed at once: a page of each bar, since lines beyond those asked for are fetched within a page only.
const MOST: usize = 512;

/// Series that are computed at once where scratch memory is large, whole cache lines of them.
const FEWEST: usize = 64;

/// Elements of scratch memory that the second cache has room for.
const SCRATCH: usize = 1 << 17;

/// A kernel with its options.
pub trait Kernel<const SERIES: usize>: Copy + Sync {
    /// What the one-dimensional kernel's results are.
    type Result: bytemuck::Pod;
    type Lane<M: Machine>: Lane<M, SERIES>;

    /// The state before the first of `bars` bars.
    fn lane<M: Machine>(self, wide: Wide<M>, bars: usize) -> Started<M, Self::Lane<M>>;

    /// How many bars before them decide about all that follow, if these begin at a multiple of as many; none where every
    /// bar does.
    fn reach(self) -> Option<usize> {
        None
    }

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
    pub scratch: Vec<Slot<M>>,
}

/// As many series as a vector has lanes, bar after bar.
pub trait Lane<M: Machine, const SERIES: usize>: Copy + Send {
    fn step(&mut self, scratch: &mut [Slot<M>], bar: [Row<M>; SERIES]) -> Row<M>;
}

/// Writes the kernel's results of all series, with the threads of a team.
pub fn run<K: Kernel<N>, I: Float, O: Stored, const N: usize>(
    kernel: K,
    inputs: [Table<I>; N],
    out: TableMut<O>,
    team: &dyn Team,
) {
    for input in &inputs {
        let (shape, expected) = (input.layout(), out.layout());
        assert!(shape.bars == expected.bars && shape.series == expected.series, "tables must have one shape");
    }
    if out.layout().is_empty() {
        return;
    }
    let Some(out) = by_column(kernel, inputs, out) else { return };
    on_best_machine!(machine => in_lanes(machine, kernel, inputs, out, team));
    in_lanes(pulp::Scalar256b, kernel, inputs, out, team);
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

fn in_lanes<M: Machine, K: Kernel<N>, I: Float, O: Stored, const N: usize>(
    machine: M,
    kernel: K,
    inputs: [Table<I>; N],
    out: TableMut<O>,
    team: &dyn Team,
) {
    let scratch = kernel.lane(Wide(machine), out.layout().bars).scratch.len();
    let most = (SCRATCH / scratch.max(1)).clamp(FEWEST, MOST).next_multiple_of(FEWEST);
    let (mut first, mut rest) = (0, out);
    while let Some(out) = rest.take_series(most) {
        let series = first..first + out.layout().series;
        first = series.end;
        let group = Group::new(machine, kernel, inputs.map(|input| input.columns(series.clone())), out, team.size());
        team.run(&|| machine.vectorize(&group));
    }
}
