//! Eight stretches of one series side by side: what works on eight series in lanes then works on one.
//!
//! Each stretch is preceded by the bars that its first windows need.

use atc_engine::lanes::{LANES, Row};
use atc_engine::{Machine, Scratch};

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
        Self { length: count.div_ceil(LANES), lookback, count }
    }

    /// How many rows they have.
    pub fn rows(self) -> usize {
        self.lookback + self.length
    }

    /// Whether so short stretches are worth so many bars before each.
    pub fn is_worth(self) -> bool {
        self.length >= LANES && 4 * self.length >= self.lookback
    }

    /// Writes the bars of all stretches row by row; says whether none is missing, and the others are ordinary.
    #[inline(always)]
    pub fn read<M: Machine>(self, machine: M, bars: &[f64], rows: &mut [Bars]) -> Kind {
        let first = bars.len() - self.count;
        let zero = Row::splat(machine, 0.0);
        let most = Row::splat(machine, f64::INFINITY);
        let (mut spoilt, mut smallest, mut largest) = (zero, most, zero);
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
                // NaN where a value is not finite.
                let nothing = values * zero;
                spoilt = spoilt + nothing;
                (values + nothing).store(row);
                let size = nothing.if_number(values.abs(), zero);
                smallest = smallest.least(zero.if_less(size, size, most));
                largest = largest.greatest(size);
            }
        }
        let (spoilt, smallest, largest) = (spoilt.array(), smallest.array(), largest.array());
        let mut kind = Kind { is_whole: true, is_ordinary: true };
        for lane in 0..LANES {
            kind.is_whole &= spoilt[lane] == 0.0;
            kind.is_ordinary &= smallest[lane] >= SMALLEST && largest[lane] <= LARGEST;
        }
        kind
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
