//! Sums of all bars so far, eight bars at a time: each adds the last eight bars, summed by doubling, to the sum of eight bars
//! before, and keeps what rounding takes from it.

use crate::parts::Total;
use atc_engine::Machine;
use atc_engine::lanes::{LANES, Row};

/// Sums of the last one, two and four bars of the row before.
#[derive(Clone, Copy)]
struct Doubles<M: Machine>([Row<M>; 3]);

impl<M: Machine> Doubles<M> {
    /// The sums of the last one, two, four and eight bars, of those since the last border; what is counted are borders.
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

/// The totals of eight bars.
struct Totals<M: Machine> {
    machine: M,
    bars: Doubles<M>,
    sums: Row<M>,
    lost: Row<M>,
}

impl<M: Machine> Totals<M> {
    /// Before the block there are zeros: its first row adds what it has to the total.
    #[inline(always)]
    fn new(machine: M, total: Total) -> Self {
        let (sum, lost) = total.parts();
        let zero = Row::splat(machine, 0.0);
        Self { machine, bars: Doubles([zero; 3]), sums: Row::splat(machine, sum), lost: Row::splat(machine, lost) }
    }

    /// As in `Total::add`.
    #[inline(always)]
    fn add(&mut self, row: Row<M>, borders: Option<[Row<M>; 4]>) -> Row<M> {
        let machine = self.machine;
        let [.., eight] = self.bars.take(machine, row, borders);
        // One by one: `map` on an array was not inlined, and called each vector operation.
        let (sums, lost) = (within(machine, borders, 3, self.sums), within(machine, borders, 3, self.lost));
        let sum = sums + eight;
        let added = sum - sums;
        self.lost = lost + ((sums - (sum - added)) + (eight - added));
        self.sums = sum;
        sum + self.lost.if_number(self.lost, Row::splat(machine, 0.0))
    }

    #[inline(always)]
    fn last(&self) -> Total {
        Total::of(self.sums.array()[LANES - 1], self.lost.array()[LANES - 1])
    }
}

#[inline(always)]
pub fn total<M: Machine>(machine: M, x: &[f64], total: &mut Total, out: &mut [f64]) {
    let mut totals = Totals::new(machine, *total);
    let (rows, rest) = out.as_chunks_mut::<LANES>();
    for (at, out) in (0..).step_by(LANES).zip(&mut *rows) {
        totals.add(Row::load(machine, x, at), None).store(out);
    }
    *total = totals.last();
    for (bar, out) in x[rows.len() * LANES..].iter().zip(rest) {
        total.add(*bar);
        *out = total.value();
    }
}

/// Two of them at once, for where sessions begin is sought once.
#[inline(always)]
pub fn session_totals<M: Machine>(
    machine: M,
    x: [&[f64]; 2],
    starts: &[f64],
    totals: &mut [Total; 2],
    [out, other_out]: [&mut [f64]; 2],
) {
    let mut borders = Doubles([Row::splat(machine, 0.0); 3]);
    let (mut one, mut other) = (Totals::new(machine, totals[0]), Totals::new(machine, totals[1]));
    let (rows, rest) = out.as_chunks_mut::<LANES>();
    let (other_rows, other_rest) = other_out.as_chunks_mut::<LANES>();
    let whole = rows.len() * LANES;
    for (at, (out, other_out)) in (0..).step_by(LANES).zip(rows.iter_mut().zip(other_rows)) {
        let now = Some(borders.take(machine, Row::load(machine, starts, at), None));
        one.add(Row::load(machine, x[0], at), now).store(out);
        other.add(Row::load(machine, x[1], at), now).store(other_out);
    }
    *totals = [one.last(), other.last()];
    for (bar, (out, other_out)) in (whole..).zip(rest.iter_mut().zip(other_rest)) {
        for (total, x) in totals.iter_mut().zip(x) {
            *total = if starts[bar] == 0.0 { *total } else { Total::default() };
            total.add(x[bar]);
        }
        [*out, *other_out] = totals.map(Total::value);
    }
}
