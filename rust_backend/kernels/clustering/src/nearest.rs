//! Squared distances of rows to centers, in exact operations: each rounded, none fused, summed from the first column to
//! the last.

use crate::rows::{BLOCK, Rows};
use atc_engine::{Machine, Workers, each};
use std::array;

/// Rows that are taken at once, a row to a lane, and centers: a sum over columns is a chain, which all these run side by
/// side.
const LANES: usize = 8;
const TOGETHER: usize = 4;

type Lanes = [f64; LANES];

/// Centers, four side by side column by column; those that fill up the last four are infinitely far from every row.
pub struct Centers {
    pub count: usize,
    columns: usize,
    groups: Vec<[f64; TOGETHER]>,
}

impl Centers {
    pub fn new<'a>(columns: usize, centers: impl Iterator<Item = &'a [f64]>) -> Self {
        let (mut count, mut groups) = (0, Vec::new());
        for center in centers {
            if count % TOGETHER == 0 {
                groups.resize(groups.len() + columns, [f64::INFINITY; TOGETHER]);
            }
            let start = groups.len() - columns;
            for (group, value) in groups[start..].iter_mut().zip(center) {
                group[count % TOGETHER] = *value;
            }
            count += 1;
        }
        Self { count, columns, groups }
    }
}

atc_engine::dispatched! {
    /// The number of the nearest center of some rows from one on, the lowest at a tie, and its squared distance.
    fn nearest_of_block(rows: &Rows<'_>, first: usize, centers: &Centers, labels: &mut [i64], distances: &mut [f64])
        = nearest_body;
    /// For each center, the squared distances of some rows to it or, where that is less, to those before; and their sums.
    pub fn closer_of_block(
        rows: &Rows<'_>, first: usize, centers: &Centers, before: &[f64], closer: &mut [f64], sums: &mut [f64]
    ) = closer_body;
}

/// The number of the nearest center of every row, and its squared distance.
pub fn nearest(rows: &Rows<'_>, centers: &Centers, labels: &mut [i64], distances: &mut [f64], workers: &dyn Workers) {
    let blocks = labels.chunks_mut(BLOCK).zip(distances.chunks_mut(BLOCK)).enumerate();
    each(blocks, workers, |(block, (labels, distances))| {
        nearest_of_block(rows, block * BLOCK, centers, labels, distances);
    });
}

#[inline(always)]
fn nearest_body<M: Machine>(
    _: M,
    rows: &Rows<'_>,
    first: usize,
    centers: &Centers,
    labels: &mut [i64],
    distances: &mut [f64],
) {
    each_eight(rows, first, labels.len(), |start, tile| {
        let (mut least, mut nearest) = ([f64::INFINITY; LANES], [0_i64; LANES]);
        each_four(tile, centers, |number, sums| {
            for (number, sums) in (number as i64..).zip(sums) {
                for ((least, label), distance) in least.iter_mut().zip(&mut nearest).zip(sums) {
                    let is_nearer = distance < *least;
                    *least = if is_nearer { distance } else { *least };
                    *label = if is_nearer { number } else { *label };
                }
            }
        });
        for ((label, distance), lane) in labels[start..].iter_mut().zip(&mut distances[start..]).zip(0..LANES) {
            (*label, *distance) = (nearest[lane], least[lane]);
        }
    });
}

#[inline(always)]
fn closer_body<M: Machine>(
    _: M,
    rows: &Rows<'_>,
    first: usize,
    centers: &Centers,
    before: &[f64],
    closer: &mut [f64],
    sums: &mut [f64],
) {
    let count = before.len();
    each_eight(rows, first, count, |start, tile| {
        let own: Lanes = array::from_fn(|lane| before[(start + lane).min(count - 1)]);
        each_four(tile, centers, |number, distances| {
            for (number, distances) in (number..centers.count).zip(distances) {
                let place = &mut closer[number * BLOCK + start..][..LANES.min(count - start)];
                for ((place, distance), own) in place.iter_mut().zip(distances).zip(own) {
                    *place = if distance < own { distance } else { own };
                }
            }
        });
    });
    // Side by side: each of the sums waits for the one before it.
    sums.fill(-0.0);
    for row in 0..count {
        for (number, sum) in sums.iter_mut().enumerate() {
            *sum += closer[number * BLOCK + row];
        }
    }
}

/// Calls with the columns of eight rows side by side; rows that are left over are the last.
#[inline(always)]
fn each_eight(rows: &Rows<'_>, first: usize, count: usize, mut call: impl FnMut(usize, &[Lanes])) {
    let mut tile = vec![[0.0; LANES]; rows.columns];
    for start in (0..count).step_by(LANES) {
        let lanes: [&[f64]; LANES] = array::from_fn(|lane| rows.row(first + (start + lane).min(count - 1)));
        for (column, tile) in tile.iter_mut().enumerate() {
            *tile = array::from_fn(|lane| lanes[lane][column]);
        }
        call(start, &tile);
    }
}

/// Calls with the squared distances of eight rows to each four centers.
#[inline(always)]
fn each_four(tile: &[Lanes], centers: &Centers, mut call: impl FnMut(usize, [Lanes; TOGETHER])) {
    for number in (0..centers.count).step_by(TOGETHER) {
        let group = &centers.groups[number / TOGETHER * centers.columns..][..centers.columns];
        let mut sums = [[0.0; LANES]; TOGETHER];
        for (values, centers) in tile.iter().zip(group) {
            for (sum, center) in sums.iter_mut().zip(centers) {
                for (sum, value) in sum.iter_mut().zip(values) {
                    let difference = value - center;
                    *sum += difference * difference;
                }
            }
        }
        call(number, sums);
    }
}

/// The squared distance of two rows.
pub fn squared_distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).fold(0.0, |sum, square| sum + square)
}
