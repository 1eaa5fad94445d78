//! Sums without drift: rows in short parts, the parts added with compensation.

use crate::Machine;
use crate::lanes::{LANES, Row};

/// Rows that are added side by side: of one, each addition would wait for the last.
const SIDES: usize = 2;

/// Numbers of a part: a lane adds 16 of them.
const PART: usize = 16 * SIDES * LANES;

/// What is summed of numbers, several things at once: 0 of NaN. No closure, whose body might not become vector code.
pub trait Terms<const N: usize> {
    fn of<M: Machine>(&self, machine: M, numbers: Row<M>) -> [Row<M>; N];
}

/// The sums of the terms that rows of numbers give, the last of which has NaN in lanes of its own.
#[inline(always)]
pub fn sums<M: Machine, const N: usize>(machine: M, x: &[f64], terms: &impl Terms<N>) -> [f64; N] {
    let mut totals = [Total::default(); N];
    for part in x.chunks(PART) {
        let mut sums = [[Row::splat(machine, 0.0); SIDES]; N];
        let (pairs, rest) = part.as_chunks::<{ SIDES * LANES }>();
        for pair in pairs {
            for side in 0..SIDES {
                let terms = terms.of(machine, Row::load(machine, pair, side * LANES));
                for (sums, term) in sums.iter_mut().zip(terms) {
                    sums[side] = sums[side] + term;
                }
            }
        }
        let (rows, rest) = rest.as_chunks::<LANES>();
        for row in rows {
            let terms = terms.of(machine, Row::load(machine, row, 0));
            for (sums, term) in sums.iter_mut().zip(terms) {
                sums[0] = sums[0] + term;
            }
        }
        if !rest.is_empty() {
            let terms = terms.of(machine, Row::last(machine, part, rest.len()));
            for (sums, term) in sums.iter_mut().zip(terms) {
                sums[1] = sums[1] + term;
            }
        }
        for (total, [one, other]) in totals.iter_mut().zip(sums) {
            total.add((one + other).folded(|a, b| a + b));
        }
    }
    totals.map(Total::value)
}

/// A sum, and what it lost in rounding (Neumaier).
#[derive(Clone, Copy, Default)]
pub struct Total {
    sum: f64,
    lost: f64,
}

impl Total {
    #[inline(always)]
    pub fn add(&mut self, term: f64) {
        let (sum, next) = (self.sum, self.sum + term);
        self.lost += if sum.abs() >= term.abs() { (sum - next) + term } else { (term - next) + sum };
        self.sum = next;
    }

    #[inline(always)]
    pub fn value(self) -> f64 {
        if self.sum.is_finite() { self.sum + self.lost } else { self.sum }
    }
}
