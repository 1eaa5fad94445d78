//! Statistics of the values of each window in order.

use crate::side_by_side::{Bars, MISSING, Stretches, rows_in};
use crate::{middle, order};
use atc_engine::lanes::{LANES, Row};
use atc_engine::{Machine, Scratch};

/// Windows up to this are kept in order in lanes, at O(window) a bar; longer ones each by itself, by bisection.
const LONGEST_IN_LANES: usize = 512;

/// What a kernel makes of a window's newest value, its median, and the median distance from that.
pub trait OrderStatistic: Copy {
    const TAKES_DEVIATION: bool = true;

    fn of(self, newest: f64, median: f64, deviation: f64) -> f64;

    /// The same lane by lane.
    #[inline(always)]
    fn of_rows<M: Machine>(self, machine: M, newest: Row<M>, median: Row<M>, deviation: Row<M>) -> Row<M> {
        let (newest, median, deviation) = (newest.array(), median.array(), deviation.array());
        let mut values = newest;
        for lane in 0..LANES {
            values[lane] = self.of(newest[lane], median[lane], deviation[lane]);
        }
        Row::load(machine, &values, 0)
    }
}

#[derive(Clone, Copy)]
pub struct Median;

impl OrderStatistic for Median {
    const TAKES_DEVIATION: bool = false;

    #[inline(always)]
    fn of(self, _: f64, median: f64, _: f64) -> f64 {
        median
    }

    #[inline(always)]
    fn of_rows<M: Machine>(self, _: M, _: Row<M>, median: Row<M>, _: Row<M>) -> Row<M> {
        median
    }
}

#[derive(Clone, Copy)]
pub struct Deviation {
    pub scale: f64,
}

impl OrderStatistic for Deviation {
    #[inline(always)]
    fn of(self, _: f64, _: f64, deviation: f64) -> f64 {
        self.scale * deviation
    }
}

#[derive(Clone, Copy)]
pub struct Score;

impl OrderStatistic for Score {
    #[inline(always)]
    fn of(self, newest: f64, median: f64, deviation: f64) -> f64 {
        order::score(newest, median, deviation)
    }
}

atc_engine::dispatched! {
    pub fn medians(x: &[f64], options: [usize; 2], _statistic: Median, out: &mut [f64]) = in_order;
    pub fn deviations(x: &[f64], options: [usize; 2], statistic: Deviation, out: &mut [f64]) = in_order;
    pub fn scores(x: &[f64], options: [usize; 2], _statistic: Score, out: &mut [f64]) = in_order;
}

#[inline(always)]
fn in_order<M: Machine, S: OrderStatistic>(
    machine: M,
    x: &[f64],
    [window, needed]: [usize; 2],
    statistic: S,
    out: &mut [f64],
) {
    let window = window.min(x.len());
    let stretches = Stretches::new(out.len(), window.saturating_sub(1));
    if window <= LONGEST_IN_LANES && stretches.is_worth() {
        in_lanes(machine, stretches, x, [window, needed], statistic, out);
    } else if S::TAKES_DEVIATION || window <= LONGEST_IN_LANES {
        one_by_one(x, [window, needed], statistic, out);
    } else {
        middle::medians(x, [window, needed], out);
    }
}

/// What a statistic gives of values in order, of which the newest may be none.
fn of_sorted<S: OrderStatistic>(statistic: S, newest: f64, values: &[f64]) -> f64 {
    let median = order::median(values);
    let deviation = if S::TAKES_DEVIATION { order::deviation(values, median) } else { 0.0 };
    statistic.of(newest, median, deviation)
}

/// One series, whose window is kept in order.
#[inline(never)]
fn one_by_one<S: OrderStatistic>(x: &[f64], [window, needed]: [usize; 2], statistic: S, out: &mut [f64]) {
    let first = x.len() - out.len();
    let before = &x[(first + 1).saturating_sub(window)..first];
    let mut values: Vec<f64> = before.iter().copied().filter(|bar| bar.is_finite()).collect();
    values.sort_unstable_by(f64::total_cmp);
    for (bar, out) in (first..).zip(out) {
        let newest = x[bar];
        let oldest = bar.checked_sub(window).map_or(MISSING, |bar| x[bar]);
        replace_in(&mut values, oldest, newest);
        let newest = if newest.is_finite() { newest } else { MISSING };
        *out = if values.len() < needed.max(1) { f64::NAN } else { of_sorted(statistic, newest, &values) };
    }
}

/// Replaces a value by another one, either of which may be none.
fn replace_in(values: &mut Vec<f64>, oldest: f64, newest: f64) {
    let place_of = |values: &[f64], value: f64| values.partition_point(|other| *other < value);
    match (oldest.is_finite(), newest.is_finite()) {
        (true, true) => {
            let (from, to) = (place_of(values, oldest), place_of(values, newest));
            if to > from {
                values.copy_within(from + 1..to, from);
                values[to - 1] = newest;
            } else {
                values.copy_within(to..from, to + 1);
                values[to] = newest;
            }
        }
        (true, false) => drop(values.remove(place_of(values, oldest))),
        (false, true) => values.insert(place_of(values, newest), newest),
        (false, false) => (),
    }
}

/// Windows in order, one a lane. Infinities stand for what is missing, below the values and above them in turn: so the
/// middle is at the same place however many values there are.
struct Sorted<'a, M: Machine> {
    machine: M,
    /// Smallest first; one more row, of infinity, is after the last.
    ranks: &'a mut [Bars],
    missing: Row<M>,
    /// Where more are, there is no result.
    most_missing: f64,
    /// The next infinity to come in; the last that came in is the other one.
    next: Row<M>,
}

impl<'a, M: Machine> Sorted<'a, M> {
    /// All missing.
    #[inline(always)]
    fn new(machine: M, ranks: &'a mut [Bars], needed: usize) -> Self {
        let window = ranks.len() - 1;
        let (below, above) = ranks.split_at_mut(window / 2);
        below.fill([f64::NEG_INFINITY; LANES]);
        above.fill([f64::INFINITY; LANES]);
        let next = if window.is_multiple_of(2) { f64::INFINITY } else { f64::NEG_INFINITY };
        let most_missing = window as f64 - needed.max(1) as f64;
        Self {
            machine,
            ranks,
            missing: Row::splat(machine, window as f64),
            most_missing,
            next: Row::splat(machine, next),
        }
    }

    fn window(&self) -> usize {
        self.ranks.len() - 1
    }

    #[inline(always)]
    fn splat(&self, value: f64) -> Row<M> {
        Row::splat(self.machine, value)
    }

    #[inline(always)]
    fn at(&self, rank: usize) -> Row<M> {
        Row::load(self.machine, &self.ranks[rank], 0)
    }

    /// Replaces the oldest values by the newest ones, of which some are missing.
    #[inline(always)]
    fn replace(&mut self, oldest: Row<M>, newest: Row<M>) {
        let (zero, one) = (self.splat(0.0), self.splat(1.0));
        let last = self.next.negated();
        let next = oldest.if_number(self.next, last);
        let (old, new) = (oldest.if_number(oldest, next), newest.if_number(newest, next));
        self.next = newest.if_number(next, next.negated());
        self.missing = self.missing + newest.if_number(zero, one) - oldest.if_number(zero, one);
        let (mut before, mut this) = (self.splat(f64::NEG_INFINITY), self.at(0));
        let mut below = &mut *self.ranks;
        while let [rank, rest @ ..] = below
            && let Some(next) = rest.first()
        {
            let next = Row::load(self.machine, next, 0);
            // Without the oldest; then the newest comes in between its neighbours.
            let kept = this.if_less(old, this, next);
            before.greatest(kept.least(new)).store(rank);
            (before, this, below) = (kept, next, rest);
        }
    }

    /// The two ranks around the middle; an odd number of values is alone at the second where the window is odd, at the
    /// first where it is even.
    #[inline(always)]
    fn median(&self) -> Row<M> {
        let high = self.window() / 2;
        if high == 0 {
            return self.at(0);
        }
        let (low, high) = (self.at(high - 1), self.at(high));
        let both = (low + high) * self.splat(0.5);
        // Where an even number is missing, plus infinity is next.
        let zero = self.splat(0.0);
        if self.window() % 2 == 1 { zero.if_less(self.next, high, both) } else { self.next.if_less(zero, low, both) }
    }

    /// The median distance from the median, where enough values are valid.
    #[inline(always)]
    fn deviation(&self, median: Row<M>) -> Row<M> {
        let (missing, window) = (self.missing.array(), self.window());
        if missing == [0.0; LANES] {
            let lower = self.nearest(median, window.div_ceil(2));
            let upper = if window % 2 == 1 { lower } else { self.nearest(median, window / 2 + 1) };
            return (lower + upper) * self.splat(0.5);
        }
        self.deviation_of_some(missing, median)
    }

    /// The same where lanes have values more or fewer.
    #[inline(always)]
    fn deviation_of_some(&self, missing: Bars, median: Row<M>) -> Row<M> {
        let window = self.window() as f64;
        let (mut lower, mut upper) = ([0.0; LANES], [0.0; LANES]);
        for lane in 0..LANES {
            let half = (window - missing[lane]) * 0.5;
            let is_enough = missing[lane] <= self.most_missing;
            lower[lane] = if is_enough { half.ceil() } else { 0.0 };
            upper[lane] = if is_enough { half.floor() + 1.0 } else { 0.0 };
        }
        let (mut below, mut above) = (median.array(), median.array());
        let mut count = next_count(&lower, &upper, 0.0);
        while count < f64::INFINITY {
            let nearest = self.nearest(median, count as usize).array();
            for lane in 0..LANES {
                below[lane] = if lower[lane] == count { nearest[lane] } else { below[lane] };
                above[lane] = if upper[lane] == count { nearest[lane] } else { above[lane] };
            }
            count = next_count(&lower, &upper, count);
        }
        let [below, above] = [Row::load(self.machine, &below, 0), Row::load(self.machine, &above, 0)];
        (below + above) * self.splat(0.5)
    }

    /// How far the farthest of so many nearest values is from the median: these lie side by side, and wherever else as many
    /// do, one of them is farther away.
    #[inline(always)]
    fn nearest(&self, median: Row<M>, count: usize) -> Row<M> {
        let ranks = &self.ranks[..self.window()];
        let distance = |low: &Bars, high: &Bars| {
            let [low, high] = [Row::load(self.machine, low, 0), Row::load(self.machine, high, 0)];
            (median - low).greatest(high - median)
        };
        let (lows, highs) = (&ranks[..ranks.len() - (count - 1)], &ranks[count - 1..]);
        // Two at a time, which do not wait for each other.
        let ((lows, low), (highs, high)) = (lows.as_chunks::<2>(), highs.as_chunks::<2>());
        let mut nearest = [self.splat(f64::INFINITY); 2];
        for (low, high) in lows.iter().zip(highs) {
            nearest[0] = nearest[0].least(distance(&low[0], &high[0]));
            nearest[1] = nearest[1].least(distance(&low[1], &high[1]));
        }
        for (low, high) in low.iter().zip(high) {
            nearest[0] = nearest[0].least(distance(low, high));
        }
        nearest[0].least(nearest[1])
    }
}

/// The least of these counts above `count`; infinite where there is none.
#[inline(always)]
fn next_count(lower: &Bars, upper: &Bars, count: f64) -> f64 {
    let mut next = [f64::INFINITY; LANES];
    for lane in 0..LANES {
        let least = if lower[lane] > count { lower[lane] } else { upper[lane] };
        next[lane] = if least > count { least } else { f64::INFINITY };
    }
    let mut width = LANES;
    while width > 1 {
        width /= 2;
        for lane in 0..width {
            next[lane] = if next[lane + width] < next[lane] { next[lane + width] } else { next[lane] };
        }
    }
    next[0]
}

#[inline(always)]
fn in_lanes<M: Machine, S: OrderStatistic>(
    machine: M,
    stretches: Stretches,
    x: &[f64],
    [window, needed]: [usize; 2],
    statistic: S,
    out: &mut [f64],
) {
    let (mut numbers, mut results, mut ranks) = (
        Scratch::apart(stretches.rows() * LANES),
        Scratch::apart(stretches.length * LANES),
        Scratch::apart((window + 1) * LANES),
    );
    let (rows, results) = (rows_in(&mut numbers), rows_in(&mut results));
    stretches.read(machine, x, rows);
    let mut sorted = Sorted::new(machine, rows_in(&mut ranks), needed);
    let most_missing = Row::splat(machine, sorted.most_missing);
    let nothing = Row::splat(machine, MISSING);
    for bar in 0..rows.len() {
        let row = |bar: usize| Row::load(machine, &rows[bar], 0);
        let newest = row(bar);
        sorted.replace(bar.checked_sub(window).map_or(nothing, row), newest);
        if let Some(result) = bar.checked_sub(stretches.lookback) {
            let median = sorted.median();
            let deviation = if S::TAKES_DEVIATION { sorted.deviation(median) } else { median };
            let value = statistic.of_rows(machine, newest, median, deviation);
            most_missing.if_less(sorted.missing, nothing, value).store(&mut results[result]);
        }
    }
    stretches.write(machine, results, out);
}
