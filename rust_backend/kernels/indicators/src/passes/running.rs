//! Sums of all bars so far, eight bars at a time: each adds the last eight bars, summed by doubling, to the sum of eight bars
//! before, and keeps what rounding takes from it.

use crate::parts::Total;
use atc_engine::Machine;
use atc_engine::lanes::{LANES, Row};

/// What doubling has of the row before.
#[derive(Clone, Copy)]
struct Doubles<M: Machine>([Row<M>; 3]);

impl<M: Machine> Doubles<M> {
    /// The sums of the last one, two, four and eight bars. Those of several begin where the counts of `borders` say.
    #[inline(always)]
    fn take(&mut self, machine: M, one: Row<M>, borders: Option<[Row<M>; 4]>) -> [Row<M>; 4] {
        let Self([one_before, two_before, four_before]) = *self;
        let two = one + within(machine, borders, 0, one.older(1, one_before));
        let four = two + within(machine, borders, 1, two.older(2, two_before));
        let eight = four + within(machine, borders, 2, four.older(4, four_before));
        *self = Self([one, two, four]);
        [one, two, four, eight]
    }
}

/// The sums, 0 where there is a border in the last `1 << level` bars.
#[inline(always)]
fn within<M: Machine>(machine: M, borders: Option<[Row<M>; 4]>, level: usize, sums: Row<M>) -> Row<M> {
    let Some(borders) = borders else { return sums };
    borders[level].if_less(Row::splat(machine, 1.0), sums, Row::splat(machine, 0.0))
}

#[inline(always)]
pub fn total<M: Machine>(machine: M, x: &[f64], total: &mut Total, out: &mut [f64]) {
    run::<M, false>(machine, x, &[], total, out);
}

/// Begun anew at each bar at which `starts` is not 0 but 1.
#[inline(always)]
pub fn session_total<M: Machine>(machine: M, x: &[f64], starts: &[f64], total: &mut Total, out: &mut [f64]) {
    run::<M, true>(machine, x, starts, total, out);
}

#[inline(always)]
fn run<M: Machine, const SESSIONS: bool>(machine: M, x: &[f64], starts: &[f64], total: &mut Total, out: &mut [f64]) {
    let (sum, lost) = total.parts();
    let [zero, mut sums, mut lost] = [0.0, sum, lost].map(|value| Row::splat(machine, value));
    // Before the block there are zeros: its first row adds what it has to the total.
    let [mut bars, mut borders] = [Doubles([zero; 3]); 2];
    let (rows, rest) = out.as_chunks_mut::<LANES>();
    for (at, out) in (0..).step_by(LANES).zip(&mut *rows) {
        let now = SESSIONS.then(|| borders.take(machine, Row::load(machine, starts, at), None));
        let [.., eight] = bars.take(machine, Row::load(machine, x, at), now);
        (sums, lost) = (within(machine, now, 3, sums), within(machine, now, 3, lost));
        // As in `Total::add`.
        let sum = sums + eight;
        let added = sum - sums;
        lost = lost + ((sums - (sum - added)) + (eight - added));
        (sum + lost.if_number(lost, zero)).store(out);
        sums = sum;
    }
    let [sum, lost] = [sums, lost].map(|row| row.array()[LANES - 1]);
    *total = Total::of(sum, lost);
    for (bar, out) in (rows.len() * LANES..).zip(rest) {
        if SESSIONS && starts[bar] != 0.0 {
            *total = Total::default();
        }
        total.add(x[bar]);
        *out = total.value();
    }
}
