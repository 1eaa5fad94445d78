//! Greedy k-means++: centers to start from, far from each other, by counted random numbers.

use crate::nearest::{Centers, closer_of_block};
use crate::rows::{BLOCK, Rows, sum_in_order};
use atc_engine::random_numbers::{draw, uniform};
use atc_engine::{Workers, each};

/// So many rows as centers; after the first each is the best of some that are drawn by their squared distance.
pub fn seeds(rows: &Rows<'_>, clusters: usize, key: u64, workers: &dyn Workers) -> Vec<f64> {
    let trials = 2 + (clusters as f64).ln().floor() as usize;
    let mut nearest = Distances::new(rows, trials);
    let mut chosen = vec![(draw(key, 0) % rows.count as u64) as usize];
    nearest.take_best(rows, &chosen.clone(), workers);
    for center in 1..clusters {
        let total = sum_in_order(nearest.sums.iter().copied());
        if total == 0.0 {
            chosen.extend((0..rows.count).find(|row| !chosen.contains(row)));
            continue;
        }
        let first = 1 + (center - 1) * trials;
        let candidates: Vec<usize> =
            (first..first + trials).map(|place| nearest.place_of(uniform(key, place as u64) * total)).collect();
        chosen.push(candidates[nearest.take_best(rows, &candidates, workers)]);
    }
    chosen.iter().flat_map(|row| rows.row(*row)).copied().collect()
}

/// The squared distance of each row to the nearest center so far.
struct Distances {
    values: Vec<f64>,
    /// Of each block.
    sums: Vec<f64>,
    /// What the distances would be with each candidate, block by block.
    closer: Vec<f64>,
}

impl Distances {
    fn new(rows: &Rows<'_>, trials: usize) -> Self {
        let blocks = rows.count.div_ceil(BLOCK);
        let closer = vec![0.0; blocks * trials * BLOCK];
        Self { values: vec![f64::INFINITY; rows.count], sums: vec![0.0; blocks], closer }
    }

    /// Takes the candidate with the least sum of distances, the earliest at a tie, as a center; says which.
    fn take_best(&mut self, rows: &Rows<'_>, candidates: &[usize], workers: &dyn Workers) -> usize {
        let count = candidates.len();
        let centers = Centers::new(rows.columns, candidates.iter().map(|row| rows.row(*row)));
        let mut sums = vec![0.0; self.sums.len() * count];
        let closer = self.closer.chunks_exact_mut(count * BLOCK);
        let blocks = self.values.chunks(BLOCK).zip(closer).zip(sums.chunks_exact_mut(count)).enumerate();
        each(blocks, workers, |(block, ((before, closer), sums))| {
            closer_of_block(rows, block * BLOCK, &centers, before, closer, sums);
        });
        let total = |candidate: usize| sum_in_order(sums.iter().skip(candidate).step_by(count).copied());
        let mut best = (0, total(0));
        for candidate in 1..count {
            let reached = total(candidate);
            best = if reached < best.1 { (candidate, reached) } else { best };
        }
        let closer = self.closer.chunks_exact(count * BLOCK);
        for (block, (values, closer)) in self.values.chunks_mut(BLOCK).zip(closer).enumerate() {
            values.copy_from_slice(&closer[best.0 * BLOCK..][..values.len()]);
            self.sums[block] = sums[block * count + best.0];
        }
        best.0
    }

    /// The row at which the running sum passes a target: first over blocks, then row by row.
    fn place_of(&self, target: f64) -> usize {
        let mut run = 0.0;
        for (block, total) in self.sums.iter().enumerate() {
            if run + total > target {
                let (start, end) = (block * BLOCK, self.values.len().min((block + 1) * BLOCK));
                for row in start..end {
                    run += self.values[row];
                    if run > target {
                        return row;
                    }
                }
                return self.last_apart(start..end);
            }
            run += total;
        }
        self.last_apart(0..self.values.len())
    }

    /// The last row that is apart from all centers: rounding may leave the target just out of reach.
    fn last_apart(&self, mut rows: std::ops::Range<usize>) -> usize {
        rows.rfind(|row| self.values[*row] > 0.0).unwrap_or(0)
    }
}
