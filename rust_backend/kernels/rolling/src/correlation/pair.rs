//! Two series by themselves: the way that loses no digits, whatever rows they have in common.

use atc_engine::lanes::{LANES, zip};

/// Terms that are added up, in lanes, before they are added to the rest.
const BLOCK: usize = 1024;

/// Pearson's r over the rows at which both are finite; NaN where one is constant on them. The values are copied to `common`.
#[inline(always)]
pub fn correlation(a: &[f64], b: &[f64], common: &mut [Vec<f64>; 2]) -> f64 {
    let mut count = 0;
    let [first, second] = common;
    for (a, b) in a.iter().zip(b) {
        // Written always and kept only where both are finite: no branch to mispredict.
        (first[count], second[count]) = (*a, *b);
        count += usize::from(a.is_finite() && b.is_finite());
    }
    let (a, b) = (&mut first[..count], &mut second[..count]);
    let is_constant = |x: &[f64]| x.iter().all(|value| *value == x[0]);
    if count < 2 || is_constant(a) || is_constant(b) {
        return f64::NAN;
    }
    centre(a);
    centre(b);
    (product(a, b) / (product(a, a).sqrt() * product(b, b).sqrt())).clamp(-1.0, 1.0)
}

/// Deviations from the mean, the largest of which is 1.
#[inline(always)]
fn centre(x: &mut [f64]) {
    // Twice: the second takes off what rounding of the first mean left.
    for _ in 0..2 {
        let mean = sum(x, x, |value, _| value) / x.len() as f64;
        x.iter_mut().for_each(|value| *value -= mean);
    }
    let largest = x.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
    x.iter_mut().for_each(|value| *value /= largest);
}

#[inline(always)]
fn product(a: &[f64], b: &[f64]) -> f64 {
    sum(a, b, |a, b| a * b)
}

#[inline(always)]
fn sum(a: &[f64], b: &[f64], term: impl Fn(f64, f64) -> f64) -> f64 {
    let mut total = 0.0;
    for (a, b) in a.chunks(BLOCK).zip(b.chunks(BLOCK)) {
        let ((a, last_a), (b, last_b)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
        let mut sums = [0.0; LANES];
        for (a, b) in a.iter().zip(b) {
            sums = zip(sums, zip(*a, *b, &term), |sum, term| sum + term);
        }
        let last = last_a.iter().zip(last_b).map(|(a, b)| term(*a, *b));
        total += sums.iter().copied().chain(last).sum::<f64>();
    }
    total
}
