//! How good a clustering is, from differences of rows: equal ones have no distance, and an offset costs no digits.

mod labelled;
mod separation;
mod silhouettes;

use atc_engine::Workers;
use labelled::Labelled;
pub use separation::davies_bouldin_score;
use silhouettes::silhouettes;

/// How much nearer each row is to its own cluster than to the next; NaN for one that is left out.
pub fn silhouette_samples(
    x: &[f64],
    labels: &[i64],
    [rows, columns]: [usize; 2],
    workers: &dyn Workers,
    out: &mut [f64],
) {
    let data = Labelled::new(x, labels, [rows, columns]);
    out.fill(f64::NAN);
    for (row, score) in data.order.iter().zip(silhouettes(&data, workers)) {
        out[*row] = score;
    }
}

/// The mean of these.
pub fn silhouette_score(x: &[f64], labels: &[i64], sizes: [usize; 2], workers: &dyn Workers, out: &mut [f64]) {
    out[0] = mean_silhouette(x, labels, sizes, workers);
}

pub fn mean_silhouette(x: &[f64], labels: &[i64], sizes: [usize; 2], workers: &dyn Workers) -> f64 {
    let scores = silhouettes(&Labelled::new(x, labels, sizes), workers);
    crate::rows::blocked_sum(&scores) / scores.len() as f64
}
