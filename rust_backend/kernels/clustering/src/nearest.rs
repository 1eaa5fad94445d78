//! Squared distances of rows to centers, in exact operations: each rounded, none fused, summed from the first column to
//! the last.

use crate::rows::{BLOCK, Rows};
use atc_engine::lanes::{LANES, Row, side_by_side};
use atc_engine::{Machine, Scratch, Workers, each};
use std::array;

/// Centers that are taken at once, and rows, a row to a lane: a sum over columns is a chain, which all these run side by
/// side.
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
    machine: M,
    rows: &Rows<'_>,
    first: usize,
    centers: &Centers,
    labels: &mut [i64],
    distances: &mut [f64],
) {
    each_eight(machine, rows, first, labels.len(), |start, tile| {
        let (mut least, mut nearest) = (Row::splat(machine, f64::INFINITY), Row::splat(machine, 0.0));
        each_four(machine, tile, centers, |number, sums| {
            for (place, distances) in sums.into_iter().enumerate() {
                nearest = distances.if_less(least, Row::splat(machine, (number + place) as f64), nearest);
                least = distances.if_less(least, distances, least);
            }
        });
        let results = labels[start..].iter_mut().zip(&mut distances[start..]);
        for ((label, distance), (number, least)) in results.zip(nearest.array().into_iter().zip(least.array())) {
            (*label, *distance) = (number as i64, least);
        }
    });
}

#[inline(always)]
fn closer_body<M: Machine>(
    machine: M,
    rows: &Rows<'_>,
    first: usize,
    centers: &Centers,
    before: &[f64],
    closer: &mut [f64],
    sums: &mut [f64],
) {
    let count = before.len();
    each_eight(machine, rows, first, count, |start, tile| {
        let own: Lanes = array::from_fn(|lane| before[(start + lane).min(count - 1)]);
        let own = Row::load(machine, &own, 0);
        each_four(machine, tile, centers, |number, distances| {
            for (number, distances) in (number..centers.count).zip(distances) {
                let place = &mut closer[number * BLOCK + start..][..LANES.min(count - start)];
                place.copy_from_slice(&distances.if_less(own, distances, own).array()[..place.len()]);
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
fn each_eight<M: Machine>(
    machine: M,
    rows: &Rows<'_>,
    first: usize,
    count: usize,
    mut call: impl FnMut(usize, &[Lanes]),
) {
    let mut tile = Scratch::new(rows.columns * LANES);
    let tile = tile.as_chunks_mut().0;
    for start in (0..count).step_by(LANES) {
        let lanes: [&[f64]; LANES] = array::from_fn(|lane| rows.row(first + (start + lane).min(count - 1)));
        side_by_side(machine, lanes, tile);
        call(start, tile);
    }
}

/// Calls with the squared distances of eight rows to each four centers. Vectors and no arrays, of which the compiler makes
/// vectors of different widths.
#[inline(always)]
fn each_four<M: Machine>(
    machine: M,
    tile: &[Lanes],
    centers: &Centers,
    mut call: impl FnMut(usize, [Row<M>; TOGETHER]),
) {
    for number in (0..centers.count).step_by(TOGETHER) {
        let group = &centers.groups[number / TOGETHER * centers.columns..][..centers.columns];
        let mut sums = [Row::splat(machine, 0.0); TOGETHER];
        for (values, centers) in tile.iter().zip(group) {
            let values = Row::load(machine, values, 0);
            for (sum, center) in sums.iter_mut().zip(centers) {
                let difference = values - Row::splat(machine, *center);
                *sum = *sum + difference * difference;
            }
        }
        call(number, sums);
    }
}

/// The squared distance of two rows.
pub fn squared_distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).fold(0.0, |sum, square| sum + square)
}
