//! Bars made of bars.

mod fields;
mod intervals;

use atc_engine::{Workers, each};
use fields::{Bars, Fields};
use intervals::{Intervals, parts};
use std::ops::Range;

/// Parts for each thread: enough that threads end together, though some wake late.
const PARTS: usize = 4;

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
    each(parts.iter_mut(), workers, |part| count_rows(&timestamps[part.bars.clone()], every, &mut part.rows));
    Resampling { timestamps, fields: Fields { open, high, low, close, volume }, every, parts }
}

/// Whole intervals, and how many.
#[derive(Default)]
struct Part {
    bars: Range<usize>,
    rows: usize,
}

/// What is to be resampled, and how much comes of it.
#[derive(Default)]
pub struct Resampling<'a> {
    timestamps: &'a [i64],
    fields: Fields<'a>,
    every: u64,
    parts: Vec<Part>,
}

type Results<'a> = (&'a mut [i64], &'a mut [f64], &'a mut [f64], &'a mut [f64], &'a mut [f64], &'a mut [f64]);

impl Resampling<'_> {
    /// How many bars come of it.
    pub fn count(&self) -> usize {
        self.parts.iter().map(|part| part.rows).sum()
    }

    /// Writes timestamps, open, high, low, close and volume.
    pub fn fill(&self, (starts, open, high, low, close, volume): Results<'_>, workers: &dyn Workers) {
        let mut left = Bars { starts, open, high, low, close, volume };
        let pieces: Vec<_> = self.parts.iter().map(|part| (part, left.take(part.rows))).collect();
        each(pieces.into_iter(), workers, |(part, bars)| {
            let timestamps = &self.timestamps[part.bars.clone()];
            fill_rows(timestamps, self.fields.of(part.bars.clone()), self.every, bars);
        });
    }
}

atc_engine::dispatched! {
    fn count_rows(timestamps: &[i64], every: u64, rows: &mut usize) = count_body;
    fn fill_rows(timestamps: &[i64], fields: Fields<'_>, every: u64, bars: Bars<'_>) = fill_body;
}

#[inline(always)]
fn count_body<M>(_: M, timestamps: &[i64], every: u64, rows: &mut usize) {
    *rows = Intervals::new(timestamps, every).count();
}

#[inline(always)]
fn fill_body<M>(_: M, timestamps: &[i64], fields: Fields<'_>, every: u64, bars: Bars<'_>) {
    for (row, (start, run)) in Intervals::new(timestamps, every).enumerate() {
        bars.starts[row] = start;
        bars.open[row] = fields::first(fields.open, run.clone());
        bars.high[row] = fields::largest(fields.high, run.clone());
        bars.low[row] = fields::smallest(fields.low, run.clone());
        bars.close[row] = fields::last(fields.close, run.clone());
        bars.volume[row] = fields::total(fields.volume, run);
    }
}
