//! Whether two samples are of one distribution.

use crate::MOST;
use atc_engine::Workers;
use std::f64::consts::PI;

/// Below it the one series of Kolmogorov's distribution converges sooner, above it the other: in six terms each.
const SMALL: f64 = 1.0;
const TERMS: i32 = 6;

/// How far the shares of bins have moved.
pub fn population_stability_index(
    expected: &[f64],
    actual: &[f64],
    _: [usize; 2],
    bins: usize,
    floor: f64,
    _: &dyn Workers,
    out: &mut [f64],
) {
    let (before, after) = (in_order(expected), in_order(actual));
    out[0] = if before.is_empty() || after.is_empty() { f64::NAN } else { moved(&before, &after, bins, floor) };
}

/// The largest distance of two distributions, and how likely it is.
pub fn ks_2samp(x: &[f64], y: &[f64], _: [usize; 2], _: &dyn Workers, statistic: &mut [f64], pvalue: &mut [f64]) {
    let (x, y) = (in_order(x), in_order(y));
    (statistic[0], pvalue[0]) = (f64::NAN, f64::NAN);
    if x.is_empty() || y.is_empty() {
        return;
    }
    let (n, m) = (x.len(), y.len());
    statistic[0] = largest_distance(&x, &y) as f64 / (n as i128 * m as i128) as f64;
    pvalue[0] = kolmogorov(statistic[0] * (n as f64 / (n + m) as f64 * m as f64).sqrt());
}

/// The values that are not missing, sorted.
fn in_order(values: &[f64]) -> Vec<f64> {
    let mut kept: Vec<f64> = values.iter().copied().filter(|value| value.abs() <= MOST).collect();
    kept.sort_unstable_by(f64::total_cmp);
    kept
}

fn moved(before: &[f64], after: &[f64], bins: usize, floor: f64) -> f64 {
    let count = before.len();
    // With more bins than values each value is an edge.
    let mut edges: Vec<f64> = if bins > count {
        before.to_vec()
    } else {
        (1..bins).map(|edge| before[((edge as u128 * count as u128).div_ceil(bins as u128) - 1) as usize]).collect()
    };
    edges.dedup();
    let share = |sorted: &[f64], from: usize, to: usize| ((to - from) as f64 / sorted.len() as f64).max(floor);
    let (mut total, mut from) = (0.0, [0, 0]);
    for edge in edges.iter().copied().chain([f64::INFINITY]) {
        let to = [before, after].map(|sorted| sorted.partition_point(|value| *value <= edge));
        let (p, q) = (share(before, from[0], to[0]), share(after, from[1], to[1]));
        total += (q - p) * (q / p).ln();
        from = to;
    }
    total
}

/// The largest of `abs(i * m - j * n)` where i and j count the values up to one.
fn largest_distance(x: &[f64], y: &[f64]) -> i64 {
    let (n, m) = (x.len() as i64, y.len() as i64);
    let (mut i, mut j, mut most) = (0, 0, 0);
    while i < x.len() && j < y.len() {
        let value = if x[i] < y[j] { x[i] } else { y[j] };
        while i < x.len() && x[i] <= value {
            i += 1;
        }
        while j < y.len() && y[j] <= value {
            j += 1;
        }
        most = most.max((i as i64 * m - j as i64 * n).abs());
    }
    most
}

/// The limit of the chance of a larger distance, times the root of the number of values.
fn kolmogorov(distance: f64) -> f64 {
    if distance == 0.0 {
        return 1.0;
    }
    if distance < SMALL {
        let square = -PI * PI / 8.0 / distance / distance;
        let term = |number: i32| (f64::from(2 * number - 1).powi(2) * square).exp();
        return 1.0 - (2.0 * PI).sqrt() / distance * (1..=TERMS).rev().map(term).sum::<f64>();
    }
    let term = |number: i32| {
        let size = (-2.0 * (f64::from(number) * distance).powi(2)).exp();
        if number % 2 == 1 { size } else { -size }
    };
    2.0 * (1..=TERMS).rev().map(term).sum::<f64>()
}
