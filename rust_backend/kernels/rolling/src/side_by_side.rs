//! Eight stretches of one series side by side: what works on eight series in lanes then works on one.
//!
//! Each stretch is preceded by the bars that its first windows need.

use atc_engine::lanes::{LANES, Row};
use atc_engine::{Machine, Scratch, Table, TableMut};

/// A bar of each stretch.
pub type Bars = [f64; LANES];

/// Bars of no stretch, and those that are not finite.
pub const MISSING: f64 = f64::NAN;

/// Between these, or 0, values are ordinary: fourth powers of their differences neither vanish nor overflow.
const SMALLEST: f64 = 1e-55;
const LARGEST: f64 = 1e70;

/// What all values are.
pub struct Kind {
    pub is_whole: bool,
    pub is_ordinary: bool,
}

impl Default for Kind {
    fn default() -> Self {
        Self { is_whole: true, is_ordinary: true }
    }
}

/// What values are, as they are read.
struct Survey<M: Machine> {
    zero: Row<M>,
    most: Row<M>,
    spoilt: Row<M>,
    smallest: Row<M>,
    largest: Row<M>,
}

impl<M: Machine> Survey<M> {
    #[inline(always)]
    fn new(machine: M) -> Self {
        let [zero, most] = [0.0, f64::INFINITY].map(|value| Row::splat(machine, value));
        Self { zero, most, spoilt: zero, smallest: most, largest: zero }
    }

    #[inline(always)]
    fn tell(self, kind: &mut Kind) {
        let (spoilt, smallest, largest) = (self.spoilt.array(), self.smallest.array(), self.largest.array());
        for lane in 0..LANES {
            kind.is_whole &= spoilt[lane] == 0.0;
            kind.is_ordinary &= smallest[lane] >= SMALLEST && largest[lane] <= LARGEST;
        }
    }
}

/// What is done to rows as they are copied. A trait, for the body of a closure might not become vector code.
trait OnRow<M: Machine> {
    fn take(&mut self, values: Row<M>) -> Row<M>;
}

/// Nothing.
struct Raw;

impl<M: Machine> OnRow<M> for Raw {
    #[inline(always)]
    fn take(&mut self, values: Row<M>) -> Row<M> {
        values
    }
}

impl<M: Machine> OnRow<M> for Survey<M> {
    /// The values, those that are not finite as NaN.
    #[inline(always)]
    fn take(&mut self, values: Row<M>) -> Row<M> {
        // NaN where a value is not finite.
        let nothing = values * self.zero;
        self.spoilt = self.spoilt + nothing;
        let size = nothing.if_number(values.abs(), self.zero);
        self.smallest = self.smallest.least(self.zero.if_less(size, size, self.most));
        self.largest = self.largest.greatest(size);
        values + nothing
    }
}

atc_engine::dispatched! {
    /// Writes the bars of all stretches row by row.
    pub fn read_stretches(stretches: Stretches, bars: &[f64], rows: &mut [Bars], kind: &mut Kind) = read;
    /// Writes results that are in rows.
    pub fn write_stretches(stretches: Stretches, rows: &[Bars], out: &mut [f64]) = write;
    /// Writes some bars of up to eight series of a table, from a bar and a series on; tells what they are.
    pub fn read_rows(table: Table<'_, f64>, at: [usize; 2], rows: &mut [Bars], kind: &mut Kind) = copy_rows;
    /// Writes the same as they are, infinities too.
    pub fn read_raw_rows(table: Table<'_, f64>, at: [usize; 2], rows: &mut [Bars]) = copy_raw_rows;
    /// Tells what rows are; those values that are not finite become NaN.
    pub fn survey_rows(rows: &mut [Bars], kind: &mut Kind) = survey;
    /// Writes results that are in rows to some bars of up to eight series of a table.
    pub fn write_rows(rows: &[Bars], table: TableMut<'_, f64>, at: [usize; 2]) = copy_results;
}

#[inline(always)]
fn read<M: Machine>(machine: M, stretches: Stretches, bars: &[f64], rows: &mut [Bars], kind: &mut Kind) {
    stretches.read(machine, bars, rows, kind);
}

#[inline(always)]
fn write<M: Machine>(machine: M, stretches: Stretches, rows: &[Bars], out: &mut [f64]) {
    stretches.write(machine, rows, out);
}

#[inline(always)]
fn copy_rows<M: Machine>(machine: M, table: Table<f64>, at: [usize; 2], rows: &mut [Bars], kind: &mut Kind) {
    let mut survey = Survey::new(machine);
    copy(machine, table, at, rows, &mut survey);
    survey.tell(kind);
}

#[inline(always)]
fn copy_raw_rows<M: Machine>(machine: M, table: Table<f64>, at: [usize; 2], rows: &mut [Bars]) {
    copy(machine, table, at, rows, &mut Raw);
}

#[inline(always)]
fn copy<M: Machine>(
    machine: M,
    table: Table<f64>,
    [from, first]: [usize; 2],
    rows: &mut [Bars],
    on: &mut impl OnRow<M>,
) {
    let count = LANES.min(table.layout().series - first);
    // Eight at once: their places are checked once.
    let (eights, rest) = if count == LANES { rows.as_chunks_mut::<LANES>() } else { (&mut [][..], rows) };
    for (bar, eight) in (from..).step_by(LANES).zip(&mut *eights) {
        let block = table.read_block(bar, first);
        for (row, values) in eight.iter_mut().zip(&block) {
            on.take(Row::load(machine, values, 0)).store(row);
        }
    }
    for (bar, row) in (from + eights.len() * LANES..).zip(rest) {
        // What is beyond the last series is 0.
        let mut values = [0.0; LANES];
        table.read(bar, first, &mut values[..count], |value| value);
        on.take(Row::load(machine, &values, 0)).store(row);
    }
}

#[inline(always)]
fn survey<M: Machine>(machine: M, rows: &mut [Bars], kind: &mut Kind) {
    let mut survey = Survey::new(machine);
    for row in rows {
        survey.take(Row::load(machine, row, 0)).store(row);
    }
    survey.tell(kind);
}

#[inline(always)]
fn copy_results<M: Machine>(_: M, rows: &[Bars], mut table: TableMut<f64>, [from, first]: [usize; 2]) {
    let (layout, count) = (table.layout(), LANES.min(table.layout().series - first));
    let is_block = count == LANES && layout.has_rows::<f64>();
    let (eights, rest) = if is_block { rows.as_chunks::<LANES>() } else { (&[][..], rows) };
    for (bar, eight) in (from..).step_by(LANES).zip(eights) {
        table.write_block(bar, first, eight);
    }
    for (bar, row) in (from + eights.len() * LANES..).zip(rest) {
        table.write(bar, first, &row[..count], |value| value);
    }
}

/// How the last bars of a series are cut.
#[derive(Clone, Copy)]
pub struct Stretches {
    /// Results of each but the last ones.
    pub length: usize,
    /// Bars before the first result.
    pub lookback: usize,
    count: usize,
}

impl Stretches {
    /// Of so many results that each depend on so many bars before.
    pub fn new(count: usize, lookback: usize) -> Self {
        Self::of(count.div_ceil(LANES), lookback, count)
    }

    /// Of stretches of a known length, of which the last may be empty.
    pub fn of(length: usize, lookback: usize, count: usize) -> Self {
        Self { length, lookback, count }
    }

    /// How many rows they have.
    pub fn rows(self) -> usize {
        self.lookback + self.length
    }

    /// Whether so short stretches are worth so many bars before each.
    pub fn is_worth(self) -> bool {
        self.length >= LANES && 4 * self.length >= self.lookback
    }

    /// Writes the bars of all stretches row by row; tells what they are.
    #[inline(always)]
    pub fn read<M: Machine>(self, machine: M, bars: &[f64], rows: &mut [Bars], kind: &mut Kind) {
        let first = bars.len() - self.count;
        let mut survey = Survey::new(machine);
        for (at, rows) in (0..).step_by(LANES).zip(rows.chunks_mut(LANES)) {
            let mut columns = [[MISSING; LANES]; LANES];
            for (stretch, column) in columns.iter_mut().enumerate() {
                let bar = first + stretch * self.length + at;
                let inside = bar.checked_sub(self.lookback).and_then(|bar| bars.get(bar..));
                match inside.and_then(|bars| bars.first_chunk()) {
                    Some(bars) => *column = *bars,
                    None => edge(bars, bar, self.lookback, column),
                }
            }
            for (row, values) in rows.iter_mut().zip(transposed(machine, &columns)) {
                survey.take(values).store(row);
            }
        }
        survey.tell(kind);
    }

    /// Writes results that are in rows.
    #[inline(always)]
    pub fn write<M: Machine>(self, machine: M, rows: &[Bars], out: &mut [f64]) {
        let (eights, rest) = rows.as_chunks::<LANES>();
        for (at, block) in (0..).step_by(LANES).zip(eights) {
            let columns = transposed(machine, block);
            for (stretch, column) in columns.iter().enumerate() {
                let out = out.get_mut(stretch * self.length + at..).unwrap_or_default();
                match out.first_chunk_mut() {
                    Some(out) => column.store(out),
                    None => out.copy_from_slice(&column.array()[..out.len()]),
                }
            }
        }
        for (at, row) in (eights.len() * LANES..).zip(rest) {
            for (stretch, value) in row.iter().enumerate() {
                if let Some(out) = out.get_mut(stretch * self.length + at) {
                    *out = *value;
                }
            }
        }
    }
}

/// Bars of which some are before the first or after the last.
#[cold]
fn edge(bars: &[f64], bar: usize, lookback: usize, column: &mut Bars) {
    for (place, value) in column.iter_mut().enumerate() {
        // After the last comes the last again: results there are not written, and nothing is missing.
        let bar = (bar + place).min(bars.len() - 1 + lookback);
        *value = bar.checked_sub(lookback).map_or(MISSING, |bar| bars[bar]);
    }
}

#[inline(always)]
fn transposed<M: Machine>(machine: M, block: &[Bars; LANES]) -> [Row<M>; LANES] {
    Row::transposed(block.each_ref().map(|row| Row::load(machine, row, 0)))
}

/// Scratch memory as rows.
pub fn rows_in(numbers: &mut Scratch) -> &mut [Bars] {
    numbers.as_chunks_mut().0
}
