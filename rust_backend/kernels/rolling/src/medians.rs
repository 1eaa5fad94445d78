//! Statistics of the values of each window in order.

use crate::side_by_side::{Kind, MISSING, Stretches, rows_in};
use crate::sorted::Sorted;
use crate::{order, ranks};
use atc_engine::lanes::{LANES, Row};
use atc_engine::{Machine, Scratch};

/// Windows up to this are kept in order in lanes, at O(window) a bar; longer ones by themselves.
const LONGEST_IN_LANES: usize = 512;

/// Medians alone up to this: at 512 bars, 46 ms in lanes for a million bars and 36 by rank.
const LONGEST_MEDIAN_IN_LANES: usize = 384;

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
    let longest = if S::TAKES_DEVIATION { LONGEST_IN_LANES } else { LONGEST_MEDIAN_IN_LANES };
    if window <= longest && stretches.is_worth() {
        in_lanes(machine, stretches, x, [window, needed], statistic, out);
    } else if S::TAKES_DEVIATION || window <= longest {
        one_by_one(x, [window, needed], statistic, out);
    } else {
        ranks::medians(x, [window, needed], out);
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
    stretches.read(machine, x, rows, &mut Kind::default());
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
