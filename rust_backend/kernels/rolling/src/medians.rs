//! Statistics of the values of each window in order.

use crate::in_lanes::InLanes;
use crate::side_by_side::{Bars, MISSING, Stretches, rows_in};
use crate::sorted::Sorted;
use crate::{order, ranks};
use atc_engine::lanes::{LANES, Row};
use atc_engine::{Machine, Scratch, Table, TableMut};

/// Windows up to this are kept in order in lanes, at O(window) a bar; longer ones by themselves.
const LONGEST_IN_LANES: usize = 512;

/// Medians alone up to this: at 512 bars, 46 ms in lanes for a million bars and 36 by rank.
const LONGEST_MEDIAN_IN_LANES: usize = 384;

/// What a kernel makes of a window's newest value, its median, and the median distance from that.
pub trait OrderStatistic: Copy {
    const TAKES_DEVIATION: bool = true;

    /// Windows up to this are taken in lanes.
    const LONGEST: usize = LONGEST_IN_LANES;

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
    const LONGEST: usize = LONGEST_MEDIAN_IN_LANES;

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

/// The last bars of a series.
pub fn on_series<S: OrderStatistic>(lanes: InLanes<S>, x: &[f64], out: &mut [f64]) {
    let [window, needed] = lanes.options;
    let window = window.min(x.len());
    let stretches = Stretches::new(out.len(), window.saturating_sub(1));
    if needed > window {
        out.fill(f64::NAN);
    } else if window <= S::LONGEST && stretches.is_worth() {
        lanes.on_stretches(stretches, [x], [out], &mut Vec::new());
    } else if S::TAKES_DEVIATION || window <= S::LONGEST {
        one_by_one(x, [window, needed], lanes.statistic, out);
    } else {
        ranks::medians(x, [window, needed], out);
    }
}

/// Tables whose bars are rows; false where windows are too long.
pub fn on_rows<S: OrderStatistic>(lanes: InLanes<S>, x: Table<f64>, out: TableMut<f64>) -> bool {
    lanes.options[0].min(x.layout().bars) <= S::LONGEST && lanes.on_rows([x], &mut [out], &mut Vec::new())
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

macro_rules! of_rows {
    ($($name:ident($statistic:ty);)*) => {
        atc_engine::dispatched! {$(
            pub fn $name(
                rows: &mut [Bars],
                _is_whole: bool,
                options: [usize; 2],
                statistic: $statistic,
                results: &mut [Bars],
                _scratch: &mut [Bars],
                _left: &mut Vec<usize>,
            ) = write_rows;
        )*}
    };
}

of_rows! {
    medians(Median);
    deviations(Deviation);
    scores(Score);
}

/// Windows in lanes that end at rows from the first whole window on.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn write_rows<M: Machine, S: OrderStatistic>(
    machine: M,
    rows: &mut [Bars],
    _: bool,
    [window, needed]: [usize; 2],
    statistic: S,
    results: &mut [Bars],
    _: &mut [Bars],
    _: &mut Vec<usize>,
) {
    let mut ranks = Scratch::apart((window + 1) * LANES);
    let mut sorted = Sorted::new(machine, rows_in(&mut ranks), needed);
    let most_missing = Row::splat(machine, sorted.most_missing);
    let nothing = Row::splat(machine, MISSING);
    for bar in 0..rows.len() {
        let row = |bar: usize| Row::load(machine, &rows[bar], 0);
        let newest = row(bar);
        sorted.replace(bar.checked_sub(window).map_or(nothing, row), newest);
        if let Some(result) = (bar + 1).checked_sub(window) {
            let median = sorted.median();
            let deviation = if S::TAKES_DEVIATION { sorted.deviation(median) } else { median };
            let value = statistic.of_rows(machine, newest, median, deviation);
            most_missing.if_less(sorted.missing, nothing, value).store(&mut results[result]);
        }
    }
}
