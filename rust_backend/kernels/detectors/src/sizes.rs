//! How large numbers are, so that squares of them can be had.

use atc_engine::lanes::LANES;

/// The largest magnitude among pairs of which both are there, of the first of them.
#[inline(always)]
pub fn largest(a: &[f64], b: &[f64]) -> f64 {
    let mut most = [0.0; LANES];
    let of = |most: &mut f64, a: f64, b: f64| {
        let size = a.abs() + 0.0 * b;
        *most = if size > *most { size } else { *most };
    };
    let ((eights, left), (others, right)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    for (a, b) in eights.iter().zip(others) {
        for ((most, a), b) in most.iter_mut().zip(a).zip(b) {
            of(most, *a, *b);
        }
    }
    left.iter().zip(right).for_each(|(a, b)| of(&mut most[0], *a, *b));
    most.into_iter().fold(0.0, f64::max)
}

/// A power of two by which a size is from a half to 1: then squares neither overflow nor, in units of 1e-200, vanish.
#[inline(always)]
pub fn unit(size: f64) -> f64 {
    const BIAS: u64 = 1023;
    let exponent = (size.to_bits() >> 52).clamp(1, 2 * BIAS - 2);
    f64::from_bits((2 * BIAS - 1 - exponent) << 52)
}
