//! Clusters of rows, in exact operations: each rounded, none fused, in the written order, so that labels are the same on
//! every machine; how good they are; and the states that they are in time.

mod lloyd;
mod nearest;
mod quality;
mod rows;
mod seeding;
mod states;

use atc_engine::incremental::Incremental;
use atc_engine::random_numbers::draw;
use atc_engine::{Sequential, Workers};
use lloyd::{Clusters, counts, lloyd, mean_variance};
use nearest::{Centers, nearest};
pub use quality::{davies_bouldin_score, silhouette_samples, silhouette_score};
use rows::{Rows, is_complete};
use seeding::seeds;
/// The streams of this crate.
pub const STATES: &[Incremental] = states::INCREMENTAL[0];
pub use states::{Transitions, regimes, smooth_labels, transition_matrix};

/// The best of some starts.
#[allow(clippy::too_many_arguments)]
pub fn kmeans(
    x: &[f64],
    sizes: [usize; 2],
    clusters: usize,
    seed: u64,
    starts: usize,
    most: usize,
    tolerance: f64,
    workers: &dyn Workers,
    labels: &mut [i64],
    centers: &mut [f64],
    inertia: &mut [f64],
    n_iter: &mut [i64],
    counts: &mut [i64],
) {
    let rows = Rows::complete(x, sizes);
    let limit = tolerance * mean_variance(&rows);
    let found = best_of(&rows, clusters, seed, starts, most, limit, workers);
    deliver(&rows, &found, labels, centers, inertia, n_iter, counts);
}

/// The rounds alone, from given centers.
#[allow(clippy::too_many_arguments)]
pub fn kmeans_lloyd(
    x: &[f64],
    start: &[f64],
    [rows, columns, clusters]: [usize; 3],
    most: usize,
    tolerance: f64,
    workers: &dyn Workers,
    labels: &mut [i64],
    centers: &mut [f64],
    inertia: &mut [f64],
    n_iter: &mut [i64],
    counts: &mut [i64],
) {
    let rows = Rows::complete(x, [rows, columns]);
    let limit = tolerance * mean_variance(&rows);
    let found = lloyd(&rows, start.to_vec(), clusters, most, limit, workers);
    deliver(&rows, &found, labels, centers, inertia, n_iter, counts);
}

/// The nearest center of each row, the lowest number at a tie; -1 where a value is missing.
pub fn kmeans_predict(x: &[f64], centers: &[f64], [rows, columns, count]: [usize; 3], out: &mut [i64]) {
    if count == 0 {
        return out.fill(-1);
    }
    let rows = Rows::all(x, [rows, columns]);
    let places = (0..count).map(|number| &centers[number * columns..][..columns]);
    let mut distances = vec![0.0; out.len()];
    nearest(&rows, &Centers::new(columns, places), out, &mut distances, &Sequential);
    for (row, label) in out.iter_mut().enumerate() {
        *label = if is_complete(rows.row(row)) { *label } else { -1 };
    }
}

/// The start with the least inertia, the earliest at a tie.
fn best_of(
    rows: &Rows<'_>,
    clusters: usize,
    seed: u64,
    starts: usize,
    most: usize,
    limit: f64,
    workers: &dyn Workers,
) -> Clusters {
    let start = |number: usize| {
        let centers = seeds(rows, clusters, draw(seed, number as u64), workers);
        lloyd(rows, centers, clusters, most, limit, workers)
    };
    (1..starts).map(start).fold(start(0), |best, found| if found.inertia < best.inertia { found } else { best })
}

fn deliver(
    rows: &Rows<'_>,
    found: &Clusters,
    labels: &mut [i64],
    centers: &mut [f64],
    inertia: &mut [f64],
    n_iter: &mut [i64],
    numbers: &mut [i64],
) {
    of_all_rows(rows, &found.labels, labels);
    centers.copy_from_slice(&found.centers);
    numbers.copy_from_slice(&counts(&found.labels, numbers.len()));
    (inertia[0], n_iter[0]) = (found.inertia, found.rounds);
}

/// The labels of complete rows, and -1 for the others.
fn of_all_rows(rows: &Rows<'_>, labels: &[i64], out: &mut [i64]) {
    out.fill(-1);
    for (row, label) in labels.iter().enumerate() {
        out[rows.place(row)] = *label;
    }
}
