//! The rows that count, cluster by cluster.

use crate::rows::is_complete;
use std::ops::Range;

/// Sizes from which to which squares of differences neither overflow nor vanish.
const SAFE: Range<f64> = 1e-100..1e140;

/// The complete rows with a label.
pub struct Labelled<'a> {
    x: &'a [f64],
    pub columns: usize,
    /// The rows, cluster by cluster, in each as they are in the data set.
    pub order: Vec<usize>,
    /// Which of these are of which cluster.
    pub clusters: Vec<Range<usize>>,
    /// A power of two that differences are multiplied by.
    unit: f64,
}

impl<'a> Labelled<'a> {
    pub fn new(x: &'a [f64], labels: &[i64], [rows, columns]: [usize; 2]) -> Self {
        let row = |place: usize| &x[place * columns..][..columns];
        let mut order: Vec<usize> = (0..rows).filter(|place| labels[*place] >= 0 && is_complete(row(*place))).collect();
        order.sort_by_key(|place| labels[*place]);
        let mut clusters = Vec::new();
        let mut start = 0;
        for group in order.chunk_by(|a, b| labels[*a] == labels[*b]) {
            clusters.push(start..start + group.len());
            start += group.len();
        }
        let largest = order.iter().flat_map(|place| row(*place)).fold(0.0, |most: f64, value| most.max(value.abs()));
        let unit = if SAFE.contains(&largest) || largest == 0.0 { 1.0 } else { unit(largest) };
        Self { x, columns, order, clusters, unit }
    }

    /// The row at a place of the order.
    #[inline(always)]
    pub fn row(&self, place: usize) -> &'a [f64] {
        &self.x[self.order[place] * self.columns..][..self.columns]
    }

    /// A value in units in which squares are numbers.
    #[inline(always)]
    pub fn scaled(&self, value: f64) -> f64 {
        value * self.unit
    }
}

/// The power of two by which a size is about 1.
fn unit(size: f64) -> f64 {
    // Of a denormal size it would overflow.
    let exponent = (-size.log2()).floor().min(1000.0);
    exponent.exp2()
}
