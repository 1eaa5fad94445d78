//! Sums without drift: lanes in short parts, the parts added with compensation.

use crate::lanes::{Lanes, add};

/// Two vectors at least: of one, each addition would wait for the last.
const LANES: usize = 16;

/// Numbers of a part: a lane adds 16 of them.
const PART: usize = 256;

/// The sums of the terms that lanes of numbers give; the last are filled up with NaN.
#[inline(always)]
pub fn sums<const N: usize>(x: &[f64], mut terms: impl FnMut(Lanes<LANES>) -> [Lanes<LANES>; N]) -> [f64; N] {
    let mut totals = [Total::default(); N];
    for part in x.chunks(PART) {
        let (whole, rest) = part.as_chunks::<LANES>();
        let mut sums = [[0.0; LANES]; N];
        let mut take = |lanes| {
            for (sum, terms) in sums.iter_mut().zip(terms(lanes)) {
                *sum = add(*sum, terms);
            }
        };
        whole.iter().for_each(|lanes| take(*lanes));
        if !rest.is_empty() {
            let mut last = [f64::NAN; LANES];
            last[..rest.len()].copy_from_slice(rest);
            take(last);
        }
        for (total, sum) in totals.iter_mut().zip(sums) {
            total.add(pairwise(sum));
        }
    }
    totals.map(Total::value)
}

#[inline(always)]
fn pairwise(mut lanes: Lanes<LANES>) -> f64 {
    let mut width = LANES;
    while width > 1 {
        width /= 2;
        for i in 0..width {
            lanes[i] += lanes[i + width];
        }
    }
    lanes[0]
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
