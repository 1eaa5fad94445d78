//! The directions in which the complete rows of a data set vary most.

use super::covariance::covariance;
use super::eigenvectors::{Eigen, symmetric_eigen};
use super::scaling::{Scaled, scaled_by};
use crate::rows::complete_rows;

/// Components that are kept at most, unless more are asked for.
const USUAL: usize = 5;

/// Of the largest eigenvalue: what is not above it counts as 0. Of a share: what is missing of it by rounding.
const BAND: f64 = 1e-10;

/// Of the largest entry of a component: what is no farther from it is as large.
const EQUAL: f64 = 1e-8;

/// Means, scales, components and their number and columns, eigenvalues, and the rows that were fitted.
pub type Model = (Vec<f64>, Vec<f64>, (Vec<f64>, [usize; 2]), Vec<f64>, i64);

/// The principal components: so many, or below 1 as many as have that share of the variance.
pub fn pca_fit(x: &[f64], [rows, columns]: [usize; 2], wanted: Option<f64>, scale: &str) -> Model {
    let places = complete_rows(x, [rows, columns]);
    let Scaled { mean, scale } = scaled_by(x, &places, columns, scale);
    let matrix = covariance(x, &places, &mean, &scale);
    let Eigen { mut values, mut vectors } = symmetric_eigen(matrix, columns);
    values.iter_mut().for_each(|value| *value = value.max(0.0));
    let kept = component_count(&values, wanted).min(places.len() - 1);
    vectors.truncate(kept * columns);
    vectors.chunks_exact_mut(columns.max(1)).for_each(turn);
    (mean, scale, (vectors, [kept, columns]), values, places.len() as i64)
}

/// How many components are kept, none of which has no variance.
fn component_count(values: &[f64], wanted: Option<f64>) -> usize {
    let largest = values.first().copied().unwrap_or(0.0);
    let present = values.iter().filter(|value| **value > BAND * largest).count();
    let kept = match wanted {
        None => USUAL,
        Some(share) if share < 1.0 => {
            let total: f64 = values.iter().sum();
            let mut sum = 0.0;
            let below = |value: &&f64| {
                sum += **value;
                sum / total < share - BAND
            };
            1 + values.iter().take_while(below).count()
        }
        Some(count) => count as usize,
    };
    kept.min(present)
}

/// Turns a component so that the first of its largest entries is positive.
fn turn(component: &mut [f64]) {
    let largest = component.iter().fold(0.0_f64, |most, entry| most.max(entry.abs()));
    let first = component.iter().find(|entry| entry.abs() >= (1.0 - EQUAL) * largest);
    if first.is_some_and(|entry| *entry < 0.0) {
        component.iter_mut().for_each(|entry| *entry = -*entry);
    }
}
