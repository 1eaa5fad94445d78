//! Several rows at once: sums, or the bars of several series.

use crate::side_by_side::Bars;
use atc_engine::Machine;
use atc_engine::lanes::Row;

/// A bar at which one series misses a value is missing in all.
#[inline(always)]
pub fn share_gaps<M: Machine, const I: usize>(machine: M, rows: &mut [Bars], height: usize) {
    for bar in 0..height {
        let mut nothing = Row::splat(machine, 0.0);
        for input in 0..I {
            nothing = nothing + Row::load(machine, &rows[input * height + bar], 0) * Row::splat(machine, 0.0);
        }
        for input in 0..I {
            let row = &mut rows[input * height + bar];
            (Row::load(machine, row, 0) + nothing).store(row);
        }
    }
}

#[inline(always)]
pub fn sum<M: Machine, const N: usize>(mut a: [Row<M>; N], b: [Row<M>; N]) -> [Row<M>; N] {
    add(&mut a, b);
    a
}

#[inline(always)]
pub fn store<M: Machine, const N: usize>(sums: &[Row<M>; N], rows: &mut [Bars; N]) {
    store_first(sums, N, rows);
}

/// The first so many, the others being of no use: `count` is a constant.
#[inline(always)]
pub fn store_first<M: Machine, const N: usize>(sums: &[Row<M>; N], count: usize, rows: &mut [Bars; N]) {
    for i in 0..count {
        sums[i].store(&mut rows[i]);
    }
}

#[inline(always)]
pub fn load<M: Machine, const N: usize>(machine: M, rows: &[Bars; N]) -> [Row<M>; N] {
    load_first(machine, rows, N)
}

/// The first so many, zeros for the others: `count` is a constant.
#[inline(always)]
pub fn load_first<M: Machine, const N: usize>(machine: M, rows: &[Bars; N], count: usize) -> [Row<M>; N] {
    let mut sums = [Row::splat(machine, 0.0); N];
    for i in 0..count {
        sums[i] = Row::load(machine, &rows[i], 0);
    }
    sums
}

#[inline(always)]
pub fn add<M: Machine, const N: usize>(sums: &mut [Row<M>; N], terms: [Row<M>; N]) {
    for (sum, term) in sums.iter_mut().zip(terms) {
        *sum = *sum + term;
    }
}

#[inline(always)]
pub fn away<M: Machine, const I: usize>(mut bar: [Row<M>; I], pivots: [Row<M>; I]) -> [Row<M>; I] {
    for (row, pivot) in bar.iter_mut().zip(pivots) {
        *row = *row - pivot;
    }
    bar
}

/// 0 where a bar is missing.
#[inline(always)]
pub fn away_or_zero<M: Machine, const I: usize>(bar: [Row<M>; I], pivots: [Row<M>; I], zero: Row<M>) -> [Row<M>; I] {
    let mut away = away(bar, pivots);
    for (away, row) in away.iter_mut().zip(bar) {
        *away = row.if_number(*away, zero);
    }
    away
}
