//! Runs of timestamps that lie in one interval.

use atc_engine::lanes::{LANES, prefetch_from};
use std::ops::Range;

/// Timestamps that are looked at one after the other, then by eights; of more the end is searched.
const NEXT: usize = 16;
const NEAR: usize = 64;
const EIGHT: usize = 8;

/// Where the timestamps of intervals are that follow each other.
#[derive(Clone, Copy)]
pub struct Place {
    every: u64,
    first: i64,
    /// How far the first timestamp lies in its interval.
    offset: u64,
}

impl Place {
    /// The interval of a timestamp.
    #[inline(always)]
    pub fn of(first: i64, every: u64) -> Self {
        Self { every, first, offset: offset(first, every) }
    }

    /// That of a timestamp after it: mostly the one that follows, which needs no division.
    #[inline(always)]
    pub fn after(self, next: i64) -> Self {
        let beyond = distance(self.first, next) - self.left();
        let offset = if beyond < self.every { beyond } else { offset(next, self.every) };
        Self { first: next, offset, ..self }
    }

    /// Its start; that of the earliest may lie before all timestamps.
    #[inline(always)]
    pub fn start(&self) -> i64 {
        self.first.saturating_sub_unsigned(self.offset)
    }

    /// From the first timestamp to the end.
    #[inline(always)]
    fn left(&self) -> u64 {
        self.every - self.offset
    }
}

/// Writes where each interval's timestamps end; gives the number of intervals.
#[inline(always)]
pub fn find_ends(timestamps: &[i64], every: u64, ends: &mut [u64]) -> usize {
    let Some(first) = timestamps.first() else { return 0 };
    let (mut place, mut at, mut count, mut length) = (Place::of(*first, every), 0, 0, 0);
    loop {
        let rest = &timestamps[at..];
        // Each interval waits for the one before: of an hour's minutes that was a third of the time.
        if length <= NEAR {
            (0..length).step_by(LANES).for_each(|line| prefetch_from(rest, line));
        }
        length = run_like(rest, place.left(), length).unwrap_or_else(|| run(rest, place.left()));
        at += length;
        ends[count] = at as u64;
        count += 1;
        let Some(next) = timestamps.get(at) else { return count };
        place = place.after(*next);
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
    last + run(&timestamps[last..], Place::of(timestamps[last], every).left())
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

/// The same where it is about as many as the last: no branch depends on the number.
#[inline(always)]
fn run_like(timestamps: &[i64], left: u64, last: usize) -> Option<usize> {
    let start = last.checked_sub(NEXT)?;
    let (before, near) = (timestamps.get(start)?, timestamps.get(start + 1..start + 1 + 2 * NEXT)?);
    let is_inside = |timestamp: &i64| distance(timestamps[0], *timestamp) < left;
    let is_near = is_inside(before) && !near.last().is_some_and(is_inside);
    is_near.then(|| start + 1 + near.iter().map(|timestamp| usize::from(is_inside(timestamp))).sum::<usize>())
}

/// How many timestamps lie less than `left` after the first.
#[inline(always)]
fn run(timestamps: &[i64], left: u64) -> usize {
    let first = timestamps[0];
    let is_inside = |timestamp: &i64| distance(first, *timestamp) < left;
    // Mostly the processor guesses where it ends, and needs not wait.
    for (place, timestamp) in timestamps.iter().enumerate().take(NEXT) {
        if !is_inside(timestamp) {
            return place;
        }
    }
    let near = &timestamps[..timestamps.len().min(NEAR)];
    let (eights, rest) = near.as_chunks::<EIGHT>();
    for (i, eight) in eights.iter().enumerate().skip(NEXT / EIGHT) {
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
