//! Silhouettes in memory of rows: for some rows at a time the distances to all others, cluster by cluster.

use super::labelled::Labelled;
use atc_engine::{Machine, Workers, each};
use std::array;

/// Rows that are taken at once, a row to a lane.
const LANES: usize = 8;

/// Rows whose scores one task finds, and the others whose values lie in the nearest cache meanwhile.
const TASK: usize = 128;
const OTHERS: usize = 64;

type Lanes = [f64; LANES];

/// The score of each row of the order.
pub fn silhouettes(data: &Labelled<'_>, workers: &dyn Workers) -> Vec<f64> {
    let mut scores = vec![0.0; data.order.len()];
    each(scores.chunks_mut(TASK).enumerate(), workers, |(task, scores)| scores_of(data, task * TASK, scores));
    scores
}

atc_engine::dispatched! {
    fn scores_of(data: &Labelled<'_>, first: usize, scores: &mut [f64]) = scores_body;
}

#[inline(always)]
fn scores_body<M: Machine>(_: M, data: &Labelled<'_>, first: usize, scores: &mut [f64]) {
    let columns = data.columns;
    let groups = scores.len().div_ceil(LANES);
    let mut tiles = vec![[0.0; LANES]; groups * columns];
    for (group, tile) in tiles.chunks_exact_mut(columns.max(1)).enumerate() {
        for (column, values) in tile.iter_mut().enumerate() {
            let row = |lane: usize| data.row(first + (group * LANES + lane).min(scores.len() - 1));
            *values = array::from_fn(|lane| data.scaled(row(lane)[column]));
        }
    }
    let (mut within, mut beyond) = (vec![[0.0; LANES]; groups], vec![[f64::INFINITY; LANES]; groups]);
    let (mut sums, mut others) = (vec![[0.0; LANES]; groups], vec![0.0; OTHERS * columns]);
    for cluster in &data.clusters {
        sums.fill([0.0; LANES]);
        for start in cluster.clone().step_by(OTHERS) {
            let count = OTHERS.min(cluster.end - start);
            for (place, other) in others.chunks_exact_mut(columns.max(1)).take(count).enumerate() {
                for (other, value) in other.iter_mut().zip(data.row(start + place)) {
                    *other = data.scaled(*value);
                }
            }
            for (group, sum) in sums.iter_mut().enumerate() {
                let tile = &tiles[group * columns..][..columns];
                add(sum, distances::<M>(tile, &others[..count * columns]));
            }
        }
        let own = |place: usize| cluster.contains(&(first + place));
        for (group, sum) in sums.iter().enumerate() {
            for (lane, sum) in sum.iter().enumerate() {
                if own(group * LANES + lane) {
                    within[group][lane] = sum / (cluster.len() - 1) as f64;
                } else {
                    beyond[group][lane] = beyond[group][lane].min(sum / cluster.len() as f64);
                }
            }
        }
    }
    for (place, score) in scores.iter_mut().enumerate() {
        *score = silhouette(within[place / LANES][place % LANES], beyond[place / LANES][place % LANES]);
    }
}

#[inline(always)]
fn add(sums: &mut Lanes, values: Lanes) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += value;
    }
}

/// The sums of eight rows' distances to some others.
#[inline(always)]
fn distances<M: Machine>(tile: &[Lanes], others: &[f64]) -> Lanes {
    let mut sums = [0.0; LANES];
    for other in others.chunks_exact(tile.len().max(1)) {
        let mut squares = [0.0; LANES];
        for (values, other) in tile.iter().zip(other) {
            for (square, value) in squares.iter_mut().zip(values) {
                let difference = value - other;
                *square = M::mul_add(difference, difference, *square);
            }
        }
        for (sum, square) in sums.iter_mut().zip(squares) {
            *sum += square.sqrt();
        }
    }
    sums
}

/// 0 for a row that is alone, the mean of whose distances to others is 0 / 0, and where both are 0.
#[inline(always)]
fn silhouette(within: f64, beyond: f64) -> f64 {
    let widest = if within > beyond { within } else { beyond };
    if within.is_nan() || widest <= 0.0 { 0.0 } else { (beyond - within) / widest }
}
