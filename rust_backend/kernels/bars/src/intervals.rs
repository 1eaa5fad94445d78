//! Runs of timestamps that lie in one interval.

use std::ops::Range;

/// Timestamps that are looked at one after the other, by eights; of more the end is searched.
const NEAR: usize = 64;
const EIGHT: usize = 8;

/// Each interval's start, and the range of its timestamps.
pub struct Intervals<'a> {
    timestamps: &'a [i64],
    every: u64,
    at: usize,
    /// How far the next timestamp lies in its interval.
    offset: u64,
}

impl<'a> Intervals<'a> {
    #[inline(always)]
    pub fn new(timestamps: &'a [i64], every: u64) -> Self {
        let offset = timestamps.first().map_or(0, |first| offset(*first, every));
        Self { timestamps, every, at: 0, offset }
    }
}

impl Iterator for Intervals<'_> {
    type Item = (i64, Range<usize>);

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.timestamps.get(self.at..)?;
        let first = *rest.first()?;
        let left = self.every - self.offset;
        // The start of the earliest interval may lie before all timestamps.
        let start = first.saturating_sub_unsigned(self.offset);
        let run = self.at..self.at + run(rest, left);
        self.at = run.end;
        if let Some(next) = self.timestamps.get(run.end) {
            // Mostly in the interval that follows: no division.
            let beyond = distance(first, *next) - left;
            self.offset = if beyond < self.every { beyond } else { offset(*next, self.every) };
        }
        Some((start, run))
    }
}

/// Parts of about one size, each of whole intervals.
pub fn parts(timestamps: &[i64], every: u64, count: usize) -> impl Iterator<Item = Range<usize>> {
    let bars = timestamps.len();
    let mut from = 0;
    (1..=count).filter_map(move |part| {
        let until = after_interval(timestamps, every, bars * part / count);
        let range = from..until.max(from);
        from = range.end;
        Some(range).filter(|range| !range.is_empty())
    })
}

/// The end of the interval that holds the timestamp before a place.
fn after_interval(timestamps: &[i64], every: u64, place: usize) -> usize {
    let Some(last) = place.checked_sub(1) else { return 0 };
    last + run(&timestamps[last..], every - offset(timestamps[last], every))
}

/// How far a timestamp lies in its interval: from the floor, before 1970 too.
#[inline(always)]
fn offset(timestamp: i64, every: u64) -> u64 {
    match i64::try_from(every) {
        Ok(every) => timestamp.rem_euclid(every) as u64,
        Err(_) => i128::from(timestamp).rem_euclid(i128::from(every)) as u64,
    }
}

/// How much later a timestamp is than an earlier one. Unsigned: it may be more than the largest integer.
#[inline(always)]
fn distance(from: i64, to: i64) -> u64 {
    to.wrapping_sub(from) as u64
}

/// How many timestamps lie less than `left` after the first.
#[inline(always)]
fn run(timestamps: &[i64], left: u64) -> usize {
    let first = timestamps[0];
    let is_inside = |timestamp: &i64| distance(first, *timestamp) < left;
    let near = &timestamps[..timestamps.len().min(NEAR)];
    let (eights, rest) = near.as_chunks::<EIGHT>();
    for (i, eight) in eights.iter().enumerate() {
        let inside: u64 = eight.iter().map(|timestamp| u64::from(is_inside(timestamp))).sum();
        if inside < EIGHT as u64 {
            return i * EIGHT + inside as usize;
        }
    }
    if near.len() < NEAR {
        return near.len() - rest.len() + rest.partition_point(is_inside);
    }
    NEAR + far(&timestamps[NEAR..], is_inside)
}

/// The same of many: by steps of 1, 2, 4 … and then by halves, so that they cost their logarithm.
#[inline(never)]
fn far(timestamps: &[i64], is_inside: impl Fn(&i64) -> bool) -> usize {
    let mut step = 1;
    while step <= timestamps.len() && is_inside(&timestamps[step - 1]) {
        step *= 2;
    }
    let (known, near) = (step / 2, timestamps.len().min(step));
    known + timestamps[known..near].partition_point(is_inside)
}
