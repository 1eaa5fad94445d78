//! Sums for all pairs of series at once.

use super::columns::{Columns, ROWS};
use crate::side_by_side::Bars;
use atc_engine::Machine;
use atc_engine::lanes::{Cell, LANES, Row};
use std::ops::Range;

/// Rows of sums, a column a series. What rounding left of each is kept beside it: the error of a sum is that of a block,
/// however many there are.
pub struct Sums {
    groups: usize,
    sums: Vec<Cell>,
    rests: Vec<Cell>,
}

impl Sums {
    pub fn new(rows: usize, groups: usize) -> Self {
        let zeros = vec![Cell::ZERO; rows * groups];
        Self { groups, sums: zeros.clone(), rests: zeros }
    }

    pub fn clear(&mut self) {
        self.sums.fill(Cell::ZERO);
        self.rests.fill(Cell::ZERO);
    }

    #[inline(always)]
    fn add<M: Machine>(&mut self, machine: M, row: usize, group: usize, terms: Row<M>) {
        let at = row * self.groups + group;
        let (sum, rest) = (&mut self.sums[at], &mut self.rests[at]);
        let before = Row::of(machine, sum);
        let after = before + terms;
        let added = after - before;
        let lost = (before - (after - added)) + (terms - added);
        *sum = after.cell();
        *rest = (Row::of(machine, rest) + lost).cell();
    }

    pub fn at(&self, row: usize, column: usize) -> f64 {
        let (at, lane) = (row * self.groups + column / LANES, column % LANES);
        self.sums[at].0[lane] + self.rests[at].0[lane]
    }

    /// Adds the products of the series of a block with one another, those of pairs in order.
    #[inline(always)]
    pub fn add_squares<M: Machine>(&mut self, machine: M, rows: &[Bars]) {
        for right in 0..self.groups {
            for left in 0..=right {
                self.add_tile(machine, [rows, rows], [left, right], LANES);
            }
        }
    }

    /// Adds the products of the series of one block with those of another.
    #[inline(always)]
    pub fn add_products<M: Machine>(&mut self, machine: M, blocks: [&[Bars]; 2], series: usize) {
        for right in 0..self.groups {
            for left in 0..self.groups {
                self.add_tile(machine, blocks, [left, right], series - left * LANES);
            }
        }
    }

    /// Those of up to eight series with eight: as many sums as there are registers for.
    #[inline(always)]
    fn add_tile<M: Machine>(&mut self, machine: M, blocks: [&[Bars]; 2], places: [usize; 2], series: usize) {
        if series == 1 {
            self.add_some::<M, 1>(machine, blocks, places, 0);
        } else if M::F64_LANES == LANES {
            self.add_some::<M, LANES>(machine, blocks, places, 0);
        } else {
            self.add_some::<M, { LANES / 2 }>(machine, blocks, places, 0);
            self.add_some::<M, { LANES / 2 }>(machine, blocks, places, LANES / 2);
        }
    }

    #[inline(always)]
    fn add_some<M: Machine, const SOME: usize>(
        &mut self,
        machine: M,
        [left_rows, right_rows]: [&[Bars]; 2],
        [left, right]: [usize; 2],
        first: usize,
    ) {
        let mut sums = [Row::splat(machine, 0.0); SOME];
        for (lefts, rights) in left_rows.chunks_exact(self.groups).zip(right_rows.chunks_exact(self.groups)) {
            let other = Row::load(machine, &rights[right], 0);
            for (sum, value) in sums.iter_mut().zip(&lefts[left][first..first + SOME]) {
                *sum = other.fused(Row::splat(machine, *value), *sum);
            }
        }
        for (series, sum) in sums.into_iter().enumerate() {
            self.add(machine, left * LANES + first + series, right, sum);
        }
    }
}

/// What is summed of each series over the rows it has in common with another one.
#[derive(Clone, Copy)]
pub struct Moments {
    pub count: f64,
    pub sum: f64,
    pub squares: f64,
}

const MOMENTS: usize = 3;

impl Moments {
    pub fn without(self, other: Self) -> Self {
        Self { count: self.count - other.count, sum: self.sum - other.sum, squares: self.squares - other.squares }
    }
}

/// Moments of all series over all rows, and over those at which another one is listed.
pub struct Marginals {
    all: Sums,
    listed: Sums,
    /// What is not yet in `listed`, and of how many rows: so few that rounding of a block is not exceeded.
    recent: Vec<[Cell; MOMENTS]>,
    counts: Vec<usize>,
    /// Which values of a row are there.
    there: Vec<Cell>,
    places: Vec<usize>,
}

impl Marginals {
    pub fn new(columns: &Columns) -> Self {
        let (series, groups) = if columns.has_gaps { (columns.series, columns.groups) } else { (0, 0) };
        Self {
            all: Sums::new(MOMENTS, columns.groups),
            listed: Sums::new(series * MOMENTS, groups),
            recent: vec![[Cell::ZERO; MOMENTS]; series * groups],
            counts: vec![0; series],
            there: vec![Cell::ZERO; groups],
            places: vec![0; series],
        }
    }

    pub fn clear(&mut self) {
        self.all.clear();
        self.listed.clear();
    }

    /// Takes in the deviations of some rows, and which of the others' rows are listed.
    #[inline(always)]
    pub fn take<M: Machine>(
        &mut self,
        machine: M,
        columns: &Columns,
        rows: Range<usize>,
        away: &[Bars],
        others: Range<usize>,
    ) {
        let (groups, zero) = (columns.groups, Row::splat(machine, 0.0));
        for group in 0..groups {
            let (mut sum, mut squares) = (zero, zero);
            for away in away.chunks_exact(groups) {
                let away = Row::load(machine, &away[group], 0);
                sum = sum + away;
                squares = away.fused(away, squares);
            }
            self.all.add(machine, 1, group, sum);
            self.all.add(machine, 2, group, squares);
        }
        if columns.has_gaps {
            for ((row, other), away) in rows.zip(others).zip(away.chunks_exact(groups)) {
                let count = columns.list(machine, other, &mut self.places);
                if count > 0 {
                    self.take_listed(machine, columns, row, away, count);
                }
            }
        }
    }

    /// Takes in the deviations of a row for the other series that are listed there.
    #[inline(always)]
    fn take_listed<M: Machine>(&mut self, machine: M, columns: &Columns, row: usize, away: &[Bars], count: usize) {
        let groups = columns.groups;
        for (group, there) in self.there.iter_mut().enumerate() {
            *there = columns.there(machine, row, group).cell();
        }
        for series in &self.places[..count] {
            let recent = &mut self.recent[series * groups..][..groups];
            for ((recent, there), away) in recent.iter_mut().zip(&self.there).zip(away) {
                let away = Row::load(machine, away, 0);
                let [counts, sums, squares] = recent;
                *counts = (Row::of(machine, counts) + Row::of(machine, there)).cell();
                *sums = (Row::of(machine, sums) + away).cell();
                *squares = away.fused(away, Row::of(machine, squares)).cell();
            }
            self.counts[*series] += 1;
        }
        for place in 0..count {
            let series = self.places[place];
            if self.counts[series] == ROWS {
                self.put_away(machine, series);
            }
        }
    }

    #[inline(always)]
    fn put_away<M: Machine>(&mut self, machine: M, series: usize) {
        let groups = self.listed.groups;
        for (group, recent) in self.recent[series * groups..][..groups].iter_mut().enumerate() {
            for (moment, terms) in recent.iter_mut().enumerate() {
                self.listed.add(machine, series * MOMENTS + moment, group, Row::of(machine, terms));
                *terms = Cell::ZERO;
            }
        }
        self.counts[series] = 0;
    }

    /// Ends taking: all rows were taken but some.
    #[inline(always)]
    pub fn finish<M: Machine>(&mut self, machine: M, columns: &Columns, not_taken: Range<usize>) {
        for group in 0..columns.groups {
            self.all.add(machine, 0, group, Row::of(machine, &columns.counts[group]));
            for row in not_taken.clone() {
                self.all.add(machine, 0, group, columns.there(machine, row, group).negated());
            }
        }
        for series in 0..self.counts.len() {
            if self.counts[series] > 0 {
                self.put_away(machine, series);
            }
        }
    }

    /// The moments of a series over all rows.
    pub fn of(&self, series: usize) -> Moments {
        let [count, sum, squares] = [0, 1, 2].map(|moment| self.all.at(moment, series));
        Moments { count, sum, squares }
    }

    /// The moments of a series over the rows at which another one is listed.
    pub fn of_listed(&self, series: usize, other: usize) -> Moments {
        let [count, sum, squares] = [0, 1, 2].map(|moment| self.listed.at(other * MOMENTS + moment, series));
        Moments { count, sum, squares }
    }
}
