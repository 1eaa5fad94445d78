//! States in the order of time.

use crate::lloyd::{Clusters, counts, mean_variance};
use crate::quality::mean_silhouette;
use crate::rows::{Rows, column_sums};
use crate::{best_of, of_all_rows};
use atc_engine::incremental::Advance;
use atc_engine::trading::is_tied;
use atc_engine::{Float, Stored};
use atc_engine::{Sequential, Workers};
use std::num::NonZeroUsize;

/// Rounds and movement of the centers, as k-means has them where nothing else is said.
const ROUNDS: usize = 300;
const TOLERANCE: f64 = 1e-4;

/// The last label that held for a while; -1 before the first.
pub fn smooth_labels(labels: &[i64], _: [usize; 1], min_duration: NonZeroUsize, out: &mut [i64]) {
    let mut smoothing = Smoothing::new(min_duration);
    for (label, out) in labels.iter().zip(out) {
        *out = smoothing.take(*label);
    }
}

/// A label below 0, as a state is saved.
const NONE: u64 = -1_i64 as u64;

atc_engine::state! {
    /// The last label that held, the newest one, and how often that came in a row.
    Smoothing(min_duration: NonZeroUsize) {
        held: u64 = NONE,
        newest: u64 = NONE,
        count: u64 = 0,
    }
}

atc_engine::incremental! {
    windowed {
        smooth_labels(labels: Label; min_duration: NonZeroUsize) -> (out: Label) = Smoothing::new;
    }
}

impl Smoothing {
    #[inline(always)]
    fn take(&mut self, label: i64) -> i64 {
        if label >= 0 {
            let label = label as u64;
            self.count = if label == self.newest { self.count + 1 } else { 1 };
            self.newest = label;
            self.held = if self.count >= self.min_duration.get() as u64 { label } else { self.held };
        }
        self.held as i64
    }
}

impl Advance<1, 1> for Smoothing {
    fn advance(&mut self, [labels]: [&[f64]; 1], [out]: [&mut [f64]; 1]) {
        for (label, out) in labels.iter().zip(out) {
            *out = self.take(i64::store(*label)).widen();
        }
    }
}

/// How often each label came right after each, and the shares of that; of so many states, or of as many as there are.
pub fn transition_matrix<'a>(
    labels: &'a [i64],
    _: [usize; 1],
    states: Option<usize>,
    _: &dyn Workers,
) -> Transitions<'a> {
    let largest = labels.iter().copied().fold(-1, i64::max);
    Transitions { labels, states: states.unwrap_or((largest + 1) as usize) }
}

/// What is to be counted.
pub struct Transitions<'a> {
    labels: &'a [i64],
    states: usize,
}

impl Transitions<'_> {
    /// Of both matrices.
    pub fn shape(&self) -> [usize; 2] {
        [self.states; 2]
    }

    /// Writes the counts, the earlier label in rows, and each row over its sum, NaN where that is 0.
    pub fn fill(&self, (counts, shares): (&mut [i64], &mut [f64]), _: &dyn Workers) {
        counts.fill(0);
        for (earlier, later) in self.labels.iter().zip(self.labels.iter().skip(1)) {
            if let (Ok(earlier), Ok(later)) = (usize::try_from(*earlier), usize::try_from(*later)) {
                counts[earlier * self.states + later] += 1;
            }
        }
        let rows = counts.chunks_exact(self.states.max(1)).zip(shares.chunks_exact_mut(self.states.max(1)));
        for (counts, shares) in rows {
            let total = counts.iter().sum::<i64>() as f64;
            for (share, count) in shares.iter_mut().zip(counts) {
                *share = *count as f64 / total;
            }
        }
    }
}

/// Labels, centers of so many rows and columns, the number of clusters, and their silhouette score.
pub type Regimes = (Vec<i64>, (Vec<f64>, [usize; 2]), i64, f64);

/// The clusters with the best silhouette score; a later number of them wins only beyond the tie band.
pub fn regimes(
    x: &[f64],
    sizes: [usize; 2],
    fewest: usize,
    most: usize,
    least: f64,
    seed: u64,
    starts: usize,
) -> Regimes {
    let rows = Rows::complete(x, sizes);
    let limit = TOLERANCE * mean_variance(&rows);
    let mut labels = vec![-1; sizes[0]];
    let mut best: Option<(Clusters, usize, f64)> = None;
    for clusters in fewest..=most.min(rows.count.saturating_sub(1)) {
        let found = best_of(&rows, clusters, seed, starts, ROUNDS, limit, &Sequential);
        if counts(&found.labels, clusters).iter().filter(|count| **count > 0).count() < 2 {
            continue;
        }
        of_all_rows(&rows, &found.labels, &mut labels);
        let score = mean_silhouette(x, &labels, sizes, &Sequential);
        let is_better = best.as_ref().is_none_or(|(_, _, before)| is_above(score, *before));
        best = if is_better { Some((found, clusters, score)) } else { best };
    }
    let score = best.as_ref().map_or(f64::NAN, |(_, _, score)| *score);
    if let Some((found, clusters, _)) = best.filter(|_| !is_above(least, score)) {
        of_all_rows(&rows, &found.labels, &mut labels);
        return (labels, (found.centers, [clusters, sizes[1]]), clusters as i64, score);
    }
    of_all_rows(&rows, &vec![0; rows.count], &mut labels);
    let mut center = column_sums(&rows, |row, terms| terms.copy_from_slice(row));
    center.iter_mut().for_each(|sum| *sum /= rows.count as f64);
    (labels, (center, [1, sizes[1]]), 1, score)
}

fn is_above(a: f64, b: f64) -> bool {
    a > b && !is_tied(a, b)
}
