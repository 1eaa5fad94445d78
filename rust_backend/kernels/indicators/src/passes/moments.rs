//! Means and squared distances from them, of windows. Two groups of bars become one without subtracting large sums:
//! their squares add up, and what lies between their means; so a spike leaves nothing behind, and of equal prices the
//! distance is exactly 0.

use atc_engine::lanes::{Lanes, add, load, zip};
use atc_engine::{Machine, columns};

/// Bars of windows that are taken at once.
const TOGETHER: usize = 16;

/// Windows of so many bars are added up bar by bar, around their newest: sixteen at once, that takes a third of the time of
/// doubling at 20 bars. What cancels is at most so many times as large as what is left.
const ADDED_UP: usize = 64;

#[inline(always)]
pub fn moments<M: Machine>(machine: M, x: &[f64], length: usize, means: &mut [f64], squares: &mut [f64]) {
    if length == 1 || length > ADDED_UP {
        return by_doubling(machine, x, length, means, squares);
    }
    let whole = means.len() / TOGETHER * TOGETHER;
    let share = 1.0 / length as f64;
    for at in (0..whole).step_by(TOGETHER) {
        let newest: Lanes<TOGETHER> = load(x, at + length - 1);
        let (mut sums, mut sums_of_squares) = ([0.0; TOGETHER], [0.0; TOGETHER]);
        for bars in x[at..at + TOGETHER - 1 + length].windows(TOGETHER) {
            for lane in 0..TOGETHER {
                let distance = bars[lane] - newest[lane];
                sums[lane] += distance;
                sums_of_squares[lane] = M::mul_add(distance, distance, sums_of_squares[lane]);
            }
        }
        let excess = sums.map(|sum| share * sum);
        means[at..at + TOGETHER].copy_from_slice(&add(newest, excess));
        let left = zip(sums_of_squares, zip(sums, excess, |sum, excess| sum * excess), |all, between| all - between);
        squares[at..at + TOGETHER].copy_from_slice(&left.map(|left| if left < 0.0 { 0.0 } else { left }));
    }
    for at in whole..means.len() {
        let (bars, newest) = (&x[at..at + length], x[at + length - 1]);
        let sum: f64 = bars.iter().map(|bar| bar - newest).sum();
        let all: f64 = bars.iter().map(|bar| (bar - newest).powi(2)).sum();
        let left = all - share * sum * sum;
        (means[at], squares[at]) = (newest + share * sum, if left < 0.0 { 0.0 } else { left });
    }
}

/// The windows of `span` bars that begin at each bar, by doubling, to and fro between buffers; a window of any length is
/// made of some of them, from its newest bars to its oldest.
#[inline(always)]
fn by_doubling<M>(_: M, x: &[f64], length: usize, means: &mut [f64], squares: &mut [f64]) {
    let bars = x.len();
    columns!(bars => now_means, now_squares, next_means, next_squares);
    now_means.copy_from_slice(x);
    now_squares.fill(0.0);
    let (mut now, mut next) = ([now_means, now_squares], [next_means, next_squares]);
    let (mut span, mut count) = (1, 0);
    loop {
        if length & span != 0 {
            let first = length - count - span;
            prepend(&now[0][first..], &now[1][first..], [span, count], means, squares);
            count += span;
        }
        if count == length {
            return;
        }
        let [now_means, now_squares] = &mut now;
        let [next_means, next_squares] = &mut next;
        let after = span.min(bars);
        double(now_means, now_squares, &now_means[after..], &now_squares[after..], span, next_means, next_squares);
        (now, next) = (next, now);
        span *= 2;
    }
}

/// Each group with that which follows it. Slices as arguments: what is behind references to references does not become
/// vector code.
#[inline(always)]
fn double(
    means: &[f64],
    squares: &[f64],
    later_means: &[f64],
    later_squares: &[f64],
    span: usize,
    next_means: &mut [f64],
    next_squares: &mut [f64],
) {
    let (count, half) = (later_means.len(), span as f64 / 2.0);
    let (means, squares, later_squares) = (&means[..count], &squares[..count], &later_squares[..count]);
    let (next_means, next_squares) = (&mut next_means[..count], &mut next_squares[..count]);
    for bar in 0..count {
        let between = later_means[bar] - means[bar];
        next_squares[bar] = squares[bar] + later_squares[bar] + half * between * between;
        next_means[bar] = 0.5 * (means[bar] + later_means[bar]);
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
    let squares = &mut squares[..means.len()];
    for bar in 0..means.len() {
        let between = means[bar] - group_means[bar];
        squares[bar] += group_squares[bar] + weight * between * between;
        means[bar] = group_means[bar] + part * between;
    }
}

/// Whether squares are neither too large nor too small for floats; small ones of larger values do not matter.
#[inline(always)]
pub fn has_range(square: f64, mean: f64) -> bool {
    const SMALL: f64 = 1e-280;
    const LITTLE: f64 = 1e-130;
    let is_small = (square < SMALL) & (mean.abs() < LITTLE);
    let is_lost = !square.is_finite() & mean.is_finite();
    !(is_lost | is_small)
}

/// Whether all are.
#[inline(always)]
pub fn find_range<M>(_: M, squares: &[f64], means: &[f64], found: &mut bool) {
    let means = &means[..squares.len()];
    // A sum in place of a truth: of lanes the former becomes vector code.
    let mut lost = 0.0;
    for bar in 0..squares.len() {
        lost += if has_range(squares[bar], means[bar]) { 0.0 } else { 1.0 };
    }
    *found = lost == 0.0;
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
