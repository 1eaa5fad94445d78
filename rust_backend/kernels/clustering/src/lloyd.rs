//! Rounds of labels and means, from given centers.

use crate::nearest::{Centers, nearest, squared_distance};
use crate::rows::{BLOCK, Rows, add, blocked_sum, column_sums, sum_in_order};
use atc_engine::lanes::{LANES, Row};
use atc_engine::{Machine, Scratch, Workers, each};

/// Blocks whose sums are kept for each thread until they are added up in order.
const BLOCKS: usize = 4;

/// Clusters of rows.
pub struct Clusters {
    pub labels: Vec<i64>,
    pub centers: Vec<f64>,
    /// The sum of the squared distances of rows to their centers.
    pub inertia: f64,
    pub rounds: i64,
}

/// The mean of the columns' variances; 0 without a column.
pub fn mean_variance(rows: &Rows<'_>) -> f64 {
    if rows.columns == 0 {
        return 0.0;
    }
    let count = rows.count as f64;
    let mut means = column_sums(rows, |row, terms| terms.copy_from_slice(row));
    means.iter_mut().for_each(|mean| *mean /= count);
    let squares = column_sums(rows, |row, terms| {
        for ((term, value), mean) in terms.iter_mut().zip(row).zip(&means) {
            *term = (value - mean) * (value - mean);
        }
    });
    sum_in_order(squares.iter().map(|square| square / count)) / rows.columns as f64
}

/// The clusters that rounds from these centers lead to, until these move by no more than `limit`; labels are those of
/// the last centers.
pub fn lloyd(
    rows: &Rows<'_>,
    mut centers: Vec<f64>,
    count: usize,
    most: usize,
    limit: f64,
    workers: &dyn Workers,
) -> Clusters {
    let (mut labels, mut before) = (vec![0; rows.count], Vec::new());
    let mut distances = vec![0.0; rows.count];
    let mut rounds = 0;
    let label = |centers: &[f64], labels: &mut [i64], distances: &mut [f64]| {
        let places = (0..count).map(|number| &centers[number * rows.columns..][..rows.columns]);
        nearest(rows, &Centers::new(rows.columns, places), labels, distances, workers);
    };
    loop {
        label(&centers, &mut labels, &mut distances);
        let mut counts = counts(&labels, count);
        let has_refilled = refill(&mut labels, &distances, &mut counts);
        let moved = means(rows, &labels, &counts, &centers, workers);
        rounds += 1;
        let is_at_rest = moved == centers;
        let steps = (0..count).map(|number| {
            let place = number * rows.columns..(number + 1) * rows.columns;
            squared_distance(&moved[place.clone()], &centers[place])
        });
        let shift = sum_in_order(steps);
        centers = moved;
        let is_last = shift <= limit || (!has_refilled && labels == before) || rounds == most;
        if is_last {
            // Centers that did not move have the labels and distances that were just found, unless a row was moved.
            if !is_at_rest || has_refilled {
                label(&centers, &mut labels, &mut distances);
            }
            return Clusters { labels, centers, inertia: blocked_sum(&distances), rounds: rounds as i64 };
        }
        before.clone_from(&labels);
    }
}

/// How many rows each cluster has.
pub fn counts(labels: &[i64], count: usize) -> Vec<i64> {
    let mut counts = vec![0; count];
    for label in labels {
        counts[*label as usize] += 1;
    }
    counts
}

/// Gives each empty cluster, in order, the row that is farthest from its center among clusters that have others; says
/// whether there was one. A cluster stays empty where no such row is apart from its center.
fn refill(labels: &mut [i64], distances: &[f64], counts: &mut [i64]) -> bool {
    let mut has_moved = false;
    for empty in 0..counts.len() {
        if counts[empty] > 0 {
            continue;
        }
        let (mut farthest, mut most) = (None, 0.0);
        for (row, (label, distance)) in labels.iter().zip(distances).enumerate() {
            if *distance > most && counts[*label as usize] > 1 {
                (farthest, most) = (Some(row), *distance);
            }
        }
        if let Some(row) = farthest {
            counts[labels[row] as usize] -= 1;
            counts[empty] += 1;
            labels[row] = empty as i64;
            has_moved = true;
        }
    }
    has_moved
}

/// The mean of each cluster's rows; an empty one keeps its center.
fn means(rows: &Rows<'_>, labels: &[i64], counts: &[i64], centers: &[f64], workers: &dyn Workers) -> Vec<f64> {
    let size = centers.len();
    if size == 0 {
        return Vec::new();
    }
    let together = if workers.count() > 1 { BLOCKS * workers.count() } else { 1 };
    let (mut totals, mut parts) = (vec![-0.0; size], vec![0.0; together * size]);
    for (first, labels) in (0..).step_by(together * BLOCK).zip(labels.chunks(together * BLOCK)) {
        let blocks = labels.chunks(BLOCK).zip(parts.chunks_exact_mut(size)).enumerate();
        each(blocks, workers, |(block, (labels, part))| sums_of_block(rows, first + block * BLOCK, labels, part));
        for part in parts.chunks_exact(size).take(labels.len().div_ceil(BLOCK)) {
            add(&mut totals, part);
        }
    }
    let (sums, places) = (totals.chunks_exact_mut(rows.columns), centers.chunks_exact(rows.columns));
    for ((sums, center), count) in sums.zip(places).zip(counts) {
        match count {
            0 => sums.copy_from_slice(center),
            _ => sums.iter_mut().for_each(|sum| *sum /= *count as f64),
        }
    }
    totals
}

atc_engine::dispatched! {
    /// The sums of each cluster's rows of a block, 0 without one.
    fn sums_of_block(rows: &Rows<'_>, first: usize, labels: &[i64], sums: &mut [f64]) = sums_body;
}

/// Eight columns at a time, the last eight again with some before them; fewer columns one by one.
#[inline(always)]
fn sums_body<M: Machine>(machine: M, rows: &Rows<'_>, first: usize, labels: &[i64], sums: &mut [f64]) {
    let columns = rows.columns;
    let mut is_present = vec![false; sums.len() / columns];
    labels.iter().for_each(|label| is_present[*label as usize] = true);
    sums.fill(-0.0);
    if columns < LANES {
        for (row, label) in (first..).zip(labels) {
            add(&mut sums[*label as usize * columns..][..columns], rows.row(row));
        }
    } else {
        add_in_lanes(machine, rows, first, labels, sums);
    }
    for (sums, is_present) in sums.chunks_exact_mut(columns).zip(is_present) {
        if !is_present {
            sums.fill(0.0);
        }
    }
}

#[inline(always)]
fn add_in_lanes<M: Machine>(machine: M, rows: &Rows<'_>, first: usize, labels: &[i64], sums: &mut [f64]) {
    let (columns, pieces) = (rows.columns, rows.columns.div_ceil(LANES));
    let place = |piece: usize| (piece * LANES).min(columns - LANES);
    // On cache lines of their own: a vector across two of them waits longer for what was written to it last.
    let mut totals = Scratch::new(sums.len() / columns * pieces * LANES);
    totals.fill(-0.0);
    for (row, label) in (first..).zip(labels) {
        let totals = totals[*label as usize * pieces * LANES..][..pieces * LANES].as_chunks_mut::<LANES>().0;
        for (piece, total) in totals.iter_mut().enumerate() {
            (Row::load(machine, total, 0) + Row::load(machine, rows.row(row), place(piece))).store(total);
        }
    }
    for (sums, totals) in sums.chunks_exact_mut(columns).zip(totals.chunks_exact(pieces * LANES)) {
        for (piece, total) in totals.chunks_exact(LANES).enumerate() {
            sums[place(piece)..][..LANES].copy_from_slice(total);
        }
    }
}
