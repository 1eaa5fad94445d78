//! Eigenvalues and eigenvectors of a symmetric matrix: reflections make it tridiagonal, rotations diagonal.
//!
//! Source: Wilkinson and Reinsch, "Handbook for Automatic Computation" (1971), procedures tred2 and tql2; here every inner
//! loop runs along a row.

use crate::sizes::{largest, unit};
use atc_engine::Machine;

/// Rotations of a diagonal element, of which two are usual.
const MOST: usize = 60;

/// In falling order.
pub struct Eigen {
    pub values: Vec<f64>,
    /// Each a row of length 1.
    pub vectors: Vec<f64>,
}

/// Of a matrix of so many rows.
pub fn symmetric_eigen(mut matrix: Vec<f64>, size: usize) -> Eigen {
    // Squares of entries would overflow from 1e154 on, and vanish below 1e-162.
    let unit = unit(largest(&matrix, &matrix));
    matrix.iter_mut().for_each(|entry| *entry *= unit);
    let (mut diagonal, mut beside) = (vec![0.0; size], vec![0.0; size]);
    let mut vectors = vec![0.0; size * size];
    decompose(&mut matrix, &mut diagonal, &mut beside, &mut vectors);
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_by(|one, other| diagonal[*other].total_cmp(&diagonal[*one]));
    Eigen {
        values: order.iter().map(|place| diagonal[*place] / unit).collect(),
        vectors: order.iter().flat_map(|place| &vectors[place * size..][..size]).copied().collect(),
    }
}

atc_engine::dispatched! {
    fn decompose(matrix: &mut [f64], diagonal: &mut [f64], beside: &mut [f64], vectors: &mut [f64]) = decompose_body;
}

#[inline(always)]
fn decompose_body<M: Machine>(_: M, matrix: &mut [f64], diagonal: &mut [f64], beside: &mut [f64], vectors: &mut [f64]) {
    let size = diagonal.len();
    let mut factors = vec![0.0; size];
    tridiagonal(matrix, &mut factors, diagonal, beside);
    reflections(matrix, &factors, vectors);
    for low in 0..size {
        for _ in 0..MOST {
            let high = (low..size - 1).find(|place| is_small(diagonal, beside, *place)).unwrap_or(size - 1);
            if high == low {
                break;
            }
            rotate(diagonal, beside, vectors, low, high);
        }
    }
}

/// Whether what is beside a diagonal element counts for nothing.
#[inline(always)]
fn is_small(diagonal: &[f64], beside: &[f64], place: usize) -> bool {
    beside[place].abs() <= f64::EPSILON * (diagonal[place].abs() + diagonal[place + 1].abs())
}

#[inline(always)]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let ((eights, rest), (others, left)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    for (a, b) in eights.iter().zip(others) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    sums.iter().sum::<f64>() + rest.iter().zip(left).map(|(a, b)| a * b).sum::<f64>()
}

/// Reflects row by row until only the diagonal and what is beside it are left. The vectors of the reflections stay in the
/// rows of the matrix, behind the diagonal; a reflection is `1 - factor * v * v`.
#[inline(always)]
fn tridiagonal(matrix: &mut [f64], factors: &mut [f64], diagonal: &mut [f64], beside: &mut [f64]) {
    let size = diagonal.len();
    let mut image = vec![0.0; size];
    for step in 0..size {
        diagonal[step] = matrix[step * size + step];
        let (head, rest) = matrix.split_at_mut((step + 1) * size);
        let vector = &mut head[step * size + step + 1..];
        let Some(first) = vector.first().copied() else { return };
        let norm = dot(vector, vector).sqrt();
        beside[step] = first;
        if vector.len() == 1 || norm == 0.0 {
            continue;
        }
        beside[step] = -norm.copysign(first);
        vector[0] -= beside[step];
        let factor = 2.0 / dot(vector, vector);
        factors[step] = factor;
        let image = &mut image[..vector.len()];
        for (image, row) in image.iter_mut().zip(rest.chunks_exact(size)) {
            *image = factor * dot(&row[step + 1..], vector);
        }
        let half = factor / 2.0 * dot(image, vector);
        for (image, entry) in image.iter_mut().zip(&*vector) {
            *image -= half * entry;
        }
        for (place, row) in rest.chunks_exact_mut(size).enumerate() {
            let (own, its) = (vector[place], image[place]);
            for ((entry, vector), image) in row[step + 1..].iter_mut().zip(&*vector).zip(&*image) {
                *entry -= own * image + its * vector;
            }
        }
    }
}

/// The product of the reflections, the last one first: its rows are the axes in which the matrix is tridiagonal.
#[inline(always)]
fn reflections(matrix: &[f64], factors: &[f64], product: &mut [f64]) {
    let size = factors.len();
    for step in (0..size).rev() {
        product[step * size + step] = 1.0;
        let vector = &matrix[step * size + step + 1..][..size - step - 1];
        if factors[step] == 0.0 {
            continue;
        }
        // Each row of what is already there times the reflection from the right.
        for row in product[(step + 1) * size..].chunks_exact_mut(size) {
            let row = &mut row[step + 1..];
            let along = factors[step] * dot(row, vector);
            for (entry, vector) in row.iter_mut().zip(vector) {
                *entry -= along * vector;
            }
        }
    }
}

/// One sweep of rotations from `high` to `low`, with a shift that makes what is beside `low` small.
#[inline(always)]
fn rotate(diagonal: &mut [f64], beside: &mut [f64], vectors: &mut [f64], low: usize, high: usize) {
    let size = diagonal.len();
    let slope = (diagonal[low + 1] - diagonal[low]) / (2.0 * beside[low]);
    let mut rest = diagonal[high] - diagonal[low] + beside[low] / (slope + slope.hypot(1.0).copysign(slope));
    let (mut sine, mut cosine, mut shift) = (1.0, 1.0, 0.0);
    for place in (low..high).rev() {
        let (opposite, adjacent) = (sine * beside[place], cosine * beside[place]);
        let length = opposite.hypot(rest);
        beside[place + 1] = length;
        if length == 0.0 {
            diagonal[place + 1] -= shift;
            beside[high] = 0.0;
            return;
        }
        (sine, cosine) = (opposite / length, rest / length);
        let other = diagonal[place + 1] - shift;
        let mixed = (diagonal[place] - other) * sine + 2.0 * cosine * adjacent;
        shift = sine * mixed;
        diagonal[place + 1] = other + shift;
        rest = cosine * mixed - adjacent;
        let (upper, lower) = vectors[place * size..(place + 2) * size].split_at_mut(size);
        for (upper, lower) in upper.iter_mut().zip(lower) {
            (*upper, *lower) = (cosine * *upper - sine * *lower, sine * *upper + cosine * *lower);
        }
    }
    diagonal[low] -= shift;
    beside[low] = rest;
    beside[high] = 0.0;
}
