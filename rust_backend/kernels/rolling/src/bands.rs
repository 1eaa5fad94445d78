//! Bands around a mean: with both from the same sums, a series is read once.

use crate::summed::{Spread, of_two_sums, splat, two_moved};
use crate::sums::{Counts, Summed};
use atc_engine::Machine;
use atc_engine::lanes::Row;

/// The error of a width that is allowed, a third of the contract's 1e-12 of prices.
const WIDTH: f64 = 3e-13;

/// The mean of the values, and bands so many standard deviations above and below it.
#[derive(Clone, Copy)]
pub struct Bands {
    pub multiplier: f64,
    pub ddof: usize,
}

impl Summed<1, 2, 3> for Bands {
    of_two_sums!(WIDTH);

    #[inline(always)]
    fn results<M: Machine>(
        self,
        machine: M,
        counts: &Counts<M>,
        pivots: [Row<M>; 1],
        sums: [Row<M>; 2],
    ) -> [Row<M>; 3] {
        let spread = Spread { ddof: self.ddof };
        let [mean, deviation] = <Spread as Summed<1, 2, 2>>::results(spread, machine, counts, pivots, sums);
        let width = splat(machine, self.multiplier) * deviation;
        [mean + width, mean, mean - width]
    }
}
