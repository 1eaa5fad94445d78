//! How far the value from which deviations are summed may be from the mean of a window.

use crate::side_by_side::Bars;
use crate::sums::Summed;
use atc_engine::Machine;
use atc_engine::lanes::{LANES, Row};

/// Finds windows whose pivot is so far from their mean that too many digits are lost.
pub struct Limit<M: Machine> {
    machine: M,
    /// More variances than the squared distance of a pivot from the mean may be; none where no pivot can be so far.
    farthest: Option<f64>,
    /// Results of each lane.
    length: usize,
}

impl<M: Machine> Limit<M> {
    /// Of windows whose sums are made by so many additions one after the other at most.
    #[inline(always)]
    pub fn new<S: Summed<I, K, F>, const I: usize, const K: usize, const F: usize>(
        machine: M,
        window: usize,
        additions: usize,
        length: usize,
    ) -> Self {
        let rounding = additions as f64 * f64::EPSILON / 2.0;
        let farthest = (S::ALLOWED / rounding).powf(2.0 / S::POWER);
        // No pivot is as many variances away as there are values.
        Self { machine, farthest: (farthest < window as f64).then_some(farthest), length }
    }

    /// Adds the places of the results that are to be found another way.
    #[inline(always)]
    pub fn check<S: Summed<I, K, F>, const I: usize, const K: usize, const F: usize>(
        &self,
        at: usize,
        count: Row<M>,
        sums: [Row<M>; K],
        left: &mut Vec<usize>,
    ) {
        if let Some(farthest) = self.farthest {
            for [sum, squares] in S::squares(sums) {
                // Both times the count: no division.
                let near = sum * sum;
                let limit = (squares * count - near) * Row::splat(self.machine, farthest);
                if limit.any_less(near) {
                    self.leave(at, limit.array(), near.array(), left);
                }
            }
        }
    }

    #[inline(never)]
    fn leave(&self, at: usize, limit: Bars, near: Bars, left: &mut Vec<usize>) {
        for lane in 0..LANES {
            if near[lane] > limit[lane] {
                left.push(lane * self.length + at);
            }
        }
    }
}
