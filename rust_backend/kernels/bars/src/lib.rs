//! Bars made of bars.

mod fields;
mod intervals;

use atc_engine::{Machine, Scratch, Workers, bytemuck, each};
use fields::{Bars, Fields, split_off};
use intervals::{Place, find_ends, parts};
use std::ops::Range;

/// Parts for each thread: enough that threads end together, though some wake late.
const PARTS: usize = 4;

/// How many intervals ahead the first and last values are fetched: of an hour's bars they were two thirds of the time.
const AHEAD: usize = 8;

/// Bars grouped into intervals `[k * every, (k + 1) * every)`: first, largest, smallest, last and sum; NaN is passed over.
/// Timestamps do not decrease. One bar an interval that has any, with the interval's start.
#[allow(clippy::too_many_arguments)]
pub fn ohlcv_resample<'a>(
    timestamps: &'a [i64],
    open: &'a [f64],
    high: &'a [f64],
    low: &'a [f64],
    close: &'a [f64],
    volume: &'a [f64],
    _: [usize; 1],
    every: u64,
    workers: &dyn Workers,
) -> Resampling<'a> {
    let count = if workers.count() > 1 { PARTS * workers.count() } else { 1 };
    let mut parts: Vec<Part> = parts(timestamps, every, count).map(|bars| Part { bars, rows: 0 }).collect();
    let mut ends = Scratch::new(timestamps.len());
    let mut left = bytemuck::cast_slice_mut(&mut ends);
    let pieces: Vec<_> = parts.iter_mut().map(|part| (split_off(&mut left, part.bars.len()), part)).collect();
    each(pieces.into_iter(), workers, |(ends, part)| {
        count_rows(&timestamps[part.bars.clone()], every, ends, &mut part.rows);
    });
    Resampling { timestamps, fields: Fields { open, high, low, close, volume }, every, parts, ends }
}

/// Whole intervals, and how many.
struct Part {
    bars: Range<usize>,
    rows: usize,
}

/// What is to be resampled, and how much comes of it.
pub struct Resampling<'a> {
    timestamps: &'a [i64],
    fields: Fields<'a>,
    every: u64,
    parts: Vec<Part>,
    /// Where the bars of each interval end, counted from those of its part, which has room for an end a bar.
    ends: Scratch,
}

type Results<'a> = (&'a mut [i64], &'a mut [f64], &'a mut [f64], &'a mut [f64], &'a mut [f64], &'a mut [f64]);

impl Resampling<'_> {
    /// How many bars come of it.
    pub fn shape(&self) -> [usize; 1] {
        [self.parts.iter().map(|part| part.rows).sum()]
    }

    /// Writes timestamps, open, high, low, close and volume.
    pub fn fill(&self, (starts, open, high, low, close, volume): Results<'_>, workers: &dyn Workers) {
        let mut left = Bars { starts, open, high, low, close, volume };
        let pieces: Vec<_> = self.parts.iter().map(|part| (part, left.take(part.rows))).collect();
        each(pieces.into_iter(), workers, |(part, bars)| {
            let ends = &bytemuck::cast_slice(&self.ends)[part.bars.start..][..part.rows];
            let timestamps = &self.timestamps[part.bars.clone()];
            fill_rows(timestamps, ends, self.fields.of(part.bars.clone()), self.every, bars);
        });
    }
}

atc_engine::dispatched! {
    fn count_rows(timestamps: &[i64], every: u64, ends: &mut [u64], rows: &mut usize) = count_body;
    fn fill_rows(timestamps: &[i64], ends: &[u64], fields: Fields<'_>, every: u64, bars: Bars<'_>) = fill_body;
}

#[inline(always)]
fn count_body<M>(_: M, timestamps: &[i64], every: u64, ends: &mut [u64], rows: &mut usize) {
    *rows = find_ends(timestamps, every, ends);
}

#[inline(always)]
fn fill_body<M: Machine>(machine: M, timestamps: &[i64], ends: &[u64], fields: Fields<'_>, every: u64, bars: Bars<'_>) {
    let Some(first) = timestamps.first() else { return };
    let (mut place, mut from) = (Place::of(*first, every), 0);
    for (row, end) in ends.iter().enumerate() {
        let run = from..*end as usize;
        if row > 0 {
            place = place.after(timestamps[from]);
        }
        if let Some(later) = ends.get(row + AHEAD) {
            fields.fetch(timestamps, *later as usize);
        }
        bars.starts[row] = place.start();
        bars.open[row] = fields::first(fields.open, run.clone());
        bars.high[row] = fields::largest(machine, fields.high, run.clone());
        bars.low[row] = fields::smallest(machine, fields.low, run.clone());
        bars.close[row] = fields::last(fields.close, run.clone());
        bars.volume[row] = fields::total(machine, fields.volume, run);
        from = *end as usize;
    }
}
