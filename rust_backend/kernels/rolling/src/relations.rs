//! Sums of a series and its places, and of two series.

use crate::summed::{centred, splat, two_moved};
use crate::sums::{Counts, Summed};
use atc_engine::Machine;
use atc_engine::lanes::Row;

/// An error of a slope that is allowed: a third of the contract's of Kyle's lambda.
const SLOPE: f64 = 3e-12;

/// An error of r that is allowed: a third of the contract's.
const RELATION: f64 = 3e-13;

/// Slope of the line through them.
#[derive(Clone, Copy)]
pub struct Slope;

/// Correlation of two series.
#[derive(Clone, Copy)]
pub struct Correlation;

/// The root of their covariance's magnitude, with its sign.
#[derive(Clone, Copy)]
pub struct Covariance;

/// Slope of the line through their points.
#[derive(Clone, Copy)]
pub struct SlopeOf;

impl Summed<1, 2, 1> for Slope {
    const COUNTS: usize = 3;

    #[inline(always)]
    fn squares<M: Machine>(sums: [Row<M>; 2]) -> [[Row<M>; 2]; 1] {
        [sums]
    }

    #[inline(always)]
    fn terms<M: Machine>([away]: [Row<M>; 1], place: Row<M>) -> [Row<M>; 2] {
        [away, place * away]
    }

    #[inline(always)]
    fn moved<M: Machine>([sum, products]: [Row<M>; 2], counts: &Counts<M>, [by]: [Row<M>; 1]) -> [Row<M>; 2] {
        [sum - counts.count * by, products - counts.places * by]
    }

    #[inline(always)]
    fn results<M: Machine>(
        self,
        machine: M,
        counts: &Counts<M>,
        _: [Row<M>; 1],
        [sum, products]: [Row<M>; 2],
    ) -> [Row<M>; 1] {
        let (zero, one, two) = (splat(machine, 0.0), splat(machine, 1.0), splat(machine, 2.0));
        let slope = centred(products, counts.places, sum, one / counts.count) * (one / counts.spread);
        [counts.count.if_less(two, zero, slope)]
    }
}

impl Summed<2, 5, 1> for Correlation {
    const ALLOWED: f64 = RELATION;
    const POWER: f64 = 2.0;

    #[inline(always)]
    fn squares<M: Machine>([x, y, xx, yy, _]: [Row<M>; 5]) -> [[Row<M>; 2]; 2] {
        [[x, xx], [y, yy]]
    }

    #[inline(always)]
    fn terms<M: Machine>([x, y]: [Row<M>; 2], _: Row<M>) -> [Row<M>; 5] {
        [x, y, x * x, y * y, x * y]
    }

    #[inline(always)]
    fn moved<M: Machine>(
        [x, y, xx, yy, xy]: [Row<M>; 5],
        counts: &Counts<M>,
        [by_x, by_y]: [Row<M>; 2],
    ) -> [Row<M>; 5] {
        let ([a, aa], [b, bb]) = (two_moved([x, xx], counts.count, by_x), two_moved([y, yy], counts.count, by_y));
        [a, b, aa, bb, xy - by_x * y - by_y * a]
    }

    #[inline(always)]
    fn results<M: Machine>(self, machine: M, counts: &Counts<M>, _: [Row<M>; 2], sums: [Row<M>; 5]) -> [Row<M>; 1] {
        let [x, y, xx, yy, xy] = sums;
        let (one, less_one) = (splat(machine, 1.0), splat(machine, -1.0));
        let share = one / counts.count;
        let spread = centred(xx, x, x, share).root() * centred(yy, y, y, share).root();
        let r = centred(xy, x, y, share) / spread;
        let r = one.if_less(r, one, r);
        [r.if_less(less_one, less_one, r)]
    }
}

impl Summed<2, 3, 1> for Covariance {
    #[inline(always)]
    fn squares<M: Machine>([x, y, xy]: [Row<M>; 3]) -> [[Row<M>; 2]; 2] {
        [[x, xy], [y, xy]]
    }

    #[inline(always)]
    fn terms<M: Machine>([x, y]: [Row<M>; 2], _: Row<M>) -> [Row<M>; 3] {
        [x, y, x * y]
    }

    #[inline(always)]
    fn moved<M: Machine>([x, y, xy]: [Row<M>; 3], counts: &Counts<M>, [by_x, by_y]: [Row<M>; 2]) -> [Row<M>; 3] {
        let (a, b) = (x - counts.count * by_x, y - counts.count * by_y);
        [a, b, xy - by_x * y - by_y * a]
    }

    #[inline(always)]
    fn results<M: Machine>(self, machine: M, counts: &Counts<M>, _: [Row<M>; 2], sums: [Row<M>; 3]) -> [Row<M>; 1] {
        let ([x, y, xy], zero, one) = (sums, splat(machine, 0.0), splat(machine, 1.0));
        let covariance = centred(xy, x, y, one / counts.count) / (counts.count - one);
        let opposite = zero - covariance;
        let root = covariance.greatest(opposite).root();
        [covariance.if_less(zero, zero - root, root)]
    }
}

impl Summed<2, 4, 1> for SlopeOf {
    const ALLOWED: f64 = SLOPE;
    const POWER: f64 = 2.0;

    /// Only those of the first: an error of the second is as large as its values are.
    #[inline(always)]
    fn squares<M: Machine>([x, _, xx, _]: [Row<M>; 4]) -> [[Row<M>; 2]; 2] {
        [[x, xx], [x, xx]]
    }

    #[inline(always)]
    fn terms<M: Machine>([x, y]: [Row<M>; 2], _: Row<M>) -> [Row<M>; 4] {
        [x, y, x * x, x * y]
    }

    #[inline(always)]
    fn moved<M: Machine>([x, y, xx, xy]: [Row<M>; 4], counts: &Counts<M>, [by_x, by_y]: [Row<M>; 2]) -> [Row<M>; 4] {
        let [a, aa] = two_moved([x, xx], counts.count, by_x);
        [a, y - counts.count * by_y, aa, xy - by_x * y - by_y * a]
    }

    #[inline(always)]
    fn results<M: Machine>(self, machine: M, counts: &Counts<M>, _: [Row<M>; 2], sums: [Row<M>; 4]) -> [Row<M>; 1] {
        let ([x, y, xx, xy], share) = (sums, splat(machine, 1.0) / counts.count);
        [centred(xy, x, y, share) / centred(xx, x, x, share)]
    }
}
