//! Statistics made of sums of deviations.

use crate::bands::Bands;
use crate::by_blocks::sum_blocks;
use crate::relations::{Correlation, Covariance, Slope, SlopeOf};
use crate::side_by_side::Bars;
use crate::sums::{Counts, Summed, sum_rows};
use atc_engine::Machine;
use atc_engine::lanes::Row;

/// Errors that are allowed: a tenth to a third of the contract's, whatever the other scale is.
const SPREAD: f64 = 5e-11;
const SHAPE: f64 = 3e-11;

/// Mean of the values.
#[derive(Clone, Copy)]
pub struct Mean;

/// Their standard deviation, and before it the mean where that is asked for too.
#[derive(Clone, Copy)]
pub struct Spread {
    pub ddof: usize,
}

/// Their skewness.
#[derive(Clone, Copy)]
pub struct Skewness;

/// Their excess kurtosis.
#[derive(Clone, Copy)]
pub struct Kurtosis;

macro_rules! of_windows {
    ($($name:ident($inputs:literal; $statistic:ty) -> $fields:literal;)*) => {
        /// Windows in rows.
        pub mod of_rows {
            use super::*;

            atc_engine::dispatched! {$(
                pub fn $name(
                    rows: &mut [Bars],
                    is_whole: bool,
                    options: [usize; 2],
                    statistic: $statistic,
                    results: &mut [Bars],
                    scratch: &mut [Bars],
                    left: &mut Vec<usize>,
                ) = bodies::$name;
            )*}

            mod bodies {
                use super::*;

                $(
                    #[inline(always)]
                    #[allow(clippy::too_many_arguments)]
                    pub fn $name<M: Machine>(
                        machine: M,
                        rows: &mut [Bars],
                        is_whole: bool,
                        options: [usize; 2],
                        statistic: $statistic,
                        results: &mut [Bars],
                        scratch: &mut [Bars],
                        left: &mut Vec<usize>,
                    ) {
                        sum_rows::<M, _, $inputs, _, $fields>(
                            machine, rows, is_whole, options, statistic, results, scratch, left,
                        );
                    }
                )*
            }
        }

        /// Windows of a series, block by block.
        pub mod of_blocks {
            use super::*;

            atc_engine::dispatched! {$(
                pub fn $name(
                    bars: [&[f64]; $inputs],
                    options: [usize; 2],
                    statistic: $statistic,
                    out: [&mut [f64]; $fields],
                    left: &mut Vec<usize>,
                ) = sum_blocks;
            )*}
        }
    };
}

of_windows! {
    means(1; Mean) -> 1;
    spreads(1; Spread) -> 1;
    means_and_spreads(1; Spread) -> 2;
    bands(1; Bands) -> 3;
    skewnesses(1; Skewness) -> 1;
    kurtoses(1; Kurtosis) -> 1;
    slopes(1; Slope) -> 1;
    correlations(2; Correlation) -> 1;
    covariances(2; Covariance) -> 1;
    slopes_of(2; SlopeOf) -> 1;
}

#[inline(always)]
pub fn splat<M: Machine>(machine: M, value: f64) -> Row<M> {
    Row::splat(machine, value)
}

/// What is left of a sum of squares, or of products, about the means.
#[inline(always)]
pub fn centred<M: Machine>(products: Row<M>, a: Row<M>, b: Row<M>, share: Row<M>) -> Row<M> {
    products - a * share * b
}

#[inline(always)]
fn spread<M: Machine>(machine: M, count: Row<M>, [sum, squares]: [Row<M>; 2], ddof: usize) -> Row<M> {
    let (zero, one, nan) = (splat(machine, 0.0), splat(machine, 1.0), splat(machine, f64::NAN));
    let degrees = count - splat(machine, ddof as f64);
    let share = zero.if_less(degrees, one / degrees, nan);
    (centred(squares, sum, sum, one / count).greatest(zero) * share).root()
}

impl Summed<1, 1, 1> for Mean {
    #[inline(always)]
    fn squares<M: Machine>([sum]: [Row<M>; 1]) -> [[Row<M>; 2]; 1] {
        [[sum, sum]]
    }

    #[inline(always)]
    fn terms<M: Machine>([away]: [Row<M>; 1], _: Row<M>) -> [Row<M>; 1] {
        [away]
    }

    #[inline(always)]
    fn moved<M: Machine>([sum]: [Row<M>; 1], counts: &Counts<M>, [by]: [Row<M>; 1]) -> [Row<M>; 1] {
        [sum - counts.count * by]
    }

    #[inline(always)]
    fn results<M: Machine>(
        self,
        machine: M,
        counts: &Counts<M>,
        [pivot]: [Row<M>; 1],
        [sum]: [Row<M>; 1],
    ) -> [Row<M>; 1] {
        [pivot + sum * (splat(machine, 1.0) / counts.count)]
    }
}

#[inline(always)]
pub fn two_moved<M: Machine>([sum, squares]: [Row<M>; 2], count: Row<M>, by: Row<M>) -> [Row<M>; 2] {
    [sum - count * by, squares - (sum + sum - count * by) * by]
}

/// What statistics of deviations and of their squares have in common, whatever error they allow.
macro_rules! of_two_sums {
    ($allowed:ident) => {
        const ALLOWED: f64 = $allowed;
        const POWER: f64 = 2.0;

        #[inline(always)]
        fn squares<M: Machine>(sums: [Row<M>; 2]) -> [[Row<M>; 2]; 1] {
            [sums]
        }

        #[inline(always)]
        fn terms<M: Machine>([away]: [Row<M>; 1], _: Row<M>) -> [Row<M>; 2] {
            [away, away * away]
        }

        #[inline(always)]
        fn moved<M: Machine>(sums: [Row<M>; 2], counts: &Counts<M>, [by]: [Row<M>; 1]) -> [Row<M>; 2] {
            two_moved(sums, counts.count, by)
        }
    };
}
pub(crate) use of_two_sums;

impl Summed<1, 2, 1> for Spread {
    of_two_sums!(SPREAD);

    #[inline(always)]
    fn results<M: Machine>(self, machine: M, counts: &Counts<M>, _: [Row<M>; 1], sums: [Row<M>; 2]) -> [Row<M>; 1] {
        [spread(machine, counts.count, sums, self.ddof)]
    }
}

impl Summed<1, 2, 2> for Spread {
    of_two_sums!(SPREAD);

    #[inline(always)]
    fn results<M: Machine>(
        self,
        machine: M,
        counts: &Counts<M>,
        pivots: [Row<M>; 1],
        sums: [Row<M>; 2],
    ) -> [Row<M>; 2] {
        let [mean] = Mean.results(machine, counts, pivots, [sums[0]]);
        [mean, spread(machine, counts.count, sums, self.ddof)]
    }
}

impl Summed<1, 3, 1> for Skewness {
    const ALLOWED: f64 = SHAPE;
    const POWER: f64 = 3.0;

    #[inline(always)]
    fn squares<M: Machine>([sum, squares, _]: [Row<M>; 3]) -> [[Row<M>; 2]; 1] {
        [[sum, squares]]
    }

    #[inline(always)]
    fn terms<M: Machine>([away]: [Row<M>; 1], _: Row<M>) -> [Row<M>; 3] {
        [away, away * away, away * away * away]
    }

    #[inline(always)]
    fn moved<M: Machine>([first, second, third]: [Row<M>; 3], counts: &Counts<M>, [by]: [Row<M>; 1]) -> [Row<M>; 3] {
        let [sum, squares] = two_moved([first, second], counts.count, by);
        // By Horner's rule in the distance: (((n·by − 3·first)·by + 3·second)·by − third), negated.
        let inner = counts.count * by - (first + first + first);
        [sum, squares, third - (inner * by + (second + second + second)) * by]
    }

    #[inline(always)]
    fn results<M: Machine>(self, machine: M, counts: &Counts<M>, _: [Row<M>; 1], sums: [Row<M>; 3]) -> [Row<M>; 1] {
        let (one, two, three) = (splat(machine, 1.0), splat(machine, 2.0), splat(machine, 3.0));
        let (n, share) = (counts.count, one / counts.count);
        let [first, second, third] = sums;
        let (mean, second, third) = (first * share, second * share, third * share);
        let m2 = second - mean * mean;
        let m3 = third - mean * (three * second - two * mean * mean);
        let factor = (n * (n - one)).root() / (n - two);
        let skewness = factor * (m3 / (m2 * m2.root()));
        [n.if_less(three, splat(machine, f64::NAN), skewness)]
    }
}

impl Summed<1, 4, 1> for Kurtosis {
    const ALLOWED: f64 = SHAPE;
    const POWER: f64 = 4.0;

    #[inline(always)]
    fn squares<M: Machine>([sum, squares, _, _]: [Row<M>; 4]) -> [[Row<M>; 2]; 1] {
        [[sum, squares]]
    }

    #[inline(always)]
    fn terms<M: Machine>([away]: [Row<M>; 1], _: Row<M>) -> [Row<M>; 4] {
        let square = away * away;
        [away, square, square * away, square * square]
    }

    #[inline(always)]
    fn moved<M: Machine>(sums: [Row<M>; 4], counts: &Counts<M>, [by]: [Row<M>; 1]) -> [Row<M>; 4] {
        let [first, second, third, fourth] = sums;
        let [a, b, c] = Skewness::moved([first, second, third], counts, [by]);
        let four = |row: Row<M>| (row + row) + (row + row);
        let inner = (counts.count * by - four(first)) * by + (four(second) + second + second);
        [a, b, c, fourth + (inner * by - four(third)) * by]
    }

    #[inline(always)]
    fn results<M: Machine>(self, machine: M, counts: &Counts<M>, _: [Row<M>; 1], sums: [Row<M>; 4]) -> [Row<M>; 1] {
        let (one, two, three) = (splat(machine, 1.0), splat(machine, 2.0), splat(machine, 3.0));
        let (four, six) = (splat(machine, 4.0), splat(machine, 6.0));
        let (n, share) = (counts.count, one / counts.count);
        let [first, second, third, fourth] = sums;
        let (mean, second, third, fourth) = (first * share, second * share, third * share, fourth * share);
        let square = mean * mean;
        let m2 = second - square;
        let m4 = fourth - mean * (four * third - mean * (six * second - three * square));
        let factor = (n - one) / ((n - two) * (n - three));
        let kurtosis = factor * ((n + one) * (m4 / (m2 * m2)) - three * (n - one));
        [n.if_less(four, splat(machine, f64::NAN), kurtosis)]
    }
}
