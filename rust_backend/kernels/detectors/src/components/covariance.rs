//! How columns vary together: the mean products of each two.

use atc_engine::lanes::{LANES, Row, side_by_side};
use atc_engine::{Machine, Scratch};
use std::array;

/// Columns by which others are multiplied at once: sixteen sums in as many registers.
const TOGETHER: usize = 4;

/// Eights of rows that are scaled and kept column by column: fifty columns of them fit the second cache.
const EIGHTS: usize = 32;

type Lanes = [f64; LANES];

/// The covariances of scaled columns, a row for each.
pub fn covariance(x: &[f64], places: &[usize], mean: &[f64], scale: &[f64]) -> Vec<f64> {
    let columns = mean.len();
    let mut sums = vec![0.0; columns * columns];
    products(x, places, mean, scale, &mut sums);
    let degrees = (places.len() - 1) as f64;
    for row in 0..columns {
        for column in row..columns {
            let mean = sums[row * columns + column] / degrees;
            (sums[row * columns + column], sums[column * columns + row]) = (mean, mean);
        }
    }
    sums
}

atc_engine::dispatched! {
    /// The sums of products of each column with itself and those behind it.
    fn products(x: &[f64], places: &[usize], mean: &[f64], scale: &[f64], sums: &mut [f64]) = products_body;
}

#[inline(always)]
fn products_body<M: Machine>(machine: M, x: &[f64], places: &[usize], mean: &[f64], scale: &[f64], sums: &mut [f64]) {
    let columns = mean.len();
    let mut tile = Scratch::new(columns * LANES);
    let tile = tile.as_chunks_mut().0;
    // Filled up with columns of zeros.
    let mut block = Scratch::new(columns.next_multiple_of(TOGETHER) * EIGHTS * LANES);
    block.fill(0.0);
    let block = block.as_chunks_mut().0.as_chunks_mut().0;
    for places in places.chunks(EIGHTS * LANES) {
        let eights = places.chunks(LANES);
        let count = eights.len();
        for (place, eight) in eights.enumerate() {
            let rows = array::from_fn(|lane| &x[eight[lane.min(eight.len() - 1)] * columns..][..columns]);
            side_by_side(machine, rows, tile);
            for ((column, values), (mean, scale)) in block.iter_mut().zip(&*tile).zip(mean.iter().zip(scale)) {
                for (scaled, value) in column[place].iter_mut().zip(values) {
                    *scaled = (value - mean) / scale;
                }
                column[place][eight.len()..].fill(0.0);
            }
        }
        for first in (0..columns).step_by(TOGETHER) {
            for second in (first..columns).step_by(TOGETHER) {
                let found = sixteen(machine, &block[first..first + TOGETHER], &block[second..second + TOGETHER], count);
                for (row, found) in (first..columns).zip(found) {
                    for (column, found) in (second..columns).zip(found) {
                        sums[row * columns + column] += found.array().iter().sum::<f64>();
                    }
                }
            }
        }
    }
}

/// The sums of products of each four columns with each other four.
#[inline(always)]
fn sixteen<M: Machine>(
    machine: M,
    rows: &[[Lanes; EIGHTS]],
    columns: &[[Lanes; EIGHTS]],
    count: usize,
) -> [[Row<M>; TOGETHER]; TOGETHER] {
    let mut sums = [[Row::splat(machine, 0.0); TOGETHER]; TOGETHER];
    for place in 0..count {
        for (sums, row) in sums.iter_mut().zip(rows) {
            let own = Row::load(machine, &row[place], 0);
            for (sum, column) in sums.iter_mut().zip(columns) {
                *sum = own.fused(Row::load(machine, &column[place], 0), *sum);
            }
        }
    }
    sums
}
