//! How far rows lie from a centre, in the units of its spread.

use crate::rows::{Lanes, each_eight, products, put};
use atc_engine::Machine;
use atc_engine::lanes::LANES;

atc_engine::dispatched! {
    /// The quadratic form of each row's distance from the mean.
    pub fn mahalanobis(x: &[f64], mean: &[f64], precision: &[f64], sizes: [usize; 2], out: &mut [f64]) = distances;
}

#[inline(always)]
fn distances<M: Machine>(
    machine: M,
    x: &[f64],
    mean: &[f64],
    precision: &[f64],
    [rows, columns]: [usize; 2],
    out: &mut [f64],
) {
    each_eight(machine, x, columns, rows, |first, tile, missing| {
        for (column, mean) in tile.iter_mut().zip(mean) {
            column.iter_mut().for_each(|value| *value -= mean);
        }
        let tile: &[Lanes] = tile;
        let mut total = [0.0; LANES];
        products(machine, precision, tile, |row, sums| {
            for ((total, away), sum) in total.iter_mut().zip(&tile[row]).zip(sums) {
                *total = M::mul_add(*away, sum, *total);
            }
        });
        put(out, first, total, missing);
    });
}
