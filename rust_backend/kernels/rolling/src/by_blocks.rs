//! Sums over windows that are long for their series: a block at a time, as long as a window, and each cut into eight
//! stretches. Stretches of the series itself would be little but the lookback that each has before it.
//!
//! As in `sums`, a window is the end of what is before a border and the beginning of what is after it. Each stretch sums
//! for itself, and then come the sums of those between it and the border.

use crate::pivots::Limit;
use crate::several_rows::{add, away_or_zero, load, load_first, share_gaps, store, store_first, sum};
use crate::side_by_side::{Bars, Kind, MISSING, Stretches, rows_in};
use crate::sums::{Counts, RUN, Summed};
use atc_engine::lanes::{LANES, Row};
use atc_engine::{Machine, Scratch};

/// How many values, the sum of their places and of the squares of these.
const COUNTS: usize = 3;

/// Sums of terms and counts, a stretch a lane.
type Totals<M, const K: usize> = ([Row<M>; K], [Row<M>; COUNTS]);

/// Writes the results of the last bars but those that it adds to `left`.
#[inline(always)]
pub fn sum_blocks<M: Machine, S: Summed<I, K, F>, const I: usize, const K: usize, const F: usize>(
    machine: M,
    bars: [&[f64]; I],
    [window, needed]: [usize; 2],
    statistic: S,
    mut out: [&mut [f64]; F],
    left: &mut Vec<usize>,
) {
    let (count, length) = (out[0].len(), window.div_ceil(LANES));
    let first = bars[0].len() - count;
    let mut numbers = Scratch::apart((2 * I + K + COUNTS + F) * length * LANES);
    let (before, rest) = rows_in(&mut numbers).split_at_mut(I * length);
    let (after, rest) = rest.split_at_mut(I * length);
    let (back, rest) = rest.split_at_mut(K * length);
    let (back_counts, results) = rest.split_at_mut(COUNTS * length);
    // The longer the runs are, the fewer there are.
    let run = RUN.max(length.isqrt());
    let limit = Limit::new::<S, I, K, F>(machine, window, run + length / run + LANES, length);
    let starts: Bars = std::array::from_fn(|stretch| (stretch * length) as f64);
    let mut blocks = Blocks {
        machine,
        bars,
        window,
        needed,
        statistic,
        length,
        run,
        limit,
        starts: Row::load(machine, &starts, 0),
        before,
        after,
        back: back.as_chunks_mut().0,
        back_counts: back_counts.as_chunks_mut().0,
        results,
    };
    let mut places = Vec::new();
    for from in (0..count).step_by(window) {
        let until = count.min(from + window);
        if !blocks.run(first + from, first + until, &mut places) {
            left.extend(from..until);
            continue;
        }
        left.extend(places.drain(..).map(|place| from + place).filter(|place| *place < until));
        for (out, rows) in out.iter_mut().zip(blocks.results.chunks_exact(length)) {
            Stretches::of(length, 0, until - from).write(machine, rows, &mut out[from..until]);
        }
    }
}

/// The block around a border, a row of eight stretches after the other: of all inputs, of sums back, and of results.
struct Blocks<'a, M: Machine, S, const I: usize, const K: usize, const F: usize> {
    machine: M,
    bars: [&'a [f64]; I],
    window: usize,
    needed: usize,
    statistic: S,
    /// Bars of a stretch, and how many terms are added up before they are added to the rest.
    length: usize,
    run: usize,
    limit: Limit<M>,
    /// The places at which stretches begin.
    starts: Row<M>,
    before: &'a mut [Bars],
    after: &'a mut [Bars],
    back: &'a mut [[Bars; K]],
    back_counts: &'a mut [[Bars; COUNTS]],
    results: &'a mut [Bars],
}

impl<M: Machine, S: Summed<I, K, F>, const I: usize, const K: usize, const F: usize> Blocks<'_, M, S, I, K, F> {
    #[inline(always)]
    fn splat(&self, value: f64) -> Row<M> {
        Row::splat(self.machine, value)
    }

    #[inline(always)]
    fn zeros(&self) -> Totals<M, K> {
        ([self.splat(0.0); K], [self.splat(0.0); COUNTS])
    }

    /// Finds the results of the windows that end from a border on; false where values are out of the ordinary.
    #[inline(always)]
    fn run(&mut self, border: usize, end: usize, left: &mut Vec<usize>) -> bool {
        let known = border.min(self.window - 1);
        if !self.read(border, end, known) {
            return false;
        }
        let is_valid = |bar: &usize| self.bars.iter().all(|input| input[*bar].is_finite());
        // Whichever side a window holds anything of, it holds the pivot too.
        let later = (border..end).find(is_valid);
        let earlier = (border - known..=border).rev().find(is_valid);
        let Some([earlier, later]) = earlier.or(later).zip(later.or(earlier)).map(<[usize; 2]>::from) else {
            self.results.fill([MISSING; LANES]);
            return true;
        };
        let [back_pivots, pivots] = [earlier, later].map(|bar| self.bars.map(|input| self.splat(input[bar])));
        let back = if known > 0 { self.sum_back(back_pivots) } else { self.empty_back() };
        self.sum_on(back, back_pivots, pivots, earlier != later, left);
        true
    }

    /// Reads the bars of a block, missing in all inputs where they are missing in one.
    #[inline(always)]
    fn read(&mut self, border: usize, end: usize, known: usize) -> bool {
        let (length, mut kind) = (self.length, Kind::default());
        for (bars, rows) in self.bars.iter().zip(self.after.chunks_exact_mut(length)) {
            Stretches::of(length, 0, end - border).read(self.machine, &bars[border..end], rows, &mut kind);
        }
        if known > 0 {
            for (bars, rows) in self.bars.iter().zip(self.before.chunks_exact_mut(length)) {
                let stretches = Stretches::of(length, self.window - 1 - known, known);
                stretches.read(self.machine, &bars[border - known..border], rows, &mut kind);
                for at in self.window - 1..LANES * length {
                    rows[at % length][at / length] = MISSING;
                }
            }
        }
        if I > 1 {
            share_gaps::<M, I>(self.machine, self.before, length);
            share_gaps::<M, I>(self.machine, self.after, length);
        }
        kind.is_ordinary
    }

    /// What the bars of a row come to.
    #[inline(always)]
    fn terms(&self, rows: &[Bars], at: usize, place: Row<M>, pivots: [Row<M>; I]) -> Totals<M, K> {
        let (zero, one) = (self.splat(0.0), self.splat(1.0));
        let mut bar = [zero; I];
        for (input, row) in bar.iter_mut().enumerate() {
            *row = Row::load(self.machine, &rows[input * self.length + at], 0);
        }
        let is_valid = bar[0].if_number(one, zero);
        let counts = [is_valid, place * is_valid, place * place * is_valid];
        (S::terms(away_or_zero(bar, pivots, zero), place), counts)
    }

    /// Writes the sums back of each stretch; gives those of the stretches after it.
    #[inline(always)]
    fn sum_back(&mut self, pivots: [Row<M>; I]) -> Totals<M, K> {
        let ((mut before, mut counts), (mut run, _)) = (self.zeros(), self.zeros());
        for at in (0..self.length).rev() {
            let place = self.starts + self.splat(at as f64 - (self.window - 1) as f64);
            let (terms, more) = self.terms(self.before, at, place, pivots);
            add(&mut run, terms);
            add(&mut counts, more);
            store(&sum(before, run), &mut self.back[at]);
            store_first(&counts, S::COUNTS, &mut self.back_counts[at]);
            if at % self.run == 0 {
                (before, run) = (sum(before, run), self.zeros().0);
            }
        }
        (sums_after(self.machine, before), sums_after(self.machine, counts))
    }

    /// The same where nothing is before the border.
    #[inline(always)]
    fn empty_back(&mut self) -> Totals<M, K> {
        self.back.fill([[0.0; LANES]; K]);
        self.back_counts.fill([[0.0; LANES]; COUNTS]);
        self.zeros()
    }

    /// The sums from the border to each stretch.
    #[inline(always)]
    fn sum_up_to(&self, pivots: [Row<M>; I]) -> Totals<M, K> {
        let (mut before, mut counts) = self.zeros();
        for from in (0..self.length).step_by(self.run) {
            let (mut run, _) = self.zeros();
            for at in from..self.length.min(from + self.run) {
                let (terms, more) = self.terms(self.after, at, self.starts + self.splat(at as f64), pivots);
                add(&mut run, terms);
                add(&mut counts, more);
            }
            add(&mut before, run);
        }
        (sums_before(self.machine, before), sums_before(self.machine, counts))
    }

    /// Writes the results of windows from their sums back and their sums on.
    #[inline(always)]
    fn sum_on(
        &mut self,
        (back, back_counts): Totals<M, K>,
        back_pivots: [Row<M>; I],
        pivots: [Row<M>; I],
        is_moved: bool,
        left: &mut Vec<usize>,
    ) {
        let (zero, enough) = (self.splat(0.0), self.splat(self.needed.max(1) as f64));
        let ((mut before, mut counts), (mut run, _)) = (self.sum_up_to(pivots), self.zeros());
        for at in 0..self.length {
            let (terms, more) = self.terms(self.after, at, self.starts + self.splat(at as f64), pivots);
            add(&mut run, terms);
            add(&mut counts, more);
            let mut total = sum(load(self.machine, &self.back[at]), back);
            let mut all = sum(load_first(self.machine, &self.back_counts[at], S::COUNTS), back_counts);
            let mut pivot = pivots;
            if is_moved {
                let [count, places, _] = all;
                let mut by = [zero; I];
                for input in 0..I {
                    by[input] = zero.if_less(counts[0], pivots[input] - back_pivots[input], zero);
                    pivot[input] = zero.if_less(counts[0], pivots[input], back_pivots[input]);
                }
                total = S::moved(total, &Counts { count, places, spread: zero }, by);
            }
            add(&mut total, sum(before, run));
            add(&mut all, counts);
            if at % self.run == self.run - 1 {
                (before, run) = (sum(before, run), self.zeros().0);
            }
            let [count, places, squares] = all;
            let spread = (count * squares - places * places) / count;
            self.limit.check::<S, I, K, F>(at, count, total, left);
            let results = self.statistic.results(self.machine, &Counts { count, places, spread }, pivot, total);
            for (field, result) in results.into_iter().enumerate() {
                let shown = count.if_less(enough, self.splat(MISSING), result);
                shown.store(&mut self.results[field * self.length + at]);
            }
        }
    }
}

/// The sum of all lanes after each.
#[inline(always)]
fn sums_after<M: Machine, const N: usize>(machine: M, mut rows: [Row<M>; N]) -> [Row<M>; N] {
    for row in &mut rows {
        let (lanes, mut sums) = (row.array(), [0.0; LANES]);
        for lane in (1..LANES).rev() {
            sums[lane - 1] = sums[lane] + lanes[lane];
        }
        *row = Row::load(machine, &sums, 0);
    }
    rows
}

/// The sum of all lanes before each.
#[inline(always)]
fn sums_before<M: Machine, const N: usize>(machine: M, mut rows: [Row<M>; N]) -> [Row<M>; N] {
    for row in &mut rows {
        let (lanes, mut sums) = (row.array(), [0.0; LANES]);
        for lane in 1..LANES {
            sums[lane] = sums[lane - 1] + lanes[lane - 1];
        }
        *row = Row::load(machine, &sums, 0);
    }
    rows
}
