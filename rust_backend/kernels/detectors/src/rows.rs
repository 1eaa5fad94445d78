//! Rows of a data set, eight at a time, a row to a lane.

use crate::MOST;
use atc_engine::lanes::{LANES, side_by_side};
use atc_engine::{Machine, Scratch};
use std::array;

pub type Lanes = [f64; LANES];

/// Rows of a matrix that are multiplied at once: a sum waits for the one before it, so four go side by side.
const TOGETHER: usize = 4;

/// The places of rows in which nothing is missing.
pub fn complete_rows(x: &[f64], [rows, columns]: [usize; 2]) -> Vec<usize> {
    let is_complete = |place: &usize| x[place * columns..][..columns].iter().all(|value| value.abs() <= MOST);
    (0..rows).filter(is_complete).collect()
}

/// Calls with the columns of eight rows side by side, and which rows are complete; rows that are left over are the last.
#[inline(always)]
pub fn each_eight<M: Machine>(
    machine: M,
    x: &[f64],
    columns: usize,
    rows: usize,
    mut call: impl FnMut(usize, &mut [Lanes], Lanes),
) {
    let mut tile = Scratch::new(columns * LANES);
    let tile = tile.as_chunks_mut().0;
    for first in (0..rows).step_by(LANES) {
        let lanes: [&[f64]; LANES] = array::from_fn(|lane| &x[(first + lane).min(rows - 1) * columns..][..columns]);
        let mut missing = [0.0; LANES];
        side_by_side(machine, lanes, tile);
        for tile in &*tile {
            for (missing, value) in missing.iter_mut().zip(tile) {
                *missing = if value.abs() <= MOST { *missing } else { f64::NAN };
            }
        }
        call(first, tile, missing);
    }
}

/// Each row of a matrix times the columns: sums of eight rows' products.
#[inline(always)]
pub fn products<M: Machine>(_: M, matrix: &[f64], tile: &[Lanes], mut put: impl FnMut(usize, Lanes)) {
    let columns = tile.len();
    let count = matrix.len() / columns.max(1);
    let mut row = 0;
    while row + TOGETHER <= count {
        let mut sums = [[0.0; LANES]; TOGETHER];
        for (column, values) in tile.iter().enumerate() {
            for (part, sum) in sums.iter_mut().enumerate() {
                add(sum, matrix[(row + part) * columns + column], values, M::mul_add);
            }
        }
        sums.into_iter().enumerate().for_each(|(part, sum)| put(row + part, sum));
        row += TOGETHER;
    }
    for row in row..count {
        let mut sum = [0.0; LANES];
        for (values, factor) in tile.iter().zip(&matrix[row * columns..]) {
            add(&mut sum, *factor, values, M::mul_add);
        }
        put(row, sum);
    }
}

/// Adds a multiple of eight values.
#[inline(always)]
pub fn add(sum: &mut Lanes, factor: f64, values: &Lanes, mul_add: impl Fn(f64, f64, f64) -> f64) {
    for (sum, value) in sum.iter_mut().zip(values) {
        *sum = mul_add(factor, *value, *sum);
    }
}

/// Writes the results of eight rows, of fewer at the end; NaN where a row is incomplete.
#[inline(always)]
pub fn put(out: &mut [f64], first: usize, results: Lanes, missing: Lanes) {
    for ((out, result), missing) in out[first..].iter_mut().zip(results).zip(missing) {
        *out = if missing.is_nan() { missing } else { result };
    }
}
