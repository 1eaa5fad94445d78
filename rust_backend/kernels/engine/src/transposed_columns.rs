//! Some columns of a table copied out of rows and back, eight bars of eight series at a time in registers.

use crate::dispatch::on;
use crate::lanes::{Block8, Cache, LANES};
use crate::{Float, Machine, Stored, Table, TableMut, on_best_machine};
use pulp::NullaryFnOnce;

/// How many bars before they are read rows are fetched: as far apart as the table is wide, they defeat the hardware
/// prefetcher.
const AHEAD: usize = 16;

/// Copies all bars of the series from `first` on to columns that begin at every `stride`, as many as there are.
pub fn read_columns<I: Float>(table: &Table<I>, first: usize, stride: usize, columns: &mut [f64]) {
    let read = Read { machine: pulp::Scalar256b, table, first, stride, columns };
    on_best_machine!(machine => on(machine, read.with(machine)));
    read.call();
}

/// Writes columns that begin at every `stride` to all series of a table.
pub fn write_columns<O: Stored>(table: &mut TableMut<O>, stride: usize, columns: &[f64]) {
    let write = Write { machine: pulp::Scalar256b, table, stride, columns };
    on_best_machine!(machine => on(machine, write.with(machine)));
    write.call();
}

struct Read<'a, 'b, M, I> {
    machine: M,
    table: &'a Table<'b, I>,
    first: usize,
    stride: usize,
    columns: &'a mut [f64],
}

impl<'a, 'b, M, I> Read<'a, 'b, M, I> {
    fn with<N>(self, machine: N) -> Read<'a, 'b, N, I> {
        let Self { table, first, stride, columns, .. } = self;
        Read { machine, table, first, stride, columns }
    }
}

impl<M: Machine, I: Float> NullaryFnOnce for Read<'_, '_, M, I> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { machine, table, first, stride, columns } = self;
        let (table, bars, count) = (*table, self.table.layout().bars, columns.len() / stride);
        let (whole_bars, whole) = eights(table.layout().has_rows::<I>(), bars, count);
        for at in (0..whole_bars).step_by(LANES) {
            for i in 0..LANES {
                table.prefetch(at + i + AHEAD, first, whole, Cache::First);
            }
            for (group, columns) in columns.chunks_exact_mut(LANES * stride).enumerate() {
                let mut rows = [[0.0; LANES]; LANES];
                for (row, values) in rows.iter_mut().zip(&table.read_block(at, first + group * LANES)) {
                    *row = values.map(I::widen);
                }
                for (column, values) in columns.chunks_exact_mut(stride).zip(&transposed(machine, &rows)) {
                    column[at..at + LANES].copy_from_slice(values);
                }
            }
        }
        for (series, column) in columns.chunks_exact_mut(stride).enumerate() {
            for bar in if series < whole { whole_bars } else { 0 }..bars {
                table.read(bar, first + series, &mut column[bar..=bar], I::widen);
            }
        }
    }
}

struct Write<'a, 'b, M, O> {
    machine: M,
    table: &'a mut TableMut<'b, O>,
    stride: usize,
    columns: &'a [f64],
}

impl<'a, 'b, M, O> Write<'a, 'b, M, O> {
    fn with<N>(self, machine: N) -> Write<'a, 'b, N, O> {
        let Self { table, stride, columns, .. } = self;
        Write { machine, table, stride, columns }
    }
}

impl<M: Machine, O: Stored> NullaryFnOnce for Write<'_, '_, M, O> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { machine, table, stride, columns } = self;
        let (mut table, count) = (table.reborrow(), columns.len() / stride);
        let bars = table.layout().bars;
        let (whole_bars, whole) = eights(table.layout().has_rows::<O>(), bars, count);
        for at in (0..whole_bars).step_by(LANES) {
            for i in 0..LANES {
                table.prefetch(at + i + AHEAD, 0, whole, Cache::First);
            }
            for (group, columns) in columns.chunks_exact(LANES * stride).enumerate() {
                let mut rows = [[0.0; LANES]; LANES];
                for (row, column) in rows.iter_mut().zip(columns.chunks_exact(stride)) {
                    row.copy_from_slice(&column[at..at + LANES]);
                }
                let mut stored = [[O::zeroed(); LANES]; LANES];
                for (stored, values) in stored.iter_mut().zip(&transposed(machine, &rows)) {
                    *stored = values.map(O::store);
                }
                table.write_block(at, group * LANES, &stored);
            }
        }
        for (series, column) in columns.chunks_exact(stride).enumerate() {
            for bar in if series < whole { whole_bars } else { 0 }..bars {
                table.write(bar, series, &column[bar..=bar], O::store);
            }
        }
    }
}

/// How many bars and how many series are copied in whole blocks.
fn eights(has_rows: bool, bars: usize, series: usize) -> (usize, usize) {
    if has_rows && series >= LANES { (bars / LANES * LANES, series / LANES * LANES) } else { (0, 0) }
}

#[inline(always)]
fn transposed<M: Machine>(machine: M, rows: &[[f64; LANES]; LANES]) -> [[f64; LANES]; LANES] {
    let mut block: Block8<M> = [M::eight(machine.splat_f64s(0.0)); LANES];
    for (lanes, row) in block.iter_mut().zip(rows) {
        lanes.as_mut().copy_from_slice(M::as_simd_f64s(row).0);
    }
    let mut columns = *rows;
    for (column, lanes) in columns.iter_mut().zip(&machine.transposed(block)) {
        column.copy_from_slice(bytemuck::cast_slice(lanes.as_ref()));
    }
    columns
}
