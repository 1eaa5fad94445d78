//! Rows of some series copied to a tile buffer and back and converted meanwhile, by the
//! machine's own instructions.

use crate::dispatch::on;
use crate::{Element, Float, Rounded, Table, TableMut, on_best_machine};
use pulp::NullaryFnOnce;

/// Copies `[bars, series]` of a table, from `[bar, series]` on, to rows of a buffer that are `lanes` apart.
pub fn read_rows<I: Float>(table: &Table<I>, at: [usize; 2], counts: [usize; 2], lanes: usize, buffer: &mut [f64]) {
    let read = Read { table, at, counts, lanes, buffer };
    on_best_machine!(machine => on(machine, read));
    read.call();
}

/// Copies rows of a buffer that are `lanes` apart to `[bars, series]` of a table, from `[bar, series]` on.
pub fn write_rows<R: Element, O: Rounded<R>>(
    table: &mut TableMut<O>,
    at: [usize; 2],
    counts: [usize; 2],
    lanes: usize,
    buffer: &[R],
) {
    let write = Write { table, at, counts, lanes, buffer };
    on_best_machine!(machine => on(machine, write));
    write.call();
}

struct Read<'a, 'b, I> {
    table: &'a Table<'b, I>,
    at: [usize; 2],
    counts: [usize; 2],
    lanes: usize,
    buffer: &'a mut [f64],
}

impl<I: Float> NullaryFnOnce for Read<'_, '_, I> {
    type Output = ();

    /// The usual widths are known when this is compiled: their rows are vectors and no loops.
    #[inline(always)]
    fn call(self) {
        let (table, [bar, series], [bars, width]) = (*self.table, self.at, self.counts);
        let rows = self.buffer.chunks_exact_mut(self.lanes).take(bars);
        for (bar, row) in (bar..).zip(rows) {
            match width {
                16 => table.read(bar, series, &mut row[..16], I::widen),
                8 => table.read(bar, series, &mut row[..8], I::widen),
                _ => table.read(bar, series, &mut row[..width], I::widen),
            }
        }
    }
}

struct Write<'a, 'b, R, O> {
    table: &'a mut TableMut<'b, O>,
    at: [usize; 2],
    counts: [usize; 2],
    lanes: usize,
    buffer: &'a [R],
}

impl<R: Element, O: Rounded<R>> NullaryFnOnce for Write<'_, '_, R, O> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let (mut table, [bar, series], [bars, width]) = (self.table.reborrow(), self.at, self.counts);
        let rows = self.buffer.chunks_exact(self.lanes).take(bars);
        for (bar, row) in (bar..).zip(rows) {
            match width {
                16 => write(&mut table, bar, series, row.first_chunk::<16>()),
                8 => write(&mut table, bar, series, row.first_chunk::<8>()),
                _ => table.write(bar, series, &row[..width], O::rounded),
            }
        }
    }
}

#[inline(always)]
fn write<R: Element, O: Rounded<R>, const WIDTH: usize>(
    table: &mut TableMut<O>,
    bar: usize,
    series: usize,
    row: Option<&[R; WIDTH]>,
) {
    let Some(row) = row else { return };
    let mut stored = [O::zeroed(); WIDTH];
    for (stored, value) in stored.iter_mut().zip(row) {
        *stored = O::rounded(*value);
    }
    table.write(bar, series, &stored, |value| value);
}
