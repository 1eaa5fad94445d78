//! Means and squared distances from them, of windows. Two groups of bars become one without subtracting large sums:
//! their squares add up, and what lies between their means; so a spike leaves nothing behind, and of equal prices the
//! distance is exactly 0.

use atc_engine::Scratch;

/// The windows of `span` bars that begin at each bar, by doubling; a window of any length is made of some of them, from
/// its newest bars to its oldest.
#[inline(always)]
pub fn moments<M>(_: M, x: &[f64], length: usize, means: &mut [f64], squares: &mut [f64]) {
    let bars = x.len();
    let mut numbers = Scratch::new(2 * bars);
    let (group_means, group_squares) = numbers.split_at_mut(bars);
    group_means.copy_from_slice(x);
    group_squares.fill(0.0);
    let (means, squares) = (&mut means[length - 1..], &mut squares[length - 1..]);
    let (mut span, mut count) = (1, 0);
    loop {
        if length & span != 0 {
            let first = length - count - span;
            prepend(&group_means[first..], &group_squares[first..], [span, count], means, squares);
            count += span;
        }
        if count == length {
            return;
        }
        double(group_means, group_squares, span);
        span *= 2;
    }
}

/// Each group with that which follows it.
#[inline(always)]
fn double(means: &mut [f64], squares: &mut [f64], span: usize) {
    let half = span as f64 / 2.0;
    for bar in 0..means.len().saturating_sub(span) {
        let between = means[bar + span] - means[bar];
        squares[bar] += squares[bar + span] + half * between * between;
        means[bar] = 0.5 * (means[bar] + means[bar + span]);
    }
}

/// Puts groups of some bars before others of `counts[1]`.
#[inline(always)]
fn prepend(group_means: &[f64], group_squares: &[f64], counts: [usize; 2], means: &mut [f64], squares: &mut [f64]) {
    let [before, after] = counts.map(|count| count as f64);
    let (group_means, group_squares) = (&group_means[..means.len()], &group_squares[..means.len()]);
    if after == 0.0 {
        means.copy_from_slice(group_means);
        squares.copy_from_slice(group_squares);
        return;
    }
    let (part, weight) = (after / (before + after), before * after / (before + after));
    for (bar, (mean, square)) in means.iter_mut().zip(squares).enumerate() {
        let between = *mean - group_means[bar];
        *square += group_squares[bar] + weight * between * between;
        *mean = group_means[bar] + part * between;
    }
}

/// The standard deviation of very large or very small values, as the formula reads, in units of the largest.
#[cold]
pub fn deviation(window: &[f64], divisor: f64) -> f64 {
    let largest = window.iter().fold(0.0, |largest: f64, bar| largest.max(bar.abs()));
    if largest == 0.0 || !largest.is_finite() {
        return largest * 0.0;
    }
    let mean = window.iter().map(|bar| bar / largest).sum::<f64>() / window.len() as f64;
    let squares: f64 = window.iter().map(|bar| (bar / largest - mean).powi(2)).sum();
    largest * (squares / divisor).sqrt()
}
