//! Windows by doubling: results of two bars, four, eight …, then of two windows that overlap. Five vector passes at 28
//! bars, where a prefix and a suffix per block are two chains of 4 cycles a bar.

/// Each the result of so many from it on, a power of two up to `window`; and how many. The bars are only read.
#[inline(always)]
pub fn spread_from<'a>(
    x: &'a [f64],
    best: &'a mut [f64],
    other: &'a mut [f64],
    window: usize,
    combine: impl Fn(f64, f64) -> f64 + Copy,
) -> (&'a [f64], usize) {
    if window < 2 {
        return (x, 1);
    }
    let (best, other) = (&mut best[..x.len() - 1], &mut other[..x.len() - 1]);
    overlap(x, 1, best, combine);
    go_on(best, other, 2, window, combine)
}

/// To and fro between two buffers: in one, compilers write only where something better was found, and the next pass waits
/// for such stores.
#[inline(always)]
fn go_on<'a>(
    mut best: &'a mut [f64],
    mut other: &'a mut [f64],
    mut span: usize,
    window: usize,
    combine: impl Fn(f64, f64) -> f64 + Copy,
) -> (&'a [f64], usize) {
    while 2 * span <= window {
        let count = best.len() - span;
        overlap(best, span, &mut other[..count], combine);
        (best, other) = (other, best);
        span *= 2;
    }
    (best, span)
}

/// Results of bars and those `distance` bars later, as one.
#[inline(always)]
pub fn overlap(best: &[f64], distance: usize, out: &mut [f64], combine: impl Fn(f64, f64) -> f64 + Copy) {
    for ((out, near), far) in out.iter_mut().zip(best).zip(&best[distance..]) {
        *out = combine(*near, *far);
    }
}
