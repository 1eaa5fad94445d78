//! Isolation forests: rows that few random cuts part from all others are unusual.

mod growing;
mod packed;

use crate::MOST;
use atc_engine::{Workers, each};
pub use growing::isolation_forest_fit;
use packed::Packed;

const EULER: f64 = 0.577_215_664_901_532_9;

/// From this many rows on the nodes are packed: that costs as much as 100 rows take through the nodes as they are given.
const MANY: usize = 256;

/// Rows whose values and the nodes of a tree fit the nearest cache together.
const BLOCK: usize = 256;

/// The nodes of all trees, as a model has them.
#[derive(Clone, Copy)]
struct Nodes<'a> {
    feature: &'a [i64],
    threshold: &'a [f64],
    left: &'a [i64],
    right: &'a [i64],
    path_length: &'a [f64],
    roots: &'a [i64],
}

/// The mean length of each row's paths, against the usual one; NaN where a value is missing.
#[allow(clippy::too_many_arguments)]
pub fn isolation_forest_score(
    x: &[f64],
    feature: &[i64],
    threshold: &[f64],
    left: &[i64],
    right: &[i64],
    path_length: &[f64],
    roots: &[i64],
    max_samples: &[i64],
    _: &[i64],
    [rows, columns, ..]: [usize; 4],
    workers: &dyn Workers,
    out: &mut [f64],
) {
    let nodes = Nodes { feature, threshold, left, right, path_length, roots };
    if rows < MANY || columns == 0 {
        for (row, out) in out.iter_mut().enumerate() {
            *out = nodes.total(&x[row * columns..][..columns]);
        }
    } else {
        let packed = Packed::new(&nodes);
        let blocks = x.chunks(BLOCK * columns.max(1)).zip(out.chunks_mut(BLOCK));
        each(blocks, workers, |(x, totals)| packed.totals(x, columns, totals));
    }
    let usual = usual_length(max_samples[0] as usize);
    for (row, out) in out.iter_mut().enumerate() {
        let is_complete = x[row * columns..][..columns].iter().all(|value| value.abs() <= MOST);
        *out = match (is_complete, usual > 0.0) {
            (false, _) => f64::NAN,
            (true, false) => 0.5,
            (true, true) => (-*out / roots.len() as f64 / usual).exp2(),
        };
    }
}

impl Nodes<'_> {
    /// The sum of the lengths of a row's paths.
    fn total(&self, row: &[f64]) -> f64 {
        let mut total = 0.0;
        for root in self.roots {
            let mut node = *root as usize;
            while let Ok(feature) = usize::try_from(self.feature[node]) {
                let is_left = row[feature] <= self.threshold[node];
                node = if is_left { self.left[node] } else { self.right[node] } as usize;
            }
            total += self.path_length[node];
        }
        total
    }
}

/// The expected number of cuts until one of some rows is alone.
fn usual_length(rows: usize) -> f64 {
    if rows <= 2 {
        return rows.saturating_sub(1) as f64;
    }
    let others = (rows - 1) as f64;
    2.0 * (others.ln() + EULER) - 2.0 * others / rows as f64
}
