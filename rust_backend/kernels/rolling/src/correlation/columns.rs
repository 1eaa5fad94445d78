//! Series side by side: what they are like, and their deviations from their means.

use crate::side_by_side::Bars;
use atc_engine::lanes::{Cell, LANES, Row};
use atc_engine::{Machine, WORD};
use std::ops::Range;

/// Rows of a block: their deviations stay in the second cache, and rounding of their sums stays below 1.5e-14.
pub const ROWS: usize = 128;

/// How much of a series is missing.
#[derive(Clone, Copy, PartialEq)]
pub enum Gaps {
    No,
    Few,
    /// More than half: then the rows that are there are listed, and not those that are missing.
    Many,
}

/// Series, eight in lanes; what the last lanes have beyond the last series is of no meaning.
pub struct Columns<'a> {
    x: &'a [f64],
    pub series: usize,
    /// How many rows of lanes a bar takes.
    pub groups: usize,
    means: Vec<Cell>,
    /// The powers of two with which no deviation is above 1: no product overflows.
    factors: Vec<Cell>,
    pub gaps: Vec<Gaps>,
    /// Of fewer than two values, or of equal ones.
    pub is_constant: Vec<bool>,
    pub has_gaps: bool,
    /// How many values each series has.
    pub counts: Vec<Cell>,
    /// A bit for each series with many gaps.
    many: Vec<u64>,
}

impl<'a> Columns<'a> {
    #[inline(always)]
    pub fn of<M: Machine>(machine: M, x: &'a [f64], [time, series]: [usize; 2]) -> Self {
        let groups = series.div_ceil(LANES);
        let mut columns = Self {
            x,
            series,
            groups,
            means: vec![Cell::ZERO; groups],
            factors: vec![Cell::ZERO; groups],
            gaps: vec![Gaps::No; series],
            is_constant: vec![false; series],
            has_gaps: false,
            counts: vec![Cell::ZERO; groups],
            many: vec![0; series.div_ceil(WORD)],
        };
        let mut ranges = vec![Ranges::default(); groups];
        for from in (0..time).step_by(ROWS) {
            for (group, range) in ranges.iter_mut().enumerate() {
                range.take(machine, &columns, from..time.min(from + ROWS), group);
            }
        }
        for (group, range) in ranges.iter().enumerate() {
            columns.describe(group, range, time);
        }
        columns.has_gaps = columns.gaps.iter().any(|gaps| *gaps != Gaps::No);
        for (series, gaps) in columns.gaps.iter().enumerate() {
            columns.many[series / WORD] |= u64::from(*gaps == Gaps::Many) << (series % WORD);
        }
        columns
    }

    fn describe(&mut self, group: usize, range: &Ranges, time: usize) {
        self.counts[group] = Cell(range.counts);
        for lane in 0..LANES.min(self.series - group * LANES) {
            let (count, low, high) = (range.counts[lane], range.lows[lane], range.highs[lane]);
            let mean = range.sums[lane] / count;
            let largest = (high - mean).max(mean - low);
            // The biased exponent; of denormals and zeros it is 0, and after 2^1000 they are large enough.
            let exponent = (largest.to_bits() >> 52) as i32 - 1022;
            let series = group * LANES + lane;
            (self.means[group].0[lane], self.factors[group].0[lane]) =
                (mean, 2.0_f64.powi(-exponent.clamp(-1000, 1023)));
            self.is_constant[series] = count < 2.0 || low == high;
            self.gaps[series] = match time as f64 - count {
                0.0 => Gaps::No,
                missing if missing <= count => Gaps::Few,
                _ => Gaps::Many,
            };
        }
    }

    /// The values of eight series.
    #[inline(always)]
    fn values<M: Machine>(&self, machine: M, row: usize, group: usize) -> Row<M> {
        let values = &self.x[row * self.series + group * LANES..];
        // Those after the last series are the next row's.
        match values.first_chunk::<LANES>() {
            Some(values) => Row::load(machine, values, 0),
            None => Row::load(machine, &last_values(values), 0),
        }
    }

    /// Writes the deviations of some rows, 0 where a value is missing.
    #[inline(always)]
    pub fn deviations<M: Machine>(&self, machine: M, rows: Range<usize>, away: &mut [Bars]) {
        let zero = Row::splat(machine, 0.0);
        for (row, away) in rows.zip(away.chunks_exact_mut(self.groups)) {
            for (group, away) in away.iter_mut().enumerate() {
                let value = self.values(machine, row, group);
                let mean = Row::of(machine, &self.means[group]);
                let factor = Row::of(machine, &self.factors[group]);
                (value * zero).if_number((value - mean) * factor, zero).store(away);
            }
        }
    }

    /// 1 where a value is there, 0 where it is missing.
    #[inline(always)]
    pub fn there<M: Machine>(&self, machine: M, row: usize, group: usize) -> Row<M> {
        let (zero, one) = (Row::splat(machine, 0.0), Row::splat(machine, 1.0));
        (self.values(machine, row, group) * zero).if_number(one, zero)
    }

    /// Finds the series of which a row is listed, and how many these are: it is missing there, or, where many are, it is
    /// there.
    #[inline(always)]
    pub fn list<M: Machine>(&self, machine: M, row: usize, listed: &mut [usize]) -> usize {
        let (values, mut count) = (&self.x[row * self.series..][..self.series], 0);
        for (word, (values, many)) in values.chunks(WORD).zip(&self.many).enumerate() {
            let mut is_missing = [0; WORD];
            for (is_missing, value) in is_missing.iter_mut().zip(values) {
                *is_missing = u8::from(!value.is_finite());
            }
            let mut bits = machine.pack(&is_missing) ^ many;
            while bits != 0 {
                listed[count] = word * WORD + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                count += 1;
            }
        }
        count
    }

    /// Each series by itself, one after the other.
    #[cold]
    pub fn transposed(&self) -> Vec<f64> {
        let time = self.x.len() / self.series;
        let mut columns = vec![0.0; self.x.len()];
        for (bar, row) in self.x.chunks_exact(self.series).enumerate() {
            for (series, value) in row.iter().enumerate() {
                columns[series * time + bar] = *value;
            }
        }
        columns
    }
}

#[cold]
fn last_values(values: &[f64]) -> Bars {
    let mut last = [0.0; LANES];
    last[..values.len()].copy_from_slice(values);
    last
}

/// Sums, counts and ranges of the values of eight series.
#[derive(Clone)]
struct Ranges {
    sums: Bars,
    counts: Bars,
    lows: Bars,
    highs: Bars,
}

impl Default for Ranges {
    fn default() -> Self {
        let [zeros, lows, highs] = [0.0, f64::INFINITY, f64::NEG_INFINITY].map(|value| [value; LANES]);
        Self { sums: zeros, counts: zeros, lows, highs }
    }
}

impl Ranges {
    #[inline(always)]
    fn take<M: Machine>(&mut self, machine: M, columns: &Columns, rows: Range<usize>, group: usize) {
        let (zero, one) = (Row::splat(machine, 0.0), Row::splat(machine, 1.0));
        let (mut sum, mut count) = (zero, Row::load(machine, &self.counts, 0));
        let (mut low, mut high) = (Row::load(machine, &self.lows, 0), Row::load(machine, &self.highs, 0));
        for row in rows {
            let value = columns.values(machine, row, group);
            let nothing = value * zero;
            sum = sum + nothing.if_number(value, zero);
            count = count + nothing.if_number(one, zero);
            low = low.least(nothing.if_number(value, low));
            high = high.greatest(nothing.if_number(value, high));
        }
        (Row::load(machine, &self.sums, 0) + sum).store(&mut self.sums);
        count.store(&mut self.counts);
        low.store(&mut self.lows);
        high.store(&mut self.highs);
    }
}
