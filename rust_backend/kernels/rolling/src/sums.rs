//! Sums over each window, eight windows in lanes.
//!
//! Rows are cut into blocks as long as a window. A window is the end of one block and the beginning of the next: a sum from
//! the border back and one from it on, which take O(1) a bar and only add, so that what has left leaves nothing behind.
//! Summed are deviations from the value at the border, which every such window holds: an outlier that it does not hold costs
//! no digits, and equal values deviate by exactly 0.

use crate::pivots::Limit;
use crate::several_rows::{add, away, away_or_zero, load, load_first, share_gaps, store, store_first, sum};
use crate::side_by_side::{Bars, MISSING};
use atc_engine::Machine;
use atc_engine::lanes::Row;

/// Terms that are added up before they are added to the rest: rounding grows with this and with the number of such runs.
pub const RUN: usize = 32;

/// How many values a window has, and where: places count from the border.
#[derive(Clone, Copy)]
pub struct Counts<M: Machine> {
    pub count: Row<M>,
    pub places: Row<M>,
    /// The sum of the squared distances of places from their mean.
    pub spread: Row<M>,
}

/// A statistic made of sums of deviations from a pivot.
pub trait Summed<const INPUTS: usize, const SUMS: usize, const FIELDS: usize>: Copy {
    /// How large an error may be, in units of the window's standard deviation, and with which power of the pivot's distance
    /// from the mean, in the same units, it grows.
    const ALLOWED: f64 = f64::INFINITY;
    const POWER: f64 = 1.0;

    /// How many of the counts it takes: all where places matter.
    const COUNTS: usize = 1;

    /// What a bar adds to each sum.
    fn terms<M: Machine>(away: [Row<M>; INPUTS], place: Row<M>) -> [Row<M>; SUMS];

    /// The sums of deviations from another pivot, so far from the first.
    fn moved<M: Machine>(sums: [Row<M>; SUMS], counts: &Counts<M>, by: [Row<M>; INPUTS]) -> [Row<M>; SUMS];

    /// The sums of each input's deviations and of their squares, where an error is bounded.
    fn squares<M: Machine>(sums: [Row<M>; SUMS]) -> [[Row<M>; 2]; INPUTS];

    fn results<M: Machine>(
        self,
        machine: M,
        counts: &Counts<M>,
        pivots: [Row<M>; INPUTS],
        sums: [Row<M>; SUMS],
    ) -> [Row<M>; FIELDS];
}

/// Writes the results of the windows that end at rows from the first whole window on, but those that it adds to `left`: of
/// each lane so many as there are rows of results.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn sum_rows<M: Machine, S: Summed<I, K, F>, const I: usize, const K: usize, const F: usize>(
    machine: M,
    rows: &mut [Bars],
    is_whole: bool,
    [window, needed]: [usize; 2],
    statistic: S,
    results: &mut [Bars],
    scratch: &mut [Bars],
    left: &mut Vec<usize>,
) {
    let (height, length) = (rows.len() / I, results.len() / F);
    if I > 1 && !is_whole {
        share_gaps::<M, I>(machine, rows, height);
    }
    let limit = Limit::new::<S, I, K, F>(machine, window, window / RUN + RUN, length);
    let mut sums = Sums { machine, rows, height, window, needed, statistic, results, limit, left };
    let mut was_whole = is_whole || sums.is_whole(0);
    for first in (0..length).step_by(window) {
        let is_whole = is_whole || sums.is_whole(first + window);
        if was_whole && is_whole {
            sums.whole_block(first, scratch);
        } else {
            sums.block_with_gaps(first, scratch);
        }
        was_whole = is_whole;
    }
}

/// Rows of all inputs, one input after the other, and of results alike.
struct Sums<'a, M: Machine, S, const I: usize, const K: usize, const F: usize> {
    machine: M,
    rows: &'a [Bars],
    height: usize,
    window: usize,
    needed: usize,
    statistic: S,
    results: &'a mut [Bars],
    limit: Limit<M>,
    left: &'a mut Vec<usize>,
}

impl<M: Machine, S: Summed<I, K, F>, const I: usize, const K: usize, const F: usize> Sums<'_, M, S, I, K, F> {
    #[inline(always)]
    fn splat(&self, value: f64) -> Row<M> {
        Row::splat(self.machine, value)
    }

    #[inline(always)]
    fn bar(&self, at: usize) -> [Row<M>; I] {
        let mut bar = [self.splat(0.0); I];
        for (input, row) in bar.iter_mut().enumerate() {
            *row = Row::load(self.machine, &self.rows[input * self.height + at], 0);
        }
        bar
    }

    /// Whether nothing is missing in the block that begins at a row.
    #[inline(always)]
    fn is_whole(&self, first: usize) -> bool {
        let mut sum = self.splat(0.0);
        for row in &self.rows[first.min(self.height)..self.height.min(first + self.window)] {
            sum = sum + Row::load(self.machine, row, 0);
        }
        !sum.array().iter().any(|lane| lane.is_nan())
    }

    /// The results of the windows that hold the last bar of the block that begins at `first`.
    #[inline(always)]
    fn whole_block(&mut self, first: usize, scratch: &mut [Bars]) {
        let (window, border) = (self.window, first + self.window - 1);
        let pivots = self.bar(border);
        let zero = self.splat(0.0);
        let back = scratch.as_chunks_mut().0;
        let mut before = [zero; K];
        for start in (0..window).step_by(RUN).rev() {
            let mut run = [zero; K];
            for at in (start..window.min(start + RUN)).rev() {
                let place = self.splat(at as f64 - (window - 1) as f64);
                add(&mut run, S::terms(away(self.bar(first + at), pivots), place));
                store(&sum(before, run), &mut back[at]);
            }
            add(&mut before, run);
        }
        let n = window as f64;
        let (count, spread) = (self.splat(n), self.splat(n * (n * n - 1.0) / 12.0));
        let end = window.min(self.height - border);
        let mut before = [zero; K];
        for start in (0..end).step_by(RUN) {
            let mut run = [zero; K];
            for (at, back) in (0..end.min(start + RUN)).zip(back.iter()).skip(start) {
                // That of the border itself is 0.
                add(&mut run, S::terms(away(self.bar(border + at), pivots), self.splat(at as f64)));
                let total = sum(load(self.machine, back), sum(before, run));
                self.limit.check::<S, I, K, F>(first + at, count, total, self.left);
                let counts = Counts { count, places: count * self.splat(at as f64 - 0.5 * (n - 1.0)), spread };
                self.put(first + at, self.statistic.results(self.machine, &counts, pivots, total));
            }
            add(&mut before, run);
        }
    }

    #[inline(always)]
    fn put(&mut self, at: usize, results: [Row<M>; F]) {
        let length = self.results.len() / F;
        for (field, result) in results.into_iter().enumerate() {
            result.store(&mut self.results[field * length + at]);
        }
    }

    /// The same where bars are missing. The pivot of the sum back is the newest value in it, that of the sum on its first one,
    /// or the same where there is a value at the border: whichever a window holds anything of, it holds the pivot too.
    #[inline(always)]
    fn block_with_gaps(&mut self, first: usize, scratch: &mut [Bars]) {
        let (window, border) = (self.window, first + self.window - 1);
        let (zero, one) = (self.splat(0.0), self.splat(1.0));
        let mut pivots = self.bar(border);
        let mut later = pivots;
        for at in (0..window).rev() {
            let bar = self.bar(first + at);
            for (pivot, row) in pivots.iter_mut().zip(bar) {
                *pivot = pivot.if_number(*pivot, row);
            }
        }
        let (back, back_counts) = scratch.split_at_mut(window * K);
        let (back, back_counts) = (back.as_chunks_mut().0, back_counts.as_chunks_mut().0);
        let (mut before, mut run, mut counts) = ([zero; K], [zero; K], [zero; 3]);
        for at in (0..window).rev() {
            let (bar, place) = (self.bar(first + at), self.splat(at as f64 - (window - 1) as f64));
            add(&mut run, S::terms(away_or_zero(bar, pivots, zero), place));
            let is_valid = bar[0].if_number(one, zero);
            add(&mut counts, [is_valid, place * is_valid, place * place * is_valid]);
            store(&sum(before, run), &mut back[at]);
            store_first(&counts, S::COUNTS, &mut back_counts[at]);
            if at % RUN == 0 {
                (before, run) = (sum(before, run), [zero; K]);
            }
        }
        let (mut before, mut run, mut counts) = ([zero; K], [zero; K], [zero; 3]);
        for at in 0..window.min(self.height - border) {
            let place = self.splat(at as f64);
            if at > 0 {
                let bar = self.bar(border + at);
                for (pivot, row) in later.iter_mut().zip(bar) {
                    *pivot = pivot.if_number(*pivot, row);
                }
                add(&mut run, S::terms(away_or_zero(bar, later, zero), place));
                let is_valid = bar[0].if_number(one, zero);
                add(&mut counts, [is_valid, place * is_valid, place * place * is_valid]);
            }
            let (mut by, mut pivot) = (pivots, later);
            for input in 0..I {
                let distance = later[input] - pivots[input];
                by[input] = distance.if_number(distance, zero);
                pivot[input] = later[input].if_number(later[input], pivots[input]);
            }
            let mut all = load_first(self.machine, &back_counts[at], S::COUNTS);
            let [count, places, _] = all;
            let mut total = S::moved(load(self.machine, &back[at]), &Counts { count, places, spread: zero }, by);
            add(&mut total, sum(before, run));
            add(&mut all, counts);
            if at % RUN == RUN - 1 {
                (before, run) = (sum(before, run), [zero; K]);
            }
            let [count, places, squares] = all;
            // Of integers, exact up to windows of 10 000 bars.
            let spread = (count * squares - places * places) / count;
            self.limit.check::<S, I, K, F>(first + at, count, total, self.left);
            let results = self.statistic.results(self.machine, &Counts { count, places, spread }, pivot, total);
            let mut shown = results;
            for result in &mut shown {
                let enough = self.splat(self.needed.max(1) as f64);
                *result = count.if_less(enough, self.splat(MISSING), *result);
            }
            self.put(first + at, shown);
        }
    }
}
