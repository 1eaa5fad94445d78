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
    for (series, columns) in (first..).step_by(LANES).zip(columns.chunks_mut(LANES * stride)) {
        read_eight(Read { machine: pulp::Scalar256b, table, series, stride, columns });
    }
}

fn read_eight<I: Float>(read: Read<'_, '_, pulp::Scalar256b, I>) {
    on_best_machine!(machine => on(machine, read.with(machine)));
    read.call();
}

/// Writes columns that begin at every `stride` to all series of a table.
pub fn write_columns<O: Stored>(table: &mut TableMut<O>, stride: usize, columns: &[f64]) {
    for (series, columns) in (0..).step_by(LANES).zip(columns.chunks(LANES * stride)) {
        write_eight(Write { machine: pulp::Scalar256b, table, series, stride, columns });
    }
}

fn write_eight<O: Stored>(write: Write<'_, '_, pulp::Scalar256b, O>) {
    on_best_machine!(machine => on(machine, write.with(machine)));
    write.call();
}

struct Read<'a, 'b, M, I> {
    machine: M,
    table: &'a Table<'b, I>,
    series: usize,
    stride: usize,
    columns: &'a mut [f64],
}

impl<'a, 'b, M, I> Read<'a, 'b, M, I> {
    fn with<N>(self, machine: N) -> Read<'a, 'b, N, I> {
        let Self { table, series, stride, columns, .. } = self;
        Read { machine, table, series, stride, columns }
    }
}

impl<M: Machine, I: Float> NullaryFnOnce for Read<'_, '_, M, I> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { machine, table, series, stride, columns } = self;
        let table = *table;
        let (bars, count) = (table.layout().bars, columns.len() / stride);
        for at in (0..bars).step_by(LANES) {
            let now = LANES.min(bars - at);
            let mut rows = [[0.0; LANES]; LANES];
            for (bar, row) in (at..at + now).zip(&mut rows) {
                table.prefetch(bar + AHEAD, series, LANES, Cache::First);
                if count == LANES {
                    table.read(bar, series, row, I::widen);
                } else {
                    table.read(bar, series, &mut row[..count], I::widen);
                }
            }
            let rows = transposed(machine, &rows);
            for (column, row) in columns.chunks_exact_mut(stride).zip(&rows) {
                column[at..at + LANES].copy_from_slice(row);
            }
        }
    }
}

struct Write<'a, 'b, M, O> {
    machine: M,
    table: &'a mut TableMut<'b, O>,
    series: usize,
    stride: usize,
    columns: &'a [f64],
}

impl<'a, 'b, M, O> Write<'a, 'b, M, O> {
    fn with<N>(self, machine: N) -> Write<'a, 'b, N, O> {
        let Self { table, series, stride, columns, .. } = self;
        Write { machine, table, series, stride, columns }
    }
}

impl<M: Machine, O: Stored> NullaryFnOnce for Write<'_, '_, M, O> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { machine, table, series, stride, columns } = self;
        let (bars, count) = (table.layout().bars, columns.len() / stride);
        for at in (0..bars).step_by(LANES) {
            let mut rows = [[0.0; LANES]; LANES];
            for (row, column) in rows.iter_mut().zip(columns.chunks_exact(stride)) {
                row.copy_from_slice(&column[at..at + LANES]);
            }
            let rows = transposed(machine, &rows);
            for (bar, row) in (at..bars).zip(&rows) {
                table.prefetch(bar + AHEAD, series, LANES, Cache::First);
                if count == LANES {
                    table.write(bar, series, row, O::store);
                } else {
                    table.write(bar, series, &row[..count], O::store);
                }
            }
        }
    }
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
