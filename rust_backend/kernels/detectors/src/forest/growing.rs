//! Trees that cut random rows at random places until each is alone.

use super::usual_length;
use crate::rows::complete_rows;
use atc_engine::random_numbers::{draw, uniform};

/// Feature, threshold, left, right, path length and roots; the rows of each tree and the columns.
pub type Model = (Vec<i64>, Vec<f64>, Vec<i64>, Vec<i64>, Vec<f64>, Vec<i64>, i64, i64);

/// An isolation forest of the complete rows.
pub fn isolation_forest_fit(x: &[f64], [rows, columns]: [usize; 2], trees: usize, most: usize, seed: u64) -> Model {
    let complete = complete_rows(x, [rows, columns]);
    let samples = most.min(complete.len());
    let deepest = samples.next_power_of_two().trailing_zeros().max(1) as usize;
    let mut forest = Forest { columns, samples, deepest, ..Forest::default() };
    let mut taken = vec![false; complete.len()];
    for tree in 0..trees {
        let key = draw(seed, tree as u64);
        let drawn = drawn(key, samples, &mut taken);
        let mut values: Vec<f64> = Vec::with_capacity(samples * columns);
        drawn.iter().for_each(|place| values.extend_from_slice(&x[complete[*place] * columns..][..columns]));
        drawn.iter().for_each(|place| taken[*place] = false);
        let mut order: Vec<usize> = (0..samples).collect();
        forest.roots.push(forest.feature.len() as i64);
        forest.grow(key, &values, &mut order, 0);
    }
    let Forest { feature, threshold, left, right, path_length, roots, .. } = forest;
    (feature, threshold, left, right, path_length, roots, samples as i64, columns as i64)
}

/// So many different places (Floyd), which are taken from now on.
fn drawn(key: u64, samples: usize, taken: &mut [bool]) -> Vec<usize> {
    let place = |item: usize| {
        let last = taken.len() - samples + item;
        let random = (draw(key, item as u64) % (last as u64 + 1)) as usize;
        let place = if taken[random] { last } else { random };
        taken[place] = true;
        place
    };
    (0..samples).map(place).collect()
}

#[derive(Default)]
struct Forest {
    columns: usize,
    samples: usize,
    deepest: usize,
    feature: Vec<i64>,
    threshold: Vec<f64>,
    left: Vec<i64>,
    right: Vec<i64>,
    path_length: Vec<f64>,
    roots: Vec<i64>,
}

impl Forest {
    /// Adds a node for some rows, then its left and its right subtree.
    fn grow(&mut self, key: u64, values: &[f64], rows: &mut [usize], depth: usize) {
        let node = self.feature.len();
        let root = self.roots.last().map_or(0, |root| *root as usize);
        let place = (self.samples + 2 * (node - root)) as u64;
        let cut = if depth < self.deepest { self.cut(key, place, values, rows) } else { None };
        let Some((column, threshold)) = cut else {
            return self.push(-1, 0.0, -1, depth as f64 + usual_length(rows.len()));
        };
        let left = partition(rows, |row| values[row * self.columns + column] <= threshold);
        self.push(column as i64, threshold, node as i64 + 1, 0.0);
        let (lower, upper) = rows.split_at_mut(left);
        self.grow(key, values, lower, depth + 1);
        self.right[node] = self.feature.len() as i64;
        self.grow(key, values, upper, depth + 1);
    }

    fn push(&mut self, feature: i64, threshold: f64, left: i64, path_length: f64) {
        self.feature.push(feature);
        self.threshold.push(threshold);
        self.left.push(left);
        self.right.push(-1);
        self.path_length.push(path_length);
    }

    /// A column that is not constant in some rows, and a value between its least and greatest ones.
    fn cut(&self, key: u64, place: u64, values: &[f64], rows: &[usize]) -> Option<(usize, f64)> {
        let (mut low, mut high) = (vec![f64::INFINITY; self.columns], vec![f64::NEG_INFINITY; self.columns]);
        for row in rows {
            let values = &values[row * self.columns..][..self.columns];
            for ((low, high), value) in low.iter_mut().zip(&mut high).zip(values) {
                *low = if *value < *low { *value } else { *low };
                *high = if *value > *high { *value } else { *high };
            }
        }
        let varying = || (0..self.columns).filter(|column| low[*column] < high[*column]);
        let count = varying().count() as u64;
        if count == 0 {
            return None;
        }
        let column = varying().nth((draw(key, place) % count) as usize)?;
        let cut = low[column] + uniform(key, place + 1) * (high[column] - low[column]);
        // Rounding may reach the greatest value, which must stay on the right.
        Some((column, if cut < high[column] { cut } else { low[column] }))
    }
}

/// Moves the rows for which something holds to the front; says how many these are.
fn partition(rows: &mut [usize], holds: impl Fn(usize) -> bool) -> usize {
    let mut count = 0;
    for place in 0..rows.len() {
        if holds(rows[place]) {
            rows.swap(place, count);
            count += 1;
        }
    }
    count
}
